using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ProtoSockets.Analyzers.Network;

namespace ProtoSockets.Analyzers.Reliability;

/// <summary>
/// PSOCK4008: a loop receives datagrams on a socket that it also sends with, and nothing inside of the loop catches a <c>SocketException</c>: "port unreachable", the answer to
/// an earlier datagram, comes out of a later receive and ends the loop.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DatagramLoopEndsAnalyzer() : NetworkAnalyzer(DiagnosticDescriptors.DatagramLoopEnds)
{
    private protected override void Register(CompilationStartAnalysisContext context, NetworkSymbols symbols) =>
        context.RegisterOperationAction(
            operation =>
            {
                var receive = (IInvocationOperation)operation.Operation;
                if (symbols.IsDatagramReceive(receive)
                    && Operations.LoopAround(receive) is { } loop
                    && IsWithoutEnd(loop)
                    && !Operations.IsCaughtWithin(receive, loop)
                    && (!Operations.IsTask(receive.TargetMethod.ReturnType) || Operations.IsWaitedFor(receive))
                    && Operations.VariableOf(receive.Instance) is { } socket
                    && Operations.Below(Operations.FunctionAround(receive)).OfType<IInvocationOperation>().Any(send => symbols.IsDatagramSend(send) && Operations.Names(send.Instance, socket)))
                {
                    Report(operation, Operations.NameOf(receive), receive.TargetMethod.Name);
                }
            },
            OperationKind.Invocation);

    /// <summary>A loop over a few receives is no server.</summary>
    private static bool IsWithoutEnd(ILoopOperation loop) => loop switch
    {
        IForLoopOperation { Condition: var condition } => condition is null,
        IWhileLoopOperation { Condition: { } condition, ConditionIsTop: true } => condition.ConstantValue is { HasValue: true, Value: true }
            || Operations.Below(condition).Prepend(condition).Any(static part => part is IPropertyReferenceOperation { Property.Name: "IsCancellationRequested" }),
        _ => false,
    };
}
