using Microsoft.CodeAnalysis;

namespace ProtoSockets.CodeFixes.Lifecycle;

/// <summary>What the fixes have in common that start with the use of an object in the wrong state.</summary>
/// <param name="id">The rule whose diagnostics are fixed.</param>
public abstract class LifecycleCodeFix(string id) : PlannedCodeFix(id)
{
    private protected sealed override FixPlan? Plan(SyntaxNode root, SemanticModel model, Diagnostic diagnostic, CancellationToken cancellationToken) =>
        MisuseSite.Find(root, model, diagnostic, cancellationToken) is { } site ? Plan(site, cancellationToken) : null;

    /// <summary>Decides what to do about a misuse.</summary>
    /// <param name="site">Where it is.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The plan; null where no fix can be right.</returns>
    private protected abstract FixPlan? Plan(MisuseSite site, CancellationToken cancellationToken);
}
