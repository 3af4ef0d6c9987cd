using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ProtoSockets.CodeFixes.Lifecycle;

/// <summary>Moves and inserts statements, and leaves the text around them as it is.</summary>
internal static class StatementEdits
{
    /// <summary>Inserts statements before another one: after its blank lines, before its comments.</summary>
    /// <param name="root">The root.</param>
    /// <param name="target">The statement to insert before.</param>
    /// <param name="statements">The statements, without trivia.</param>
    /// <returns>The changed root.</returns>
    public static SyntaxNode InsertBefore(SyntaxNode root, StatementSyntax target, params string[] statements)
    {
        (SyntaxTriviaList blank, SyntaxTriviaList rest) = SplitBlankLines(target.GetLeadingTrivia());
        SyntaxTriviaList indentation = IndentationOf(target);
        SyntaxTrivia endOfLine = EndOfLineIn(root);
        var block = (BlockSyntax)target.Parent!;
        int index = block.Statements.IndexOf(target);
        SyntaxList<StatementSyntax> changed = block.Statements.Replace(target, target.WithLeadingTrivia(rest));
        for (int position = 0; position < statements.Length; position++)
        {
            StatementSyntax statement = SyntaxFactory.ParseStatement(statements[position])
                .WithLeadingTrivia(position == 0 ? blank.AddRange(indentation) : indentation)
                .WithTrailingTrivia(endOfLine);
            changed = changed.Insert(index + position, statement);
        }

        return root.ReplaceNode(block, block.WithStatements(changed));
    }

    /// <summary>Inserts a statement behind another one, on a line of its own.</summary>
    /// <param name="root">The root.</param>
    /// <param name="target">The statement to insert behind.</param>
    /// <param name="statement">The statement, without trivia.</param>
    /// <returns>The changed root.</returns>
    public static SyntaxNode InsertAfter(SyntaxNode root, StatementSyntax target, string statement) => root.InsertNodesAfter(
        target,
        [SyntaxFactory.ParseStatement(statement).WithLeadingTrivia(IndentationOf(target)).WithTrailingTrivia(EndOfLineIn(root))]);

    /// <summary>Moves statements of a block before an earlier one, in their order.</summary>
    /// <param name="root">The root.</param>
    /// <param name="block">The block.</param>
    /// <param name="target">The index of the statement to move before.</param>
    /// <param name="moved">The indices of the statements, ascending.</param>
    /// <returns>The changed root.</returns>
    public static SyntaxNode MoveUp(SyntaxNode root, BlockSyntax block, int target, params int[] moved)
    {
        var statements = block.Statements.ToList();
        (SyntaxTriviaList blank, SyntaxTriviaList rest) = SplitBlankLines(statements[target].GetLeadingTrivia());
        var taken = moved.Select(index => statements[index]).ToList();
        foreach (int index in moved.OrderByDescending(static index => index))
        {
            statements.RemoveAt(index);
        }

        statements[target] = statements[target].WithLeadingTrivia(rest);
        for (int position = 0; position < taken.Count; position++)
        {
            SyntaxTriviaList own = SplitBlankLines(taken[position].GetLeadingTrivia()).Remaining;
            statements.Insert(target + position, taken[position].WithLeadingTrivia(position == 0 ? blank.AddRange(own) : own));
        }

        return root.ReplaceNode(block, block.WithStatements(SyntaxFactory.List(statements)));
    }

    /// <summary>Moves a statement of a block behind a later one.</summary>
    /// <param name="root">The root.</param>
    /// <param name="block">The block.</param>
    /// <param name="moved">The index of the statement.</param>
    /// <param name="target">The index of the statement to move behind.</param>
    /// <returns>The changed root.</returns>
    public static SyntaxNode MoveDown(SyntaxNode root, BlockSyntax block, int moved, int target)
    {
        var statements = block.Statements.ToList();
        StatementSyntax statement = statements[moved];
        (SyntaxTriviaList blank, SyntaxTriviaList rest) = SplitBlankLines(statement.GetLeadingTrivia());
        statements.Insert(target + 1, statement.WithLeadingTrivia(rest));
        statements.RemoveAt(moved);

        // What comes first now stands where the moved statement stood.
        SyntaxTriviaList next = SplitBlankLines(statements[moved].GetLeadingTrivia()).Remaining;
        statements[moved] = statements[moved].WithLeadingTrivia(blank.AddRange(next));
        return root.ReplaceNode(block, block.WithStatements(SyntaxFactory.List(statements)));
    }

    /// <summary>The line break that the document uses.</summary>
    private static SyntaxTrivia EndOfLineIn(SyntaxNode root)
    {
        SyntaxTrivia first = root.DescendantTrivia().FirstOrDefault(static trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        return first.IsKind(SyntaxKind.EndOfLineTrivia) ? first : SyntaxFactory.LineFeed;
    }

    private static SyntaxTriviaList IndentationOf(StatementSyntax statement)
    {
        SyntaxTriviaList leading = statement.GetLeadingTrivia();
        return leading.Count > 0 && leading[leading.Count - 1].IsKind(SyntaxKind.WhitespaceTrivia) ? SyntaxFactory.TriviaList(leading[leading.Count - 1]) : default;
    }

    private static (SyntaxTriviaList Blank, SyntaxTriviaList Remaining) SplitBlankLines(SyntaxTriviaList trivia)
    {
        int rest = 0;
        for (int index = 0; index < trivia.Count; index++)
        {
            if (trivia[index].IsKind(SyntaxKind.EndOfLineTrivia))
            {
                rest = index + 1;
            }
            else if (!trivia[index].IsKind(SyntaxKind.WhitespaceTrivia))
            {
                break;
            }
        }

        return (SyntaxFactory.TriviaList(trivia.Take(rest)), SyntaxFactory.TriviaList(trivia.Skip(rest)));
    }
}
