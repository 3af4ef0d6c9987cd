using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ProtoSockets.Analyzers.Network;
using ProtoSockets.Schema;

namespace ProtoSockets.Analyzers.Handlers;

/// <summary>A method that implements one of a generated handler interface.</summary>
/// <param name="Method">The method that the user wrote.</param>
/// <param name="Protocol">The protocol that it handles messages of.</param>
/// <param name="IsServer">Whether it is the server's: <c>IServerHandler</c>, or a message's <c>IViewHandler</c> over it.</param>
internal sealed record HandlerMethod(IMethodSymbol Method, INamedTypeSymbol Protocol, bool IsServer)
{
    /// <summary>Its name in the interface: an explicit implementation has the interface in front.</summary>
    public string Name { get; } = Method.Name.Substring(Method.Name.LastIndexOf('.') + 1);

    /// <summary>Whether it is called before anything that the peer sends is handled.</summary>
    public bool IsConnected => IsServer && Name == "ConnectedAsync";

    /// <summary>Whether it is called when the peer is gone.</summary>
    public bool IsDisconnected => IsServer && Name == "DisconnectedAsync";

    /// <summary>The message that it handles, the one behind a view included; null for the methods that handle none.</summary>
    public INamedTypeSymbol? Message => Method.Parameters.FirstOrDefault()?.Type switch
    {
        INamedTypeSymbol { Name: "View", ContainingType: { } record } when IsInProtocol(record) => record,
        INamedTypeSymbol record when IsInProtocol(record) && !IsPeer(record) => record,
        _ => null,
    };

    /// <summary>Whether an expression is the session or client that the method was given: its own connection.</summary>
    /// <param name="expression">The expression.</param>
    /// <returns>True if it is.</returns>
    public bool IsOwnPeer(IOperation? expression) =>
        expression is not null
        && Operations.Unwrap(expression) is IParameterReferenceOperation { Parameter: var parameter }
        && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, Method)
        && IsPeer(parameter.Type);

    /// <summary>The message that a call of a session or client sends; null if it is no generated call.</summary>
    /// <param name="call">The call.</param>
    /// <returns>The record.</returns>
    public INamedTypeSymbol? SentBy(IInvocationOperation call) =>
        call.TargetMethod is { } target && target.Parameters.FirstOrDefault()?.Type is INamedTypeSymbol message
        && IsPeer(target.ContainingType) && IsInProtocol(message)
        && (target.Name == message.Name + "Async" || target.Name == "Try" + message.Name + "Async")
            ? message
            : null;

    /// <summary>What the definition says of a message.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="message">The record.</param>
    /// <returns>The message; null if it is none of the protocol.</returns>
    public static MessageSpec? SpecOf(ProtocolSpec protocol, INamedTypeSymbol message) =>
        protocol.Messages.FirstOrDefault(candidate => candidate.FullName == message.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat));

    /// <summary>Whether a type is the generated session or client of the protocol.</summary>
    /// <param name="type">The type.</param>
    /// <returns>True if it is.</returns>
    public bool IsPeer(ITypeSymbol type) => type is INamedTypeSymbol { Name: "Session" or "Client" } named && IsInProtocol(named);

    private bool IsInProtocol(INamedTypeSymbol type) => SymbolEqualityComparer.Default.Equals(type.ContainingType, Protocol);
}
