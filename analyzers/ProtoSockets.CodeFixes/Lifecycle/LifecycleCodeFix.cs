using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace ProtoSockets.CodeFixes.Lifecycle;

/// <summary>
/// What the fixes of the life-cycle rules have in common. A fix first makes the changed document's plan, with all its checks; only a plan that holds is offered.
/// </summary>
/// <param name="id">The rule whose diagnostics are fixed.</param>
public abstract class LifecycleCodeFix(string id) : CodeFixProvider
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
            if (MisuseSite.Find(root, model, diagnostic, context.CancellationToken) is not { } site || Plan(site, context.CancellationToken) is not { } plan)
            {
                continue;
            }

            Document document = context.Document;
            context.RegisterCodeFix(
                CodeAction.Create(plan.Title, _ => Task.FromResult(document.WithSyntaxRoot(plan.Apply(root))), equivalenceKey: plan.Key),
                diagnostic);
        }
    }

    /// <summary>Decides what to do about a misuse.</summary>
    /// <param name="site">Where it is.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The plan; null where no fix can be right.</returns>
    private protected abstract FixPlan? Plan(MisuseSite site, CancellationToken cancellationToken);
}

/// <summary>A change that is known to be possible.</summary>
/// <param name="Title">What to call it.</param>
/// <param name="Key">The same for all changes of the same sort, so that they can be applied together.</param>
/// <param name="Apply">Changes the syntax root.</param>
internal sealed record FixPlan(string Title, string Key, Func<SyntaxNode, SyntaxNode> Apply);
