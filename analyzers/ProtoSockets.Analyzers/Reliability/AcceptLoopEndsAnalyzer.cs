using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ProtoSockets.Analyzers.Members;
using ProtoSockets.Analyzers.Network;

namespace ProtoSockets.Analyzers.Reliability;

/// <summary>
/// PSOCK4006: a loop accepts a connection and converses on it right there, and nothing inside of the loop catches what that throws: the first peer that goes away too early
/// ends the server for all.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AcceptLoopEndsAnalyzer() : NetworkAnalyzer(DiagnosticDescriptors.AcceptLoopEnds)
{
    private protected override void Register(OperationRegistry registry, NetworkSymbols symbols) =>
        registry.OnOperations(
            operation =>
            {
                var accept = (IInvocationOperation)operation.Operation;
                if (symbols.IsAccept(accept)
                    && Operations.LoopAround(accept) is { } loop
                    && !Operations.IsCaughtWithin(accept, loop)
                    && ConnectionOf(accept) is { } connection
                    && Conversation(accept, connection, loop, symbols) is { } conversation)
                {
                    Report(operation, Operations.NameOf(conversation), conversation.TargetMethod.Name);
                }
            },
            OperationKind.Invocation);

    private static ILocalSymbol? ConnectionOf(IInvocationOperation accept) => Operations.WithWaiting(accept).Parent switch
    {
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => declarator.Symbol,
        ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } => target.Local,
        _ => null,
    };

    /// <summary>The first call in the loop that sends to or receives from the peer, or waits for a method of the user that is given the connection.</summary>
    private static IInvocationOperation? Conversation(IInvocationOperation accept, ILocalSymbol connection, ILoopOperation loop, NetworkSymbols symbols)
    {
        var family = new HashSet<ISymbol>(SymbolEqualityComparer.Default) { connection };
        foreach (IOperation operation in Operations.Below(loop))
        {
            switch (operation)
            {
                case IVariableDeclaratorOperation declarator when declarator.GetVariableInitializer() is { } initializer && IsMadeOf(initializer.Value, family):
                    family.Add(declarator.Symbol);
                    break;
                case IInvocationOperation call when call != accept && IsConversation(call, family, symbols) && !Operations.IsCaughtWithin(call, loop):
                    return call;
            }
        }

        return null;
    }

    private static bool IsConversation(IInvocationOperation call, HashSet<ISymbol> family, NetworkSymbols symbols)
    {
        bool isTask = Operations.IsTask(call.TargetMethod.ReturnType);
        if (call.Instance is { } instance && IsMadeOf(instance, family))
        {
            return (symbols.IsStreamReceive(call) || symbols.IsStreamSend(call) || call.TargetMethod.Name is "ReadLine" or "ReadLineAsync" or "ReadToEnd" or "ReadToEndAsync" or "WriteLine" or "WriteLineAsync"
                    or "AuthenticateAsServer" or "AuthenticateAsServerAsync" or "ReadExactly" or "ReadExactlyAsync")
                && (!isTask || Operations.IsWaitedFor(call));
        }

        // A method of the user in the same project: what it catches is in sight only if it has no try of its own.
        return call.TargetMethod.DeclaringSyntaxReferences.Length == 1
            && call.TargetMethod.MethodKind is MethodKind.Ordinary or MethodKind.LocalFunction
            && call.Arguments.Any(argument => Operations.VariableOf(argument.Value) is { } variable && family.Contains(variable))
            && isTask
            && Operations.IsWaitedFor(call)
            && !call.TargetMethod.DeclaringSyntaxReferences[0].GetSyntax().DescendantNodes().Any(static node => node is Microsoft.CodeAnalysis.CSharp.Syntax.TryStatementSyntax);
    }

    private static bool IsMadeOf(IOperation value, HashSet<ISymbol> family) => Operations.UnwrapAwaited(value) switch
    {
        ILocalReferenceOperation local => family.Contains(local.Local),
        IInvocationOperation { TargetMethod.Name: "GetStream", Instance: { } client } => IsMadeOf(client, family),
        IPropertyReferenceOperation { Property.Name: "Client", Instance: { } owner } => IsMadeOf(owner, family),
        IObjectCreationOperation { Type.Name: "NetworkStream" or "SslStream" or "StreamReader" or "StreamWriter" or "BinaryReader" or "BinaryWriter" } around =>
            Operations.Argument(around, 0) is { } inner && IsMadeOf(inner, family),
        _ => false,
    };
}
