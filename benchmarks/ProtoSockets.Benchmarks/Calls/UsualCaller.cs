using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Benchmarks.Calls;

/// <summary>
/// What is usually written: a dictionary of TaskCompletionSources by correlation id, a semaphore in front of the stream, one write a message. It is not
/// written badly: buffers are reused where one owner is clear, Nagle's algorithm is off, continuations do not run on the reader.
/// </summary>
internal sealed class UsualCaller : ICaller
{
    private const int HeaderSize = 8;
    private const int FrameSize = 16;

    private readonly TcpListener _listener;
    private readonly TcpClient _connection;
    private readonly NetworkStream _stream;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly ConcurrentDictionary<uint, TaskCompletionSource<long>> _calls = new();
    private readonly Task _reading;
    private readonly Task _serving;
    private uint _lastCall;

    private UsualCaller(TcpListener listener, TcpClient connection, Task serving)
    {
        _listener = listener;
        _connection = connection;
        _stream = connection.GetStream();
        _serving = serving;
        _reading = ReadRepliesAsync();
    }

    public string Name => "the usual shape";

    public static async Task<UsualCaller> StartAsync()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task serving = ServeAsync(listener);
        var connection = new TcpClient { NoDelay = true };
        await connection.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        return new UsualCaller(listener, connection, serving);
    }

    public async Task CallAsync(int count)
    {
        for (int number = 0; number < count; number++)
        {
            if (await AddAsync(number, 1) != number + 1L)
            {
                throw new InvalidOperationException("The sum is wrong.");
            }
        }
    }

    private async Task<long> AddAsync(int left, int right)
    {
        uint call = Interlocked.Increment(ref _lastCall);
        var reply = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        _calls[call] = reply;
        byte[] frame = new byte[FrameSize];
        WriteHeader(frame, kind: 1, call);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(HeaderSize), left);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(HeaderSize + 4), right);
        await SendAsync(_stream, _writing, frame);
        return await reply.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _connection.Client.Shutdown(SocketShutdown.Send);
        await _reading;
        await _serving;
        _connection.Dispose();
        _listener.Dispose();
        _writing.Dispose();
    }

    private async Task ReadRepliesAsync()
    {
        byte[] frame = new byte[FrameSize];
        while (await ReadFrameAsync(_stream, frame))
        {
            if (_calls.TryRemove(BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(4)), out TaskCompletionSource<long>? reply))
            {
                reply.SetResult(BinaryPrimitives.ReadInt64BigEndian(frame.AsSpan(HeaderSize)));
            }
        }
    }

    private static async Task ServeAsync(TcpListener listener)
    {
        using TcpClient connection = await listener.AcceptTcpClientAsync();
        connection.NoDelay = true;
        NetworkStream stream = connection.GetStream();
        using var writing = new SemaphoreSlim(1, 1);
        byte[] frame = new byte[FrameSize];
        while (await ReadFrameAsync(stream, frame))
        {
            await HandleAsync(
                BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(4)),
                BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(HeaderSize)),
                BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(HeaderSize + 4)));
        }

        Task HandleAsync(uint call, int left, int right)
        {
            byte[] reply = new byte[FrameSize];
            WriteHeader(reply, kind: 2, call);
            BinaryPrimitives.WriteInt64BigEndian(reply.AsSpan(HeaderSize), (long)left + right);
            return SendAsync(stream, writing, reply);
        }
    }

    private static void WriteHeader(Span<byte> frame, ushort kind, uint call)
    {
        BinaryPrimitives.WriteUInt16BigEndian(frame, FrameSize);
        BinaryPrimitives.WriteUInt16BigEndian(frame[2..], kind);
        BinaryPrimitives.WriteUInt32BigEndian(frame[4..], call);
    }

    private static async Task SendAsync(NetworkStream stream, SemaphoreSlim writing, byte[] frame)
    {
        await writing.WaitAsync();
        try
        {
            await stream.WriteAsync(frame);
        }
        finally
        {
            writing.Release();
        }
    }

    /// <summary>Reads the length, then the rest; false at the end of the stream.</summary>
    private static async ValueTask<bool> ReadFrameAsync(NetworkStream stream, byte[] frame)
    {
        if (await stream.ReadAtLeastAsync(frame.AsMemory(0, HeaderSize), HeaderSize, throwOnEndOfStream: false) < HeaderSize)
        {
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(frame);
        await stream.ReadExactlyAsync(frame.AsMemory(HeaderSize, length - HeaderSize));
        return true;
    }
}
