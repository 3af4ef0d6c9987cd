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

    /// <summary>Closes the connection at once. Calls that wait for replies fail.</summary>
    void Abort();
}
