using ProtoSockets.Clients;
using ProtoSockets.Servers;

namespace ProtoSockets.Runtime;

/// <summary>
/// A class marked <see cref="ProtocolAttribute"/>, for code that hosts any protocol: <c>services.AddProtoServer&lt;Chat&gt;()</c>. The generator implements it on every
/// protocol class that is not static.
/// </summary>
public interface IProtocolClass
{
    /// <summary>The protocol's name, limits and carriers.</summary>
    static abstract ProtocolDescription Description { get; }

    /// <summary>The interface that handlers of the server implement: <c>Chat.IServerHandler</c>.</summary>
    static abstract Type ServerHandlerType { get; }

    /// <summary>Makes a server that holds no address yet.</summary>
    /// <param name="createHandler">Makes the handler of a client; it implements <see cref="ServerHandlerType"/>.</param>
    /// <param name="options">How to bind, and what to grant clients.</param>
    /// <returns>The server.</returns>
    static abstract IProtocolServer CreateServer(Func<IServerSession, object> createHandler, ServerOptions options);

    /// <summary>Tells which type the client has, and how it is connected.</summary>
    /// <typeparam name="TResult">What the visitor makes of it.</typeparam>
    /// <param name="visitor">Is told.</param>
    /// <returns>What the visitor returned.</returns>
    static abstract TResult VisitClient<TResult>(IProtocolClientVisitor<TResult> visitor);
}

/// <summary>Connects a generated client.</summary>
/// <typeparam name="TClient">The client: <c>Chat.Client</c>.</typeparam>
/// <param name="addresses">The server's addresses, or those of several that offer the same.</param>
/// <param name="options">How to connect and call.</param>
/// <param name="handler">Gets what the server sends without being asked; null for none.</param>
/// <param name="prepare">Brings each new connection up before anything else uses it; null for nothing.</param>
/// <param name="cancellationToken">Gives up.</param>
/// <returns>The connected client.</returns>
public delegate Task<TClient> ProtocolClientConnector<TClient>(
    IReadOnlyList<TransportAddress> addresses, ClientOptions options, object? handler, Func<TClient, CancellationToken, ValueTask>? prepare, CancellationToken cancellationToken)
    where TClient : class, IProtocolClient;

/// <summary>Is told of a protocol's client by <see cref="IProtocolClass.VisitClient"/>.</summary>
/// <typeparam name="TResult">What it makes of it.</typeparam>
public interface IProtocolClientVisitor<out TResult>
{
    /// <summary>Is told of a client.</summary>
    /// <typeparam name="TClient">The client: <c>Chat.Client</c>.</typeparam>
    /// <param name="handlerType">The interface that handlers of pushed messages implement, <c>Chat.IClientHandler</c>; null in a protocol whose server sends nothing unasked.</param>
    /// <param name="connect">Connects one.</param>
    /// <returns>What is made of it.</returns>
    TResult Visit<TClient>(Type? handlerType, ProtocolClientConnector<TClient> connect)
        where TClient : class, IProtocolClient;
}
