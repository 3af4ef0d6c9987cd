using System.Buffers;
using System.IO.Pipelines;
using ProtoSockets.Runtime;

namespace ProtoSockets.Streams;

/// <summary>
/// A member that streams while it arrives: the receive loop puts the bytes in at one end, and the handler takes them out at the other. No more than
/// <see cref="MaxBuffered"/> bytes and a receive wait in between; then the loop stops receiving, and the transport holds the peer back.
/// <para>
/// It is counted like the buffer of the message that it belongs to: with the last reference nobody reads it any more, and what still comes is passed over.
/// </para>
/// </summary>
internal sealed class IncomingStream : PipeReader
{
    /// <summary>How many bytes wait for the reader before receiving stops.</summary>
    public const int MaxBuffered = 64 * 1024;

    private const int SegmentSize = 16 * 1024;

    private readonly Pipe _pipe = new(new PipeOptions(
        MemoryPool<byte>.Shared,
        readerScheduler: PipeScheduler.ThreadPool,
        writerScheduler: PipeScheduler.ThreadPool,
        pauseWriterThreshold: MaxBuffered,
        resumeWriterThreshold: MaxBuffered / 2,
        minimumSegmentSize: SegmentSize,
        useSynchronizationContext: false));

    private int _references = 1;
    private int _hasReader = 1;
    private long _received;
    private long _moves;
    private bool _isDelivered;

    /// <summary>Makes a stream that nothing of has come yet.</summary>
    /// <param name="length">How many bytes come; -1 when nobody knows.</param>
    /// <param name="ending">What has to follow them, or null.</param>
    public IncomingStream(long length, StreamedEnding? ending = null)
    {
        Length = length;
        Ending = ending;
        Target = ending is { IsConnection: true } ? long.MaxValue : Math.Max(0, length);
    }

    /// <summary>How many bytes will have come when what is known to come is there.</summary>
    public long Target { get; private set; }

    /// <summary>What has to follow the bytes, or null. Before it has come the reader does not get to the end.</summary>
    public StreamedEnding? Ending { get; }

    /// <summary>How many bytes come in all; -1 while nobody knows.</summary>
    public long Length { get; }

    /// <summary>How many have come.</summary>
    public long Received => Volatile.Read(ref _received);

    /// <summary>Whether somebody may still read it.</summary>
    public bool HasReader => Volatile.Read(ref _hasReader) != 0;

    /// <summary>Whether the message was given to whoever reads it: until then nobody can be blamed for not reading.</summary>
    public bool IsDelivered
    {
        get => Volatile.Read(ref _isDelivered);
        set => Volatile.Write(ref _isDelivered, value);
    }

    /// <summary>Grows whenever a byte comes or the reader reads.</summary>
    public long Moves => Volatile.Read(ref _moves);

    public void AddReference() => Interlocked.Increment(ref _references);

    public void Release()
    {
        if (Interlocked.Decrement(ref _references) == 0)
        {
            Complete();
        }
    }

    /// <summary>Room for bytes that come, at most as many as are still to come.</summary>
    public Memory<byte> GetMemory()
    {
        Memory<byte> memory = _pipe.Writer.GetMemory(1);
        long left = Target - _received;
        return memory.Length <= left ? memory : memory[..(int)left];
    }

    /// <summary>Notes that a further chunk comes.</summary>
    public void Extend(long count) => Target += count;

    /// <summary>Notes bytes that were received into <see cref="GetMemory"/>.</summary>
    public void Advance(int count)
    {
        _pipe.Writer.Advance(count);
        Pass(count);
    }

    /// <summary>Notes bytes that nobody wants.</summary>
    public void Pass(int count)
    {
        Volatile.Write(ref _received, _received + count);
        Interlocked.Increment(ref _moves);
    }

    /// <summary>Shows the reader what has come, and waits until there is room for more.</summary>
    public ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken) => _pipe.Writer.FlushAsync(cancellationToken);

    /// <summary>The last byte has come.</summary>
    public void End() => _pipe.Writer.Complete();

    /// <summary>No further byte will come.</summary>
    public void Fail(Exception failure) => _pipe.Writer.Complete(
        failure as StreamedBytesException
            ?? new StreamedBytesException(failure is OperationCanceledException ? "The connection was closed" : failure.Message.TrimEnd('.'), _received, Length, failure));

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        CheckReader();
        Interlocked.Increment(ref _moves);
        return _pipe.Reader.ReadAsync(cancellationToken);
    }

    public override bool TryRead(out ReadResult result)
    {
        CheckReader();
        Interlocked.Increment(ref _moves);
        return _pipe.Reader.TryRead(out result);
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        CheckReader();
        Interlocked.Increment(ref _moves);
        _pipe.Reader.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => _pipe.Reader.CancelPendingRead();

    /// <summary>Gives up reading: what still comes is passed over.</summary>
    public override void Complete(Exception? exception = null)
    {
        if (Interlocked.Exchange(ref _hasReader, 0) != 0)
        {
            _pipe.Reader.CancelPendingRead();
            _pipe.Reader.Complete();
        }
    }

    private void CheckReader() => ObjectDisposedException.ThrowIf(!HasReader, typeof(StreamedBytes));
}
