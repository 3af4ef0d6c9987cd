using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ProtoSockets.Analyzers.Members;
using ProtoSockets.Analyzers.Network;

namespace ProtoSockets.Analyzers.Reliability;

/// <summary>
/// PSOCK4008: a loop receives datagrams on a socket that it also sends with, and nothing inside of the loop catches a <c>SocketException</c>: "port unreachable", the answer to
/// an earlier datagram, comes out of a later receive and ends the loop.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DatagramLoopEndsAnalyzer() : NetworkAnalyzer(DiagnosticDescriptors.DatagramLoopEnds)
{
    private protected override void Register(OperationRegistry registry, NetworkSymbols symbols) =>
        registry.OnOperations(
            operation =>
            {
                var receive = (IInvocationOperation)operation.Operation;
                if (symbols.IsDatagramReceive(receive)
                    && Operations.LoopAround(receive) is { } loop
                    && IsWithoutEnd(loop)
                    && !Operations.IsCaughtWithin(receive, loop)
                    && (!Operations.IsTask(receive.TargetMethod.ReturnType) || Operations.IsWaitedFor(receive))
                    && Operations.VariableOf(receive.Instance) is { } socket
                    && Operations.Below(Operations.FunctionAround(receive)).OfType<IInvocationOperation>().ToArray() is { } calls
                    && calls.Any(send => symbols.IsDatagramSend(send) && Operations.Names(send.Instance, socket) && !IsToEverybody(send))
                    && !calls.Any(control => IsControl(control, socket)))
                {
                    Report(operation, Operations.NameOf(receive), receive.TargetMethod.Name);
                }
            },
            OperationKind.Invocation);

    /// <summary>Whether the datagram goes to everybody: no host says of such a one that its port is unreachable (RFC 1122, section 3.2.2).</summary>
    private static bool IsToEverybody(IInvocationOperation send) =>
        Operations.Below(send).Any(static part => part is IFieldReferenceOperation { Field: { Name: "Broadcast", ContainingType.Name: "IPAddress" } });

    /// <summary>Whether the code sets something of the system's own on the socket: on Windows, that is how the report of an unreachable port is turned off.</summary>
    private static bool IsControl(IInvocationOperation call, ISymbol socket) =>
        call is { TargetMethod.Name: "IOControl", Instance: { } instance }
        && Operations.Names(Operations.Unwrap(instance) is IPropertyReferenceOperation { Property.Name: "Client", Instance: { } owner } ? owner : instance, socket);

    /// <summary>A loop over a few receives is no server.</summary>
    private static bool IsWithoutEnd(ILoopOperation loop) => loop switch
    {
        IForLoopOperation { Condition: var condition } => condition is null,
        IWhileLoopOperation { Condition: { } condition, ConditionIsTop: true } => condition.ConstantValue is { HasValue: true, Value: true }
            || Operations.Below(condition).Prepend(condition).Any(static part => part is IPropertyReferenceOperation { Property.Name: "IsCancellationRequested" }),
        _ => false,
    };
}
