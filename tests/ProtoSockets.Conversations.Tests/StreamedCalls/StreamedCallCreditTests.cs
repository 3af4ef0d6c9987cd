using System.Net;
using ProtoSockets.Conversations.Tests.Protocols;
using static ProtoSockets.Conversations.Tests.StreamedCalls.Flow;
using static ProtoSockets.Transports.Transports;

namespace ProtoSockets.Conversations.Tests.StreamedCalls;

/// <summary>Who waits for whom, how far anybody may go ahead, and that nothing of it stays behind.</summary>
public sealed class StreamedCallCreditTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reader_that_is_slow_stops_its_producer_at_the_window_and_no_other_call()
    {
        var handler = new WeirHandler();
        await using var server = new RunningServer<Weir.Wire>(new Weir.Server(handler), Anywhere);
        await using Weir.Client client = await Weir.Client.ConnectAsync(server.Address, new ClientOptions { StreamWindow = 8 }, cancellationToken: Cancelled);
        await using IAsyncEnumerator<Weir.Drop> drops = client.PourAsync(new(1000, 0), Cancelled).GetAsyncEnumerator(Cancelled);
        Assert.True(await drops.MoveNextAsync().Soon());

        // The call behind it was handled behind the credit: the producer has gone as far as it may.
        Assert.Equal(8, (await client.LookAsync(new(0), Cancelled).Soon()).Sum);
        await MoveAsync(drops, 2);
        Assert.Equal(8, (await client.LookAsync(new(0), Cancelled).Soon()).Sum);

        // Half of the window is granted again when it has been read.
        await MoveAsync(drops, 1);
        Assert.Equal(12, (await client.LookAsync(new(0), Cancelled).Soon()).Sum);

        // Another stream of the same connection goes on meanwhile.
        Assert.Equal(Enumerable.Range(1, 100), await NumbersAsync(client.PourAsync(new(100, 0), Cancelled)).Soon());
        await MoveAsync(drops, 996);
        Assert.False(await drops.MoveNextAsync().Soon());
    }

    [Fact]
    public async Task Large_items_stop_their_producer_by_their_bytes()
    {
        await using var server = new RunningServer<Weir.Wire>(new Weir.Server(new WeirHandler()), Anywhere);
        await using Weir.Client client = await Weir.Client.ConnectAsync(server.Address, new ClientOptions { StreamWindowBytes = 100_000 }, cancellationToken: Cancelled);
        await using IAsyncEnumerator<Weir.Barrel> barrels = client.RollAsync(new(50, 30_000), Cancelled).GetAsyncEnumerator(Cancelled);
        Assert.True(await barrels.MoveNextAsync().Soon());

        // Three are 90 KB with their envelopes: the fourth begins within the limit.
        Assert.Equal(4, (await client.LookAsync(new(0), Cancelled).Soon()).Sum);
        for (int read = 1; read < 50; read++)
        {
            Assert.True(await barrels.MoveNextAsync().Soon());
        }

        Assert.False(await barrels.MoveNextAsync().Soon());
    }

    [Fact]
    public async Task A_handler_that_is_slow_stops_its_clients_source_at_the_window()
    {
        using var gate = new SemaphoreSlim(0);
        var handler = new WeirHandler { Gate = gate };
        await using var server = new RunningServer<Weir.Wire>(new Weir.Server(handler, new ServerOptions { StreamWindow = 8 }), Anywhere);
        await using Weir.Client client = await Weir.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        var source = new Source(1000);
        Task<Weir.Level> filling = client.FillAsync(new(0), source, Cancelled).AsTask();
        await source.Reached(8).Soon();
        Assert.Equal(1, await handler.Read.Reader.ReadAsync(Cancelled).Soon());
        await client.LookAsync(new(0), Cancelled).Soon();
        Assert.Equal(8, source.Given);
        gate.Release(3);
        await source.Reached(12).Soon();
        await client.LookAsync(new(0), Cancelled).Soon();
        Assert.Equal(12, source.Given);
        gate.Release(1000);
        Assert.Equal(1000, (await filling.Soon()).Count);
    }

    [Fact]
    public async Task More_streams_than_the_limit_are_refused_and_other_calls_are_not()
    {
        await using var server = new RunningServer<Weir.Wire>(new Weir.Server(new WeirHandler(), new ServerOptions { MaxStreams = 2, MaxCallsInFlight = 1 }), Anywhere);
        await using Weir.Client client = await Weir.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await using IAsyncEnumerator<Weir.Drop> first = client.PourAsync(new(1000, 0), Cancelled).GetAsyncEnumerator(Cancelled);
        await using (IAsyncEnumerator<Weir.Drop> second = client.PourAsync(new(1000, 0), Cancelled).GetAsyncEnumerator(Cancelled))
        {
            Assert.True(await first.MoveNextAsync().Soon());
            Assert.True(await second.MoveNextAsync().Soon());
            CallRefusedException refused = await Assert.ThrowsAsync<CallRefusedException>(() => NumbersAsync(client.PourAsync(new(1, 0), Cancelled)).Soon());
            Assert.Equal(RefusalCode.Overloaded, refused.Code);
            refused = await Assert.ThrowsAsync<CallRefusedException>(() => client.FillAsync(new(0), BucketsAsync(1), Cancelled).Soon());
            Assert.Equal(RefusalCode.Overloaded, refused.Code);
            Assert.Equal(7, (await client.LookAsync(new(7), Cancelled).Soon()).Count);
        }

        // The one that was left makes room, as soon as its handler has ended.
        await MoveAsync(first, 10);
        await RetryAsync(() => NumbersAsync(client.PourAsync(new(1, 0), Cancelled)));
    }

    /// <summary>Calls of all shapes at a time, of which many are left, cancelled, refused or failed somewhere: what comes is in order, and nothing is left of any.</summary>
    [Theory]
    [InlineData("tcp", 1)]
    [InlineData("memory", 2)]
    [InlineData("tls", 3)]
    public async Task Calls_that_are_given_up_anywhere_leave_nothing_behind(string carrier, int seed)
    {
        const int Callers = 16;
        const int Rounds = 25;
        var handler = new WeirHandler { IsQuiet = true };
        await using var server = new RunningServer<Weir.Wire>(new Weir.Server(handler, new ServerOptions { StreamWindow = 5, MaxStreams = 8 }), Bound(carrier));
        TransportAddress address = carrier == "tls" ? new TransportAddress(Tls(Localhost.Client), server.EndPoint) : server.Address;
        await using Weir.Client client = await Weir.Client.ConnectAsync(address, new ClientOptions { StreamWindow = 3 }, cancellationToken: Cancelled);
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallAsync(new Random(seed * 1000 + caller)), Cancelled))).WaitAsync(Patience.Long, Cancelled);

        // All handlers have ended, or do: the limit of streams is free again.
        for (int again = 0; again < 8; again++)
        {
            await RetryAsync(() => NumbersAsync(client.PourAsync(new(20, 0), Cancelled)));
        }

        async Task CallAsync(Random random)
        {
            for (int round = 0; round < Rounds; round++)
            {
                int count = random.Next(0, 30);
                int leaveAt = random.Next(0, 60);
                using var caller = new CancellationTokenSource();
                if (random.Next(4) == 0)
                {
                    caller.CancelAfter(random.Next(0, 3));
                }

                try
                {
                    switch (random.Next(3))
                    {
                        case 0:
                            await ReadAsync(client.PourAsync(new(count, random.Next(0, 60)), caller.Token), 1, count, leaveAt);
                            break;
                        case 1:
                            Weir.Level level = await client.FillAsync(new(random.Next(0, 40)), BucketsAsync(count), caller.Token);
                            Assert.Equal(level.Count * (level.Count + 1L) / 2, level.Sum);
                            break;
                        default:
                            await ReadAsync(client.MillAsync(new(3), BucketsAsync(count), caller.Token), 3, count, leaveAt);
                            break;
                    }
                }
                catch (Exception exception) when (exception is OperationCanceledException or CallRefusedException)
                {
                    // Cancelled, over the limit, or failed as it was asked to.
                }
            }
        }

        static async Task ReadAsync(IAsyncEnumerable<Weir.Drop> drops, int factor, int count, int leaveAt)
        {
            int read = 0;
            await foreach (Weir.Drop drop in drops)
            {
                Assert.Equal(++read * factor, drop.Number);
                if (read == leaveAt)
                {
                    return;
                }
            }

            Assert.Equal(count, read);
        }
    }

    private static async Task RetryAsync(Func<Task> attempt)
    {
        for (int left = 1000; ; left--)
        {
            try
            {
                await attempt().Soon();
                return;
            }
            catch (CallRefusedException) when (left > 0)
            {
                await Task.Yield();
            }
        }
    }
}
