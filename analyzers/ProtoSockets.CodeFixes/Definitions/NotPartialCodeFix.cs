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
public sealed class NotPartialCodeFix() : DefinitionCodeFix(ProblemIds.NotPartial.Id)
{
    private protected override DefinitionFixPlan? Plan(DefinitionSite site)
    {
        TextChange[] changes =
        [
            .. (site.Type?.AncestorsAndSelf().OfType<TypeDeclarationSyntax>() ?? [])
                .Where(static type => !type.Modifiers.Any(SyntaxKind.PartialKeyword))
                .Select(DefinitionSite.InsertPartial)
                .Reverse(),
        ];
        return changes.Length > 0 ? new DefinitionFixPlan($"Make '{site.Argument(0)}' partial", "Make partial", changes) : null;
    }
}
