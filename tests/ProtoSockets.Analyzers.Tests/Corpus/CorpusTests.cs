using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ProtoSockets.Analyzers.Tests.Harness;

namespace ProtoSockets.Analyzers.Tests.Corpus;

/// <summary>
/// How precise the rules are, on code as people write it. docs/rules/precision.md holds the numbers that were agreed on; a change to a rule shows in the review as a change to
/// that file.
/// </summary>
public sealed class CorpusTests
{
    private const string AcceptVariable = "PROTOSOCKETS_ACCEPT_SNAPSHOTS";

    /// <summary>False reports that stay, with the reason.</summary>
    private static readonly Dictionary<(string Snippet, string Id), string> KnownFalse = [];

    private static readonly ImmutableArray<DiagnosticAnalyzer> Rules = RulesOfUse.All;

    private static string TestProject { get; } = FindTestProject();

    private static string Page { get; } = Path.Combine(TestProject, "..", "..", "docs", "rules", "precision.md");

    private static readonly IReadOnlyList<Snippet> Snippets = Snippet.ReadAll(Path.Combine(TestProject, "Corpus", "Snippets"));

    [Fact]
    public void There_are_two_hundred_snippets_and_half_of_them_are_good()
    {
        Assert.True(Snippets.Count >= 200, $"There are {Snippets.Count} snippets.");
        int good = Snippets.Count(static snippet => snippet.IsGood);
        Assert.InRange(good, Snippets.Count * 2 / 5, Snippets.Count * 3 / 5);
    }

    [Fact]
    public void Each_snippet_has_a_name_of_its_own() =>
        Assert.Empty(Snippets.GroupBy(static snippet => snippet.Name, StringComparer.Ordinal).Where(static group => group.Count() > 1).Select(static group => group.Key));

    [Fact]
    public void Every_rule_has_snippets_with_its_mistake() =>
        Assert.Empty(Ids.Except(Snippets.SelectMany(static snippet => snippet.Source.Marks).Select(static mark => mark.Id ?? ""), StringComparer.Ordinal));

    [Fact]
    public void Marks_name_rules_that_are_run()
    {
        ImmutableHashSet<string> ids = [.. Ids];
        Assert.All(Snippets.SelectMany(static snippet => snippet.Source.Marks), mark => Assert.Contains(mark.Id ?? "", ids));
    }

    [Fact]
    public async Task The_rules_find_in_the_snippets_what_precision_md_says()
    {
        Compilation compilation = GeneratedTest.Generate(CorpusCompilation.Create(Snippets));
        AssertCompiles(compilation);
        IReadOnlyList<Verdict> verdicts = await CorpusResult.Run(Snippets, compilation, Rules);

        IEnumerable<Verdict> wrong = verdicts.Where(static verdict => !verdict.IsMarked && !KnownFalse.ContainsKey((verdict.Snippet.Name, verdict.Id)));
        Assert.True(!wrong.Any(), "False reports. Mend the rule; if it can't be, or should not be, name the snippet among the known ones, with the reason:\n" + string.Join('\n', wrong));

        string actual = Print(verdicts);
        string expected = File.Exists(Page) ? (await File.ReadAllTextAsync(Page, TestContext.Current.CancellationToken)).ReplaceLineEndings("\n") : "";
        if (actual != expected && MayAccept())
        {
            await File.WriteAllTextAsync(Page, actual, TestContext.Current.CancellationToken);
            return;
        }

        Assert.True(
            actual == expected,
            $"""
            docs/rules/precision.md says something else (- there, + now):
            {string.Join('\n', expected.Split('\n').Except(actual.Split('\n')).Select(static line => "- " + line))}
            {string.Join('\n', actual.Split('\n').Except(expected.Split('\n')).Select(static line => "+ " + line))}

            If the rules got better, accept it: {AcceptVariable}=1 dotnet test tests/ProtoSockets.Analyzers.Tests --filter CorpusTests
            """);
    }

    private static IEnumerable<string> Ids => Rules.SelectMany(static rule => rule.SupportedDiagnostics).Select(static rule => rule.Id).Order(StringComparer.Ordinal);

    private static string Print(IReadOnlyList<Verdict> verdicts)
    {
        var page = new StringBuilder();
        int good = Snippets.Count(static snippet => snippet.IsGood);
        page.Append($"""
            # How precise the rules are

            Measured on {Snippets.Count} snippets in `tests/ProtoSockets.Analyzers.Tests/Corpus/Snippets`: {Snippets.Count - good} with mistakes and {good} without, written after the way people use sockets
            in documentation, questions, and known bugs. Each mistake is marked where somebody who knows sockets would want the report, whether or not a rule finds it. This page is written by

                {AcceptVariable}=1 dotnet test tests/ProtoSockets.Analyzers.Tests --filter CorpusTests

            and the same test fails when it no longer holds, and on each false report that is not listed below.

            - **true**: marked and reported.
            - **missed**: marked and not reported. Where a rule can't be sure it is silent; see "Deliberately not flagged" on its page.
            - **false**: reported and not marked.

            | rule | true | missed | false |
            |---|---:|---:|---:|

            """.ReplaceLineEndings("\n"));
        foreach (string id in Ids)
        {
            page.Append(CultureInfo.InvariantCulture, $"| [{id}]({id}.md) | {Count(id, true, true)} | {Count(id, true, false)} | {Count(id, false, true)} |\n");
        }

        page.Append(CultureInfo.InvariantCulture, $"| all | {Count(null, true, true)} | {Count(null, true, false)} | {Count(null, false, true)} |\n");
        List(page, "Missed", verdicts.Where(static verdict => verdict is { IsMarked: true, IsReported: false }), static _ => "");
        List(page, "False", verdicts.Where(static verdict => !verdict.IsMarked), static verdict => ": " + KnownFalse[(verdict.Snippet.Name, verdict.Id)]);
        return page.ToString();

        int Count(string? id, bool isMarked, bool isReported) =>
            verdicts.Count(verdict => (id is null || verdict.Id == id) && verdict.IsMarked == isMarked && verdict.IsReported == isReported);
    }

    private static void List(StringBuilder page, string title, IEnumerable<Verdict> verdicts, Func<Verdict, string> reason)
    {
        page.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n");
        string[] lines =
        [
            .. verdicts.OrderBy(static verdict => verdict.Id, StringComparer.Ordinal)
                .Select(verdict => string.Create(CultureInfo.InvariantCulture, $"- {verdict.Id}, {verdict.Snippet.Theme}: {verdict.Snippet.Name}, line {verdict.Line} (`{verdict.Text}`){reason(verdict)}")),
        ];
        page.Append(lines.Length == 0 ? "None.\n" : string.Join('\n', lines) + "\n");
    }

    /// <summary>An accepted change is one that somebody has looked at, so a build server never accepts.</summary>
    private static bool MayAccept() =>
        Environment.GetEnvironmentVariable(AcceptVariable) == "1" && !string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);

    private static void AssertCompiles(Compilation compilation)
    {
        IEnumerable<string> errors = compilation.GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(static diagnostic => int.TryParse(diagnostic.Location.SourceTree?.FilePath, CultureInfo.InvariantCulture, out int number)
                ? $"{Snippets[number].Theme} \"{Snippets[number].Name}\": {diagnostic.GetMessage(CultureInfo.InvariantCulture)} at {diagnostic.Location.SourceTree!.GetText().Lines[diagnostic.Location.GetLineSpan().StartLinePosition.Line]}"
                : diagnostic.ToString());
        Assert.True(!errors.Any(), "Snippets do not compile:\n" + string.Join('\n', errors));
    }

    private static string FindTestProject()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ProtoSockets.Analyzers.Tests.csproj")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run in their project.");
    }
}
