using Microsoft.CodeAnalysis;
using ProtoSockets.Generators.Tests.Harness;
using ProtoSockets.Generators.Tests.Samples;

namespace ProtoSockets.Generators.Tests;

public sealed class ChecksCompilationTests
{
    [Fact]
    public void Checksums_and_checks_compile_without_a_warning_in_generated_code()
    {
        Assert.Equal(string.Empty, string.Join('\n', Problems.Of(ChecksSink.Source).Select(problem => $"{problem.Kind.Id} {problem.Message}")));
        _ = Compilations.Run(ChecksSink.Source, out Compilation output);

        Assert.Equal(
            string.Empty,
            string.Join('\n', output.GetDiagnostics(TestContext.Current.CancellationToken).Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)));
    }
}
