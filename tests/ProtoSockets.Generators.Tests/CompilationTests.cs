using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ProtoSockets.Generators.Tests.Harness;
using ProtoSockets.Generators.Tests.Samples;

namespace ProtoSockets.Generators.Tests;

public sealed class CompilationTests
{
    [Theory]
    [InlineData(KitchenSink.Source)]
    [InlineData(Unions.Source)]
    [InlineData(VariableHeaders.Source)]
    [InlineData(Places.Source)]
    [InlineData(LayoutSink.Source)]
    [InlineData(StreamSink.Source)]
    [InlineData(StreamedCallSink.Source)]
    [InlineData(StreamTextSink.Source)]
    [InlineData(LineSink.Source)]
    [InlineData(HeaderOrderSink.Source)]
    [InlineData(UnionHeads.Source)]
    [InlineData(SealedHeaders.Source)]
    public void All_of_the_vocabulary_compiles_without_a_warning_in_generated_code(string source)
    {
        Assert.Equal(string.Empty, string.Join('\n', Problems.Of(source).Select(problem => $"{problem.Kind.Id} {problem.Message}")));
        _ = Compilations.Run(source, out Compilation output);

        ImmutableArray<Diagnostic> diagnostics = output.GetDiagnostics(TestContext.Current.CancellationToken);

        string[] complaints =
        [
            .. diagnostics
                .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)
                .Select(diagnostic => $"{diagnostic}\n    {Line(diagnostic)}"),
        ];
        Assert.True(complaints.Length == 0, string.Join('\n', complaints));
    }

    private static string? Line(Diagnostic diagnostic) =>
        diagnostic.Location.SourceTree?.GetText(TestContext.Current.CancellationToken).Lines[diagnostic.Location.GetLineSpan().StartLinePosition.Line].ToString().Trim();
}
