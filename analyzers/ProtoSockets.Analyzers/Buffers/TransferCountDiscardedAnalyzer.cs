using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ProtoSockets.Analyzers.Members;
using ProtoSockets.Analyzers.Network;

namespace ProtoSockets.Analyzers.Buffers;

/// <summary>
/// PSOCK3001: a receive fills as much of the buffer as has arrived, and a non-blocking send takes as much as there is room for; who ignores the count does not know which
/// bytes are meant. Streams have a rule of the SDK for that (CA2022).
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TransferCountDiscardedAnalyzer() : NetworkAnalyzer(DiagnosticDescriptors.TransferCountDiscarded)
{
    /// <summary><c>SocketFlags.OutOfBand | SocketFlags.Peek</c>: nothing is taken from the stream that would be missed.</summary>
    private const int PeekOrOutOfBand = 3;

    private protected override void Register(OperationRegistry registry, NetworkSymbols symbols) =>
        registry.OnOperations(
            operation =>
            {
                var call = (IInvocationOperation)operation.Operation;
                if (IsCountDiscarded(call, symbols))
                {
                    Report(operation, Operations.NameOf(call), call.TargetMethod.Name, call.TargetMethod.Name.StartsWith("Send", StringComparison.Ordinal) ? "took" : "filled in");
                }
            },
            OperationKind.Invocation);

    private static bool IsCountDiscarded(IInvocationOperation call, NetworkSymbols symbols)
    {
        switch (call.TargetMethod.Name)
        {
            case "Receive" or "ReceiveAsync":
                return symbols.IsSocket(call.TargetMethod.ContainingType)
                    && Operations.IsDiscarded(call)
                    && symbols.IsStreamReceive(call)
                    && !HasFlags(call, PeekOrOutOfBand)
                    && IsContentUsed(call);
            case "Send":
                return symbols.IsSocket(call.TargetMethod.ContainingType) && Operations.IsDiscarded(call) && symbols.IsStreamSend(call) && !IsOfNothing(call) && IsNonBlocking(call);
            default:
                return false;
        }
    }

    private static bool HasFlags(IInvocationOperation call, int flags) => call.Arguments.Any(argument =>
        argument.Parameter?.Type.Name == "SocketFlags" && (argument.Value.ConstantValue.Value is not int value || (value & flags) != 0));

    /// <summary>Whether anybody looks into the buffer: one that only receives name, or that is empty, is there to wait for the peer or to skip what it says.</summary>
    private static bool IsContentUsed(IInvocationOperation call)
    {
        IOperation? buffer = call.Arguments.Select(static argument => argument.Value).FirstOrDefault(static value => Operations.IsBytes(Operations.Unwrap(value).Type) || value.Type?.Name == "IList");
        if (buffer is null || Operations.BufferOf(buffer) is not { } variable)
        {
            return false;
        }

        if (variable is not ILocalSymbol)
        {
            return true;
        }

        IOperation root = Operations.FunctionAround(call);
        while (root.Parent is { } parent)
        {
            root = parent;
        }

        return root.Descendants().OfType<ILocalReferenceOperation>().Any(reference =>
            SymbolEqualityComparer.Default.Equals(reference.Local, variable) && !IsOfReceive(reference));
    }

    private static bool IsOfReceive(ILocalReferenceOperation reference)
    {
        for (IOperation? around = reference.Parent; around is not null and not IExpressionStatementOperation; around = around.Parent)
        {
            if (around is IInvocationOperation { TargetMethod.Name: "Receive" or "ReceiveAsync" })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether nothing is sent, to learn whether the connection stands.</summary>
    private static bool IsOfNothing(IInvocationOperation call) =>
        call.Arguments.Any(static argument => argument is { Parameter.Name: "size", Value.ConstantValue: { HasValue: true, Value: 0 } });

    private static bool IsNonBlocking(IInvocationOperation call) =>
        Operations.VariableOf(call.Instance) is { } socket
        && Operations.Below(Operations.FunctionAround(call)).OfType<ISimpleAssignmentOperation>().Any(assignment =>
            assignment is { Target: IPropertyReferenceOperation { Property.Name: "Blocking" } property, Value.ConstantValue: { HasValue: true, Value: false } }
            && Operations.Names(property.Instance, socket)
            && assignment.Syntax.SpanStart < call.Syntax.SpanStart);
}
