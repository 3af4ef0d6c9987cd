using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ProtoSockets.CodeFixes.Network;

/// <summary>What the fixes of the network rules write: statements around a call, at the indentation of the code.</summary>
internal static class NetworkSite
{
    /// <summary>The statement of a block that an expression is in.</summary>
    /// <param name="node">The expression.</param>
    /// <returns>The statement; null if there is none, or a function begins in between.</returns>
    public static StatementSyntax? StatementAround(SyntaxNode node)
    {
        foreach (SyntaxNode ancestor in node.AncestorsAndSelf())
        {
            switch (ancestor)
            {
                case AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax:
                    return null;
                case StatementSyntax { Parent: BlockSyntax } statement and not BlockSyntax:
                    return statement;
            }
        }

        return null;
    }

    /// <summary>Inserts lines before a statement.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="lines">The lines; an indentation of their own stays.</param>
    /// <returns>The change.</returns>
    public static TextChange InsertBefore(StatementSyntax statement, params string[] lines)
    {
        (string indentation, string end) = LayoutOf(statement);
        return new TextChange(new TextSpan(statement.SpanStart, 0), string.Join(end, lines.Select((line, index) => index == 0 || line.Length == 0 ? line : indentation + line)) + end + indentation);
    }

    /// <summary>Inserts lines behind a statement.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="lines">The lines; an indentation of their own stays.</param>
    /// <returns>The change.</returns>
    public static TextChange InsertAfter(StatementSyntax statement, params string[] lines)
    {
        (string indentation, string end) = LayoutOf(statement);
        return new TextChange(new TextSpan(statement.Span.End, 0), string.Concat(lines.Select(line => line.Length == 0 ? end : end + indentation + line)));
    }

    /// <summary>Puts statements of a block into a try block.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="last">The last of them.</param>
    /// <param name="handler">The lines behind the try block.</param>
    /// <returns>The change.</returns>
    public static TextChange Surround(StatementSyntax first, StatementSyntax last, params string[] handler)
    {
        (string indentation, string end) = LayoutOf(first);
        var span = TextSpan.FromBounds(first.SpanStart, last.Span.End);
        string[] lines = first.SyntaxTree.GetText().ToString(span).Replace("\r\n", "\n").Split('\n');
        IEnumerable<string> inner = lines.Select((line, index) => index == 0 ? indentation + "    " + line : line.Trim().Length == 0 ? string.Empty : "    " + line);
        string[] all = ["try", indentation + "{", .. inner, indentation + "}", .. handler.Select(line => indentation + line)];
        return new TextChange(span, string.Join(end, all));
    }

    /// <summary>The whole lines of a statement, taken out.</summary>
    /// <param name="statement">The statement.</param>
    /// <returns>The change; null if something else stands on its lines.</returns>
    public static TextChange? Remove(StatementSyntax statement)
    {
        SourceText text = statement.SyntaxTree.GetText();
        TextLine firstLine = text.Lines.GetLineFromPosition(statement.SpanStart);
        TextLine lastLine = text.Lines.GetLineFromPosition(statement.Span.End);
        bool isAlone = string.IsNullOrWhiteSpace(text.ToString(TextSpan.FromBounds(firstLine.Start, statement.SpanStart)))
            && string.IsNullOrWhiteSpace(text.ToString(TextSpan.FromBounds(statement.Span.End, lastLine.End)));
        return isAlone ? new TextChange(TextSpan.FromBounds(firstLine.Start, lastLine.EndIncludingLineBreak), string.Empty) : null;
    }

    /// <summary>How to write a type of the framework here.</summary>
    /// <param name="model">The semantic model.</param>
    /// <param name="position">Where.</param>
    /// <param name="space">Its namespace.</param>
    /// <param name="name">Its name.</param>
    /// <returns>The name, with the namespace where it needs one.</returns>
    public static string TypeName(SemanticModel model, int position, string space, string name) =>
        model.LookupNamespacesAndTypes(position, name: name).Any(symbol => symbol.ContainingNamespace?.ToDisplayString() == space) ? name : $"{space}.{name}";

    /// <summary>A name for a new variable that nothing at a place has yet.</summary>
    /// <param name="model">The semantic model.</param>
    /// <param name="position">Where.</param>
    /// <param name="wanted">The name that fits best.</param>
    /// <returns>The name, with a number if it is taken.</returns>
    public static string FreeName(SemanticModel model, int position, string wanted)
    {
        string name = wanted;
        for (int number = 2; !model.LookupSymbols(position, name: name).IsEmpty; number++)
        {
            name = wanted + number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return name;
    }

    private static (string Indentation, string EndOfLine) LayoutOf(StatementSyntax statement)
    {
        SourceText text = statement.SyntaxTree.GetText();
        TextLine line = text.Lines.GetLineFromPosition(statement.SpanStart);
        string before = text.ToString(TextSpan.FromBounds(line.Start, statement.SpanStart));
        string indentation = before.Substring(0, before.Length - before.TrimStart().Length);
        string end = text.ToString(TextSpan.FromBounds(line.End, line.EndIncludingLineBreak));
        return (indentation, end.Length == 0 ? "\n" : end);
    }
}
