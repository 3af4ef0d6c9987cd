using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests;

/// <summary>Members that stream behind each kind of length: their bytes, and conversations with them.</summary>
public sealed class StreamingFramingTests : Silo.IServerHandler, Barge.IServerHandler, Pipeline.IServerHandler, Rope.IServerHandler, Sluice.IServerHandler, Audit.IServerHandler
{
    private const int Large = 500_009;

    private static readonly TransportAddress Anywhere = TransportAddress.Parse("tcp://127.0.0.1:0");

    private readonly TaskCompletionSource<Exception?> _siloEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask<Silo.Amount> FillAsync(Silo.Fill request, Silo.Session session, CancellationToken cancellationToken) =>
        new((ulong)(await Parcels.WeighAsync(request.Grain, cancellationToken)).Bytes);

    public ValueTask<Silo.Load> TakeAsync(Silo.Take request, Silo.Session session, CancellationToken cancellationToken) =>
        new(new Silo.Load("load", StreamedBytes.From(new PatternStream((long)request.Bytes), (long)request.Bytes)));

    public async IAsyncEnumerable<Silo.Load> TakeAllAsync(Silo.TakeAll request, Silo.Session session, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (uint load = 1; load <= request.Loads; load++)
        {
            await Task.Yield();
            yield return new Silo.Load(load == request.Loads ? "last" : "more", StreamedBytes.From(new PatternStream(load * 100_000), load * 100_000));
        }
    }

    public ValueTask DisconnectedAsync(Silo.Session session, Exception? reason)
    {
        _siloEnded.TrySetResult(reason);
        return default;
    }

    public async ValueTask<Barge.Docked> ShipAsync(Barge.Ship request, Barge.Session session, CancellationToken cancellationToken) =>
        new((ulong)(await Parcels.WeighAsync(request.Cargo, cancellationToken)).Bytes + request.Number);

    public ValueTask<Pipeline.Flow> PumpAsync(Pipeline.Pump request, Pipeline.Session session, CancellationToken cancellationToken) => new(new Pipeline.Flow(request.Valve, request.Oil));

    public async ValueTask<Rope.Answer> PullAsync(Rope.Pull request, Rope.Session session, CancellationToken cancellationToken) =>
        new((ulong)(await Parcels.WeighAsync(request.Strands, cancellationToken)).Bytes);

    public ValueTask<Sluice.Level> LetAsync(Sluice.Let request, Sluice.Session session, CancellationToken cancellationToken) => new(new Sluice.Level(request.Gate, request.Water));

    public async ValueTask<Audit.Started> StartAsync(Audit.Start request, Audit.Session session, CancellationToken cancellationToken)
    {
        Audit.Books books = await session.ShowAsync(new(StreamedBytes.From(new PatternStream(request.Bytes), request.Bytes)), cancellationToken);
        return new((await Parcels.WeighAsync(books.Data, cancellationToken)).Sum);
    }

    [Fact]
    public async Task Behind_a_header_of_64_bits_in_the_order_of_the_requests()
    {
        await using var server = new RunningServer<Silo.Wire>(new Silo.Server(this), Anywhere);
        await using Silo.Client client = await Silo.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Task<Silo.Amount>[] fills = [.. Enumerable.Range(0, 5).Select(index => client.FillAsync(new("wheat", StreamedBytes.From(new PatternStream(Large + index), Large + index)), Cancelled).AsTask())];
        Assert.Equal(Enumerable.Range(0, 5).Select(index => (ulong)(Large + index)), (await Task.WhenAll(fills).Soon()).Select(amount => amount.Bytes));
        Silo.Load load = await client.TakeAsync(new(Large), Cancelled).Soon();
        Assert.Equal("load", load.Name);
        Assert.Equal(await Parcels.WeightAsync(Large), await Parcels.WeighAsync(load.Grain, Cancelled).Soon());
        Assert.Equal(3ul, (await client.FillAsync(new("rye", new byte[3]), Cancelled).Soon()).Bytes);
    }

    [Fact]
    public async Task Replies_of_many_stream_one_after_the_other_and_those_that_are_not_read_are_passed_over()
    {
        await using var server = new RunningServer<Silo.Wire>(new Silo.Server(this), Anywhere);
        await using Silo.Client client = await Silo.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        int count = 0;
        await foreach (Silo.Load load in client.TakeAllAsync(new(6), Cancelled))
        {
            count++;
            if (count % 2 == 0)
            {
                Assert.Equal(await Parcels.WeightAsync(count * 100_000), await Parcels.WeighAsync(load.Grain, Cancelled).Soon());
            }
        }

        Assert.Equal(6, count);
        Assert.Equal(3ul, (await client.FillAsync(new("rye", new byte[3]), Cancelled).Soon()).Bytes);
    }

    [Fact]
    public async Task The_bytes_are_those_of_any_other_message()
    {
        await using var server = new RunningServer<Silo.Wire>(new Silo.Server(this), Anywhere);
        using Socket socket = await Depots.ConnectAsync(server.EndPoint);
        byte[] fill = [/* Kind */ 1, /* NameLength */ 2, /* Length */ 0, 0, 0, 0, 0, 0, 0, 5, /* Name */ (byte)'a', (byte)'b', /* Grain */ 7, 8, 9];
        byte[] amount = [/* Kind */ 2, /* NameLength */ 0, /* Length */ 0, 0, 0, 0, 0, 0, 0, 8, /* Bytes */ 0, 0, 0, 0, 0, 0, 0, 3];
        Assert.Equal(fill, new Silo.Fill("ab", new byte[] { 7, 8, 9 }).ToBytes(default));
        byte[] reply = new byte[amount.Length];
        foreach (int cut in new[] { 0, 1, 9, 11, 12, 14 })
        {
            await socket.SendAsync(fill.AsMemory(0, cut), Cancelled);
            await socket.SendAsync(fill.AsMemory(cut), Cancelled);
            await Depots.ReceiveAsync(socket, reply);
            Assert.Equal(amount, reply);
        }
    }

    [Theory]
    [InlineData("80 00 00 00 00 00 00 05", "over the limit")]
    [InlineData("FF FF FF FF FF FF FF FF", "over the limit")]
    [InlineData("00 00 00 00 00 00 00 01", "needs 2 bytes, 1 are left")]
    public async Task Lengths_that_no_message_has_end_the_connection(string length, string reason)
    {
        await using var server = new RunningServer<Silo.Wire>(new Silo.Server(this), Anywhere);
        using Socket socket = await Depots.ConnectAsync(server.EndPoint);
        byte[] value = Convert.FromHexString(length.Replace(" ", "", StringComparison.Ordinal));
        await socket.SendAsync((byte[])[1, 2, .. value, (byte)'a', (byte)'b', 1, 2, 3], Cancelled);
        await Depots.WaitForEndAsync(socket);
        Assert.Contains(reason, Assert.IsType<WireFormatException>(await _siloEnded.Task.Soon()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("7F FF FF FF FF FF FF F5")]
    [InlineData("00 00 01 00 00 00 00 00")]
    public async Task The_largest_lengths_are_begun_and_cost_nothing_when_they_are_cut(string length)
    {
        await using var server = new RunningServer<Silo.Wire>(new Silo.Server(this), Anywhere);
        using Socket socket = await Depots.ConnectAsync(server.EndPoint);
        byte[] value = Convert.FromHexString(length.Replace(" ", "", StringComparison.Ordinal));
        await socket.SendAsync((byte[])[1, 2, .. value, (byte)'a', (byte)'b', 1, 2, 3], Cancelled);
        socket.Shutdown(SocketShutdown.Send);
        await Depots.WaitForEndAsync(socket);
        StreamedBytesException cut = Assert.IsType<StreamedBytesException>(await _siloEnded.Task.Soon());
        Assert.Equal(3, cut.Transferred);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(120)]
    [InlineData(130)]
    [InlineData(16_500)]
    [InlineData(Large)]
    public async Task Behind_a_header_and_lengths_of_variable_size(int length)
    {
        await using var server = new RunningServer<Barge.Wire>(new Barge.Server(this), Anywhere);
        await using Barge.Client client = await Barge.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        for (int call = 0; call < 2; call++)
        {
            Assert.Equal((ulong)length + 7, (await client.ShipAsync(new() { Number = 7, Cargo = StreamedBytes.From(new PatternStream(length), length) }, Cancelled).Soon()).Bytes);
            Assert.Equal((ulong)length + 7, (await client.ShipAsync(new() { Number = 7, Cargo = Parcels.Make(length) }, Cancelled).Soon()).Bytes);
        }
    }

    [Fact]
    public async Task A_length_that_disagrees_with_the_frames_ends_the_connection()
    {
        await using var server = new RunningServer<Barge.Wire>(new Barge.Server(this), Anywhere);
        using Socket socket = await Depots.ConnectAsync(server.EndPoint);
        await socket.SendAsync((byte[])[/* Kind */ 1, /* Length */ 0xFF, 0xFF, 0x7F, /* Number */ 0, 7, /* CargoLength */ 0x05, 1, 2, 3, 4], Cancelled);
        await Depots.WaitForEndAsync(socket);
        await using Barge.Client client = await Barge.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Assert.Equal(8ul, (await client.ShipAsync(new() { Number = 7, Cargo = new byte[1] }, Cancelled).Soon()).Bytes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(300)]
    [InlineData(Large)]
    public async Task Behind_a_prefix_and_no_header(int length)
    {
        await using var server = new RunningServer<Pipeline.Wire>(new Pipeline.Server(this), Anywhere);
        await using Pipeline.Client client = await Pipeline.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Pipeline.Flow flow = await client.PumpAsync(new(9, StreamedBytes.From(new PatternStream(length), length)), Cancelled).Soon();
        Assert.Equal(9, flow.Valve);
        Assert.Equal(await Parcels.WeightAsync(length), await Parcels.WeighAsync(flow.Oil, Cancelled).Soon());
        Assert.Equal(3, (await (await client.PumpAsync(new(1, new byte[3]), Cancelled).Soon()).Oil.ToArrayAsync(3, Cancelled)).Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(300)]
    [InlineData(Large)]
    public async Task Behind_a_prefix_of_variable_size_and_a_length_of_several_members(int length)
    {
        await using var server = new RunningServer<Rope.Wire>(new Rope.Server(this), Anywhere);
        await using Rope.Client client = await Rope.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Assert.Equal((ulong)length, (await client.PullAsync(new() { Name = "hemp", Strands = StreamedBytes.From(new PatternStream(length), length) }, Cancelled).Soon()).Bytes);
        Assert.Equal(2ul, (await client.PullAsync(new() { Name = "silk", Strands = new byte[2] }, Cancelled).Soon()).Bytes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(300)]
    [InlineData(Large)]
    public async Task Where_frames_are_looked_at_one_at_a_time(int length)
    {
        await using var server = new RunningServer<Sluice.Wire>(new Sluice.Server(this), Anywhere);
        await using Sluice.Client client = await Sluice.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        for (byte call = 1; call < 4; call++)
        {
            Sluice.Level level = await client.LetAsync(new(call, StreamedBytes.From(new PatternStream(length), length)), Cancelled).Soon();
            Assert.Equal(call, level.Gate);
            Assert.Equal(await Parcels.WeightAsync(length), await Parcels.WeighAsync(level.Water, Cancelled).Soon());
        }
    }

    [Fact]
    public async Task The_server_can_ask_for_what_streams()
    {
        await using var server = new RunningServer<Audit.Wire>(new Audit.Server(this), Anywhere);
        await using Audit.Client client = await Audit.Client.ConnectAsync(server.Address, handler: new Books(), cancellationToken: Cancelled);
        Assert.Equal((await Parcels.WeightAsync(Large)).Sum, (await client.StartAsync(new(Large), Cancelled).Soon()).Sum);
    }

    private sealed class Books : Audit.IClientHandler
    {
        public ValueTask<Audit.Books> ShowAsync(Audit.Show request, Audit.Client client, CancellationToken cancellationToken) => new(new Audit.Books(request.Question));
    }
}
