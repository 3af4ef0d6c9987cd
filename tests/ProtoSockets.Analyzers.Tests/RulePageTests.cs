using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using ProtoSockets.Analyzers.Definitions;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.Analyzers.Tests.Lifecycle;
using ProtoSockets.Analyzers.Tests.Network;

namespace ProtoSockets.Analyzers.Tests;

/// <summary>The pages of the rules of use: what they say was measured, their examples tell the truth, and their suppressions name them.</summary>
public sealed partial class RulePageTests
{
    /// <summary>What the examples of pages about handlers leave out.</summary>
    private const string Chat =
        """
        [Protocol]
        public sealed partial class Chat
        {
            [Message(1, From = Side.Client)]
            public readonly partial record struct Say([property: MaxBytes(64)] Utf8Text Text);
        }

        """;

    private const string Usings =
        """
        using System;
        using System.Collections.Concurrent;
        using System.Collections.Generic;
        using System.Threading;
        using System.Threading.Tasks;
        using ProtoSockets;

        """;

    public static TheoryData<string> AllIds => [.. RulesOfUse.All.Select(static analyzer => analyzer.SupportedDiagnostics[0].Id)];

    /// <summary>A wrong example of a page is reported where it says so, and nowhere else; a right one is not.</summary>
    [Theory]
    [MemberData(nameof(AllIds))]
    public async Task The_examples_of_a_page_say_the_truth(string id)
    {
        string[] examples = [.. ExamplePattern().Matches(await ReadAsync(id)).Select(static match => match.Groups["code"].Value)];
        Assert.True(examples.Length >= 2, "A page has a wrong example, and a right one.");
        Assert.Contains(id, examples[0], StringComparison.Ordinal);
        Assert.DoesNotContain(id, examples[1], StringComparison.Ordinal);
        foreach (string example in examples)
        {
            IEnumerable<int> said = example.Split('\n').Index().Where(line => line.Item.Contains(id, StringComparison.Ordinal)).Select(static line => line.Index);
            Assert.Equal(said, await LinesReported(id, example));
        }
    }

    [Theory]
    [MemberData(nameof(AllIds))]
    public async Task A_page_says_what_was_measured_and_how_to_switch_the_rule_off(string id)
    {
        string page = await ReadAsync(id);

        Assert.True(id[5] == '1' || page.Contains("\nMeasured on .NET 10, Linux, loopback", StringComparison.Ordinal), "The page does not say what happens at run time.");
        Assert.Contains($"dotnet_diagnostic.{id}.severity = ", page, StringComparison.Ordinal);
        Assert.Contains($"#pragma warning disable {id} // ", page, StringComparison.Ordinal);
        Assert.Matches("\n## Deliberately not flagged\n\n- ", page);
    }

    /// <summary>An example is the body of a method that has sockets at hand, a member of a handler, or types as they are.</summary>
    private static async Task<IEnumerable<int>> LinesReported(string id, string example)
    {
        bool isLifecycle = id[5] == '2';
        string body = "IPEndPoint other = endpoint;\n" + example;
        string source = example.Contains("class ", StringComparison.Ordinal)
            ? Usings + example + "\n" + (example.Contains("[Protocol", StringComparison.Ordinal) ? "" : Chat)
            : example.StartsWith("public ", StringComparison.Ordinal)
                ? Usings + "sealed class Handler : Chat.IServerHandler\n{\n    private readonly List<Utf8Text> _texts = [];\n" + example + "\n}\n" + Chat
                : isLifecycle ? SocketCode.Method(body) : id == DiagnosticIds.DatagramLoopEnds ? NetworkCode.Datagrams(body) : NetworkCode.Streams(body);
        if (id == DiagnosticIds.SendNotObserved)
        {
            // Whatever is awaited behind the send waits for it, for all that the rule knows.
            source = source.Replace("        await Task.Yield();\n", "", StringComparison.Ordinal);
        }

        CSharpCompilation written = TestCompilation.Create(source);
        Compilation compilation = source.Contains("[Protocol", StringComparison.Ordinal) ? GeneratedTest.Generate(written) : written;
        TestCompilation.AssertCompiles(compilation, written.SyntaxTrees[0]);
        int firstLine = source[..source.IndexOf(example.Split('\n')[0].Trim(), StringComparison.Ordinal)].Count(static character => character == '\n');
        ImmutableArray<DiagnosticAnalyzer> rules = isLifecycle ? LifecycleRuleList.All : [RulesOfUse.All.Single(analyzer => analyzer.SupportedDiagnostics[0].Id == id), new DefinitionAnalyzer()];
        ImmutableArray<Diagnostic> reported = await AnalyzerTest.Run(rules, compilation);
        Assert.All(reported, diagnostic => Assert.Equal(id, diagnostic.Id));
        return reported.Select(diagnostic => diagnostic.Location.GetLineSpan().StartLinePosition.Line - firstLine).Order();
    }

    private static Task<string> ReadAsync(string id) => File.ReadAllTextAsync(CatalogueTests.PagePath(id), TestContext.Current.CancellationToken);

    [GeneratedRegex("```csharp\n(?<code>.*?)\n```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ExamplePattern();
}
