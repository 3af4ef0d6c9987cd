using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;
using ProtoSockets.Schema;

namespace ProtoSockets.CodeFixes.Definitions;

/// <summary>PSOCK1043: makes a definition public.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(OutOfReachCodeFix)), Shared]
public sealed class OutOfReachCodeFix() : TextCodeFix(ProblemIds.OutOfReach.Id)
{
    private protected override TextFixPlan? Plan(FixSite site)
    {
        if (site.Type is { } type)
        {
            return site.IsOnlyPart ? Plan(FixSite.MakePublic(type.Modifiers, type.Keyword)) : null;
        }

        if (site.Property is not { } property)
        {
            return null;
        }

        SyntaxToken[] accessors = [.. property.AccessorList?.Accessors.SelectMany(static accessor => accessor.Modifiers) ?? []];
        return accessors.Length > 0
            ? Plan([.. accessors.Select(static modifier => new TextChange(TextSpan.FromBounds(modifier.SpanStart, modifier.GetNextToken().SpanStart), string.Empty))])
            : Plan(FixSite.MakePublic(property.Modifiers, property.Type.GetFirstToken()));
    }

    private static TextFixPlan Plan(TextChange[] changes) => new("Make it public", "Make it public", changes);
}
