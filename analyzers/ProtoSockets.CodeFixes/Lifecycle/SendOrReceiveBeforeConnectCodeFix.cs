using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ProtoSockets.Analyzers;
using ProtoSockets.Analyzers.Flow;

namespace ProtoSockets.CodeFixes.Lifecycle;

/// <summary>
/// PSOCK2004: moves the connect that comes too late up, else connects to the one end point that is at hand. A listener gets no fix: it should have used the
/// socket that it accepted.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SendOrReceiveBeforeConnectCodeFix)), Shared]
public sealed class SendOrReceiveBeforeConnectCodeFix() : LifecycleCodeFix(DiagnosticIds.SendOrReceiveBeforeConnect)
{
    private protected override FixPlan? Plan(MisuseSite site, CancellationToken cancellationToken)
    {
        if ((site.States & ~(LifecycleStates.Created | LifecycleStates.Bound)) != LifecycleStates.None)
        {
            return null;
        }

        int connect = site.IndexOfLaterCall("Connect", "ConnectAsync");
        if (connect >= 0)
        {
            return site.CanPass(site.Block.Statements[connect], site.Index, connect)
                ? new FixPlan($"Move '{site.Local.Name}.Connect' up", "Move up", root => StatementEdits.MoveUp(root, site.Block, site.Index, connect))
                : null;
        }

        if (site.Kind is not (TrackedKind.StreamSocket or TrackedKind.DatagramSocket or TrackedKind.TcpClient or TrackedKind.UdpClient)
            || site.InsertionPoint() is not { } point
            || EndPointAt(site, point) is not { } endpoint)
        {
            return null;
        }

        // UdpClient connects without any traffic, so there is nothing to wait for.
        bool awaits = site.Kind != TrackedKind.UdpClient && CodeContext.IsAsynchronous(point);
        string token = awaits && CodeContext.TokenAt(site.Model, point) is { } parameter ? ", " + parameter : string.Empty;
        string statement = awaits ? $"await {site.Local.Name}.ConnectAsync({endpoint}{token});" : $"{site.Local.Name}.Connect({endpoint});";
        return new FixPlan($"Connect '{site.Local.Name}' to '{endpoint}' first", "Insert", root => StatementEdits.InsertBefore(root, point, statement));
    }

    /// <summary>The one end point that has a value here; with more than one, any choice would be a guess.</summary>
    private static string? EndPointAt(MisuseSite site, StatementSyntax point)
    {
        INamedTypeSymbol? needed = site.Model.Compilation.GetTypeByMetadataName(
            site.Kind is TrackedKind.TcpClient or TrackedKind.UdpClient ? "System.Net.IPEndPoint" : "System.Net.EndPoint");
        var candidates = site.Model.LookupSymbols(point.SpanStart)
            .Where(symbol => TypeOf(symbol) is { } type && LifecycleSymbols.IsOrDerivesFrom(type, needed))
            .ToList();
        return candidates.Count == 1 && HasValueAt(candidates[0], point) ? candidates[0].Name : null;
    }

    private static ITypeSymbol? TypeOf(ISymbol symbol) => symbol switch
    {
        ILocalSymbol local => local.Type,
        IParameterSymbol { RefKind: not RefKind.Out } parameter => parameter.Type,
        _ => null,
    };

    private static bool HasValueAt(ISymbol symbol, StatementSyntax point) => symbol switch
    {
        IParameterSymbol parameter => parameter.NullableAnnotation != NullableAnnotation.Annotated,
        ILocalSymbol local => local.DeclaringSyntaxReferences.Any(reference =>
            reference.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: var value } declarator
            && declarator.Span.End <= point.SpanStart
            && (local.NullableAnnotation != NullableAnnotation.Annotated || value is BaseObjectCreationExpressionSyntax)),
        _ => false,
    };
}
