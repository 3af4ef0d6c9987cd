using System.Net;
using System.Net.Sockets;
using ProtoSockets;
using ProtoSockets.Transports;

namespace MemcachedSample.Tests;

/// <summary>Hostile bytes over real sockets: whoever sends them loses a connection at most, and nobody else loses anything.</summary>
public sealed class HostilePeerTests
{
    private const int Connections = 600;
    private const int FramesEach = 8;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_is_sent_mutated_frames_goes_on_serving_others()
    {
        await using var server = new OwnServer();
        await using Memcached.Client healthy = await Memcached.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        byte[] key = "healthy"u8.ToArray();
        await healthy.SetAsync(new(0, 0, key, "value"u8.ToArray()), Cancelled).Soon();

        // Requests that are well formed in spite of all must not spoil what the healthy client looks at.
        var mutation = new Mutation(Mutation.FramesOf(client: true), seed: 11);
        int answered = 0;
        int cutOff = 0;
        for (int connection = 0; connection < Connections; connection++)
        {
            using Socket hostile = await ConnectAsync(server.EndPoint);
            try
            {
                for (int frame = 0; frame < FramesEach; frame++)
                {
                    await hostile.SendAsync(frame % 2 == 0 ? mutation.NextFrame() : mutation.Next(), Cancelled);
                }

                hostile.Shutdown(SocketShutdown.Send);
                answered += await ReadToEndAsync(hostile);
            }
            catch (SocketException exception)
                when (exception.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown or SocketError.ConnectionAborted)
            {
                // Closed on while it still talked, as it should be.
                cutOff++;
            }

            CallResult<Memcached.Item, Memcached.Error> result = await healthy.TryGetAsync(new(key), Cancelled).Soon();
            Assert.True(!result.IsError || result.Error.Status == Status.KeyNotFound, result.ToString());
            await healthy.SetAsync(new(0, 0, key, "value"u8.ToArray()), Cancelled).Soon();
        }

        Assert.True(answered > Connections * Frames.HeaderSize, $"{answered} bytes were answered in all: hardly any frame got to a handler.");
        Assert.InRange(cutOff, 0, Connections - 1);
        Assert.Equal("value"u8.ToArray(), (await healthy.GetAsync(new(key), Cancelled).Soon()).Value.ToArray());

        // What the hostile ones had is given back.
        await server.DisconnectedAsync(Connections);
    }

    [Fact]
    public async Task A_server_that_is_sent_a_frame_of_announced_size_gives_memory_only_for_what_comes()
    {
        await using var server = new OwnServer();
        var connections = new List<Socket>();
        try
        {
            await (await Memcached.Client.ConnectAsync(server.Address, cancellationToken: Cancelled)).DisposeAsync();
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int connection = 0; connection < 64; connection++)
            {
                Socket hostile = await ConnectAsync(server.EndPoint);
                connections.Add(hostile);

                // A header that announces a body of almost 4 MiB, and 100 bytes of it.
                byte[] bytes = new byte[124];
                bytes[0] = 0x80;
                bytes[9] = 0x3F;
                bytes[10] = 0xFF;
                await hostile.SendAsync(bytes, Cancelled);
            }

            await using Memcached.Client healthy = await Memcached.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
            await healthy.NoOpAsync(default, Cancelled).Soon();
            Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 64L << 20);
        }
        finally
        {
            connections.ForEach(connection => connection.Dispose());
        }
    }

    [Fact]
    public async Task A_frame_over_the_limit_costs_the_connection_that_sent_it()
    {
        await using var server = new OwnServer();
        using Socket hostile = await ConnectAsync(server.EndPoint);
        byte[] bytes = new byte[24];
        bytes[0] = 0x80;
        bytes[8] = 0xFF;

        await hostile.SendAsync(bytes, Cancelled);

        Assert.Equal(0, await ReadToEndAsync(hostile));
    }

    [Fact]
    public async Task A_client_that_is_sent_mutated_frames_ends_each_call()
    {
        var mutation = new Mutation(Mutation.FramesOf(client: false), seed: 12);
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        int refused = 0;
        int lost = 0;
        for (int connection = 0; connection < Connections; connection++)
        {
            Task<Socket> accepting = listener.AcceptAsync(Cancelled).AsTask();
            await using Memcached.Client client = await Memcached.Client.ConnectAsync(listener.LocalEndPoint!, cancellationToken: Cancelled);
            using Socket hostile = await accepting.Soon();
            Task<CallResult<Memcached.Item, Memcached.Error>> get = client.TryGetAsync(new("k"u8.ToArray()), Cancelled).AsTask();
            Task<OptionalReply<Memcached.KeyedItem>> quiet = client.GetKQAsync(new("k"u8.ToArray()), Cancelled).AsTask();
            Task<CallResult<Memcached.Stored, Memcached.Error>> set = client.TrySetAsync(new(0, 0, "k"u8.ToArray(), default), Cancelled).AsTask();
            Task<List<Memcached.Statistic>> statistics = StatisticsAsync(client);
            uint[] opaques = await ReadOpaquesAsync(hostile, 4);
            try
            {
                for (int frame = 0; frame < FramesEach; frame++)
                {
                    byte[] bytes = frame % 2 == 0 ? mutation.NextFrame() : mutation.Next();
                    if (bytes.Length >= Frames.HeaderSize)
                    {
                        // So that they get past the table of calls, which refuses all others.
                        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(12), opaques[frame % opaques.Length]);
                    }

                    await hostile.SendAsync(bytes, Cancelled);
                }

                hostile.Shutdown(SocketShutdown.Both);
            }
            catch (SocketException)
            {
                // The client has closed already.
            }

            foreach (Task call in new Task[] { get, quiet, set, statistics })
            {
                try
                {
                    await call.Soon();
                }
                catch (WireFormatException)
                {
                    refused++;
                }
                catch (CallRefusedException)
                {
                    refused++;
                }
                catch (CallException)
                {
                    lost++;
                }
            }

            await client.Completion.Soon();
        }

        Assert.True(refused > Connections / 10, $"{refused} replies were malformed: hardly any got to a call.");
        Assert.True(lost > Connections / 10, $"{lost} calls were lost.");
    }

    private static async Task<List<Memcached.Statistic>> StatisticsAsync(Memcached.Client client)
    {
        var all = new List<Memcached.Statistic>();
        await foreach (Memcached.Statistic statistic in client.StatAsync(default, Cancelled))
        {
            all.Add(statistic);
        }

        return all;
    }

    /// <summary>The opaque of each request that the client sends.</summary>
    private static async Task<uint[]> ReadOpaquesAsync(Socket socket, int count)
    {
        using var stream = new NetworkStream(socket, ownsSocket: false);
        uint[] opaques = new uint[count];
        for (int i = 0; i < count; i++)
        {
            byte[] header = new byte[Frames.HeaderSize];
            await stream.ReadExactlyAsync(header, Cancelled).Soon();
            opaques[i] = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(12));
            byte[] body = new byte[System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(8))];
            await stream.ReadExactlyAsync(body, Cancelled).Soon();
        }

        return opaques;
    }

    private static async Task<Socket> ConnectAsync(IPEndPoint endPoint)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(endPoint, Cancelled);
        return socket;
    }

    /// <returns>How many bytes came before the peer closed.</returns>
    private static async Task<int> ReadToEndAsync(Socket socket)
    {
        byte[] buffer = new byte[4096];
        int total = 0;
        while (true)
        {
            int count = await socket.ReceiveAsync(buffer, Cancelled).Soon();
            if (count == 0)
            {
                return total;
            }

            total += count;
        }
    }
}
