using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ProtoSockets.Analyzers.Handlers;
using ProtoSockets.Analyzers.Network;

namespace ProtoSockets.Analyzers.Reliability;

/// <summary>
/// PSOCK4010: a method of a generated handler, or a private method that one calls, blocks its thread. One worker handles the messages of a connection (decision 003), so that all others
/// of the connection wait; where it blocks for something of the same connection, it waits for ever.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BlockingHandlerAnalyzer() : HandlerAnalyzer(DiagnosticDescriptors.BlockingHandler)
{
    private const string Await = "await it";

    private protected override void Register(CompilationStartAnalysisContext context, HandlerSymbols handlers)
    {
        if (NetworkSymbols.TryCreate(context.Compilation) is not { } symbols)
        {
            return;
        }

        context.RegisterSymbolStartAction(
            type =>
            {
                if (type.Symbol is INamedTypeSymbol handler && handlers.IsHandler(handler))
                {
                    var reach = new HandlerReach(handler, handlers);
                    type.RegisterOperationBlockAction(block => reach.Add(block, operation => Find(operation, symbols)));
                    type.RegisterSymbolEndAction(end =>
                    {
                        foreach (Diagnostic found in reach.Found())
                        {
                            end.ReportDiagnostic(found);
                        }
                    });
                }
            },
            SymbolKind.NamedType);
    }

    private Diagnostic? Find(IOperation operation, NetworkSymbols symbols)
    {
        if (AdviceFor(operation, symbols) is not { } advice)
        {
            return null;
        }

        string name = operation is IInvocationOperation call ? call.TargetMethod.Name : ((IPropertyReferenceOperation)operation).Property.Name;
        return Diagnostic.Create(SupportedDiagnostics[0], Operations.NameOf(operation), name, advice);
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
