using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ProtoSockets.Analyzers.Handlers;
using ProtoSockets.Analyzers.Network;
using ProtoSockets.Schema;

namespace ProtoSockets.Analyzers.Reliability;

/// <summary>
/// PSOCK4011: a handler awaits what can't come before it has ended: the reply of its own peer where messages are handled one after the other (decisions 003 and 011), or the end of
/// its own session.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WaitsForItselfAnalyzer() : HandlerAnalyzer(DiagnosticDescriptors.WaitsForItself)
{
    private protected override void Look(HandlerBody body)
    {
        if (body.Method.IsDisconnected)
        {
            return;
        }

        foreach (IInvocationOperation call in Operations.Below(body.Body).OfType<IInvocationOperation>())
        {
            bool isOwn = body.Method.IsOwnPeer(call.Instance);
            if ((isOwn || body.MayKeep(call.Instance)) && IsAwaited(call, body.Body) && ReasonOf(call, body) is { } reason && (isOwn || body.IsOnKeptPeer(call)))
            {
                // A session that was aborted before has ended: the wait for its end then is short. One that was kept may have been replaced by that of a later connection.
                DiagnosticSeverity severity = isOwn && call.TargetMethod.Name != "CloseAsync" ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning;
                Report(body, Operations.NameOf(call), severity, call.TargetMethod.Name, reason);
            }
        }
    }

    private static string? ReasonOf(IInvocationOperation call, HandlerBody body)
    {
        bool isClose = call.TargetMethod.Name == "CloseAsync" && call.TargetMethod.Parameters.IsEmpty && body.Method.IsServer;
        INamedTypeSymbol? request = isClose ? null : body.Method.SentBy(call);
        if ((!isClose && request is null) || body.Definition is not { } protocol)
        {
            return null;
        }

        if (isClose)
        {
            // Datagrams have no connection whose end there is to wait for.
            return protocol.HasDatagram ? null : "a session ends when its handlers have; call 'Close', which does not wait";
        }

        if (HandlerMethod.SpecOf(protocol, request!) is not { Kind: MessageKind.Request })
        {
            return null;
        }

        return body.Method switch
        {
            { IsConnected: true } => "nothing that the peer sends is read before ConnectedAsync has ended",
            _ when protocol.Phases.HandsOver => "the connection may change behind each message, so that the next one is read when this handler has ended",
            { IsServer: true } when protocol.RepliesInOrder => "messages of this protocol are handled one after the other, replies among them",
            _ => null,
        };
    }

    /// <summary>
    /// Whether the method awaits the call: right there, in an enumeration, by a variable, or by giving the task to who called it, who awaits it. That one which blocks for it is
    /// PSOCK4010's.
    /// </summary>
    private static bool IsAwaited(IInvocationOperation call, IOperation body)
    {
        IOperation outermost = call;
        for (IOperation end = Operations.WithWaiting(call); outermost != end;)
        {
            outermost = outermost.Parent!;
            switch (outermost)
            {
                case IAwaitOperation:
                    return true;
                case IPropertyReferenceOperation or IInvocationOperation { TargetMethod.Name: "GetAwaiter" or "Wait" }:
                    return false;
            }
        }

        switch (outermost.Parent)
        {
            case IReturnOperation or IForEachLoopOperation { IsAsynchronous: true }:
                return true;
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var variable } }:
                return Operations.Below(body).Any(operation => operation is IAwaitOperation awaited && Operations.Names(Operations.UnwrapAwaited(awaited), variable));
            case IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "WithCancellation" or "ConfigureAwait" } wrapped }:
                return Operations.WithWaiting(wrapped).Parent is IForEachLoopOperation { IsAsynchronous: true };
            default:
                return false;
        }
    }
}
