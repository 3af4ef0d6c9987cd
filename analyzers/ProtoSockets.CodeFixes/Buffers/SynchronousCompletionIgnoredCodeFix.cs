using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ProtoSockets.Analyzers;
using ProtoSockets.CodeFixes.Network;

namespace ProtoSockets.CodeFixes.Buffers;

/// <summary>PSOCK3003: calls the type's own handler of Completed where the operation was done at once.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SynchronousCompletionIgnoredCodeFix)), Shared]
public sealed class SynchronousCompletionIgnoredCodeFix() : TextCodeFix(DiagnosticIds.SynchronousCompletionIgnored)
{
    private protected override TextFixPlan? Plan(FixSite site)
    {
        if (site.Call is not { Expression: MemberAccessExpressionSyntax access, Parent: ExpressionStatementSyntax statement } call
            || statement.Parent is not BlockSyntax
            || call.ArgumentList.Arguments.LastOrDefault() is not { Expression: IdentifierNameSyntax or MemberAccessExpressionSyntax } arguments
            || HandlerIn(call) is not { } handler)
        {
            return null;
        }

        string sender = site.Model.GetSymbolInfo(access.Expression).Symbol is INamedTypeSymbol ? "null" : access.Expression.ToString();
        return new TextFixPlan(
            $"Call '{handler}' when it is done at once",
            "Inline",
            new TextChange(new TextSpan(statement.SpanStart, 0), "if (!"),
            new TextChange(statement.SemicolonToken.Span, ")"),
            NetworkSite.InsertAfter(statement, "{", $"    {handler}({sender}, {arguments});", "}"));
    }

    /// <summary>The one method that the type hands to Completed.</summary>
    private static string? HandlerIn(SyntaxNode call)
    {
        TypeDeclarationSyntax? type = call.FirstAncestorOrSelf<TypeDeclarationSyntax>();
        string[] handlers =
        [
            .. type?.DescendantNodes().OfType<AssignmentExpressionSyntax>()
                .Where(static assignment => assignment.IsKind(SyntaxKind.AddAssignmentExpression) && assignment.Left is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Completed" })
                .Select(static assignment => assignment.Right)
                .OfType<IdentifierNameSyntax>()
                .Select(static name => name.Identifier.ValueText)
                .Distinct(StringComparer.Ordinal) ?? [],
        ];
        return handlers.Length == 1 ? handlers[0] : null;
    }
}
