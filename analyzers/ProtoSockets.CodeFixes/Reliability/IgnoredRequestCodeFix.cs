using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ProtoSockets.Analyzers;
using ProtoSockets.CodeFixes.Network;

namespace ProtoSockets.CodeFixes.Reliability;

/// <summary>PSOCK4013: refuses the request with a text. Protocols with an error reply of their own have words of their own.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(IgnoredRequestCodeFix)), Shared]
public sealed class IgnoredRequestCodeFix() : TextCodeFix(DiagnosticIds.IgnoredRequest)
{
    private protected override TextFixPlan? Plan(FixSite site)
    {
        if (site.Node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { } method
            || method.Modifiers.Any(SyntaxKind.AsyncKeyword)
            || site.Argument(0) is not { Length: > 0 } request)
        {
            return null;
        }

        string exception = NetworkSite.TypeName(site.Model, method.SpanStart, "ProtoSockets", "CallRefusedException");
        string refusal = $"throw new {exception}(\"{request} is not offered here.\")";
        TextChange? change = method switch
        {
            { ExpressionBody.Expression: { } expression } => new TextChange(expression.Span, refusal),
            { Body.Statements: { Count: 1 } statements } => new TextChange(statements[0].Span, refusal + ";"),
            _ => null,
        };
        return change is { } only ? new TextFixPlan("Refuse the request", "Refuse", only) : null;
    }
}
