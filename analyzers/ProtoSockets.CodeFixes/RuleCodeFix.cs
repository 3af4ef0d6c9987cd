using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace ProtoSockets.CodeFixes;

/// <summary>What all fixes have in common: they are for one rule, and can be applied to all of its diagnostics at once.</summary>
/// <param name="id">The rule whose diagnostics are fixed.</param>
public abstract class RuleCodeFix(string id) : CodeFixProvider
{
    /// <inheritdoc/>
    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; } = [id];

    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        SemanticModel? model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || model is null)
        {
            return;
        }

        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            await RegisterAsync(context, root, model, diagnostic).ConfigureAwait(false);
        }
    }

    /// <summary>Offers what can be done about one diagnostic.</summary>
    /// <param name="context">Takes the offers.</param>
    /// <param name="root">The root of the document.</param>
    /// <param name="model">Its semantic model.</param>
    /// <param name="diagnostic">What is wrong.</param>
    /// <returns>When that is decided.</returns>
    private protected abstract Task RegisterAsync(CodeFixContext context, SyntaxNode root, SemanticModel model, Diagnostic diagnostic);
}
