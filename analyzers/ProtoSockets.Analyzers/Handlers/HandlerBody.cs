using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ProtoSockets.Analyzers.Network;
using ProtoSockets.Schema;

namespace ProtoSockets.Analyzers.Handlers;

/// <summary>The body of a method of a handler.</summary>
/// <param name="context">The block under analysis.</param>
/// <param name="body">The body.</param>
/// <param name="method">The method.</param>
/// <param name="handlers">The handlers of the compilation.</param>
internal sealed class HandlerBody(OperationBlockAnalysisContext context, IOperation body, HandlerMethod method, HandlerSymbols handlers)
{
    /// <summary>The block under analysis.</summary>
    public OperationBlockAnalysisContext Context => context;

    /// <summary>The body.</summary>
    public IOperation Body => body;

    /// <summary>The method.</summary>
    public HandlerMethod Method => method;

    /// <summary>The definition of the protocol; null if it is not known.</summary>
    public ProtocolSpec? Definition => handlers.DefinitionOf(method.Protocol, context.CancellationToken);

    /// <summary>Whether an expression names a private field or property of the handler that holds a session or client.</summary>
    /// <param name="expression">The expression.</param>
    /// <returns>True if it does.</returns>
    public bool MayKeep(IOperation? expression) =>
        Operations.VariableOf(expression) is IFieldSymbol or IPropertySymbol
        && Operations.VariableOf(expression) is { DeclaredAccessibility: Accessibility.Private, IsStatic: false } && method.IsPeer(expression!.Type!);

    /// <summary>Whether the field or property that a call is made on holds the session or client that a method of the handler was given.</summary>
    /// <param name="call">The call.</param>
    /// <returns>True if it does.</returns>
    public bool IsOnKeptPeer(IInvocationOperation call) => Operations.VariableOf(call.Instance) is { } variable && new KeptPeer(variable, handlers, context.CancellationToken).IsOwn(call, body);

    /// <summary>The calls that the method itself makes on its own session or client; those of lambdas and local functions, which may run elsewhere, left out.</summary>
    public IEnumerable<IInvocationOperation> CallsOfPeer() =>
        Operations.Below(body).OfType<IInvocationOperation>().Where(call => method.IsOwnPeer(call.Instance));
}
