using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ProtoSockets.Analyzers.Tests.Harness;

/// <summary>Runs one analyzer over a source and compares what it reports, and where, with the marks in the source.</summary>
internal static class AnalyzerTest
{
    /// <summary>Checks that the analyzer reports at every mark and nowhere else.</summary>
    public static async Task Verify<TAnalyzer>(string markedSource, bool compiles = true, OutputKind output = OutputKind.DynamicallyLinkedLibrary)
        where TAnalyzer : DiagnosticAnalyzer, new() =>
        await Verify([new TAnalyzer()], markedSource, compiles, output);

    /// <summary>Checks that several analyzers together report at every mark and nowhere else.</summary>
    public static async Task Verify(
        ImmutableArray<DiagnosticAnalyzer> analyzers, string markedSource, bool compiles = true, OutputKind output = OutputKind.DynamicallyLinkedLibrary) =>
        await Compare(analyzers, markedSource, compiles, output);

    /// <summary>Checks that the analyzer reports at every mark of the first file and nowhere else. The other files are what it stands on.</summary>
    public static async Task Verify(DiagnosticAnalyzer analyzer, Compilation compilation, MarkedSource source)
    {
        TestCompilation.AssertCompiles(compilation, compilation.SyntaxTrees.First());
        Compare(source, analyzer.SupportedDiagnostics[0].Id, await Run([analyzer], compilation));
    }

    /// <summary>The one diagnostic in a source, which is where the mark is.</summary>
    public static async Task<Diagnostic> Single<TAnalyzer>(string markedSource)
        where TAnalyzer : DiagnosticAnalyzer, new() =>
        Assert.Single(await Compare([new TAnalyzer()], markedSource, compiles: true, OutputKind.DynamicallyLinkedLibrary));

    /// <summary>Everything that the analyzers report for a compilation, failures of their own (AD0001) included.</summary>
    public static async Task<ImmutableArray<Diagnostic>> Run(ImmutableArray<DiagnosticAnalyzer> analyzers, Compilation compilation)
    {
        CompilationWithAnalyzers run = compilation.WithAnalyzers(analyzers, new AnalyzerOptions([]));
        return await run.GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<ImmutableArray<Diagnostic>> Compare(ImmutableArray<DiagnosticAnalyzer> analyzers, string markedSource, bool compiles, OutputKind output)
    {
        MarkedSource source = MarkedSource.Parse(markedSource);
        CSharpCompilation compilation = TestCompilation.Create(source.Text, output);
        if (compiles)
        {
            TestCompilation.AssertCompiles(compilation);
        }

        ImmutableArray<Diagnostic> reported = await Run(analyzers, compilation);
        Compare(source, analyzers[0].SupportedDiagnostics[0].Id, reported);
        return reported;
    }

    private static void Compare(MarkedSource source, string onlyId, ImmutableArray<Diagnostic> reported)
    {
        string[] expected = [.. source.Marks.OrderBy(static mark => mark.Span.Start).Select(mark => Describe(source.Text, mark.Id ?? onlyId, mark.Span.Start, mark.Span.Length))];
        string[] actual =
        [
            .. reported.OrderBy(static diagnostic => diagnostic.Location.SourceSpan.Start).Select(diagnostic =>
                Describe(source.Text, diagnostic.Id, diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length)
                + (diagnostic.Id == "AD0001" ? diagnostic.GetMessage(CultureInfo.InvariantCulture) : null)),
        ];
        Assert.Equal(expected, actual);
    }

    private static string Describe(string text, string id, int start, int length) =>
        string.Create(CultureInfo.InvariantCulture, $"{id} line {text.AsSpan(0, start).Count('\n') + 1}: {text.AsSpan(start, length)}");
}
