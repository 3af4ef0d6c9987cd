using System.Net;
using ProtoSockets.Transports;

namespace ProtoSockets.Servers;

/// <summary>A generated server, for code that does not know of which protocol: what runs it. See <see cref="ProtocolServer{TProtocol}"/>.</summary>
public interface IProtocolServer : IAsyncDisposable
{
    /// <summary>Where the server is in its life: created, bound, listening, closed.</summary>
    SocketState State { get; }

    /// <summary>The addresses that are bound, with their real ports.</summary>
    IReadOnlyList<EndPoint> EndPoints { get; }

    /// <summary>How many connections there are; over datagrams: peers.</summary>
    int ConnectionCount { get; }

    /// <inheritdoc cref="ProtocolServer{TProtocol}.Bind"/>
    [Requires(SocketState.Created | SocketState.Bound)]
    [Produces(SocketState.Bound)]
    EndPoint Bind(TransportAddress address);

    /// <inheritdoc cref="ProtocolServer{TProtocol}.Adopt(StreamListener)"/>
    [Requires(SocketState.Created | SocketState.Bound)]
    [Produces(SocketState.Bound)]
    EndPoint Adopt([Consumes] StreamListener listener);

    /// <inheritdoc cref="ProtocolServer{TProtocol}.Adopt(DatagramChannel)"/>
    [Requires(SocketState.Created | SocketState.Bound)]
    [Produces(SocketState.Bound)]
    EndPoint Adopt([Consumes] DatagramChannel channel);

    /// <inheritdoc cref="ProtocolServer{TProtocol}.RunAsync"/>
    [Requires(SocketState.Bound)]
    [Produces(SocketState.Listening)]
    Task RunAsync(CancellationToken cancellationToken);
}
