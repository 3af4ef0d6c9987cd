using Microsoft.CodeAnalysis;

namespace ProtoSockets.CodeFixes.Lifecycle;

/// <summary>What the fixes have in common that start with the declaration of a variable.</summary>
/// <param name="id">The rule whose diagnostics are fixed.</param>
public abstract class EndOfLifeCodeFix(string id) : PlannedCodeFix(id)
{
    private protected sealed override FixPlan? Plan(SyntaxNode root, SemanticModel model, Diagnostic diagnostic, CancellationToken cancellationToken) =>
        DeclarationSite.Find(root, model, diagnostic, cancellationToken) is { } site ? Plan(site) : null;

    /// <summary>Decides what to do.</summary>
    /// <param name="site">The declaration.</param>
    /// <returns>The plan; null where no fix can be right.</returns>
    private protected abstract FixPlan? Plan(DeclarationSite site);
}
