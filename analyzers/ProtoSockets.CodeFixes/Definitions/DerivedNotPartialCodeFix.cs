using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using ProtoSockets.Schema;

namespace ProtoSockets.CodeFixes.Definitions;

/// <summary>PSOCK1012: makes a computed property partial, with nothing but a getter.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DerivedNotPartialCodeFix)), Shared]
public sealed class DerivedNotPartialCodeFix() : TextCodeFix(ProblemIds.DerivedNotPartial.Id)
{
    private protected override TextFixPlan? Plan(FixSite site)
    {
        if (site.Property is not { } property || property.Modifiers.Any(SyntaxKind.StaticKeyword))
        {
            return null;
        }

        List<TextChange> changes = [];
        if (property.Modifiers.FirstOrDefault(static modifier => modifier.IsKind(SyntaxKind.RequiredKeyword)) is { RawKind: not 0 } required)
        {
            changes.Add(new TextChange(TextSpan.FromBounds(required.SpanStart, required.GetNextToken().SpanStart), string.Empty));
        }

        if (!property.Modifiers.Any(SyntaxKind.PartialKeyword))
        {
            changes.Add(new TextChange(new TextSpan(property.Type.SpanStart, 0), "partial "));
        }

        SyntaxNode? accessors = (SyntaxNode?)property.AccessorList ?? property.ExpressionBody;
        if (accessors is null)
        {
            return null;
        }

        changes.Add(new TextChange(TextSpan.FromBounds(accessors.SpanStart, property.Span.End), "{ get; }"));
        return new TextFixPlan("Leave it to be computed", "Leave it to be computed", [.. changes]);
    }
}
