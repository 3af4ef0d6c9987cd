using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ProtoSockets.Analyzers.Members;
using ProtoSockets.Analyzers.Network;

namespace ProtoSockets.Analyzers.Reliability;

/// <summary>
/// PSOCK4009: a loop reads while something is there, and takes the first pause of the network for the end of the message; or runs while <c>Connected</c>, which says how the
/// last operation went and stays true after the peer has closed.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AvailabilityTakenForEndAnalyzer() : NetworkAnalyzer(DiagnosticDescriptors.AvailabilityTakenForEnd)
{
    private protected override void Register(OperationRegistry registry, NetworkSymbols symbols) =>
        registry.OnOperations(
            operation =>
            {
                if (operation.Operation is not IWhileLoopOperation { Condition: { } condition, ConditionIsUntil: false } loop)
                {
                    return;
                }

                if (AvailabilityIn(condition, symbols) is { } availability)
                {
                    // A loop around it comes back later, for what was not there yet.
                    if (Operations.LoopAround(loop) is null && Operations.Below(loop).OfType<IInvocationOperation>().Any(symbols.IsStreamReceive))
                    {
                        Report(operation, Operations.NameOf(availability), availability.Property.Name, "says what has arrived by now, not that the message ends");
                    }
                }
                else if (LivenessIn(condition, symbols) is { } liveness && loop.Body is { } body && !Operations.Below(body).Any(static inside => IsOtherEnd(inside)))
                {
                    Report(operation, Operations.NameOf(liveness), liveness.Property.Name, "stays true after the peer has closed");
                }
            },
            OperationKind.Loop);

    /// <summary>Whether the body could tell in another way that the peer has gone: it leaves the loop, or its operations fail.</summary>
    private static bool IsOtherEnd(IOperation operation) =>
        operation is IBranchOperation { BranchKind: BranchKind.Break or BranchKind.GoTo } or IReturnOperation or IThrowOperation
        || (operation is IInvocationOperation call && call.TargetMethod.Name is not ("Sleep" or "Delay" or "WriteLine" or "Write" or "Yield" or "SpinWait" or "ConfigureAwait")
            && !IsLookAtTime(call));

    private static bool IsLookAtTime(IInvocationOperation call) => call.TargetMethod.ContainingType.Name is "TimeSpan" or "DateTime" or "Console" or "Stopwatch";

    private static IPropertyReferenceOperation? AvailabilityIn(IOperation condition, NetworkSymbols symbols) => Operations.Unwrap(condition) switch
    {
        IPropertyReferenceOperation { Property.Name: "DataAvailable" } property when symbols.IsConnectionStream(property.Property.ContainingType) => property,
        IBinaryOperation { OperatorKind: BinaryOperatorKind.GreaterThan or BinaryOperatorKind.NotEquals, LeftOperand: { } left, RightOperand.ConstantValue: { HasValue: true, Value: 0 } }
            when Operations.Unwrap(left) is IPropertyReferenceOperation { Property.Name: "Available" } property
                && (symbols.IsSocket(property.Property.ContainingType) || symbols.IsTcpClient(property.Property.ContainingType))
                && SocketKinds.Of(property.Instance) != SocketKind.Datagram => property,
        _ => null,
    };

    private static IPropertyReferenceOperation? LivenessIn(IOperation condition, NetworkSymbols symbols) => Operations.Unwrap(condition) switch
    {
        IPropertyReferenceOperation { Property.Name: "Connected" } property when symbols.IsSocket(property.Property.ContainingType) || symbols.IsTcpClient(property.Property.ContainingType) => property,
        _ => null,
    };
}
