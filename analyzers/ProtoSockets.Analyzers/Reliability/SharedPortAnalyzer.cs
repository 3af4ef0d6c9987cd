using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ProtoSockets.Analyzers.Members;
using ProtoSockets.Analyzers.Network;

namespace ProtoSockets.Analyzers.Reliability;

/// <summary>
/// PSOCK4007: <c>ReuseAddress</c> on a TCP listener. On Linux .NET sets SO_REUSEPORT with it, so that another process may listen on the same port and gets a part of the
/// connections. The address of a listener that has ended is free without it: .NET sets SO_REUSEADDR on its own.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SharedPortAnalyzer() : NetworkAnalyzer(DiagnosticDescriptors.SharedPort)
{
    private protected override void Register(OperationRegistry registry, NetworkSymbols symbols) =>
        registry.OnOperations(
            operation =>
            {
                var call = (IInvocationOperation)operation.Operation;
                if (call.TargetMethod.Name == "SetSocketOption" && symbols.IsSocket(call.TargetMethod.ContainingType) && SharesAddress(call) && IsListener(call, symbols))
                {
                    Report(operation, Operations.NameOf(call));
                }
            },
            OperationKind.Invocation);

    private static bool SharesAddress(IInvocationOperation call) =>
        call.Arguments.Length == 3
        && Operations.Unwrap(call.Arguments[1].Value) is IFieldReferenceOperation { Field: { Name: "ReuseAddress", ContainingType.Name: "SocketOptionName" } }
        && Operations.Unwrap(call.Arguments[2].Value).ConstantValue is { HasValue: true, Value: true or (int and not 0) };

    private static bool IsListener(IInvocationOperation call, NetworkSymbols symbols)
    {
        if (call.Instance is { } instance && Operations.Unwrap(instance) is IPropertyReferenceOperation { Property.Name: "Server" } server && symbols.IsTcpListener(server.Property.ContainingType))
        {
            return true;
        }

        return Operations.Unwrap(call.Instance!) is ILocalReferenceOperation local
            && Operations.OnlyValueOf(local) is { } value
            && Operations.Unwrap(value) is IObjectCreationOperation
            && SocketKinds.Of(value) == SocketKind.Stream
            && !IsUnix(value)
            && Operations.Below(Operations.FunctionAround(call)).OfType<IInvocationOperation>().Any(listen =>
                listen.TargetMethod.Name == "Listen" && Operations.Names(listen.Instance, local.Local));
    }

    private static bool IsUnix(IOperation creation) => creation.Syntax.ToString().Contains("AddressFamily.Unix");
}
