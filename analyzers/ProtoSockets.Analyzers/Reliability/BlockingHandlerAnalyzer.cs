using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ProtoSockets.Analyzers.Network;

namespace ProtoSockets.Analyzers.Reliability;

/// <summary>
/// PSOCK4010: a method of a generated handler blocks its thread. One worker handles the messages of a connection (decision 003), so that all others of the connection wait;
/// where it blocks for something of the same connection, it waits for ever.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BlockingHandlerAnalyzer() : NetworkAnalyzer(DiagnosticDescriptors.BlockingHandler)
{
    private const string Await = "await it";

    private protected override void Register(CompilationStartAnalysisContext context, NetworkSymbols symbols)
    {
        if (context.Compilation.GetTypeByMetadataName("ProtoSockets.ProtocolAttribute") is not { } protocol)
        {
            return;
        }

        context.RegisterOperationBlockStartAction(block =>
        {
            if (block.OwningSymbol is not IMethodSymbol method || !IsOfHandler(method, protocol))
            {
                return;
            }

            block.RegisterOperationAction(
                operation =>
                {
                    if (Operations.FunctionAround(operation.Operation) is not (IAnonymousFunctionOperation or ILocalFunctionOperation) && AdviceFor(operation.Operation, symbols) is { } advice)
                    {
                        string name = operation.Operation is IInvocationOperation call ? call.TargetMethod.Name : ((IPropertyReferenceOperation)operation.Operation).Property.Name;
                        Report(operation, Operations.NameOf(operation.Operation), name, advice);
                    }
                },
                OperationKind.Invocation,
                OperationKind.PropertyReference);
        });
    }

    /// <summary>Whether the method implements one of a generated <c>IServerHandler</c> or <c>IClientHandler</c>.</summary>
    private static bool IsOfHandler(IMethodSymbol method, INamedTypeSymbol protocol)
    {
        foreach (INamedTypeSymbol handler in method.ContainingType.AllInterfaces)
        {
            if (handler.Name is "IServerHandler" or "IClientHandler"
                && handler.ContainingType is { } owner
                && owner.GetAttributes().Any(attribute => SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, protocol))
                && handler.GetMembers().Any(member => SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member), method)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What to do instead of a call that blocks; null for one that does not.</summary>
    private static string? AdviceFor(IOperation operation, NetworkSymbols symbols)
    {
        switch (operation)
        {
            case IPropertyReferenceOperation { Property.Name: "Result", Instance: { } task } when Operations.IsTask(task.Type) && !IsDone(task):
                return Await;
            case IInvocationOperation { TargetMethod: { Name: "GetResult", ContainingType.Name: "TaskAwaiter" or "ValueTaskAwaiter" or "ConfiguredTaskAwaiter" or "ConfiguredValueTaskAwaiter" }, Instance: { } awaiter }
                when !IsDone(Operations.UnwrapAwaited(awaiter)):
                return Await;
            case IInvocationOperation call:
                return AdviceFor(call, symbols);
            default:
                return null;
        }
    }

    private static string? AdviceFor(IInvocationOperation call, NetworkSymbols symbols)
    {
        INamedTypeSymbol type = call.TargetMethod.ContainingType;
        switch (call.TargetMethod.Name)
        {
            case "Wait" or "WaitAll" or "WaitAny" when Operations.IsTask(type):
                return Await;
            case "Sleep" or "Join" when IsOfThreading(type, "Thread"):
                return "await Task.Delay";
            case "Wait" when IsOfThreading(type, "SemaphoreSlim") && Operations.Argument(call, 0)?.ConstantValue is not { HasValue: true, Value: 0 }:
                return "await WaitAsync";
            case "WaitOne" when IsOfThreading(type, "WaitHandle"):
                return "await a task instead of the handle";
            case "Receive" or "Send" or "Connect" or "Accept" or "ReceiveFrom" or "SendTo" or "SendFile" when symbols.IsSocket(type) || symbols.IsUdpClient(type) || symbols.IsTcpClient(type):
                return $"await {call.TargetMethod.Name}Async";
            case "AcceptTcpClient" or "AcceptSocket" when symbols.IsTcpListener(type):
                return $"await {call.TargetMethod.Name}Async";
            case "Read" or "Write" or "ReadExactly" or "Flush" or "ReadByte" or "AuthenticateAsClient" or "AuthenticateAsServer" when symbols.IsConnection(call.Instance):
                return $"await {call.TargetMethod.Name}Async";
            case "GetHostEntry" or "GetHostAddresses" when type is { Name: "Dns", ContainingNamespace: { Name: "Net", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } }:
                return $"await {call.TargetMethod.Name}Async";
            default:
                return null;
        }
    }

    private static bool IsOfThreading(ITypeSymbol type, string name) =>
        type.Name == name && type.ContainingNamespace is { Name: "Threading", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };

    /// <summary>Whether the code has asked whether the task is completed: then nothing blocks.</summary>
    private static bool IsDone(IOperation task) =>
        Operations.VariableOf(task) is { } variable
        && Operations.Below(Operations.FunctionAround(task)).Any(operation =>
            (operation is IPropertyReferenceOperation { Property.Name: "IsCompleted" or "IsCompletedSuccessfully" } asked && Operations.Names(asked.Instance, variable))
            || (operation is IAwaitOperation awaited && awaited.Syntax.SpanStart < task.Syntax.SpanStart && Operations.Below(awaited).Any(part => Operations.Names(part, variable))));
}
