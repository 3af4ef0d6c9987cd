using System.Net;

namespace ProtoSockets.Clients;

/// <summary>A generated client, for code that does not know of which protocol. See <see cref="ProtocolClient{TProtocol}"/>.</summary>
public interface IProtocolClient : IAsyncDisposable
{
    /// <summary>This end's address.</summary>
    EndPoint? LocalEndPoint { get; }

    /// <summary>The server's address.</summary>
    EndPoint? RemoteEndPoint { get; }

    /// <summary>Cancelled when the connection ends, however it ends.</summary>
    CancellationToken Closed { get; }

    /// <summary>Ends when the connection has ended, however it ended; never fails.</summary>
    Task Completion { get; }

    /// <summary>Whether the server has said that it answers no further calls.</summary>
    bool IsServerLeaving { get; }

    /// <summary>What the client is doing about its connection; of several, the one that is best off counts.</summary>
    ClientState State { get; }

    /// <summary>How many connections the client has now: of those that it was to have (<see cref="ClientOptions.Connections"/>), the ones that take calls.</summary>
    int ConnectionCount { get; }

    /// <summary>Told of each change of a connection's state, one after the other and in their order.</summary>
    event EventHandler<ClientStateChangedEventArgs>? StateChanged;

    /// <summary>Closes the connection at once. Calls that wait for replies fail.</summary>
    void Abort();
}
