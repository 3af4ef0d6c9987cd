using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ProtoSockets.Schema;

namespace ProtoSockets.CodeFixes.Definitions;

/// <summary>PSOCK1045: removes an attribute.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(NoEffectCodeFix)), Shared]
public sealed class NoEffectCodeFix() : TextCodeFix(ProblemIds.NoEffect.Id)
{
    private protected override TextFixPlan? Plan(FixSite site)
    {
        if (site.Attribute is not { Parent: AttributeListSyntax list } attribute)
        {
            return null;
        }

        int index = list.Attributes.IndexOf(attribute);
        TextSpan span = list.Attributes.Count == 1 ? WithSpace(list)
            : index == 0 ? TextSpan.FromBounds(attribute.SpanStart, list.Attributes[1].SpanStart)
            : TextSpan.FromBounds(list.Attributes[index - 1].Span.End, attribute.Span.End);
        return new TextFixPlan($"Remove [{site.Argument(0)}]", "Remove the attribute", new TextChange(span, string.Empty));
    }

    /// <summary>The list and the white space behind it; a comment stays.</summary>
    private static TextSpan WithSpace(AttributeListSyntax list)
    {
        SyntaxToken last = list.GetLastToken();
        SyntaxToken next = last.GetNextToken();
        bool isSpace = last.TrailingTrivia.Concat(next.LeadingTrivia).All(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia) || trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        return TextSpan.FromBounds(list.SpanStart, isSpace ? next.SpanStart : list.Span.End);
    }
}
