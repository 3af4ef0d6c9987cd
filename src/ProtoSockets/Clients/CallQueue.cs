using System.Diagnostics.CodeAnalysis;
using ProtoSockets.Runtime;

namespace ProtoSockets.Clients;

/// <summary>What waits for a connection, in the order in which it came. Bounded for what is new; what was sent before, and is to be sent again, was bounded by its connection.</summary>
internal sealed class CallQueue<TProtocol>(int capacity)
    where TProtocol : struct, IProtocol
{
    private readonly Lock _gate = new();
    private QueueEntry<TProtocol>? _first;
    private QueueEntry<TProtocol>? _last;
    private Exception? _closed;
    private int _count;

    /// <summary>How many wait.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Why nothing waits any more, or null.</summary>
    public Exception? Closed
    {
        get
        {
            lock (_gate)
            {
                return _closed;
            }
        }
    }

    /// <summary>Adds something.</summary>
    /// <param name="entry">What.</param>
    /// <param name="isNew">Whether it counts against the limit.</param>
    /// <param name="isFirst">Whether it was the first already.</param>
    /// <returns>False when as much waits as may.</returns>
    /// <exception cref="ConnectionClosedException">The client is closed.</exception>
    public bool TryAdd(QueueEntry<TProtocol> entry, bool isNew, bool isFirst = false)
    {
        lock (_gate)
        {
            if (_closed is not null)
            {
                throw new ConnectionClosedException(_closed.Message, _closed);
            }

            if (isNew && _count >= capacity)
            {
                return false;
            }

            QueueEntry<TProtocol>? next = isFirst ? _first : null;
            Join(isFirst ? null : _last, entry);
            Join(entry, next);
            entry.IsQueued = true;
            _count++;
            return true;
        }
    }

    /// <summary>Takes something out.</summary>
    /// <returns>False when it is not in the queue.</returns>
    public bool TryRemove(QueueEntry<TProtocol> entry)
    {
        lock (_gate)
        {
            if (!entry.IsQueued)
            {
                return false;
            }

            Join(entry.Previous, entry.Next);
            (entry.Previous, entry.Next, entry.IsQueued) = (null, null, false);
            _count--;
            return true;
        }
    }

    /// <summary>Looks at the first without taking it out.</summary>
    public bool TryPeek([NotNullWhen(true)] out QueueEntry<TProtocol>? entry)
    {
        lock (_gate)
        {
            entry = _first;
            return entry is not null;
        }
    }

    /// <summary>Looks at all that has waited for as long as it may, without taking it out.</summary>
    public List<QueueEntry<TProtocol>> FindOverdue(long now)
    {
        List<QueueEntry<TProtocol>> overdue = [];
        lock (_gate)
        {
            for (QueueEntry<TProtocol>? entry = _first; entry is not null; entry = entry.Next)
            {
                if (entry.DeadlineAt <= now)
                {
                    overdue.Add(entry);
                }
            }
        }

        return overdue;
    }

    /// <summary>Takes nothing any more. What is in the queue stays there, to be taken out.</summary>
    public void Close(Exception reason)
    {
        lock (_gate)
        {
            _closed ??= reason;
        }
    }

    private void Join(QueueEntry<TProtocol>? before, QueueEntry<TProtocol>? after)
    {
        if (before is null)
        {
            _first = after;
        }
        else
        {
            before.Next = after;
        }

        if (after is null)
        {
            _last = before;
        }
        else
        {
            after.Previous = before;
        }
    }
}
