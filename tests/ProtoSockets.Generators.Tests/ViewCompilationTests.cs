using Microsoft.CodeAnalysis;
using ProtoSockets.Generators.Tests.Harness;
using ProtoSockets.Generators.Tests.Samples;

namespace ProtoSockets.Generators.Tests;

public sealed class ViewCompilationTests
{
    [Fact]
    public void Views_of_members_with_names_of_their_own_compile_without_a_warning()
    {
        Assert.Equal(string.Empty, string.Join('\n', Problems.Of(ViewsSink.Source).Select(problem => $"{problem.Kind.Id} {problem.Message}")));
        _ = Compilations.Run(ViewsSink.Source, out Compilation output);

        Assert.Equal(
            string.Empty,
            string.Join('\n', output.GetDiagnostics(TestContext.Current.CancellationToken).Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)));
        foreach (string record in new[] { "Plain", "Inner", "Found", "Plainer", "Words", "Choice", "Choice+One", "Choice+Value", "Choice+Other", "Blind", "Chosen" })
        {
            Assert.NotNull(output.GetTypeByMetadataName($"Samples.Views.{record}+View"));
        }
    }
}
