using System.Net;
using ProtoSockets.Conversations.Tests.Protocols;
using static ProtoSockets.Conversations.Tests.StreamedCalls.Flow;
using static ProtoSockets.Transports.Transports;

namespace ProtoSockets.Conversations.Tests.StreamedCalls;

/// <summary>Calls that are answered by a stream, send one, or both.</summary>
public sealed class StreamedCallTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("tcp", 0)]
    [InlineData("tcp", 1)]
    [InlineData("tcp", 1000)]
    [InlineData("tls", 1000)]
    [InlineData("memory", 1000)]
    public async Task Calls_of_all_shapes_carry_every_item_in_order(string carrier, int count)
    {
        await using var server = new RunningServer<Weir.Wire>(new Weir.Server(new WeirHandler()), Bound(carrier));
        TransportAddress address = carrier == "tls" ? new TransportAddress(Tls(Localhost.Client), server.EndPoint) : server.Address;
        await using Weir.Client client = await Weir.Client.ConnectAsync(address, cancellationToken: Cancelled);
        Assert.Equal(Enumerable.Range(1, count), await NumbersAsync(client.PourAsync(new(count, 0), Cancelled)).Soon());
        Assert.Equal(new Weir.Level(count, count * (count + 1L) / 2), await client.FillAsync(new(0), BucketsAsync(count), Cancelled).Soon());
        Assert.Equal(Enumerable.Range(1, count).Select(number => number * 3), await NumbersAsync(client.MillAsync(new(3), BucketsAsync(count), Cancelled)).Soon());
        Assert.Equal(7, (await client.LookAsync(new(7), Cancelled).Soon()).Count);
    }

    [Fact]
    public async Task Nothing_is_sent_before_the_enumeration_starts_and_each_is_a_call_of_its_own()
    {
        var handler = new WeirHandler();
        await using var server = new RunningServer<Weir.Wire>(new Weir.Server(handler), Anywhere);
        await using Weir.Client client = await Weir.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        IAsyncEnumerable<Weir.Drop> drops = client.PourAsync(new(3, 0), Cancelled);
        Assert.Equal(0, (await client.LookAsync(new(0), Cancelled).Soon()).Sum);
        Assert.Equal([1, 2, 3], await NumbersAsync(drops).Soon());
        Assert.Equal([1, 2, 3], await NumbersAsync(drops).Soon());
        Assert.Equal(6, handler.Poured);
    }

    [Fact]
    public async Task The_protocols_own_error_reply_ends_streams_as_it_ends_calls()
    {
        await using var server = new RunningServer<Gully.Wire>(new Gully.Server(new DryHandler()), Anywhere);
        await using Gully.Client client = await Gully.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        var read = new List<int>();
        CallRefusedException refused = await Assert.ThrowsAsync<CallRefusedException>(async () =>
        {
            await foreach (Gully.Drop drop in client.PourAsync(new(5), Cancelled))
            {
                read.Add(drop.Number);
            }
        });
        Assert.Equal(new Gully.Dry(5), refused.Error);
        Assert.Equal([0, 1, 2, 3, 4], read);
        CallResult<Gully.Level, Gully.Dry> result = await client.TryFillAsync(default, OfBucketsAsync(3), Cancelled).Soon();
        Assert.Equal(new Gully.Dry(3), result.Error);
        result = await client.TryFillAsync(default, OfBucketsAsync(2), Cancelled).Soon();
        Assert.Equal(2, result.Reply.Count);
    }

    [Fact]
    public async Task Many_streams_go_on_at_a_time_on_one_connection()
    {
        await using var server = new RunningServer<Weir.Wire>(new Weir.Server(new WeirHandler()), Anywhere);
        await using Weir.Client client = await Weir.Client.ConnectAsync(server.Address, new ClientOptions { StreamWindow = 4 }, cancellationToken: Cancelled);
        Task<List<int>>[] calls = [.. Enumerable.Range(0, 90).Select(factor => NumbersAsync(client.MillAsync(new(factor), BucketsAsync(200), Cancelled)))];
        for (int factor = 0; factor < calls.Length; factor++)
        {
            Assert.Equal(Enumerable.Range(1, 200).Select(number => number * factor), await calls[factor].Soon());
        }
    }

    [Fact]
    public async Task A_stream_that_outlives_its_handler_ends_for_whoever_still_reads_it()
    {
        var handler = new LeakingHandler();
        await using var server = new RunningServer<Gully.Wire>(new Gully.Server(handler), Anywhere);
        await using Gully.Client client = await Gully.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        for (int waits = 0; waits < 2; waits++)
        {
            handler.Waits = waits == 1;
            Assert.Equal(0, (await client.FillAsync(default, OfBucketsAsync(100_000), Cancelled).Soon()).Count);
            IAsyncEnumerable<Gully.Bucket> items = handler.Leaked!;
            await Assert.ThrowsAsync<InvalidOperationException>(async () =>
            {
                await foreach (Gully.Bucket item in items.WithCancellation(Cancelled))
                {
                    // What had come by then may still be read.
                }
            }).Soon();
        }
    }

    [Fact]
    public async Task A_stream_is_read_once()
    {
        await using var server = new RunningServer<Gully.Wire>(new Gully.Server(new TwiceHandler()), Anywhere);
        await using Gully.Client client = await Gully.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        CallResult<Gully.Level, Gully.Dry> result = await client.TryFillAsync(default, OfBucketsAsync(2), Cancelled).Soon();
        Assert.Equal(new Gully.Dry(1), result.Error);
    }

    private static async IAsyncEnumerable<Gully.Bucket> OfBucketsAsync(int count)
    {
        await Task.CompletedTask;
        for (int number = 1; number <= count; number++)
        {
            yield return new Gully.Bucket(number);
        }
    }
}
