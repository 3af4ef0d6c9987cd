using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ProtoSockets.Analyzers;
using ProtoSockets.Analyzers.Flow;

namespace ProtoSockets.CodeFixes.Lifecycle;

/// <summary>PSOCK2007: moves the option before the first statement that binds. What its constructor has bound cannot be helped.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(BindTimeOptionSetTooLateCodeFix)), Shared]
public sealed class BindTimeOptionSetTooLateCodeFix() : LifecycleCodeFix(DiagnosticIds.BindTimeOptionSetTooLate)
{
    private static readonly string[] Binding = ["Bind", "Connect", "ConnectAsync", "Start", "Listen", "Send", "SendAsync", "SendTo", "SendToAsync"];

    private protected override FixPlan? Plan(MisuseSite site, CancellationToken cancellationToken)
    {
        if (site.Statement is not ExpressionStatementSyntax || !BeginsUnbound(site, cancellationToken))
        {
            return null;
        }

        for (int index = 0; index < site.Index; index++)
        {
            StatementSyntax earlier = site.Block.Statements[index];
            if (site.CallIn(earlier, Binding) is null)
            {
                continue;
            }

            int target = index;
            return site.CanPass(site.Statement, target, site.Index)
                ? new FixPlan($"Set '{site.Member}' before the binding", "Move up", root => StatementEdits.MoveUp(root, site.Block, target, site.Index))
                : null;
        }

        return null;
    }

    private static bool BeginsUnbound(MisuseSite site, CancellationToken cancellationToken) => site.Kind switch
    {
        TrackedKind.TcpClient or TrackedKind.UdpClient => site.Creation is BaseObjectCreationExpressionSyntax creation
            && site.Model.GetSymbolInfo(creation, cancellationToken).Symbol is IMethodSymbol constructor
            && constructor.Parameters.All(static parameter => parameter.Type.Name == "AddressFamily"),
        _ => site.Creation is BaseObjectCreationExpressionSyntax or InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Create" } },
    };
}
