using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ProtoSockets.Analyzers;
using ProtoSockets.CodeFixes.Network;

namespace ProtoSockets.CodeFixes.Reliability;

/// <summary>PSOCK4003: puts a token that is cancelled after the same time in the place of the timeout, where there is one call that it is for.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(TimeoutWithoutEffectCodeFix)), Shared]
public sealed class TimeoutWithoutEffectCodeFix() : TextCodeFix(DiagnosticIds.TimeoutWithoutEffect)
{
    private protected override TextFixPlan? Plan(FixSite site)
    {
        if (site.Node.FirstAncestorOrSelf<AssignmentExpressionSyntax>() is not { Right: var milliseconds, Parent: ExpressionStatementSyntax setting }
            || site.OtherSpans.Length != 1
            || site.Node.SyntaxTree.GetRoot().FindNode(site.OtherSpans[0], getInnermostNodeForTie: true) is not InvocationExpressionSyntax call
            || NetworkSite.StatementAround(call) is not { } statement
            || NetworkSite.Remove(setting) is not { } removal)
        {
            return null;
        }

        string name = NetworkSite.FreeName(site.Model, statement.SpanStart, "timeout");
        string source = NetworkSite.TypeName(site.Model, statement.SpanStart, "System.Threading", "CancellationTokenSource");
        string argument = call.ArgumentList.Arguments.Count == 0 ? $"{name}.Token" : $", {name}.Token";
        return new TextFixPlan(
            "Cancel the call after this time",
            "Cancel",
            removal,
            NetworkSite.InsertBefore(statement, $"using var {name} = new {source}({milliseconds});"),
            new TextChange(new TextSpan(call.ArgumentList.CloseParenToken.SpanStart, 0), argument));
    }
}
