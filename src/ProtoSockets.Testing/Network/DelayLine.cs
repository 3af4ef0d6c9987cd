using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using ProtoSockets.Transports;

namespace ProtoSockets.Testing;

/// <summary>What has arrived on a stream and is not due yet. It holds a limited number of bytes, so that a sender still feels a receiver that lags.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A CancellationTokenSource without timer or link holds nothing, and its token outlives the line.")]
internal sealed class DelayLine(StreamConnection inner, StreamScript script, TimeProvider clock)
{
    private const int Capacity = 64 * 1024;
    private const int PieceBytes = 4 * 1024;

    private readonly Lock _gate = new();
    private readonly Queue<Piece> _pieces = new();
    private readonly CancellationTokenSource _closing = new();
    private TaskCompletionSource? _arrived;
    private TaskCompletionSource? _room;
    private int _bytes;
    private bool _isStarted;

    /// <summary>Whether bytes have arrived that nobody has received.</summary>
    internal bool HasUnread
    {
        get
        {
            lock (_gate)
            {
                return _bytes > 0;
            }
        }
    }

    /// <summary>Waits until something is due.</summary>
    /// <returns>How many bytes there were, 0 at the sender's end; or that the connection is to be reset.</returns>
    internal async ValueTask<(int Count, StreamEnd End)> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        Start();
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        try
        {
            while (true)
            {
                Task due;
                lock (_gate)
                {
                    if (_pieces.TryPeek(out Piece? piece))
                    {
                        TimeSpan left = new(piece.DueAt - Now);
                        if (left <= TimeSpan.Zero)
                        {
                            return Take(piece, buffer.Span);
                        }

                        due = Task.Delay(left, clock, either.Token);
                    }
                    else
                    {
                        _arrived ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                        due = _arrived.Task.WaitAsync(either.Token);
                    }
                }

                // Not on the thread that moves the clock: what comes next is the program under test.
                await due.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            }
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            throw new SocketException((int)SocketError.OperationAborted);
        }
    }

    /// <summary>Ends what waits.</summary>
    internal void Close() => _closing.Cancel();

    private long Now => clock.GetElapsedTime(0).Ticks;

    private void Start()
    {
        lock (_gate)
        {
            if (_isStarted)
            {
                return;
            }

            _isStarted = true;
        }

        _ = FillAsync();
    }

    /// <summary>Takes from the front what is due. The lock is held.</summary>
    private (int Count, StreamEnd End) Take(Piece piece, Span<byte> buffer)
    {
        if (piece.Failure is not null)
        {
            throw piece.Failure;
        }

        int count = Math.Min(buffer.Length, piece.Bytes.Length);
        piece.Bytes.Span[..count].CopyTo(buffer);
        piece.Bytes = piece.Bytes[count..];
        _bytes -= count;
        if (piece.Bytes.IsEmpty && piece is { IsLast: false })
        {
            _pieces.Dequeue();
        }

        if (_bytes < Capacity)
        {
            _room?.TrySetResult();
            _room = null;
        }

        return (count, piece.End);
    }

    private async Task FillAsync()
    {
        long last = 0;
        try
        {
            while (true)
            {
                int limit = script.Begin(out TimeSpan pause);
                last += pause > TimeSpan.Zero ? Math.Max(0, Now - last) + pause.Ticks : 0;
                if (script.End != StreamEnd.None)
                {
                    await AddAsync(new Piece(last) { End = script.End, IsLast = true }).ConfigureAwait(false);
                    return;
                }

                byte[] bytes = new byte[Math.Min(limit, PieceBytes)];
                int count = await inner.ReceiveAsync(bytes, _closing.Token).ConfigureAwait(false);
                last = Math.Max(last, Now + script.Delay().Ticks);
                script.Pass(bytes.AsSpan(0, count));
                await AddAsync(new Piece(last) { Bytes = bytes.AsMemory(0, count), IsLast = count == 0 }).ConfigureAwait(false);
                if (count == 0)
                {
                    return;
                }
            }
        }
        catch (Exception failure) when (failure is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            await AddAsync(new Piece(last) { Failure = failure, IsLast = true }).ConfigureAwait(false);
        }
    }

    private async ValueTask AddAsync(Piece piece)
    {
        Task room = Task.CompletedTask;
        lock (_gate)
        {
            _pieces.Enqueue(piece);
            _bytes += piece.Bytes.Length;
            _arrived?.TrySetResult();
            _arrived = null;
            if (_bytes >= Capacity)
            {
                _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                room = _room.Task;
            }
        }

        await room.WaitAsync(_closing.Token).ConfigureAwait(false);
    }

    private sealed class Piece(long dueAt)
    {
        internal long DueAt { get; } = dueAt;

        internal ReadOnlyMemory<byte> Bytes { get; set; }

        internal StreamEnd End { get; init; }

        internal Exception? Failure { get; init; }

        /// <summary>Whether it stays: nothing comes behind it.</summary>
        internal bool IsLast { get; init; }
    }
}
