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
        if (CallsInFlight == 0 && Resources.TryReleaseEmpty())
        {
            return;
        }

        bool isEmpty = Resources.IsEmpty;
        Task released = ReleaseWhenIdleAsync();
        if (isEmpty)
        {
            // Only for what its last handlers may still register: nobody waits for that.
            return;
        }

        try
        {
            await released.WaitAsync(Options.DrainTimeout, Options.TimeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // It goes on by itself.
        }
    }

    /// <summary>Has something disposed with the conversation: at once, in the background, where that has been released already.</summary>
    internal void Register(IAsyncDisposable resource)
    {
        if (!Resources.TryAdd(resource))
        {
            _ = Task.Run(() => DisposeLateAsync(resource));
        }
    }

    private async Task DisposeLateAsync(IAsyncDisposable resource)
    {
        try
        {
            await resource.DisposeAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A user's code may throw anything; it must not take the server down.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFailure(exception);
        }
    }

    private async Task ReleaseWhenIdleAsync()
    {
        await WaitForCallsAsync().ConfigureAwait(false);
        await Resources.DisposeAsync(LogFailure).ConfigureAwait(false);
    }

    private void LogFailure(Exception exception) => Log.SessionHandlerFailed(Logger, TProtocol.Description.Name, RemoteEndPoint, exception);
}
