using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ProtoSockets.Analyzers;

namespace ProtoSockets.CodeFixes.Reliability;

/// <summary>PSOCK4011: closes the session without waiting for its end. What else waits for itself has no one answer.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(WaitsForItselfCodeFix)), Shared]
public sealed class WaitsForItselfCodeFix() : TextCodeFix(DiagnosticIds.WaitsForItself)
{
    private protected override TextFixPlan? Plan(FixSite site)
    {
        if (site.Call is not { Expression: MemberAccessExpressionSyntax { Expression: var session, Name.Identifier.ValueText: "CloseAsync" } } call)
        {
            return null;
        }

        return call.FirstAncestorOrSelf<AwaitExpressionSyntax>() is { Parent: ExpressionStatementSyntax } awaited
            ? new TextFixPlan("Close without waiting", "Close", new TextChange(awaited.Span, $"{session}.Close()"))
            : null;
    }
}
