using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ProtoSockets.Analyzers;
using ProtoSockets.Analyzers.Flow;

namespace ProtoSockets.CodeFixes.Lifecycle;

/// <summary>PSOCK2003: moves the Bind that comes too late up, else binds to a port that the system chooses.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ReceiveOnUnboundDatagramSocketCodeFix)), Shared]
public sealed class ReceiveOnUnboundDatagramSocketCodeFix() : LifecycleCodeFix(DiagnosticIds.ReceiveOnUnboundDatagramSocket)
{
    private protected override FixPlan? Plan(MisuseSite site, CancellationToken cancellationToken)
    {
        if (site.Kind is not (TrackedKind.DatagramSocket or TrackedKind.UdpClient))
        {
            return null;
        }

        int bind = site.IndexOfLaterCall("Bind");
        if (bind >= 0)
        {
            return site.CanPass(site.Block.Statements[bind], site.Index, bind)
                ? new FixPlan($"Move '{site.Local.Name}.Bind' up", "Move up", root => StatementEdits.MoveUp(root, site.Block, site.Index, bind))
                : null;
        }

        if (AnyAddress(site, cancellationToken) is not { } any || site.InsertionPoint() is not { } point)
        {
            return null;
        }

        // Where the code does not import System.Net, the full name is the one that compiles.
        bool isImported = !site.Model.LookupNamespacesAndTypes(point.SpanStart, name: "IPEndPoint").IsEmpty;
        string prefix = isImported ? string.Empty : "System.Net.";
        string socket = site.Kind == TrackedKind.UdpClient ? site.Local.Name + ".Client" : site.Local.Name;
        return new FixPlan(
            $"Bind '{site.Local.Name}' first",
            "Insert",
            root => StatementEdits.InsertBefore(root, point, $"{socket}.Bind(new {prefix}IPEndPoint({prefix}IPAddress.{any}, 0));"));
    }

    /// <summary>The name of the address that means "every interface", which depends on the family that the socket was created with.</summary>
    private static string? AnyAddress(MisuseSite site, CancellationToken cancellationToken)
    {
        if (site.Creation is not BaseObjectCreationExpressionSyntax creation || site.Model.GetSymbolInfo(creation, cancellationToken).Symbol is not IMethodSymbol constructor)
        {
            return null;
        }

        if (constructor.Parameters.Length == 0 || constructor.Parameters[0].Type.Name != "AddressFamily")
        {
            // UdpClient() is for IPv4; Socket(SocketType, ProtocolType) is for both families, where the system has both.
            return site.Kind == TrackedKind.UdpClient ? "Any" : "IPv6Any";
        }

        return creation.ArgumentList is { Arguments: { Count: > 0 } arguments }
            ? site.Model.GetConstantValue(arguments[0].Expression, cancellationToken) switch
            {
                { HasValue: true, Value: 2 } => "Any",
                { HasValue: true, Value: 23 } => "IPv6Any",
                _ => null,
            }
            : null;
    }
}
