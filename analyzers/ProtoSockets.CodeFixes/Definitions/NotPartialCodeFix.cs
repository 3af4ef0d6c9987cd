using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ProtoSockets.Schema;

namespace ProtoSockets.CodeFixes.Definitions;

/// <summary>PSOCK1006: makes the type, and those around it, partial.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(NotPartialCodeFix)), Shared]
public sealed class NotPartialCodeFix() : TextCodeFix(ProblemIds.NotPartial.Id)
{
    private protected override TextFixPlan? Plan(FixSite site)
    {
        TextChange[] changes =
        [
            .. (site.Type?.AncestorsAndSelf().OfType<TypeDeclarationSyntax>() ?? [])
                .Where(static type => !type.Modifiers.Any(SyntaxKind.PartialKeyword))
                .Select(FixSite.InsertPartial)
                .Reverse(),
        ];
        return changes.Length > 0 ? new TextFixPlan($"Make '{site.Argument(0)}' partial", "Make partial", changes) : null;
    }
}
