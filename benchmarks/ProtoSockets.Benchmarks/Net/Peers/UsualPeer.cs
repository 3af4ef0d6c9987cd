using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace ProtoSockets.Benchmarks.Net.Peers;

/// <summary>
/// What is usually written: a dictionary of TaskCompletionSources by correlation id, a semaphore in front of the stream, one write a message. It is not written badly: buffers are reused where one owner is
/// clear, Nagle's algorithm is off, continuations do not run on the reader.
/// </summary>
internal sealed class UsualPeer(Medium medium) : IPeer
{
    public Task<int> StartServerAsync()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        SslServerAuthenticationOptions? tls = medium == Medium.Tls ? Loopback.ServerTls() : null;
        _ = AcceptAsync(listener, tls);
        return Task.FromResult(((IPEndPoint)listener.LocalEndpoint).Port);
    }

    public async Task<ILoad> OpenAsync(Load load)
    {
        var clients = new Client[load.Connections];
        for (int index = 0; index < clients.Length; index++)
        {
            var connection = new TcpClient { NoDelay = true };
            await connection.ConnectAsync(IPAddress.Loopback, load.Port).ConfigureAwait(false);
            clients[index] = new Client(connection, await StreamOfAsync(connection).ConfigureAwait(false), load.Payload);
        }

        return new Connected(clients, load);
    }

    private async Task<Stream> StreamOfAsync(TcpClient connection)
    {
        if (medium != Medium.Tls)
        {
            return connection.GetStream();
        }

        var encrypted = new SslStream(connection.GetStream());
        await encrypted.AuthenticateAsClientAsync(Loopback.ClientTls()).ConfigureAwait(false);
        return encrypted;
    }

    private static async Task AcceptAsync(TcpListener listener, SslServerAuthenticationOptions? tls)
    {
        while (true)
        {
            _ = ServeAsync(await listener.AcceptTcpClientAsync().ConfigureAwait(false), tls);
        }
    }

    private static async Task ServeAsync(TcpClient connection, SslServerAuthenticationOptions? tls)
    {
        using TcpClient served = connection;
        served.NoDelay = true;
        Stream stream = served.GetStream();
        if (tls is not null)
        {
            var encrypted = new SslStream(stream);
            await encrypted.AuthenticateAsServerAsync(tls).ConfigureAwait(false);
            stream = encrypted;
        }

        await using Stream held = stream;
        using var writing = new SemaphoreSlim(1, 1);
        byte[] buffer = new byte[4096];
        while (await ReadFrameAsync(stream, buffer).ConfigureAwait(false) is > 0 and int length)
        {
            if (Frames.Kind(buffer) == Frames.Request)
            {
                byte[] reply = new byte[Frames.ReplySize];
                _ = Frames.WriteReply(reply, buffer.AsSpan(0, length));
                await SendAsync(stream, writing, reply).ConfigureAwait(false);
            }
        }
    }

    private static async Task SendAsync(Stream stream, SemaphoreSlim writing, byte[] frame)
    {
        await writing.WaitAsync().ConfigureAwait(false);
        try
        {
            await stream.WriteAsync(frame).ConfigureAwait(false);
        }
        finally
        {
            writing.Release();
        }
    }

    /// <summary>Reads the length, then the rest.</summary>
    /// <returns>The length of the frame; 0 at the end of the stream.</returns>
    private static async ValueTask<int> ReadFrameAsync(Stream stream, byte[] buffer)
    {
        if (await stream.ReadAtLeastAsync(buffer.AsMemory(0, Frames.HeaderSize), Frames.HeaderSize, throwOnEndOfStream: false).ConfigureAwait(false) < Frames.HeaderSize)
        {
            return 0;
        }

        int length = (int)BinaryPrimitives.ReadUInt32BigEndian(buffer);
        await stream.ReadExactlyAsync(buffer.AsMemory(Frames.HeaderSize, length - Frames.HeaderSize)).ConfigureAwait(false);
        return length;
    }

    private sealed class Client : IDisposable
    {
        private readonly TcpClient _connection;
        private readonly Stream _stream;
        private readonly SemaphoreSlim _writing = new(1, 1);
        private readonly ConcurrentDictionary<uint, TaskCompletionSource<byte[]>> _calls = new();
        private readonly int _payload;
        private uint _lastCall;

        public Client(TcpClient connection, Stream stream, int payload)
        {
            _connection = connection;
            _stream = stream;
            _payload = payload;
            _ = ReadRepliesAsync();
        }

        public async Task<byte[]> CallAsync()
        {
            uint call = Interlocked.Increment(ref _lastCall);
            var reply = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
            _calls[call] = reply;
            byte[] frame = new byte[Frames.HeaderSize + _payload];
            _ = Frames.WriteRequest(frame, call, _payload);
            await SendAsync(_stream, _writing, frame).ConfigureAwait(false);
            return await reply.Task.ConfigureAwait(false);
        }

        public Task NoteAsync(int number)
        {
            byte[] frame = new byte[Frames.NoteSize];
            _ = Frames.WriteNote(frame, number);
            return SendAsync(_stream, _writing, frame);
        }

        public void Dispose() => _connection.Dispose();

        private async Task ReadRepliesAsync()
        {
            byte[] buffer = new byte[4096];
            try
            {
                while (await ReadFrameAsync(_stream, buffer).ConfigureAwait(false) is > 0 and int length)
                {
                    if (_calls.TryRemove(Frames.Call(buffer), out TaskCompletionSource<byte[]>? reply))
                    {
                        reply.SetResult(buffer[..length]);
                    }
                }
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException)
            {
                // Closed here.
            }
        }
    }

    private readonly struct Caller(Client[] clients) : ICaller<byte[]>
    {
        public ValueTask<byte[]> CallAsync(int connection, ulong number) => new(clients[connection].CallAsync());

        // By the call's own id, which the frame and its payload agree on.
        public bool IsReply(byte[] reply, ulong number) => Frames.CheckReply(reply) == Frames.Call(reply);
    }

    private sealed class Connected(Client[] clients, Load load) : ILoad
    {
        public Task CallAsync(LoadClock clock) => CallLoops.RunAsync<Caller, byte[]>(clock, load, new Caller(clients));

        public Task StreamAsync(LoadClock clock, bool isBatch) => Task.Run(async () =>
        {
            int count = 0;
            for (; !clock.IsOver; count++)
            {
                await clients[0].NoteAsync(count).ConfigureAwait(false);
            }

            clock.AddCalls(count);
            _ = await clients[0].CallAsync().ConfigureAwait(false);
        });

        public ValueTask DisposeAsync()
        {
            foreach (Client client in clients)
            {
                client.Dispose();
            }

            return default;
        }
    }
}
