using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using ProtoSockets.Analyzers.Compatibility;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.Schema.Locks;

namespace ProtoSockets.Analyzers.Tests.Compatibility;

/// <summary>Locks one source, and compares another one with the lock.</summary>
internal static class WireLockTest
{
    public const string Usings = "using System; using ProtoSockets; namespace Test;\n";

    /// <summary>What the lock of a source is.</summary>
    public static string Lock(string source) => ProjectLayout.Of(Compile(source), TestContext.Current.CancellationToken).Text;

    /// <summary>Checks that the second source differs from the first one's lock at the marks, and that the messages say how.</summary>
    public static async Task Reports(string before, string markedAfter, params string[] messages)
    {
        MarkedSource after = MarkedSource.Parse(markedAfter);
        ImmutableArray<Diagnostic> reported = await Run(after.Text, ("Test.wire.lock", Lock(before)));
        string[] expected = [.. after.Marks.OrderBy(static mark => mark.Span.Start).Select(mark => $"{mark.Id} {after.Text.Substring(mark.Span.Start, mark.Span.Length)}")];
        string[] actual = [.. reported.Where(static diagnostic => diagnostic.Location.IsInSource).Select(Describe)];
        string[] said = [.. reported.Select(static diagnostic => diagnostic.GetMessage(CultureInfo.InvariantCulture))];
        Assert.True(expected.SequenceEqual(actual, StringComparer.Ordinal), $"Expected:\n{string.Join('\n', expected)}\nReported:\n{string.Join('\n', actual)}\n{string.Join('\n', said)}");
        Assert.Equal(messages, said);
    }

    /// <summary>Checks that nothing in the second source breaks those that were built from the first one.</summary>
    public static async Task BreaksNothing(string before, string after) =>
        Assert.DoesNotContain(await Run(after, ("Test.wire.lock", Lock(before))), static diagnostic => diagnostic.Id == DiagnosticIds.WireBreakingChange);

    /// <summary>Everything that is reported for a source with these additional files.</summary>
    public static async Task<ImmutableArray<Diagnostic>> Run(string source, params (string Path, string Text)[] files) => await Run(source, update: false, files);

    /// <summary>The same, while the build writes the lock or not.</summary>
    public static Task<ImmutableArray<Diagnostic>> Run(string source, bool update, params (string Path, string Text)[] files) => Run(Compile(source), update, files);

    /// <summary>The same for a compilation.</summary>
    public static async Task<ImmutableArray<Diagnostic>> Run(Compilation compilation, bool update, params (string Path, string Text)[] files)
    {
        AnalyzerOptions options = new([.. files.Select(static file => new Text(file.Path, file.Text))], new Options(update));
        CompilationWithAnalyzers run = compilation.WithAnalyzers([new WireLockAnalyzer()], options);
        ImmutableArray<Diagnostic> reported = await run.GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain(reported, static diagnostic => diagnostic.Id == "AD0001");
        return [.. reported.OrderBy(static diagnostic => diagnostic.Location.IsInSource ? 0 : 1).ThenBy(static diagnostic => diagnostic.Location.SourceSpan.Start)];
    }

    public static CSharpCompilation Compile(string source)
    {
        CSharpCompilation compilation = TestCompilation.Create(Usings + source);
        TestCompilation.AssertCompiles(compilation);
        return compilation;
    }

    private static string Describe(Diagnostic diagnostic) =>
        $"{diagnostic.Id} {diagnostic.Location.SourceTree!.GetText(TestContext.Current.CancellationToken).ToString(diagnostic.Location.SourceSpan)}";

    private sealed class Text(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }

    internal sealed class Options(bool update) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Global(update);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

        private sealed class Global(bool update) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, out string value)
            {
                value = update ? "true" : string.Empty;
                return update && key == WireLockAnalyzer.UpdateOption;
            }
        }
    }
}
