using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.Analyzers.Tests.Lifecycle;

namespace ProtoSockets.Analyzers.Tests;

/// <summary>The page about users' own types says the truth: its types compile, and each example is reported where its comment says so, and nowhere else.</summary>
public sealed partial class GuidePageTests
{
    private static readonly ImmutableArray<string> Blocks =
    [
        .. BlockPattern().Matches(File.ReadAllText(CatalogueTests.PathOf("docs", "guide", "your-own-types.md"))).Select(static match => match.Groups["code"].Value),
    ];

    private static readonly string Types = string.Join("\n", Blocks.Where(static block => block.Contains(" class ", StringComparison.Ordinal)));

    public static TheoryData<string> Examples => [.. Blocks.Where(static block => !block.Contains(" class ", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task An_example_is_reported_where_it_says_so(string example)
    {
        string source = SourceOf(example);
        Compilation compilation = TestCompilation.Create(source);
        TestCompilation.AssertCompiles(compilation);

        ImmutableArray<Diagnostic> reported = await AnalyzerTest.Run(LifecycleRuleList.All, compilation);

        string[] expected = [.. source.Split('\n').Index().Where(static line => line.Item.Contains("// PSOCK", StringComparison.Ordinal)).Select(static line => $"{line.Index} {line.Item[^9..]}")];
        Assert.Equal(expected, reported.Select(static diagnostic => $"{diagnostic.Location.GetLineSpan().StartLinePosition.Line} {diagnostic.Id}"));
    }

    [Fact]
    public async Task The_types_themselves_are_silent() =>
        Assert.Empty(await AnalyzerTest.Run(LifecycleRuleList.All, TestCompilation.Create(SourceOf(string.Empty))));

    [Fact]
    public void Every_rule_of_the_life_cycle_has_an_example()
    {
        string[] shown = [.. Examples.SelectMany(static row => IdPattern().Matches(row.Data).Select(static match => match.Value)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Assert.Equal(LifecycleRuleList.All.Select(static rule => rule.SupportedDiagnostics[0].Id).Order(StringComparer.Ordinal), shown);
    }

    private static string SourceOf(string example) => "using ProtoSockets;\n" + SocketCode.Method(example) + Types;

    [GeneratedRegex("```csharp\n(?<code>.*?)\n```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BlockPattern();

    [GeneratedRegex("PSOCK[0-9]{4}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IdPattern();
}
