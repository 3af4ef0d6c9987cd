using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace ProtoSockets.CodeFixes;

/// <summary>What the fixes have in common that change the syntax tree. Only a plan that holds is offered.</summary>
/// <param name="id">The rule whose diagnostics are fixed.</param>
public abstract class PlannedCodeFix(string id) : RuleCodeFix(id)
{
    private protected sealed override Task RegisterAsync(CodeFixContext context, SyntaxNode root, SemanticModel model, Diagnostic diagnostic)
    {
        if (Plan(root, model, diagnostic, context.CancellationToken) is { } plan)
        {
            Document document = context.Document;
            context.RegisterCodeFix(
                CodeAction.Create(plan.Title, _ => Task.FromResult(document.WithSyntaxRoot(plan.Apply(root))), equivalenceKey: plan.Key),
                diagnostic);
        }

        return Task.CompletedTask;
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
