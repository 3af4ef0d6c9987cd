using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace ProtoSockets.CodeFixes.Refactorings.CStructs;

/// <summary>A comment that may hold C, in front of a place where a type may be declared.</summary>
/// <param name="Text">What it says, without its marks.</param>
/// <param name="Span">Where it is.</param>
/// <param name="Token">The token that it stands in front of.</param>
internal sealed record CommentText(string Text, TextSpan Span, SyntaxToken Token)
{
    /// <summary>The comment at a place: <c>/* */</c>, or <c>//</c> lines that follow one another.</summary>
    /// <param name="root">The file.</param>
    /// <param name="position">The place.</param>
    /// <returns>The comment; null if there is none.</returns>
    public static CommentText? At(SyntaxNode root, int position)
    {
        SyntaxTrivia trivia = root.FindTrivia(position);
        if (!IsComment(trivia) && position > 0)
        {
            // The caret behind its last character.
            trivia = root.FindTrivia(position - 1);
        }

        if (trivia.IsKind(SyntaxKind.MultiLineCommentTrivia))
        {
            string text = trivia.ToString();
            return text.Length < 4 ? null : new CommentText(WithoutStars(text.Substring(2, text.Length - 4)), trivia.Span, trivia.Token);
        }

        if (!trivia.IsKind(SyntaxKind.SingleLineCommentTrivia))
        {
            return null;
        }

        SyntaxTriviaList list = trivia.Token.LeadingTrivia;
        int middle = list.IndexOf(trivia);
        if (middle < 0)
        {
            return null;
        }

        int first = middle;
        int last = middle;
        while (Neighbour(list, first, -1) is { } before)
        {
            first = before;
        }

        while (Neighbour(list, last, 1) is { } behind)
        {
            last = behind;
        }

        var lines = new StringBuilder();
        for (int index = first; index <= last; index++)
        {
            if (IsComment(list[index]))
            {
                lines.Append(list[index].ToString().Substring(2)).Append('\n');
            }
        }

        return new CommentText(lines.ToString(), TextSpan.FromBounds(list[first].SpanStart, list[last].Span.End), trivia.Token);
    }

    private static bool IsComment(SyntaxTrivia trivia) => trivia.IsKind(SyntaxKind.MultiLineCommentTrivia) || trivia.IsKind(SyntaxKind.SingleLineCommentTrivia);

    /// <summary>The comment of the next line, with nothing but one line break and white space between.</summary>
    private static int? Neighbour(SyntaxTriviaList list, int index, int step)
    {
        int breaks = 0;
        for (int at = index + step; at >= 0 && at < list.Count && breaks < 2; at += step)
        {
            switch (list[at].Kind())
            {
                case SyntaxKind.EndOfLineTrivia:
                    breaks++;
                    break;
                case SyntaxKind.WhitespaceTrivia:
                    break;
                case SyntaxKind.SingleLineCommentTrivia:
                    return at;
                default:
                    return null;
            }
        }

        return null;
    }

    /// <summary>Takes the stars off with which the lines of some comments begin.</summary>
    private static string WithoutStars(string text)
    {
        string[] lines = text.Split('\n');
        bool hasStars = lines.Length > 2 && lines.Skip(1).Take(lines.Length - 2).All(static line => line.TrimStart().StartsWith("*", StringComparison.Ordinal));
        return hasStars
            ? string.Join("\n", lines.Select(static line => line.TrimStart().StartsWith("*", StringComparison.Ordinal) ? line.TrimStart().Substring(1) : line))
            : text;
    }
}
