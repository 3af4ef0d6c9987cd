using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace ProtoSockets.CodeFixes;

/// <summary>
/// What the fixes have in common that change the text at one place. A fix is a few changes of the text, which leave all else as it was written; it is offered only when the
/// compiler has no more to complain about afterwards than before.
/// </summary>
/// <param name="id">The rule whose diagnostics are fixed.</param>
public abstract class TextCodeFix(string id) : RuleCodeFix(id)
{
    private protected sealed override async Task RegisterAsync(CodeFixContext context, SyntaxNode root, SemanticModel model, Diagnostic diagnostic)
    {
        SyntaxNode node = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        SourceText text = await context.Document.GetTextAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (TextFixPlan plan in Plans(new FixSite(node, model, diagnostic)))
        {
            Document changed = context.Document.WithText(text.WithChanges(plan.Changes));
            if (await TextChangeCheck.IsNoWorse(changed, model, context.CancellationToken).ConfigureAwait(false))
            {
                context.RegisterCodeFix(CodeAction.Create(plan.Title, _ => Task.FromResult(changed), equivalenceKey: plan.Key), diagnostic);
            }
        }
    }

    /// <summary>Decides what to do about a problem.</summary>
    /// <param name="site">Where it is.</param>
    /// <returns>The changes; null where none can be right.</returns>
    private protected virtual TextFixPlan? Plan(FixSite site) => null;

    /// <summary>Decides what may be done about a problem, where there are several answers.</summary>
    /// <param name="site">Where it is.</param>
    /// <returns>The changes, the most likely ones first.</returns>
    private protected virtual IEnumerable<TextFixPlan> Plans(FixSite site) => Plan(site) is { } plan ? [plan] : [];
}

/// <summary>Changes that are known to be possible.</summary>
/// <param name="Title">What to call them.</param>
/// <param name="Key">The same for all changes of the same sort, so that they can be applied together.</param>
/// <param name="Changes">The changes of the document's text.</param>
internal sealed record TextFixPlan(string Title, string Key, params TextChange[] Changes);
