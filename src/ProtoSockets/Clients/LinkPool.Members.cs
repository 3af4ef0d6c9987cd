using ProtoSockets.Connections;
using ProtoSockets.Diagnostics;
using ProtoSockets.Runtime;
using ProtoSockets.Transports;

namespace ProtoSockets.Clients;

/// <content>The connections: made, lost, and made again.</content>
internal sealed partial class LinkPool<TProtocol>
{
    /// <summary>How often a connection that its server is leaving is looked at: it is closed when its calls have ended, if the server has not closed it by then.</summary>
    private static readonly TimeSpan LeavingInterval = TimeSpan.FromSeconds(1);

    private readonly IReadOnlyList<TransportAddress> _addresses;
    private readonly OpenMember _open;
    private readonly ClientState[] _states;
    private readonly Lock _gate = new();
    private readonly HashSet<PoolMember<TProtocol>> _members = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task[] _keeping = [];
    private Exception? _closedFor;

    /// <summary>Ends when the client is closed and all its connections have ended; never fails.</summary>
    public Task Ended => _ended.Task;

    /// <summary>What the client is doing about its connections.</summary>
    public ClientState State
    {
        get
        {
            lock (_gate)
            {
                return _closedFor is not null ? ClientState.Closed
                    : _ready.Length > 0 ? ClientState.Connected
                    : _states.All(static state => state == ClientState.BackingOff) ? ClientState.BackingOff
                    : ClientState.Connecting;
            }
        }
    }

    /// <inheritdoc/>
    public string Protocol => TProtocol.Description.Name;

    /// <inheritdoc/>
    public TransportAddress Address => _addresses[0];

    /// <inheritdoc/>
    public void CountStates(Span<int> counts)
    {
        lock (_gate)
        {
            foreach (ClientState state in _states)
            {
                counts[(int)state]++;
            }
        }
    }

    /// <summary>Makes the first connection, and begins to make the others.</summary>
    /// <exception cref="ConnectException">No address could be connected to.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        PoolMember<TProtocol> first = await ConnectAsync(slot: 0, address: 0, failures: 0, cancellationToken).ConfigureAwait(false);
        Join(first, slot: 0);
        lock (_gate)
        {
            if (_closedFor is null)
            {
                ConnectionTelemetry.Add(this);
                _keeping = [.. Enumerable.Range(0, _states.Length).Select(slot => Task.Run(() => KeepAsync(slot, slot == 0 ? first : null)))];
            }
        }
    }

    /// <summary>Closes all connections and ends all that waits.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="isGraceful">Whether to send what is pending first.</param>
    public async Task CloseAsync(Exception reason, bool isGraceful)
    {
        PoolMember<TProtocol>[] members;
        Task[] keeping;
        lock (_gate)
        {
            if (_closedFor is not null)
            {
                return;
            }

            _closedFor = reason;
            ConnectionTelemetry.Remove(this);
            SetReady([]);
            members = [.. _members];
            keeping = _keeping;
        }

        try
        {
            await _stopping.CancelAsync().ConfigureAwait(false);
        }
        catch (AggregateException exception)
        {
            // What prepares a connection is told by it, and is code of users; the end goes on.
            Log.EndHandlerFailed(Logger, Protocol, Address.EndPoint, exception);
        }

        CloseQueue(reason);
        if (!isGraceful)
        {
            foreach (PoolMember<TProtocol> member in members)
            {
                member.Client.Abort(reason);
            }
        }

        await Task.WhenAll(members.Select(static member => member.Client.DisposeAsync().AsTask())).ConfigureAwait(false);
        Client.OnEnded(reason);
        await Task.WhenAll(keeping).ConfigureAwait(false);
        _ended.TrySetResult();
    }

    /// <summary>Has no further calls go to a connection.</summary>
    public void Withdraw(PoolMember<TProtocol> member)
    {
        lock (_gate)
        {
            member.IsOver = true;
            Remove(member.Link);
        }
    }

    /// <summary>Has no further calls go to a connection whose server refuses them, and makes another one.</summary>
    public void Leave(ClientLink<TProtocol>? link)
    {
        PoolMember<TProtocol>? member;
        lock (_gate)
        {
            member = _members.FirstOrDefault(one => ReferenceEquals(one.Link, link));
        }

        member?.OnLeaving();
    }

    /// <summary>Somebody waits for a message of the server: connections that are read one frame at a time read on.</summary>
    public void WantFrames()
    {
        foreach (ClientLink<TProtocol> link in _ready)
        {
            (link as StreamClientLink<TProtocol>)?.WantFrame();
        }
    }

    private void Withdraw(ClientLink<TProtocol> link)
    {
        lock (_gate)
        {
            Remove(link);
        }
    }

    private void Remove(ClientLink<TProtocol>? link)
    {
        if (link is not null && Array.IndexOf(_ready, link) >= 0)
        {
            SetReady([.. _ready.Where(ready => !ReferenceEquals(ready, link))]);
        }
    }

    /// <summary>Says which connections calls go to. Under the lock.</summary>
    private void SetReady(ClientLink<TProtocol>[] ready)
    {
        _ready = ready;
        TaskCompletionSource changed = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.TrySetResult();
    }

    /// <summary>Has calls go to a connection.</summary>
    private void Join(PoolMember<TProtocol> member, int slot)
    {
        lock (_gate)
        {
            if (member.IsOver || _closedFor is not null)
            {
                return;
            }

            SetReady([.. _ready, member.Link]);
        }

        LastProblem = null;
        StartDraining();
        if (Client.WantsPush)
        {
            // Somebody has waited for longer than the connection is there.
            WantFrames();
        }

        Log.Connected(Logger, TProtocol.Description.Name, _addresses[member.Address], slot);
        Report(new ClientStateChangedEventArgs(ClientState.Connected, slot) { Address = _addresses[member.Address] });
    }

    /// <summary>Keeps one of the connections: makes it again whenever it is lost.</summary>
    private async Task KeepAsync(int slot, PoolMember<TProtocol>? member)
    {
        int failures = 0;
        int address = 0;
        long since = Now;
        while (!_stopping.IsCancellationRequested)
        {
            if (member is null)
            {
                try
                {
                    member = await ConnectAsync(slot, address, failures, _stopping.Token).ConfigureAwait(false);

                    // In front of telling anybody, who may look at the clock as well.
                    since = Now;
                    Join(member, slot);
                }
#pragma warning disable CA1031 // Also what prepares a connection is code of users; whatever it throws, the next attempt may do better.
                catch (Exception exception)
#pragma warning restore CA1031
                {
                    failures++;
                    if (!await BackOffAsync(slot, failures, exception).ConfigureAwait(false))
                    {
                        return;
                    }

                    continue;
                }
            }

            address = member.Address;
            Exception? reason = await member.Lost.ConfigureAwait(false);
            if (!_stopping.IsCancellationRequested)
            {
                ConnectionTelemetry.CountLost(Protocol, _addresses[address], reason);
            }

            failures = Now - since >= (long)_reconnect.StableAfter.TotalMilliseconds ? 1 : failures + 1;
            _ = CloseAsync(member, isLeaving: reason is null);
            member = null;
            if (reason is null)
            {
                // The others of a service that is renewed take over, and this one's successor is not there yet.
                address = (address + 1) % _addresses.Count;
            }

            // A server that says goodbye has others take over at once; one that always does is not asked over and over.
            if ((reason is not null || failures > 1)
                && !await BackOffAsync(slot, failures, reason ?? new ConnectionClosedException("The server is leaving.")).ConfigureAwait(false))
            {
                return;
            }
        }
    }

    /// <summary>Waits before the next round.</summary>
    /// <returns>False when there is none.</returns>
    private async Task<bool> BackOffAsync(int slot, int failures, Exception reason)
    {
        if (_stopping.IsCancellationRequested)
        {
            return false;
        }

        LastProblem = reason;
        if (failures > _reconnect.MaxAttempts && _ready.Length == 0)
        {
            Log.GaveUp(Logger, TProtocol.Description.Name, failures, reason.Message);
            _ = CloseAsync(new ConnectionClosedException($"The client has given up connecting again: {reason.Message}", reason), isGraceful: false);
            return false;
        }

        TimeSpan delay = _reconnect.DelayAfter(failures);
        if ((reason as TryElsewhereException ?? reason.InnerException as TryElsewhereException) is { RetryAfter: { } worthIt } && worthIt > delay)
        {
            // The server's own word, within what the options say.
            delay = worthIt < _reconnect.MaxDelay ? worthIt : _reconnect.MaxDelay;
        }

        Log.BacksOff(Logger, TProtocol.Description.Name, slot, reason.Message, delay.TotalMilliseconds);
        Report(new ClientStateChangedEventArgs(ClientState.BackingOff, slot) { Failures = failures, Delay = delay, Reason = reason });
        await Task.Delay(delay, Options.TimeProvider, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !_stopping.IsCancellationRequested;
    }

    /// <summary>Makes a connection to the first address that can be connected to.</summary>
    private Task<PoolMember<TProtocol>> ConnectAsync(int slot, int address, int failures, CancellationToken cancellationToken) => AddressRound.RunAsync(
        _addresses,
        address,
        async (index, before, token) =>
        {
            Report(new ClientStateChangedEventArgs(ClientState.Connecting, slot) { Address = _addresses[index], Failures = failures, Reason = before });
            var member = new PoolMember<TProtocol>(this) { Address = index };
            member.Client = await _open(member, _addresses[index], token).ConfigureAwait(false);
            lock (_gate)
            {
                member.Link = member.Client.Link;
                if (_closedFor is null)
                {
                    _members.Add(member);
                    return member;
                }
            }

            member.Client.Abort(_closedFor);
            throw new ConnectionClosedException(_closedFor.Message, _closedFor);
        },
        cancellationToken);

    /// <summary>Closes a connection that no further calls go to; where its server is leaving, when those that it has are answered.</summary>
    private async Task CloseAsync(PoolMember<TProtocol> member, bool isLeaving)
    {
        while (isLeaving && !member.Client.Completion.IsCompleted && !_stopping.IsCancellationRequested)
        {
            using var woken = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
            await Task.WhenAny(member.Client.Completion, Task.Delay(LeavingInterval, Options.TimeProvider, woken.Token)).ConfigureAwait(false);
            await woken.CancelAsync().ConfigureAwait(false);
            isLeaving = member.Link.Calls.Count > 0;
        }

        await member.Client.DisposeAsync().ConfigureAwait(false);
        lock (_gate)
        {
            _members.Remove(member);
        }
    }

    private void Report(ClientStateChangedEventArgs change)
    {
        lock (_gate)
        {
            if (_closedFor is not null)
            {
                // The last change was told.
                return;
            }

            _states[change.Connection] = change.State;
        }

        Client.OnStateChanged(change);
    }
}
