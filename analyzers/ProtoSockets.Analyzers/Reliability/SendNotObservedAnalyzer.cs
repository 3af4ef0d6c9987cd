using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ProtoSockets.Analyzers.Members;
using ProtoSockets.Analyzers.Network;

namespace ProtoSockets.Analyzers.Reliability;

/// <summary>PSOCK4005: a send is begun, nobody waits for it, and the connection is closed in the same block: what was not handed to the system by then is lost.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SendNotObservedAnalyzer() : NetworkAnalyzer(DiagnosticDescriptors.SendNotObserved)
{
    private protected override void Register(OperationRegistry registry, NetworkSymbols symbols) =>
        registry.OnOperations(
            operation =>
            {
                var call = (IInvocationOperation)operation.Operation;
                if (Operations.IsLeftRunning(call) && symbols.IsStreamSend(call) && Operations.VariableOf(call.Instance) is ILocalSymbol local && IsClosedAfter(call, local))
                {
                    Report(operation, Operations.NameOf(call), call.TargetMethod.Name, local.Name);
                }
            },
            OperationKind.Invocation);

    private static bool IsClosedAfter(IInvocationOperation call, ILocalSymbol local)
    {
        IOperation function = Operations.FunctionAround(call);
        HashSet<ISymbol> owners = OwnersOf(local, function);
        if (IsWaitedForElsewhere(call, function))
        {
            return false;
        }

        foreach (IOperation operation in Operations.Below(function))
        {
            switch (operation)
            {
                case IInvocationOperation { TargetMethod.Name: "Close" or "Dispose" or "DisposeAsync", Instance: { } closed }
                    when operation.Syntax.SpanStart > call.Syntax.SpanStart && Operations.VariableOf(closed) is { } variable && owners.Contains(variable) && SameBlock(call, operation):
                    return true;
                case IUsingDeclarationOperation { DeclarationGroup: { } group } when SameBlock(call, operation) && Declares(group, owners):
                    return true;
                case IUsingOperation { Resources: { } resources, Body: { } body } when body.Syntax.Span.Contains(call.Syntax.Span)
                    && (Declares(resources, owners) || (Operations.VariableOf(resources) is { } resource && owners.Contains(resource))):
                    return true;
            }
        }

        return false;
    }

    /// <summary>The variable, and those whose closing closes it: the client or socket that a stream is of.</summary>
    private static HashSet<ISymbol> OwnersOf(ILocalSymbol local, IOperation function)
    {
        var owners = new HashSet<ISymbol>(SymbolEqualityComparer.Default) { local };
        foreach (IVariableDeclaratorOperation declarator in Operations.Below(function).OfType<IVariableDeclaratorOperation>())
        {
            if (SymbolEqualityComparer.Default.Equals(declarator.Symbol, local)
                && declarator.GetVariableInitializer() is { } initializer
                && Operations.Unwrap(initializer.Value) is IInvocationOperation { TargetMethod.Name: "GetStream", Instance: { } client }
                && Operations.VariableOf(client) is { } owner)
            {
                owners.Add(owner);
            }
        }

        return owners;
    }

    private static bool Declares(IOperation resources, HashSet<ISymbol> owners) =>
        Operations.Below(resources).Prepend(resources).OfType<IVariableDeclaratorOperation>().Any(declarator => owners.Contains(declarator.Symbol));

    /// <summary>Whether the closing is certain to follow: it stands in the block of the send, or in one around it.</summary>
    private static bool SameBlock(IOperation call, IOperation closing)
    {
        IOperation? block = closing.Parent;
        while (block is not (null or IBlockOperation))
        {
            block = block.Parent;
        }

        return block is not null && block.Syntax.Span.Contains(call.Syntax.Span);
    }

    /// <summary>Whether the code waits for something of the peer in between, such as its answer: then the send is known to have arrived.</summary>
    private static bool IsWaitedForElsewhere(IInvocationOperation call, IOperation function) =>
        Operations.Below(function).Any(operation => operation.Syntax.SpanStart > call.Syntax.Span.End
            && operation is IAwaitOperation or IInvocationOperation { TargetMethod.Name: "Read" or "Receive" or "Wait" or "WaitAll" or "GetResult" or "Sleep" or "Join" or "ReadLine" or "ReadToEnd" }
            && operation.Syntax.SpanStart > call.Syntax.Span.End);
}
