using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.Text;

namespace ProtoSockets.Analyzers.Tests.Harness;

/// <summary>Applies a refactoring where <c>$$</c> stands in the source.</summary>
internal static class RefactoringTest
{
    /// <summary>Applies a refactoring and compares the whole source to the letter; the result has to be without a complaint of compiler, generator and rules.</summary>
    /// <param name="markedSource">The source, with <c>$$</c> where the caret is.</param>
    /// <param name="expected">The whole source afterwards.</param>
    /// <param name="title">A part of the title of the action to apply; null when only one is offered.</param>
    public static async Task Verify<TRefactoring>(string markedSource, string expected, string? title = null)
        where TRefactoring : CodeRefactoringProvider, new()
    {
        string result = await Apply<TRefactoring>(markedSource, title);
        Assert.Equal(expected, result, ignoreLineEndingDifferences: true);
        GeneratedRecords.Load(result);
    }

    /// <summary>Applies a refactoring.</summary>
    /// <returns>The whole source afterwards.</returns>
    public static async Task<string> Apply<TRefactoring>(string markedSource, string? title = null)
        where TRefactoring : CodeRefactoringProvider, new()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        (Document document, ImmutableArray<CodeAction> actions) = await Actions<TRefactoring>(markedSource);
        Assert.NotEmpty(actions);
        CodeAction action = title is null ? Assert.Single(actions) : actions.Single(candidate => candidate.Title.Contains(title, StringComparison.Ordinal));
        ImmutableArray<CodeActionOperation> operations = await action.GetOperationsAsync(cancellationToken);
        Document changed = Assert.Single(operations.OfType<ApplyChangesOperation>()).ChangedSolution.GetDocument(document.Id)!;
        return (await changed.GetTextAsync(cancellationToken)).ToString();
    }

    /// <summary>The titles of what is offered.</summary>
    public static async Task<string[]> Titles<TRefactoring>(string markedSource)
        where TRefactoring : CodeRefactoringProvider, new()
    {
        (_, ImmutableArray<CodeAction> actions) = await Actions<TRefactoring>(markedSource);
        return [.. actions.Select(static action => action.Title)];
    }

    /// <summary>Checks that nothing is offered.</summary>
    public static async Task VerifyNotOffered<TRefactoring>(string markedSource)
        where TRefactoring : CodeRefactoringProvider, new() =>
        Assert.Empty(await Titles<TRefactoring>(markedSource));

    private static async Task<(Document Document, ImmutableArray<CodeAction> Actions)> Actions<TRefactoring>(string markedSource)
        where TRefactoring : CodeRefactoringProvider, new()
    {
        int caret = markedSource.IndexOf("$$", StringComparison.Ordinal);
        Assert.True(caret >= 0, "The source has no caret.");
        Document document = CodeFixTest.CreateDocument(markedSource.Remove(caret, 2));
        ImmutableArray<CodeAction>.Builder actions = ImmutableArray.CreateBuilder<CodeAction>();
        await new TRefactoring().ComputeRefactoringsAsync(
            new CodeRefactoringContext(document, new TextSpan(caret, 0), actions.Add, TestContext.Current.CancellationToken));
        return (document, actions.ToImmutable());
    }
}
