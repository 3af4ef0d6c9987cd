using System.Net.Sockets;

namespace ProtoSockets.Transports;

/// <summary>One direction of a stream inside this process: a ring of bytes with one writer and one reader.</summary>
internal sealed class MemoryPipe
{
    private readonly Lock _lock = new();
    private readonly byte[] _ring;
    private readonly PendingOperation _read = new();
    private readonly PendingOperation _write = new();
    private int _start;
    private int _count;
    private Memory<byte> _readBuffer;
    private ReadOnlyMemory<byte> _unwritten;
    private bool _ended;
    private bool _reset;
    private bool _readerClosed;

    internal MemoryPipe(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _ring = new byte[capacity];
    }

    /// <summary>Reads what is there, waiting for at least one byte; 0 at the end.</summary>
    internal ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<int>(cancellationToken);
        }

        lock (_lock)
        {
            if (_count > 0)
            {
                int read = Take(buffer.Span);
                Refill();
                return new ValueTask<int>(read);
            }

            if (_reset)
            {
                return ValueTask.FromException<int>(Error(SocketError.ConnectionReset));
            }

            if (_ended)
            {
                return new ValueTask<int>(0);
            }

            _readBuffer = buffer;
            return new ValueTask<int>(_read, _read.Begin(this, static (self, token) => ((MemoryPipe)self!).CancelRead(token), cancellationToken));
        }
    }

    /// <summary>Writes what there is room for.</summary>
    internal int TryWrite(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            ThrowIfNotWritable();
            return Put(bytes);
        }
    }

    /// <summary>Writes all, waiting for room.</summary>
    internal ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        lock (_lock)
        {
            ThrowIfNotWritable();
            bytes = bytes[Put(bytes.Span)..];
            if (bytes.IsEmpty)
            {
                return default;
            }

            _unwritten = bytes;
            return new ValueTask(_write, _write.Begin(this, static (self, token) => ((MemoryPipe)self!).CancelWrite(token), cancellationToken));
        }
    }

    /// <summary>Nothing more will be written.</summary>
    internal void End()
    {
        lock (_lock)
        {
            _ended = true;
            WakeReaderAtEnd();
        }
    }

    /// <summary>The writer is gone: in order, or (<paramref name="reset"/>, or with a write half done) so that the reader has to know.</summary>
    internal void CloseWriter(bool reset)
    {
        lock (_lock)
        {
            _reset |= reset || !_unwritten.IsEmpty;
            _ended = true;
            _unwritten = default;
            FailIfPending(_write, SocketError.OperationAborted);
            WakeReaderAtEnd();
        }
    }

    /// <summary>The reader is gone; later writes fail.</summary>
    /// <returns>Whether bytes were left unread.</returns>
    internal bool CloseReader()
    {
        lock (_lock)
        {
            bool unread = _count > 0 || !_unwritten.IsEmpty;
            _readerClosed = true;
            _count = 0;
            _unwritten = default;
            _readBuffer = default;
            FailIfPending(_read, SocketError.OperationAborted);
            FailIfPending(_write, SocketError.ConnectionReset);
            return unread;
        }
    }

    private static SocketException Error(SocketError error) => new((int)error);

    private static void FailIfPending(PendingOperation operation, SocketError error)
    {
        if (operation.IsPending)
        {
            operation.Fail(Error(error));
        }
    }

    private void ThrowIfNotWritable()
    {
        if (_readerClosed)
        {
            throw Error(SocketError.ConnectionReset);
        }

        if (_ended)
        {
            throw Error(SocketError.Shutdown);
        }
    }

    private void WakeReaderAtEnd()
    {
        if (!_read.IsPending)
        {
            return;
        }

        _readBuffer = default;
        if (_reset)
        {
            _read.Fail(Error(SocketError.ConnectionReset));
        }
        else
        {
            _read.Complete(0);
        }
    }

    /// <summary>Copies what there is room for into the ring; a reader that waits takes it at once, which makes room again.</summary>
    private int Put(ReadOnlySpan<byte> bytes)
    {
        int total = 0;
        while (total < bytes.Length && _count < _ring.Length)
        {
            ReadOnlySpan<byte> rest = bytes[total..];
            int written = Math.Min(rest.Length, _ring.Length - _count);
            int end = (_start + _count) % _ring.Length;
            int first = Math.Min(written, _ring.Length - end);
            rest[..first].CopyTo(_ring.AsSpan(end));
            rest[first..written].CopyTo(_ring);
            _count += written;
            total += written;
            if (_read.IsPending)
            {
                int read = Take(_readBuffer.Span);
                _readBuffer = default;
                _read.Complete(read);
            }
        }

        return total;
    }

    private int Take(Span<byte> buffer)
    {
        int read = Math.Min(buffer.Length, _count);
        int first = Math.Min(read, _ring.Length - _start);
        _ring.AsSpan(_start, first).CopyTo(buffer);
        _ring.AsSpan(0, read - first).CopyTo(buffer[first..]);
        _start = (_start + read) % _ring.Length;
        _count -= read;
        return read;
    }

    /// <summary>Goes on with a write that waits for room.</summary>
    private void Refill()
    {
        if (!_unwritten.IsEmpty)
        {
            _unwritten = _unwritten[Put(_unwritten.Span)..];
            if (_unwritten.IsEmpty)
            {
                _write.Complete(0);
            }
        }
    }

    private void CancelRead(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_read.IsPending && _read.Token == cancellationToken)
            {
                _readBuffer = default;
                _read.Fail(new OperationCanceledException(cancellationToken));
            }
        }
    }

    private void CancelWrite(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_write.IsPending && _write.Token == cancellationToken)
            {
                // What was written stays: the stream is out of step, and closing it tells the reader so.
                _unwritten = default;
                _reset = true;
                _write.Fail(new OperationCanceledException(cancellationToken));
            }
        }
    }
}
