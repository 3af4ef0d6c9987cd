using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ProtoSockets.Analyzers;

namespace ProtoSockets.CodeFixes.Reliability;

/// <summary>PSOCK4002: passes the one token that is at hand: a variable, a field or a property, or that of a source.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(WaitWithoutTokenCodeFix)), Shared]
public sealed class WaitWithoutTokenCodeFix() : TextCodeFix(DiagnosticIds.WaitWithoutToken)
{
    private protected override TextFixPlan? Plan(FixSite site)
    {
        if (site.Call is not { ArgumentList: var list } call || CodeContext.TokenAt(site.Model, call) is not { } token)
        {
            return null;
        }

        string argument = list.Arguments.Count == 0 ? token : ", " + token;
        return new TextFixPlan($"Pass '{token}'", "Token", new TextChange(new TextSpan(list.CloseParenToken.SpanStart, 0), argument));
    }
}
