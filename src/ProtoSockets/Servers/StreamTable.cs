using System.Diagnostics.CodeAnalysis;
using ProtoSockets.Calls;
using ProtoSockets.Connections;

namespace ProtoSockets.Servers;

/// <summary>What a client sends with a call, as the connection knows it.</summary>
internal interface IItemSink
{
    /// <summary>How many items were granted that have not come.</summary>
    int OpenItems { get; }

    /// <summary>Grants the client its first items.</summary>
    void Open();

    /// <summary>Takes an item.</summary>
    /// <param name="frame">Its frame.</param>
    /// <param name="version">The version of the protocol that is spoken.</param>
    /// <returns>What the client did wrong by sending it, or null.</returns>
    string? Take(in ReceivedFrame frame, ushort version);

    /// <summary>Nothing more is read behind what has come, unless it had ended before.</summary>
    void End(Exception? failure);
}

/// <summary>A call that is answered by a stream, or sends one, while its handler runs.</summary>
/// <param name="correlationId">How its caller names it.</param>
internal sealed class ServedStream(UInt128 correlationId)
{
    /// <summary>How its caller names it.</summary>
    public UInt128 CorrelationId => correlationId;

    /// <summary>What the caller has granted of the answer; null where that is no stream.</summary>
    public ItemCredit? Credit { get; init; }

    /// <summary>What the caller sends; null for nothing.</summary>
    public IItemSink? Items { get; init; }

    /// <summary>Ends both directions: nobody waits for the call any more.</summary>
    public void Cancel(CancellationToken cancellationToken)
    {
        Items?.End(new OperationCanceledException(cancellationToken));
        Credit?.Stop();
    }
}

/// <summary>The calls of one connection that stream.</summary>
internal sealed class StreamTable
{
    private readonly Dictionary<UInt128, ServedStream> _streams = [];
    private long _stray;
    private int _count;
    private Exception? _closed;

    /// <summary>How many there are.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Adds a call whose handler has been called.</summary>
    /// <returns>False when another one goes on under its id.</returns>
    public bool TryAdd(ServedStream stream)
    {
        Exception? closed;
        lock (_streams)
        {
            closed = _closed;
            if (!_streams.TryAdd(stream.CorrelationId, stream))
            {
                return false;
            }

            Volatile.Write(ref _count, _streams.Count);
        }

        if (closed is not null)
        {
            stream.Items?.End(closed);
        }

        return true;
    }

    /// <summary>Takes a call out whose handler has ended. What its client still sends of what was granted to it is dropped.</summary>
    public void Remove(ServedStream stream)
    {
        lock (_streams)
        {
            _ = _streams.Remove(stream.CorrelationId);
            Volatile.Write(ref _count, _streams.Count);
            _stray += stream.Items?.OpenItems ?? 0;
        }
    }

    /// <summary>Finds a call.</summary>
    public bool TryFind(UInt128 correlationId, [NotNullWhen(true)] out ServedStream? stream)
    {
        lock (_streams)
        {
            return _streams.TryGetValue(correlationId, out stream);
        }
    }

    /// <summary>Counts an item of a call that is not there.</summary>
    /// <returns>False when there can't be one: more came than were ever granted to calls that have ended.</returns>
    public bool TryDropStray()
    {
        lock (_streams)
        {
            return --_stray >= 0;
        }
    }

    /// <summary>The connection has ended: whoever reads what a client sends gets to know why.</summary>
    public void Close(Exception reason)
    {
        ServedStream[] streams;
        lock (_streams)
        {
            _closed = reason;
            streams = [.. _streams.Values];
        }

        foreach (ServedStream stream in streams)
        {
            stream.Items?.End(reason);
        }
    }
}
