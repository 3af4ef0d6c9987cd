using ProtoSockets.Clients;

namespace ProtoSockets.Hosting;

/// <summary>
/// Has a connected client for everybody who asks: the same one as long as its connection lasts, and a new one afterwards. The container closes it; nobody else needs to.
/// </summary>
/// <typeparam name="TClient">The client: <c>Chat.Client</c>.</typeparam>
public interface IProtoClientFactory<TClient>
    where TClient : class, IProtocolClient
{
    /// <summary>The client that is connected now; null when there is none.</summary>
    TClient? Current { get; }

    /// <summary>The connected client. Connects when there is none, or when the server of the last one is leaving; callers at the same time share the attempt.</summary>
    /// <param name="cancellationToken">Ends the wait; the attempt goes on for others.</param>
    /// <returns>The client. Its connection may end at any time: do not keep it, ask again.</returns>
    /// <exception cref="Transports.ConnectException">No address of the server accepted within <see cref="ClientOptions.ConnectTimeout"/>. The next call tries again.</exception>
    /// <exception cref="HandshakeException">The server speaks another protocol, or another version of it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The container was disposed.</exception>
    ValueTask<TClient> GetClientAsync(CancellationToken cancellationToken = default);
}
