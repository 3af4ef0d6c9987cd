using System.Net;
using ProtoSockets.Runtime;
using ProtoSockets.Transports;

namespace ProtoSockets.Hosting;

/// <summary>The server of a protocol that the host starts and stops.</summary>
/// <typeparam name="TProtocol">The protocol class: <c>Chat</c>.</typeparam>
public interface IProtoServer<TProtocol>
    where TProtocol : IProtocolClass
{
    /// <summary>Where the server is in its life: created until the host starts, listening, closed.</summary>
    SocketState State { get; }

    /// <summary>Whether the server takes no new clients any more, because the host stops.</summary>
    bool IsStopping { get; }

    /// <summary>The addresses that are bound, with their real ports; empty until the host has started.</summary>
    IReadOnlyList<EndPoint> EndPoints { get; }

    /// <summary>How many connections there are; over datagrams: peers.</summary>
    int ConnectionCount { get; }

    /// <summary>How many there may be.</summary>
    int MaxConnections { get; }

    /// <summary>Gives the server a listener of somebody else's, beside the addresses of its options.</summary>
    /// <param name="listener">The listener; the server closes it.</param>
    /// <exception cref="InvalidOperationException">The server has started.</exception>
    void AddListener([Consumes] StreamListener listener);
}
