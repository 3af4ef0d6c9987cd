using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ProtoSockets.Schema;

namespace ProtoSockets.CodeFixes.Refactorings;

/// <summary>
/// What the refactorings have in common. One is a few changes of the text; it is offered only when neither the compiler nor the rules of definitions have more to complain about afterwards
/// than before.
/// </summary>
public abstract class TextRefactoring : CodeRefactoringProvider
{
    /// <inheritdoc/>
    public sealed override async Task ComputeRefactoringsAsync(CodeRefactoringContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is not CompilationUnitSyntax unit || !MayApply(unit, context.Span))
        {
            return;
        }

        SemanticModel? model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (model?.Compilation.GetTypeByMetadataName("ProtoSockets.WireStructAttribute") is null)
        {
            return;
        }

        SourceText text = await context.Document.GetTextAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (TextFixPlan plan in Plans(new RefactoringSite(unit, model, text, context.Span)))
        {
            Document changed = context.Document.WithText(text.WithChanges(plan.Changes));
            if (await TextChangeCheck.IsNoWorse(changed, model, context.CancellationToken).ConfigureAwait(false)
                && await KeepsDefinitionsRight(changed, model, context.CancellationToken).ConfigureAwait(false))
            {
                context.RegisterRefactoring(CodeAction.Create(plan.Title, _ => Task.FromResult(changed), equivalenceKey: plan.Key));
            }
        }
    }

    /// <summary>Whether there may be something to do: asked at every move of the caret, before anything is bound.</summary>
    /// <param name="root">The file.</param>
    /// <param name="span">Where the caret is, or what is selected.</param>
    /// <returns>False if there is not.</returns>
    private protected abstract bool MayApply(CompilationUnitSyntax root, TextSpan span);

    /// <summary>Decides what may be done.</summary>
    /// <param name="site">Where the caret is.</param>
    /// <returns>The changes, the most likely ones first.</returns>
    private protected abstract IEnumerable<TextFixPlan> Plans(RefactoringSite site);

    /// <summary>Whether the parser that the generator uses has no more to say about the file's records than before.</summary>
    private static async Task<bool> KeepsDefinitionsRight(Document changed, SemanticModel before, CancellationToken cancellationToken)
    {
        SemanticModel? after = await changed.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        return after is not null && Problems(after) <= Problems(before);

        int Problems(SemanticModel model)
        {
            ProblemList problems = new();
            foreach (TypeDeclarationSyntax declaration in model.SyntaxTree.GetRoot(cancellationToken).DescendantNodes().OfType<TypeDeclarationSyntax>())
            {
                if (model.GetDeclaredSymbol(declaration, cancellationToken) is INamedTypeSymbol type)
                {
                    SchemaParser.Check(type, problems, cancellationToken);
                }
            }

            return problems.Problems.Count;
        }
    }
}

/// <summary>Where a refactoring is asked for.</summary>
/// <param name="Root">The file.</param>
/// <param name="Model">Its semantic model.</param>
/// <param name="Text">Its text.</param>
/// <param name="Span">Where the caret is, or what is selected.</param>
internal sealed record RefactoringSite(CompilationUnitSyntax Root, SemanticModel Model, SourceText Text, TextSpan Span);
