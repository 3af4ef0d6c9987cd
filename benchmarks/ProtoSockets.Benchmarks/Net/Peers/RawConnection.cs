using System.Net.Sockets;

namespace ProtoSockets.Benchmarks.Net.Peers;

/// <summary>A socket with as little around it as can be: one buffer to receive into, one to gather what is to be sent, which leaves once for each receive.</summary>
internal abstract class RawConnection(Socket socket, Threads threads, Lever without) : IDisposable
{
    private const int BufferSize = 256 * 1024;

    private readonly byte[] _received = GC.AllocateUninitializedArray<byte>(BufferSize, pinned: true);
    private readonly byte[] _gathered = GC.AllocateUninitializedArray<byte>(BufferSize, pinned: true);
    private readonly Lock _gate = new();
    private int _start;
    private int _end;
    private int _length;
    private int _corkedBy;

    /// <summary>Receives until the end, on the thread that the mode says.</summary>
    public Task RunAsync()
    {
        if (threads is Threads.Pool or Threads.Inline)
        {
            return Task.Run(ReceiveAsync);
        }

        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            Receive();
            ended.SetResult();
        })
        {
            IsBackground = true,
        }.Start();
        return ended.Task;
    }

    public void Dispose() => socket.Dispose();

    /// <summary>Writes a frame.</summary>
    protected delegate int Write<TState>(Span<byte> to, TState state)
        where TState : allows ref struct;

    /// <summary>Adds a frame; it leaves at once, unless this thread works through a receive.</summary>
    protected void Send<TState>(int size, Write<TState> write, TState state)
        where TState : allows ref struct
    {
        lock (_gate)
        {
            if (_length + size > BufferSize)
            {
                Flush();
            }

            _length += write(_gathered.AsSpan(_length), state);
            if (_corkedBy != Environment.CurrentManagedThreadId || without == Lever.Gathering)
            {
                Flush();
            }
        }
    }

    /// <summary>What is switched off.</summary>
    protected Lever Without => without;

    /// <summary>Handles a frame.</summary>
    protected abstract void OnFrame(ReadOnlySpan<byte> frame);

    private void Flush()
    {
        int sent = 0;
        while (sent < _length)
        {
            int count = socket.Send(_gathered.AsSpan(sent, _length - sent), SocketFlags.None, out SocketError error);
            sent += error switch
            {
                SocketError.Success => count,
                SocketError.WouldBlock => 0,
                _ => throw new SocketException((int)error),
            };
        }

        _length = 0;
    }

    private async Task ReceiveAsync()
    {
        try
        {
            while (Take(await socket.ReceiveAsync(_received.AsMemory(_end), SocketFlags.None).ConfigureAwait(false)))
            {
            }
        }
        catch (Exception exception) when (IsClosed(exception))
        {
        }
        finally
        {
            socket.Dispose();
        }
    }

    private void Receive()
    {
        try
        {
            socket.Blocking = threads != Threads.Spin;
            while (true)
            {
                int count = socket.Receive(_received.AsSpan(_end), SocketFlags.None, out SocketError error);
                if (error == SocketError.WouldBlock)
                {
                    Thread.SpinWait(8);
                }
                else if (error != SocketError.Success || !Take(count))
                {
                    return;
                }
            }
        }
        catch (Exception exception) when (IsClosed(exception))
        {
        }
        finally
        {
            socket.Dispose();
        }
    }

    /// <summary>Whether the connection was closed: there, or here with a receive pending. On a thread of its own nobody else would catch it, and the process would end.</summary>
    private static bool IsClosed(Exception exception) => exception is SocketException or ObjectDisposedException;

    private bool Take(int count)
    {
        _end += count;
        _corkedBy = Environment.CurrentManagedThreadId;
        while (Frames.TryFind(_received.AsSpan(_start.._end), out int length))
        {
            if (without == Lever.HandlingTogether)
            {
                // A hop to the pool for each, as if each were a work item of its own.
                byte[] frame = _received.AsSpan(_start, length).ToArray();
                ThreadPool.UnsafeQueueUserWorkItem(static state => state.Connection.OnFrame(state.Frame), (Connection: this, Frame: frame), preferLocal: false);
            }
            else
            {
                OnFrame(_received.AsSpan(_start, length));
            }

            _start += length;
        }

        lock (_gate)
        {
            _corkedBy = 0;
            Flush();
        }

        int rest = _end - _start;
        if (rest == 0 || _end > BufferSize / 2)
        {
            _received.AsSpan(_start, rest).CopyTo(_received);
            (_start, _end) = (0, rest);
        }

        return count > 0;
    }
}
