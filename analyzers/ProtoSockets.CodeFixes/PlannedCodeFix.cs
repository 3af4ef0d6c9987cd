using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace ProtoSockets.CodeFixes;

/// <summary>What the fixes have in common that change the syntax tree. Only a plan that holds is offered.</summary>
/// <param name="id">The rule whose diagnostics are fixed.</param>
public abstract class PlannedCodeFix(string id) : CodeFixProvider
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
            if (Plan(root, model, diagnostic, context.CancellationToken) is not { } plan)
            {
                continue;
            }

            Document document = context.Document;
            context.RegisterCodeFix(
                CodeAction.Create(plan.Title, _ => Task.FromResult(document.WithSyntaxRoot(plan.Apply(root))), equivalenceKey: plan.Key),
                diagnostic);
        }
    }

    /// <summary>Decides what to do.</summary>
    /// <param name="root">The root of the document.</param>
    /// <param name="model">Its semantic model.</param>
    /// <param name="diagnostic">What is wrong.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The plan; null where no fix can be right.</returns>
    private protected abstract FixPlan? Plan(SyntaxNode root, SemanticModel model, Diagnostic diagnostic, CancellationToken cancellationToken);
}

/// <summary>A change that is known to be possible.</summary>
/// <param name="Title">What to call it.</param>
/// <param name="Key">The same for all changes of the same sort, so that they can be applied together.</param>
/// <param name="Apply">Changes the syntax root.</param>
internal sealed record FixPlan(string Title, string Key, Func<SyntaxNode, SyntaxNode> Apply);
