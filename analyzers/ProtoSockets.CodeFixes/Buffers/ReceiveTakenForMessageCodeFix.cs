using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;
using ProtoSockets.Analyzers;

namespace ProtoSockets.CodeFixes.Buffers;

/// <summary>PSOCK3002: where a number is read from the beginning of what a stream has brought, reads until that number is there. Where a message ends, only its author knows.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ReceiveTakenForMessageCodeFix)), Shared]
public sealed class ReceiveTakenForMessageCodeFix() : TextCodeFix(DiagnosticIds.ReceiveTakenForMessage)
{
    private protected override TextFixPlan? Plan(FixSite site)
    {
        if (site.Call is not { Expression: MemberAccessExpressionSyntax access, ArgumentList.Arguments: { Count: 1 or 2 } arguments } syntax
            || site.Model.GetOperation(syntax) is not IInvocationOperation { TargetMethod: { Name: "Read" or "ReadAsync" } method }
            || method.Parameters.Any(static parameter => parameter.Name is "offset" or "count")
            || NumberIn(site, syntax) is not { } width)
        {
            return null;
        }

        return new TextFixPlan(
            "Read until the number is there",
            "AtLeast",
            new TextChange(access.Name.Span, method.Name == "Read" ? "ReadAtLeast" : "ReadAtLeastAsync"),
            new TextChange(new TextSpan(arguments[0].Span.End, 0), $", {width}"),
            new TextChange(new TextSpan(arguments[arguments.Count - 1].SpanStart, 0), arguments.Count == 2 ? "cancellationToken: " : string.Empty));
    }

    /// <summary>The size of the first number that is read behind the call.</summary>
    private static string? NumberIn(FixSite site, SyntaxNode call)
    {
        SyntaxNode? function = call.FirstAncestorOrSelf<SyntaxNode>(static node => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax);
        InvocationExpressionSyntax? reading = function?.DescendantNodes().OfType<InvocationExpressionSyntax>().FirstOrDefault(candidate =>
            candidate.SpanStart > call.SpanStart && candidate.Expression is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "BinaryPrimitives" or "BitConverter" } });
        return reading is null || site.Model.GetTypeInfo(reading).Type is not { SpecialType: >= SpecialType.System_Int16 and <= SpecialType.System_Double } type
            ? null
            : $"sizeof({type.ToDisplayString()})";
    }
}
