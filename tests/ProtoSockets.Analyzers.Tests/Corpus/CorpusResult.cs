using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using ProtoSockets.Analyzers.Tests.Harness;

namespace ProtoSockets.Analyzers.Tests.Corpus;

/// <summary>One place where the truth and the rules meet, or miss each other.</summary>
internal sealed record Verdict(Snippet Snippet, string Id, bool IsMarked, bool IsReported, int Line, string Text)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Id} in {Snippet.Theme} \"{Snippet.Name}\", line {Line}: {Text}");
}

/// <summary>What the rules say about the snippets, against the marks.</summary>
internal static class CorpusResult
{
    /// <summary>Runs the rules over the compiled snippets, and pairs each mark with a report of the same rule that touches it.</summary>
    public static async Task<IReadOnlyList<Verdict>> Run(IReadOnlyList<Snippet> snippets, Compilation compilation, ImmutableArray<DiagnosticAnalyzer> rules)
    {
        ImmutableArray<Diagnostic> reported = await AnalyzerTest.Run(rules, compilation);
        Assert.DoesNotContain(reported, static diagnostic => diagnostic.Id == "AD0001");
        ILookup<int, Diagnostic> byFile = reported.ToLookup(static diagnostic => int.Parse(diagnostic.Location.SourceTree!.FilePath, CultureInfo.InvariantCulture));
        return [.. snippets.SelectMany((snippet, index) => Compare(snippet, index, [.. byFile[index]]))];
    }

    private static IEnumerable<Verdict> Compare(Snippet snippet, int number, List<Diagnostic> reported)
    {
        int offset = Snippet.Header(number).Length;
        foreach ((string? id, TextSpan span) in snippet.Source.Marks)
        {
            Diagnostic? match = reported.Find(diagnostic => diagnostic.Id == id && diagnostic.Location.SourceSpan.IntersectsWith(new TextSpan(span.Start + offset, span.Length)));
            if (match is not null)
            {
                reported.Remove(match);
            }

            yield return At(snippet, id ?? "", isMarked: true, match is not null, span.Start, span.Length);
        }

        foreach (Diagnostic diagnostic in reported.OrderBy(static diagnostic => diagnostic.Location.SourceSpan.Start))
        {
            yield return At(snippet, diagnostic.Id, isMarked: false, isReported: true, diagnostic.Location.SourceSpan.Start - offset, diagnostic.Location.SourceSpan.Length);
        }
    }

    private static Verdict At(Snippet snippet, string id, bool isMarked, bool isReported, int start, int length)
    {
        string text = snippet.Source.Text;
        return new Verdict(snippet, id, isMarked, isReported, text.AsSpan(0, start).Count('\n') + 1, text.Substring(start, length));
    }
}
