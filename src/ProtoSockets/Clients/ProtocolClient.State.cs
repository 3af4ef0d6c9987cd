using ProtoSockets.Connections;

namespace ProtoSockets.Clients;

/// <content>What a client is doing about its connection, and who is told of it.</content>
public abstract partial class ProtocolClient<TProtocol>
{
    private readonly Queue<ClientStateChangedEventArgs> _stateChanges = new();
    private bool _isTellingState;

    /// <summary>
    /// Told of each change of a connection's state, one after the other and in their order. Handlers run between two steps of connecting again, and hold them up. A client that does not reconnect has one change:
    /// to <see cref="ClientState.Closed"/>.
    /// </summary>
    public event EventHandler<ClientStateChangedEventArgs>? StateChanged;

    /// <summary>What the client is doing about its connection; of several, the one that is best off counts.</summary>
    public ClientState State => _link is LinkPool<TProtocol> pool ? pool.State
        : _closed.IsCancellationRequested ? ClientState.Closed
        : ClientState.Connected;

    /// <summary>How many connections the client has now: of those that it was to have (<see cref="ClientOptions.Connections"/>), the ones that take calls.</summary>
    public int ConnectionCount => _link is LinkPool<TProtocol> pool ? pool.ReadyCount : _closed.IsCancellationRequested ? 0 : 1;

    internal void OnStateChanged(ClientStateChangedEventArgs change)
    {
        lock (_stateChanges)
        {
            _stateChanges.Enqueue(change);
            if (_isTellingState)
            {
                // Whoever tells of the one before goes on with this one.
                return;
            }

            _isTellingState = true;
        }

        while (TryNextChange(out ClientStateChangedEventArgs? next))
        {
            try
            {
                StateChanged?.Invoke(this, next);
            }
#pragma warning disable CA1031 // A handler may throw anything; the connection is not to blame.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Log.StateHandlerFailed(_link.Logger, TProtocol.Description.Name, exception);
            }
        }
    }

    private bool TryNextChange([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ClientStateChangedEventArgs? change)
    {
        lock (_stateChanges)
        {
            return _isTellingState = _stateChanges.TryDequeue(out change);
        }
    }
}
