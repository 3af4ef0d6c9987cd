using System.Net.Sockets;

namespace ProtoSockets.Benchmarks.Net.Peers;

/// <summary>A socket with as little around it as can be: one buffer to receive into, one to gather what is to be sent, which leaves once for each receive.</summary>
internal abstract class RawConnection(Socket socket, Threads threads) : IDisposable
{
    private const int BufferSize = 256 * 1024;

    private readonly byte[] _received = GC.AllocateUninitializedArray<byte>(BufferSize, pinned: true);
    private readonly byte[] _gathered = GC.AllocateUninitializedArray<byte>(BufferSize, pinned: true);
    private int _start;
    private int _end;
    private int _length;

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

    /// <summary>Room for a further frame.</summary>
    protected Span<byte> Room(int size)
    {
        if (_length + size > BufferSize)
        {
            Flush();
        }

        return _gathered.AsSpan(_length);
    }

    protected void Gather(int length) => _length += length;

    protected void Flush()
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

    /// <summary>Handles a frame, under whatever else came with it.</summary>
    protected abstract void OnFrame(ReadOnlySpan<byte> frame);

    private async Task ReceiveAsync()
    {
        try
        {
            while (Take(await socket.ReceiveAsync(_received.AsMemory(_end), SocketFlags.None).ConfigureAwait(false)))
            {
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Closed here, with a receive pending.
        }
    }

    private void Receive()
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

    private bool Take(int count)
    {
        _end += count;
        while (Frames.TryFind(_received.AsSpan(_start.._end), out int length))
        {
            OnFrame(_received.AsSpan(_start, length));
            _start += length;
        }

        if (_length > 0)
        {
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
