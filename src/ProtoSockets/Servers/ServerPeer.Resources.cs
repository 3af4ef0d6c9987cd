using ProtoSockets.Connections;

namespace ProtoSockets.Servers;

/// <content>What lives as long as the conversation.</content>
public abstract partial class ServerPeer<TProtocol>
{
    internal SessionResources Resources { get; init; } = new();

    /// <summary>Waits until no handler of the peer runs.</summary>
    internal abstract Task WaitForCallsAsync();

    /// <summary>
    /// Disposes what belongs to the conversation, which has ended, once its last handler has. A handler that does not end when it is told to keeps what it uses, and after
    /// the time of a drain nobody waits for it.
    /// </summary>
    internal async Task ReleaseAsync()
    {
        if (Resources.IsEmpty)
        {
            return;
        }

        Task released = ReleaseWhenIdleAsync();
        try
        {
            await released.WaitAsync(Options.DrainTimeout, Options.TimeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // It goes on by itself.
        }
    }

    private async Task ReleaseWhenIdleAsync()
    {
        await WaitForCallsAsync().ConfigureAwait(false);
        await Resources.DisposeAsync(exception => Log.SessionHandlerFailed(Logger, TProtocol.Description.Name, RemoteEndPoint, exception)).ConfigureAwait(false);
    }
}
