using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests;

/// <summary>Peers that stream too fast, too slowly, not to the end, or lie about how much there is.</summary>
public sealed class StreamingPeerTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_nobody_reads_the_source_stands_still_and_other_connections_go_on()
    {
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        DepotHandler handler = new()
        {
            OnStore = async (_, data, ct) =>
            {
                begun.SetResult();
                await goOn.Task.WaitAsync(ct);
                return await Parcels.WeighAsync(data, ct);
            },
        };
        await using RunningServer<Depot.Wire> server = Depots.Start(handler, "memory");
        await using Depot.Client client = await Depot.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await using Depot.Client other = await Depot.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        long given = 0;
        const long length = 64L << 20;
        PatternStream source = new(length)
        {
            BeforeRead = position =>
            {
                Volatile.Write(ref given, position);
                return default;
            },
        };
        Task<Depot.Receipt> store = client.StoreAsync(new("parcel", StreamedBytes.From(source, length)), Cancelled).AsTask();
        await begun.Task.Soon();
        Assert.Equal(7, (await other.PingAsync(new(7), Cancelled).Soon()).Bytes);
        Task<Depot.Receipt> behind = client.PingAsync(new(8), Cancelled).AsTask();
        for (int ping = 0; ping < 100; ping++)
        {
            Assert.Equal(ping, (await other.PingAsync(new(ping), Cancelled).Soon()).Bytes);
        }

        Assert.True(Volatile.Read(ref given) < 4 << 20, $"{given} bytes were taken from the source, and nobody has read one.");
        Assert.False(behind.IsCompleted);
        goOn.SetResult();
        Assert.Equal(length, (await store.Soon()).Bytes);
        Assert.Equal(8, (await behind.Soon()).Bytes);
    }

    [Fact]
    public async Task A_handler_that_never_reads_is_bounded_by_the_stream_timeout()
    {
        FakeTimeProvider time = new();
        TaskCompletionSource<StreamedBytes> begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        DepotHandler handler = new()
        {
            OnStore = async (_, data, ct) =>
            {
                begun.SetResult(data);
                await Task.Delay(Timeout.Infinite, ct);
                return default;
            },
        };
        await using RunningServer<Depot.Wire> server = Depots.Start(handler, "memory", new ServerOptions { TimeProvider = time, StreamTimeout = TimeSpan.FromSeconds(5) });
        await using Depot.Client client = await Depot.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Task<Depot.Receipt> store = client.StoreAsync(new("parcel", StreamedBytes.From(new PatternStream(64 << 20), 64 << 20)), Cancelled).AsTask();
        await begun.Task.Soon();
        await Depots.PassTimeUntilAsync(time, 5, () => handler.Disconnected.Reader.TryPeek(out _));

        StreamedBytesException stalled = Assert.IsType<StreamedBytesException>(await handler.Disconnected.Reader.ReadAsync(Cancelled).Soon());
        Assert.Contains("Nothing moved for 5 s", stalled.Message, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<IOException>(() => store.Soon());
    }

    [Fact]
    public async Task A_caller_that_never_reads_is_bounded_by_the_stream_timeout()
    {
        FakeTimeProvider time = new();
        await using RunningServer<Depot.Wire> server = Depots.Start(new DepotHandler());
        await using Depot.Client client = await Depot.Client.ConnectAsync(server.Address, new ClientOptions { TimeProvider = time, StreamTimeout = TimeSpan.FromSeconds(5) }, cancellationToken: Cancelled);
        Depot.Parcel parcel = await client.FetchAsync(new(64 << 20), Cancelled).Soon();
        await Depots.PassTimeUntilAsync(time, 5, () => client.Completion.IsCompleted);

        StreamedBytesException stalled = await Assert.ThrowsAsync<StreamedBytesException>(() => parcel.Data.CopyToAsync(Stream.Null, Cancelled).Soon());
        Assert.Contains("Nothing moved for 5 s", stalled.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_is_disposed_does_not_wait_for_what_nobody_reads()
    {
        FakeTimeProvider time = new();
        await using RunningServer<Depot.Wire> server = Depots.Start(new DepotHandler());
        Depot.Client client = await Depot.Client.ConnectAsync(server.Address, new ClientOptions { TimeProvider = time }, cancellationToken: Cancelled);
        Depot.Parcel parcel = await client.FetchAsync(new(1L << 30), Cancelled).Soon();
        await client.DisposeAsync().AsTask().Soon();
        await Assert.ThrowsAsync<StreamedBytesException>(() => parcel.Data.CopyToAsync(Stream.Null, Cancelled).Soon());
    }

    [Fact]
    public async Task A_source_that_gives_nothing_is_bounded_by_the_stream_timeout()
    {
        FakeTimeProvider time = new();
        await using RunningServer<Depot.Wire> server = Depots.Start(new DepotHandler());
        await using Depot.Client client = await Depot.Client.ConnectAsync(server.Address, new ClientOptions { TimeProvider = time, StreamTimeout = TimeSpan.FromSeconds(5) }, cancellationToken: Cancelled);
        PatternStream source = new(1_000_000) { BeforeRead = static position => position > 100_000 ? new ValueTask(Task.Delay(Timeout.Infinite, Cancelled)) : default };
        Task<Depot.Receipt> store = client.StoreAsync(new("parcel", StreamedBytes.From(source, 1_000_000)), Cancelled).AsTask();
        await Depots.PassTimeUntilAsync(time, 5, () => store.IsCompleted);

        StreamedBytesException stalled = await Assert.ThrowsAsync<StreamedBytesException>(() => store);
        Assert.Contains("Nothing moved for 5 s", stalled.Message, StringComparison.Ordinal);
        await client.Completion.Soon();
    }

    [Fact]
    public async Task The_time_of_a_call_begins_when_its_request_was_sent()
    {
        FakeTimeProvider time = new();
        TaskCompletionSource answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource read = new(TaskCreationOptions.RunContinuationsAsynchronously);
        DepotHandler handler = new()
        {
            OnStore = async (_, data, ct) =>
            {
                Depot.Receipt receipt = await Parcels.WeighAsync(data, ct);
                read.SetResult();
                await answer.Task.WaitAsync(ct);
                return receipt;
            },
        };
        await using RunningServer<Depot.Wire> server = Depots.Start(handler);
        await using Depot.Client client = await Depot.Client.ConnectAsync(
            server.Address, new ClientOptions { TimeProvider = time, CallTimeout = TimeSpan.FromSeconds(3), StreamTimeout = TimeSpan.FromMinutes(5) }, cancellationToken: Cancelled);
        PatternStream source = new(300_000)
        {
            BeforeRead = _ =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return default;
            },
        };
        Task<Depot.Receipt> store = client.StoreAsync(new("parcel", StreamedBytes.From(source, 300_000)), Cancelled).AsTask();
        await read.Task.Soon();
        Assert.False(store.IsCompleted);
        await Depots.PassTimeUntilAsync(time, 1, () => store.IsCompleted);

        await Assert.ThrowsAsync<CallTimedOutException>(() => store);
        answer.SetResult();
        Assert.Equal(7, (await client.PingAsync(new(7), Cancelled).Soon()).Bytes);
    }

    [Fact]
    public async Task A_peer_that_is_gone_in_the_midst_is_a_typed_error_with_how_much_came()
    {
        TaskCompletionSource<Exception?> read = new(TaskCreationOptions.RunContinuationsAsynchronously);
        DepotHandler handler = Reading(read);
        await using RunningServer<Depot.Wire> server = Depots.Start(handler);
        using (Socket socket = await Depots.ConnectAsync(server.EndPoint))
        {
            await socket.SendAsync((byte[])[.. Depots.Hello, .. Store(1000, "name"), .. new byte[123]], Cancelled);
            socket.Shutdown(SocketShutdown.Send);
            await Depots.WaitForEndAsync(socket);
        }

        StreamedBytesException cut = Assert.IsType<StreamedBytesException>(await read.Task.Soon());
        Assert.Equal((123, 1000), (cut.Transferred, cut.Length));
        Assert.IsType<StreamedBytesException>(await handler.Disconnected.Reader.ReadAsync(Cancelled).Soon());
    }

    [Fact]
    public async Task A_frame_that_is_cut_anywhere_ends_its_own_connection_and_no_other()
    {
        DepotHandler handler = new();
        await using RunningServer<Depot.Wire> server = Depots.Start(handler, "tcp");
        await using Depot.Client healthy = await Depot.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        byte[] frame = [.. Store(60, "name"), .. Parcels.Make(60)];
        for (int cut = 1; cut < frame.Length; cut++)
        {
            using Socket socket = await Depots.ConnectAsync(server.EndPoint);
            await socket.SendAsync((byte[])[.. Depots.Hello, .. frame.AsSpan(0, cut)], Cancelled);
            socket.Shutdown(SocketShutdown.Send);
            await Depots.WaitForEndAsync(socket);
            Assert.IsAssignableFrom<IOException>(await handler.Disconnected.Reader.ReadAsync(Cancelled).Soon());
        }

        Assert.Equal(7, (await healthy.PingAsync(new(7), Cancelled).Soon()).Bytes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task Frames_that_come_in_pieces_are_put_together_and_those_behind_are_found(int piece)
    {
        await using RunningServer<Depot.Wire> server = Depots.Start(new DepotHandler());
        using Socket socket = await Depots.ConnectAsync(server.EndPoint);
        socket.NoDelay = true;
        byte[] bytes = [.. Depots.Hello, .. Store(40, "one"), .. Parcels.Make(40), .. Store(0, "two"), .. Store(3000, "three"), .. Parcels.Make(3000), .. Store(1, "four"), 9];
        for (int start = 0; start < bytes.Length; start += piece)
        {
            await socket.SendAsync(bytes.AsMemory(start, Math.Min(piece, bytes.Length - start)), Cancelled);
        }

        byte[] hello = new byte[Depots.Hello.Length];
        await Depots.ReceiveAsync(socket, hello);
        List<long> lengths = [];
        byte[] reply = new byte[12 + 16];
        for (int call = 0; call < 4; call++)
        {
            await Depots.ReceiveAsync(socket, reply);
            lengths.Add(BinaryPrimitives.ReadInt64BigEndian(reply.AsSpan(12)));
        }

        Assert.Equal([0, 1, 40, 3000], lengths.Order());
    }

    [Theory]
    [InlineData(uint.MaxValue)]
    [InlineData(1u << 31)]
    public async Task A_length_that_lies_costs_no_memory(uint length)
    {
        TaskCompletionSource<Exception?> read = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using RunningServer<Depot.Wire> server = Depots.Start(Reading(read));
        using Socket socket = await Depots.ConnectAsync(server.EndPoint);
        byte[] head = Store(0, "name");
        BinaryPrimitives.WriteUInt32BigEndian(head, length);
        await socket.SendAsync((byte[])[.. Depots.Hello, .. head, .. new byte[5]], Cancelled);
        socket.Shutdown(SocketShutdown.Send);
        StreamedBytesException cut = Assert.IsType<StreamedBytesException>(await read.Task.Soon());
        Assert.Equal((5, length - head.Length), (cut.Transferred, cut.Length));
    }

    [Fact]
    public async Task What_stands_in_front_has_to_keep_to_the_frame_limit()
    {
        DepotHandler handler = new();
        await using RunningServer<Depot.Wire> server = Depots.Start(handler);
        using Socket socket = await Depots.ConnectAsync(server.EndPoint);
        byte[] head = Store(1_000_000, new string('x', 5000));
        await socket.SendAsync((byte[])[.. Depots.Hello, .. head.AsSpan(0, 2000)], Cancelled);
        await Depots.WaitForEndAsync(socket);
        WireFormatException reason = Assert.IsType<WireFormatException>(await handler.Disconnected.Reader.ReadAsync(Cancelled).Soon());
        Assert.Contains("in front of the member that streams is over the limit of 4096", reason.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_member_over_its_bound_is_refused_before_it_comes()
    {
        DepotHandler handler = new();
        await using RunningServer<Depot.Wire> server = Depots.Start(handler);
        using Socket socket = await Depots.ConnectAsync(server.EndPoint);
        await socket.SendAsync((byte[])[.. Depots.Hello, /* Length */ 0x00, 0x0F, 0x42, 0x4E, /* Kind */ 1, 0, /* Drop */ 0, 5, /* CorrelationId */ 0, 0, 0, 0, /* Kind */ 1], Cancelled);
        await Depots.WaitForEndAsync(socket);
        WireFormatException reason = Assert.IsType<WireFormatException>(await handler.Disconnected.Reader.ReadAsync(Cancelled).Soon());
        Assert.Contains("Data at byte 13: 1000001 bytes are over the limit of 1000000", reason.Message, StringComparison.Ordinal);
    }

    /// <summary>The head of a request to store: envelope, name.</summary>
    private static byte[] Store(int length, string name)
    {
        byte[] text = System.Text.Encoding.UTF8.GetBytes(name);
        byte[] prefix = text.Length < 128 ? [(byte)text.Length] : [(byte)((text.Length & 0x7F) | 0x80), (byte)(text.Length >> 7)];
        byte[] head = [/* Length */ 0, 0, 0, 0, /* Kind, Flags */ 2, 0, /* Store */ 0, 1, /* CorrelationId */ 0, 0, 0, 1, /* Name */ .. prefix, .. text];
        BinaryPrimitives.WriteUInt32BigEndian(head, (uint)(head.Length + length));
        return head;
    }

    private static DepotHandler Reading(TaskCompletionSource<Exception?> read) => new()
    {
        OnStore = async (_, data, ct) =>
        {
            read.SetResult(await Record.ExceptionAsync(() => data.CopyToAsync(Stream.Null, CancellationToken.None)));
            return default;
        },
    };
}
