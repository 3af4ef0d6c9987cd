using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.Schema;

namespace ProtoSockets.Analyzers.Tests.Definitions;

/// <summary>The pages of the definition rules tell the truth, and the list of problems is well-formed.</summary>
public sealed partial class PageTests
{
    public static TheoryData<string> AllIds => [.. ProblemIds.All.Select(static kind => kind.Id).Distinct(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(AllIds))]
    public async Task The_wrong_example_is_reported_where_it_says_so_and_the_right_one_compiles(string id)
    {
        string[] examples = await ExamplesOf(id);

        CSharpCompilation wrong = DefinitionTest.Compile(examples[0]);
        TestCompilation.AssertCompiles(wrong);
        ImmutableArray<Diagnostic> reported = await DefinitionTest.Run(wrong);
        Assert.All(reported, diagnostic => Assert.Equal(id, diagnostic.Id));
        Assert.Equal(
            examples[0].Split('\n').Index().Where(line => line.Item.Contains("// " + id, StringComparison.Ordinal)).Select(static line => line.Index + 1),
            reported.Select(static diagnostic => diagnostic.Location.GetLineSpan().StartLinePosition.Line).Order());

        CSharpCompilation right = DefinitionTest.Compile(examples[1]);
        TestCompilation.AssertCompiles(right);
        Assert.Empty(await DefinitionTest.Run(right));
        DefinitionTest.Generate(right, []);
    }

    [Fact]
    public void An_id_with_two_severities_has_one_title_and_one_message() => Assert.All(
        ProblemIds.All.GroupBy(static kind => kind.Id, StringComparer.Ordinal),
        static kinds => Assert.Single(kinds.Select(static kind => (kind.Title, kind.Format)).Distinct()));

    [Fact]
    public void Definitions_have_ids_of_their_own_group() => Assert.All(ProblemIds.All, static kind => Assert.StartsWith("PSOCK10", kind.Id, StringComparison.Ordinal));

    /// <summary>The wrong example of a page and the right one.</summary>
    internal static async Task<string[]> ExamplesOf(string id)
    {
        string page = await File.ReadAllTextAsync(PagePath(id), TestContext.Current.CancellationToken);
        string[] examples = [.. ExamplePattern().Matches(page).Select(static match => match.Groups["code"].Value)];
        Assert.Equal(2, examples.Length);
        return examples;
    }

    private static string PagePath(string id)
    {
        string directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "ProtoSockets.sln")))
        {
            directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("The tests do not run inside of the repository.");
        }

        return Path.Combine(directory, "docs", "rules", id + ".md");
    }

    [GeneratedRegex("```csharp\n(?<code>.*?)\n```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ExamplePattern();
}
