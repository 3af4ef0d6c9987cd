using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ProtoSockets.Schema;

namespace ProtoSockets.CodeFixes.Definitions;

/// <summary>PSOCK1007: makes a record of a class or struct.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UnsupportedShapeCodeFix)), Shared]
public sealed class UnsupportedShapeCodeFix() : TextCodeFix(ProblemIds.UnsupportedShape.Id)
{
    private protected override TextFixPlan? Plan(FixSite site)
    {
        if (!site.Argument(1).StartsWith("is no record", StringComparison.Ordinal) || !site.IsOnlyPart || site.Model.GetDeclaredSymbol(site.Type!) is not INamedTypeSymbol { IsStatic: false } type)
        {
            return null;
        }

        return site.Type switch
        {
            ClassDeclarationSyntax { Keyword: var keyword } when type.BaseType?.SpecialType == SpecialType.System_Object =>
                new TextFixPlan("Make it a record", "Make it a record", new TextChange(keyword.Span, "record")),
            StructDeclarationSyntax { Keyword: var keyword } when !type.IsRefLikeType =>
                new TextFixPlan("Make it a record struct", "Make it a record", new TextChange(keyword.Span, "record struct")),
            _ => null,
        };
    }
}
