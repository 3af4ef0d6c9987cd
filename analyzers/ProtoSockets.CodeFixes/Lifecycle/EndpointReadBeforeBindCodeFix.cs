using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ProtoSockets.Analyzers;

namespace ProtoSockets.CodeFixes.Lifecycle;

/// <summary>PSOCK2008: moves the reading statement behind the statement that makes the address known.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(EndpointReadBeforeBindCodeFix)), Shared]
public sealed class EndpointReadBeforeBindCodeFix() : LifecycleCodeFix(DiagnosticIds.EndpointReadBeforeBind)
{
    private protected override FixPlan? Plan(MisuseSite site, CancellationToken cancellationToken)
    {
        int binding = site.Member == "RemoteEndPoint"
            ? site.IndexOfLaterCall("Connect", "ConnectAsync")
            : site.IndexOfLaterCall("Bind", "Start", "Connect", "ConnectAsync");
        return binding >= 0
            && site.Statement is LocalDeclarationStatementSyntax or ExpressionStatementSyntax
            && site.CanPass(site.Statement, site.Index + 1, binding + 1)
                ? new FixPlan($"Read '{site.Member}' afterwards", "Move down", root => StatementEdits.MoveDown(root, site.Block, site.Index, binding))
                : null;
    }
}
