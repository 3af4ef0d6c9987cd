using Microsoft.CodeAnalysis;

namespace ProtoSockets.CodeFixes;

/// <summary>Whether a change of the text may be offered.</summary>
internal static class TextChangeCheck
{
    /// <summary>Partial members without an implementation: the generator runs later.</summary>
    private const string LeftToTheGenerator = "CS9248";

    /// <summary>Whether the compiler has no more to complain about than before.</summary>
    /// <param name="changed">The document afterwards.</param>
    /// <param name="before">The semantic model before.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>True if it has not.</returns>
    public static async Task<bool> IsNoWorse(Document changed, SemanticModel before, CancellationToken cancellationToken)
    {
        SemanticModel? after = await changed.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        return after is not null && Errors(after) <= Errors(before);

        int Errors(SemanticModel model) => model.GetDiagnostics(cancellationToken: cancellationToken)
            .Count(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Id != LeftToTheGenerator);
    }
}
