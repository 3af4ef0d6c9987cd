using System.Threading.Tasks.Sources;

namespace ProtoSockets.Calls;

/// <summary>What the receiver of a stream has granted and its sender not used yet. One sender waits for it, without allocating.</summary>
internal sealed class ItemCredit : IValueTaskSource<bool>
{
    private readonly Lock _gate = new();
    private ManualResetValueTaskSourceCore<bool> _granted;
    private int _items;
    private long _bytes;
    private bool _isWaiting;
    private bool _isStopped;

    /// <summary>Whether nobody takes the stream any more.</summary>
    public bool IsStopped
    {
        get
        {
            lock (_gate)
            {
                return _isStopped;
            }
        }
    }

    private bool MayGoOn => _isStopped || (_items > 0 && _bytes > 0);

    /// <summary>Adds what the receiver grants. Whoever waits for it goes on in this call.</summary>
    /// <returns>False when it is more than can be counted: no receiver has room for that.</returns>
    public bool TryGrant(uint items, uint bytes)
    {
        lock (_gate)
        {
            if (_items + (long)items > int.MaxValue || _bytes + bytes > int.MaxValue)
            {
                return false;
            }

            _items += (int)items;
            _bytes += bytes;
            if (!_isWaiting || !MayGoOn)
            {
                return true;
            }

            _isWaiting = false;
        }

        _granted.SetResult(true);
        return true;
    }

    /// <summary>Waits until a further item may be sent.</summary>
    /// <returns>False when nobody takes it any more.</returns>
    public ValueTask<bool> WaitAsync()
    {
        lock (_gate)
        {
            if (MayGoOn)
            {
                return new ValueTask<bool>(!_isStopped);
            }

            _granted.Reset();
            _isWaiting = true;
            return new ValueTask<bool>(this, _granted.Version);
        }
    }

    /// <summary>Counts an item that is sent.</summary>
    /// <param name="bytes">The bytes of its frame.</param>
    public void Use(int bytes)
    {
        lock (_gate)
        {
            _items--;
            _bytes -= bytes;
        }
    }

    /// <summary>Nobody takes the stream any more: ends the wait.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            bool mustWake = _isWaiting;
            _isStopped = true;
            _isWaiting = false;
            if (!mustWake)
            {
                return;
            }
        }

        // From threads that are not the sender's to keep: a timer's, or whoever closes the connection.
        _granted.RunContinuationsAsynchronously = true;
        _granted.SetResult(false);
    }

    bool IValueTaskSource<bool>.GetResult(short token) => _granted.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _granted.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _granted.OnCompleted(continuation, state, token, flags);
}
