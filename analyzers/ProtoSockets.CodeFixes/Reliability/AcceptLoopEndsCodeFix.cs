using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ProtoSockets.Analyzers;
using ProtoSockets.CodeFixes.Network;

namespace ProtoSockets.CodeFixes.Reliability;

/// <summary>PSOCK4006: catches inside of the loop what a conversation throws when its peer fails.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AcceptLoopEndsCodeFix)), Shared]
public sealed class AcceptLoopEndsCodeFix() : TextCodeFix(DiagnosticIds.AcceptLoopEnds)
{
    private protected override TextFixPlan? Plan(FixSite site)
    {
        if (site.Call is not { } call || LoopBodyAround(call) is not { Statements: { Count: > 1 } statements })
        {
            return null;
        }

        // The connection is made by the first statement, and closed by it where it is a using declaration.
        string io = NetworkSite.TypeName(site.Model, call.SpanStart, "System.IO", "IOException");
        string exception = NetworkSite.TypeName(site.Model, call.SpanStart, "System", "Exception");
        return new TextFixPlan(
            "Go on when one peer fails",
            "Catch",
            NetworkSite.Surround(
                statements[1],
                statements[statements.Count - 1],
                $"catch ({exception} exception) when (exception is {io} or SocketException)",
                "{",
                "    // This peer has gone; the others go on.",
                "}"));
    }

    /// <summary>The body of the loop that accepts, which is the outermost one of the function.</summary>
    private static BlockSyntax? LoopBodyAround(SyntaxNode call)
    {
        BlockSyntax? body = null;
        foreach (SyntaxNode ancestor in call.Ancestors())
        {
            switch (ancestor)
            {
                case AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax:
                    return body;
                case WhileStatementSyntax { Statement: var statement }:
                    body = statement as BlockSyntax;
                    break;
                case ForStatementSyntax { Statement: var statement }:
                    body = statement as BlockSyntax;
                    break;
            }
        }

        return body;
    }
}
