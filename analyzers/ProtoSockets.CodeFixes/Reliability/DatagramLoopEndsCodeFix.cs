using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ProtoSockets.Analyzers;
using ProtoSockets.CodeFixes.Network;

namespace ProtoSockets.CodeFixes.Reliability;

/// <summary>PSOCK4008: catches inside of the loop what an earlier datagram has caused.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DatagramLoopEndsCodeFix)), Shared]
public sealed class DatagramLoopEndsCodeFix() : TextCodeFix(DiagnosticIds.DatagramLoopEnds)
{
    private protected override TextFixPlan? Plan(FixSite site)
    {
        if (site.Call is not { } call || NetworkSite.StatementAround(call) is not { Parent: BlockSyntax { Parent: WhileStatementSyntax or ForStatementSyntax, Statements: var statements } })
        {
            return null;
        }

        return new TextFixPlan(
            "Go on when an earlier datagram was not delivered",
            "Catch",
            NetworkSite.Surround(
                statements[0],
                statements[statements.Count - 1],
                $"catch ({NetworkSite.TypeName(site.Model, call.SpanStart, "System.Net.Sockets", "SocketException")})",
                "{",
                "    // An earlier datagram did not reach its peer; the others go on.",
                "}"));
    }
}
