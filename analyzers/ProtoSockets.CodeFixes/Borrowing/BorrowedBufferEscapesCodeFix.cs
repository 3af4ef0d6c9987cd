using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ProtoSockets.Analyzers;

namespace ProtoSockets.CodeFixes.Borrowing;

/// <summary>PSOCK3005: keeps a copy. What a lambda captures gets no fix: the copy has to be made before the lambda, under a name that only its author knows.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(BorrowedBufferEscapesCodeFix)), Shared]
public sealed class BorrowedBufferEscapesCodeFix() : TextCodeFix(DiagnosticIds.BorrowedBufferEscapes)
{
    private protected override TextFixPlan? Plan(FixSite site) =>
        site.Detail("Kind") != "Captured" && site.Node is ExpressionSyntax value && CopyOf(site.Model.GetTypeInfo(value)) is { } copy
            ? new TextFixPlan($"Keep a copy: '{copy}()'", "Copy", new TextChange(value.Span, Call(value, copy)))
            : null;

    /// <summary>What makes a copy that goes where the value went; null where the copy has another type, and the type is what is kept.</summary>
    private static string? CopyOf(TypeInfo value)
    {
        switch (value.Type)
        {
            case IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte }:
                return "AsSpan().ToArray";
            case INamedTypeSymbol { Name: "ReadOnlyMemory" or "Memory" or "ArraySegment" }:
                return value.ConvertedType is { SpecialType: SpecialType.System_Object } or { TypeKind: TypeKind.Interface } ? null : "ToArray";
            case { } type when type.GetMembers("ToOwned").OfType<IMethodSymbol>().Any(static method => method is { IsStatic: false, Parameters.IsEmpty: true }):
                return "ToOwned";
            default:
                return null;
        }
    }

    private static string Call(ExpressionSyntax value, string copy)
    {
        bool isPrimary = value is IdentifierNameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax or ElementAccessExpressionSyntax or ObjectCreationExpressionSyntax or ParenthesizedExpressionSyntax;
        return isPrimary ? $"{value}.{copy}()" : $"({value}).{copy}()";
    }
}
