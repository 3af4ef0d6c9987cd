using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ProtoSockets.CodeFixes.Refactorings;

/// <summary>How inserted declarations fit into the file.</summary>
internal static class Insertion
{
    /// <summary>The white space that a line begins with.</summary>
    public static string IndentationAt(SourceText text, int position)
    {
        TextLine line = text.Lines.GetLineFromPosition(position);
        string content = line.ToString();
        return content.Substring(0, content.Length - content.TrimStart().Length);
    }

    /// <summary>How the file ends its lines.</summary>
    public static string LineBreak(SourceText text)
    {
        TextLine first = text.Lines[0];
        return text.ToString(TextSpan.FromBounds(first.End, first.EndIncludingLineBreak)) is { Length: > 0 } end ? end : "\n";
    }

    /// <summary>The using that the names of ProtoSockets need; null where they have it.</summary>
    /// <param name="root">The file.</param>
    /// <param name="model">Its semantic model.</param>
    /// <param name="position">Where the names are written.</param>
    /// <param name="lineBreak">How the file ends its lines.</param>
    /// <returns>The change.</returns>
    public static TextChange? Using(CompilationUnitSyntax root, SemanticModel model, int position, string lineBreak)
    {
        if (model.LookupNamespacesAndTypes(position, name: "WireStructAttribute").Any(static symbol => symbol.ContainingNamespace?.Name == "ProtoSockets"))
        {
            return null;
        }

        UsingDirectiveSyntax? last = root.Usings.LastOrDefault(static directive => directive.Alias is null && directive.StaticKeyword.IsKind(SyntaxKind.None));
        return last is not null
            ? new TextChange(new TextSpan(last.Span.End, 0), lineBreak + "using ProtoSockets;")
            : new TextChange(new TextSpan(root.Usings.Count > 0 ? root.Usings[0].SpanStart : BehindHeader(root), 0), "using ProtoSockets;" + lineBreak + (root.Usings.Count > 0 ? "" : lineBreak));
    }

    /// <summary>Behind the comment that a file begins with, if an empty line sets it off.</summary>
    private static int BehindHeader(CompilationUnitSyntax root)
    {
        int breaks = 0;
        foreach (SyntaxTrivia trivia in root.GetFirstToken(includeZeroWidth: true).LeadingTrivia)
        {
            breaks = trivia.IsKind(SyntaxKind.EndOfLineTrivia) ? breaks + 1 : trivia.IsKind(SyntaxKind.WhitespaceTrivia) ? breaks : 0;
            if (breaks == 2)
            {
                return trivia.Span.End;
            }

            if (!trivia.IsKind(SyntaxKind.EndOfLineTrivia) && !trivia.IsKind(SyntaxKind.WhitespaceTrivia) && !trivia.IsKind(SyntaxKind.SingleLineCommentTrivia))
            {
                return 0;
            }
        }

        return 0;
    }
}
