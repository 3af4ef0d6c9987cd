using System.Threading.Tasks.Sources;

namespace ProtoSockets.Calls;

/// <summary>
/// The items of a stream that have come and were not read yet: no more than were granted to its sender. One thread adds, one reader reads, and neither allocates once there were as many as there ever are.
/// </summary>
internal sealed class ItemQueue<T> : IValueTaskSource<bool>
{
    private const int FirstCapacity = 4;

    private readonly Lock _gate = new();
    private readonly StreamWindow _window;
    private readonly Action<int, long> _grant;
    private ManualResetValueTaskSourceCore<bool> _arrived;
    private Entry[] _entries = [];
    private int _first;
    private int _count;
    private int _openItems;
    private long _openBytes;
    private int _readItems;
    private long _readBytes;
    private bool _isWaiting;
    private bool _isOpen;
    private bool _isStopped;
    private bool _hasEnded;
    private Exception? _failure;
    private T? _current;

    /// <summary>Makes an empty queue, of which nothing was granted yet.</summary>
    /// <param name="window">How much is granted at a time.</param>
    /// <param name="grant">Tells the sender that so many further items and bytes may come. Called without the lock.</param>
    public ItemQueue(StreamWindow window, Action<int, long> grant)
    {
        _window = window;
        _grant = grant;
    }

    /// <summary>What <see cref="MoveNextAsync"/> has found.</summary>
    public T Current => _current!;

    /// <summary>How many items were granted that have not come.</summary>
    public int OpenItems
    {
        get
        {
            lock (_gate)
            {
                return _openItems;
            }
        }
    }

    /// <summary>Grants the sender its first items.</summary>
    public void Open()
    {
        lock (_gate)
        {
            if (_isStopped || _isOpen)
            {
                return;
            }

            _isOpen = true;
            _openItems = _window.Items;
            _openBytes = _window.Bytes;
        }

        _grant(_window.Items, _window.Bytes);
    }

    /// <summary>Adds an item that has come. A reader that waits goes on in this call.</summary>
    /// <param name="item">The item.</param>
    /// <param name="bytes">The bytes of its frame.</param>
    /// <returns>What its sender did wrong, or null.</returns>
    public string? Add(T item, int bytes)
    {
        (int Items, long Bytes) grant = default;
        bool isHandedOver;
        lock (_gate)
        {
            if (_openItems == 0 || _openBytes <= 0)
            {
                return $"more items than it was granted: {_window.Items}, of {_window.Bytes} bytes, wait to be read";
            }

            _openItems--;
            _openBytes -= bytes;
            if (_isStopped || _hasEnded)
            {
                // Nobody reads it, and nothing more is granted: what still comes is no more than the window.
                return null;
            }

            isHandedOver = _isWaiting;
            if (isHandedOver)
            {
                _isWaiting = false;
                _current = item;
                grant = Read(bytes);
            }
            else
            {
                Enqueue(item, bytes);
            }
        }

        if (grant.Items > 0)
        {
            _grant(grant.Items, grant.Bytes);
        }

        if (isHandedOver)
        {
            _arrived.SetResult(true);
        }

        return null;
    }

    /// <summary>Nothing more is read behind what has come, unless it had ended before.</summary>
    /// <param name="failure">Why it ends before it should, or null.</param>
    public void End(Exception? failure)
    {
        lock (_gate)
        {
            if (_hasEnded)
            {
                return;
            }

            _hasEnded = true;
            _failure = failure;
            if (!_isWaiting)
            {
                return;
            }

            _isWaiting = false;
        }

        if (failure is null)
        {
            _arrived.SetResult(false);
        }
        else
        {
            // Failures come in crowds, and from threads that are not the reader's to keep.
            _arrived.RunContinuationsAsynchronously = true;
            _arrived.SetException(failure);
        }
    }

    /// <summary>Nobody reads any more: keeps nothing, and grants nothing.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _isStopped = true;
            _entries = [];
            _count = 0;
        }
    }

    /// <summary>Waits for the next item. One reader at a time.</summary>
    public ValueTask<bool> MoveNextAsync()
    {
        (int Items, long Bytes) grant;
        lock (_gate)
        {
            if (_isWaiting)
            {
                throw new InvalidOperationException("The stream is waited for already: one reader at a time.");
            }

            if (_count == 0)
            {
                _current = default;
                if (_hasEnded)
                {
                    return _failure is null ? default : ValueTask.FromException<bool>(_failure);
                }

                _isWaiting = true;
                _arrived.Reset();
                return new ValueTask<bool>(this, _arrived.Version);
            }

            ref Entry entry = ref _entries[_first];
            _current = entry.Item;
            grant = Read(entry.Bytes);
            entry = default;
            _first = (_first + 1) % _entries.Length;
            _count--;
        }

        if (grant.Items > 0)
        {
            _grant(grant.Items, grant.Bytes);
        }

        return new ValueTask<bool>(true);
    }

    bool IValueTaskSource<bool>.GetResult(short token) => _arrived.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _arrived.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _arrived.OnCompleted(continuation, state, token, flags);

    /// <summary>Counts an item as read. Under the lock.</summary>
    /// <returns>What is to be granted for those that were: once they are half of the window, so that the sender goes on before it has to wait.</returns>
    private (int Items, long Bytes) Read(int bytes)
    {
        _readItems++;
        _readBytes += bytes;
        if (_hasEnded || _isStopped || (_readItems < (_window.Items + 1) / 2 && _readBytes < (_window.Bytes + 1L) / 2))
        {
            return default;
        }

        (int Items, long Bytes) grant = (_readItems, _readBytes);
        _openItems += grant.Items;
        _openBytes += grant.Bytes;
        _readItems = 0;
        _readBytes = 0;
        return grant;
    }

    private void Enqueue(T item, int bytes)
    {
        if (_count == _entries.Length)
        {
            var larger = new Entry[Math.Max(FirstCapacity, _count * 2)];
            for (int index = 0; index < _count; index++)
            {
                larger[index] = _entries[(_first + index) % _count];
            }

            _entries = larger;
            _first = 0;
        }

        _entries[(_first + _count) % _entries.Length] = new Entry { Item = item, Bytes = bytes };
        _count++;
    }

    private struct Entry
    {
        public T Item;
        public int Bytes;
    }
}
