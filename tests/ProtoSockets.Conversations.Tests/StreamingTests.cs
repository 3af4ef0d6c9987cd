using System.IO.Pipelines;
using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests;

/// <summary>Members that stream, over everything that carries them, and by far larger than a frame may be.</summary>
public sealed class StreamingTests
{
    private const int Large = 1_000_003;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string> Carriers => new("tcp", "memory", "unix");

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task A_request_streams_and_its_handler_reads_it_as_it_comes(string carrier)
    {
        await using RunningServer<Depot.Wire> server = Depots.Start(new DepotHandler(), carrier);
        await using Depot.Client client = await Depot.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        foreach (int length in new[] { 0, 1, 15, 4000, 16_384, 16_385, 65_536, Large })
        {
            using PatternStream source = new(length);
            Assert.Equal(await Parcels.WeightAsync(length), await client.StoreAsync(new("parcel", StreamedBytes.From(source, length)), Cancelled).Soon());
            Assert.True(source.IsDisposed);
        }
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task A_reply_streams_and_its_caller_reads_it_as_it_comes(string carrier)
    {
        await using RunningServer<Depot.Wire> server = Depots.Start(new DepotHandler(), carrier);
        await using Depot.Client client = await Depot.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        foreach (int length in new[] { 0, 1, 4000, 65_536, Large })
        {
            Depot.Parcel parcel = await client.FetchAsync(new(length), Cancelled).Soon();
            Assert.Equal(length, parcel.Data.Length);
            Assert.Equal(await Parcels.WeightAsync(length), await Parcels.WeighAsync(parcel.Data, Cancelled).Soon());
        }

        Assert.Equal(7, (await client.PingAsync(new(7), Cancelled).Soon()).Bytes);
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task One_way_messages_stream_both_ways(string carrier)
    {
        DepotHandler handler = new();
        await using RunningServer<Depot.Wire> server = Depots.Start(handler, carrier);
        await using Depot.Client client = await Depot.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await client.DropAsync(new(1, StreamedBytes.From(new PatternStream(200_000), 200_000)), Cancelled).Soon();
        Assert.Equal(await Parcels.WeightAsync(200_000), await handler.Dropped.Reader.ReadAsync(Cancelled).Soon());

        Task<Depot.Receipt> delivered = client.DeliverAsync(new(2, Large), Cancelled).AsTask();
        await foreach (Depot.Delivery delivery in client.ReceiveAsync<Depot.Delivery>(Cancelled))
        {
            Assert.Equal(await Parcels.WeightAsync(Large), await Parcels.WeighAsync(delivery.Data, Cancelled).Soon());
            break;
        }

        Assert.Equal(Large, (await delivered.Soon()).Bytes);
    }

    [Fact]
    public async Task It_streams_through_tls()
    {
        TransportAddress address = new(
            ProtoSockets.Transports.Transports.Tls(Localhost.Server), new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        await using RunningServer<Depot.Wire> server = new(new Depot.Server(new DepotHandler()), address);
        await using Depot.Client client = await Depot.Client.ConnectAsync(new TransportAddress(ProtoSockets.Transports.Transports.Tls(Localhost.Client), server.EndPoint), cancellationToken: Cancelled);
        Assert.Equal(await Parcels.WeightAsync(Large), await client.StoreAsync(new("parcel", StreamedBytes.From(new PatternStream(Large), Large)), Cancelled).Soon());
        Depot.Parcel parcel = await client.FetchAsync(new(Large), Cancelled).Soon();
        Assert.Equal(await Parcels.WeightAsync(Large), await Parcels.WeighAsync(parcel.Data, Cancelled).Soon());
    }

    [Fact]
    public async Task A_request_and_its_reply_stream_at_the_same_time()
    {
        await using RunningServer<Depot.Wire> server = Depots.Start(new DepotHandler());
        await using Depot.Client client = await Depot.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Depot.Parcel parcel = await client.EchoAsync(new(StreamedBytes.From(new PatternStream(5 * Large), 5 * Large)), Cancelled).Soon();
        Assert.Equal(await Parcels.WeightAsync(5 * Large), await Parcels.WeighAsync(parcel.Data, Cancelled).Soon());
        Assert.Equal(7, (await client.PingAsync(new(7), Cancelled).Soon()).Bytes);
    }

    [Fact]
    public async Task It_streams_from_a_pipe_from_memory_and_from_a_file()
    {
        await using RunningServer<Depot.Wire> server = Depots.Start(new DepotHandler());
        await using Depot.Client client = await Depot.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Depot.Receipt weight = await Parcels.WeightAsync(Large);

        Pipe pipe = new();
        Task filling = FillAsync(pipe.Writer);
        Assert.Equal(weight, await client.StoreAsync(new("pipe", StreamedBytes.From(pipe.Reader, Large)), Cancelled).Soon());
        await filling.Soon();

        Assert.Equal(weight, await client.StoreAsync(new("memory", Parcels.Make(Large)), Cancelled).Soon());

        string path = Path.GetTempFileName();
        await File.WriteAllBytesAsync(path, Parcels.Make(Large), Cancelled);
        FileStream file = File.OpenRead(path);
        Assert.Equal(weight, await client.StoreAsync(new("file", StreamedBytes.From(file)), Cancelled).Soon());
        Assert.False(file.CanRead);
        File.Delete(path);

        static async Task FillAsync(PipeWriter writer)
        {
            await new PatternStream(Large).CopyToAsync(writer.AsStream(leaveOpen: true), Cancelled);
            await writer.CompleteAsync();
        }
    }

    [Fact]
    public async Task Calls_that_are_made_meanwhile_follow_in_order_and_in_step()
    {
        await using RunningServer<Depot.Wire> server = Depots.Start(new DepotHandler());
        await using Depot.Client client = await Depot.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Depot.Receipt weight = await Parcels.WeightAsync(300_000);
        Task<Depot.Receipt>[] stores = [.. Enumerable.Range(0, 8).Select(index => client.StoreAsync(new($"{index}", StreamedBytes.From(new PatternStream(300_000), 300_000)), Cancelled).AsTask())];
        Task<Depot.Receipt>[] pings = [.. Enumerable.Range(0, 200).Select(value => client.PingAsync(new(value), Cancelled).AsTask())];
        Assert.All(await Task.WhenAll(stores).Soon(), receipt => Assert.Equal(weight, receipt));
        Assert.Equal(Enumerable.Range(0, 200).Select(value => (long)value), (await Task.WhenAll(pings).Soon()).Select(pong => pong.Bytes));
    }

    [Fact]
    public async Task What_a_handler_leaves_unread_is_passed_over_and_the_next_call_is_in_step()
    {
        byte[] first = new byte[10];
        DepotHandler handler = new()
        {
            OnStore = async (_, data, ct) =>
            {
                await data.AsStream().ReadExactlyAsync(first, ct);
                return new Depot.Receipt(10, 0);
            },
        };
        await using RunningServer<Depot.Wire> server = Depots.Start(handler);
        await using Depot.Client client = await Depot.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        for (int call = 0; call < 3; call++)
        {
            Assert.Equal(10, (await client.StoreAsync(new("parcel", StreamedBytes.From(new PatternStream(Large), Large)), Cancelled).Soon()).Bytes);
            Assert.Equal(Parcels.Make(10), first);
            Assert.Equal(call, (await client.PingAsync(new(call), Cancelled).Soon()).Bytes);
        }
    }

    [Fact]
    public async Task A_handler_that_throws_has_its_call_refused_and_the_rest_passed_over()
    {
        DepotHandler handler = new() { OnStore = static (_, _, _) => throw new CallRefusedException("no room") };
        await using RunningServer<Depot.Wire> server = Depots.Start(handler);
        await using Depot.Client client = await Depot.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        CallRefusedException refused = await Assert.ThrowsAsync<CallRefusedException>(
            () => client.StoreAsync(new("parcel", StreamedBytes.From(new PatternStream(Large), Large)), Cancelled).Soon());
        Assert.Equal("no room", refused.Message);
        Assert.Equal(7, (await client.PingAsync(new(7), Cancelled).Soon()).Bytes);
    }

    [Fact]
    public async Task A_caller_that_disposes_its_reply_has_the_rest_passed_over()
    {
        await using RunningServer<Depot.Wire> server = Depots.Start(new DepotHandler());
        await using Depot.Client client = await Depot.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Depot.Parcel parcel = await client.FetchAsync(new(Large), Cancelled).Soon();
        Task<Depot.Receipt> ping = client.PingAsync(new(7), Cancelled).AsTask();
        await parcel.Data.AsStream().ReadExactlyAsync(new byte[100], Cancelled).AsTask().Soon();
        parcel.Data.Dispose();
        Assert.Equal(7, (await ping.Soon()).Bytes);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => parcel.Data.ToArrayAsync(Large, Cancelled).Soon());
    }

    [Fact]
    public async Task Reading_after_the_end_of_the_handler_is_a_typed_error_and_what_is_kept_goes_on()
    {
        TaskCompletionSource<StreamedBytes> late = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource<StreamedBytes> kept = new(TaskCreationOptions.RunContinuationsAsynchronously);
        DepotHandler handler = new()
        {
            OnStore = (_, data, _) =>
            {
                (late.Task.IsCompleted ? kept : late).SetResult(late.Task.IsCompleted ? data.ToOwned() : data);
                return ValueTask.FromResult(new Depot.Receipt(1, 0));
            },
        };
        await using RunningServer<Depot.Wire> server = Depots.Start(handler);
        await using Depot.Client client = await Depot.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await client.StoreAsync(new("late", StreamedBytes.From(new PatternStream(Large), Large)), Cancelled).Soon();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await (await late.Task).AsPipeReader().ReadAsync(Cancelled));
        Task<Depot.Receipt> second = client.StoreAsync(new("kept", StreamedBytes.From(new PatternStream(Large), Large)), Cancelled).AsTask();
        Assert.Equal(await Parcels.WeightAsync(Large), await Parcels.WeighAsync(await kept.Task.Soon(), Cancelled).Soon());
        Assert.Equal(1, (await second.Soon()).Bytes);
    }

    [Fact]
    public async Task The_frame_limit_holds_for_what_stands_in_front_of_it()
    {
        await using RunningServer<Depot.Wire> server = Depots.Start(new DepotHandler());
        await using Depot.Client client = await Depot.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        string name = new('x', 4096);
        WireFormatException tooLong = await Assert.ThrowsAsync<WireFormatException>(
            () => client.StoreAsync(new(name, StreamedBytes.From(new PatternStream(Large), Large)), Cancelled).Soon());
        Assert.Contains("the limit is 4096", tooLong.Message, StringComparison.Ordinal);
        Assert.Equal(100, (await client.StoreAsync(new(new string('x', 4000), StreamedBytes.From(new PatternStream(100), 100)), Cancelled).Soon()).Bytes);
        Assert.Equal(7, (await client.PingAsync(new(7), Cancelled).Soon()).Bytes);
    }

    [Fact]
    public async Task A_bound_of_its_own_is_kept_to_by_the_sender()
    {
        DepotHandler handler = new();
        await using RunningServer<Depot.Wire> server = Depots.Start(handler);
        await using Depot.Client client = await Depot.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        using PatternStream source = new(1_000_001);
        WireFormatException tooLong = await Assert.ThrowsAsync<WireFormatException>(() => client.DropAsync(new(1, StreamedBytes.From(source, 1_000_001)), Cancelled).Soon());
        Assert.Contains("Data takes 1000001 bytes, and may take 1000000", tooLong.Message, StringComparison.Ordinal);
        Assert.True(source.IsDisposed);
        await client.DropAsync(new(1, StreamedBytes.From(new PatternStream(1_000_000), 1_000_000)), Cancelled).Soon();
        Assert.Equal(1_000_000, (await handler.Dropped.Reader.ReadAsync(Cancelled).Soon()).Bytes);
    }
}
