using System.Runtime.CompilerServices;
using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests.Reconnecting;

/// <summary>Calls that stream, of a client that connects again or has several connections.</summary>
public sealed class StreamedCallPoolTests
{
    private static readonly TransportAddress Anywhere = TransportAddress.Parse("tcp://127.0.0.1:0");

    private static readonly ReconnectOptions Quickly = new() { InitialDelay = TimeSpan.FromMilliseconds(5), MaxDelay = TimeSpan.FromMilliseconds(50) };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Streams_are_spread_over_the_connections_and_count_as_calls_do()
    {
        var handler = new BrookHandler(1);
        await using var server = new RunningServer<Brook.Wire>(new Brook.Server(handler), Anywhere);
        await using Brook.Client client = await Brook.Client.ConnectAsync(server.Address, new ClientOptions { Connections = 3, Reconnect = Quickly }, cancellationToken: Cancelled);
        await client.UntilConnectedAsync(3);
        List<IAsyncEnumerator<Brook.Drop>> streams = [];
        List<Task<Brook.Level>> calls = [];
        for (int key = 0; key < 9; key++)
        {
            // Each is on its connection before the next one looks for the least loaded.
            if (key % 2 == 0)
            {
                streams.Add(client.FlowAsync(new(key, int.MaxValue), Cancelled).GetAsyncEnumerator(Cancelled));
                Assert.True(await streams[^1].MoveNextAsync().Soon());
            }
            else
            {
                calls.Add(client.HoldAsync(new(key), Cancelled).AsTask());
            }

            Assert.Equal(key, await handler.Came.Reader.ReadAsync(Cancelled).Soon());
        }

        Assert.All(handler.SessionOf.Values.CountBy(static session => session), static load => Assert.Equal(3, load.Value));
        Assert.Equal(3, handler.SessionOf.Values.Distinct().Count());

        // A stream that is left makes room on its connection.
        Brook.Session left = handler.SessionOf[4];
        await streams[2].DisposeAsync();
        await using IAsyncEnumerator<Brook.Drop> next = client.FlowAsync(new(9, 1), Cancelled).GetAsyncEnumerator(Cancelled);
        Assert.True(await next.MoveNextAsync().Soon());
        Assert.Same(left, handler.SessionOf[9]);
        handler.Released.SetResult();
        await Task.WhenAll(calls).Soon();
        foreach (IAsyncEnumerator<Brook.Drop> stream in streams)
        {
            await stream.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_stream_that_is_asked_for_while_there_is_no_connection_waits_for_one()
    {
        var first = new RunningServer<Brook.Wire>(new Brook.Server(new BrookHandler(1)), Anywhere);
        await using Brook.Client client = await Brook.Client.ConnectAsync(first.Address, new ClientOptions { Reconnect = Quickly }, cancellationToken: Cancelled);
        var states = new StateLog(client);
        await first.DisposeAsync();
        await states.UntilAsync(ClientState.BackingOff);
        var source = new Source(3);
        Task<List<Brook.Drop>> flowing = ListAsync(client.FlowAsync(new(1, 100), Cancelled));
        Task<Brook.Level> filling = client.FillAsync(new(2), source, Cancelled).AsTask();
        Assert.Equal(0, source.Enumerations);
        Assert.False(flowing.IsCompleted);

        await using var second = new RunningServer<Brook.Wire>(new Brook.Server(new BrookHandler(2)), first.Address);
        Assert.Equal(Enumerable.Range(1, 100).Select(static number => new Brook.Drop(number, 2)), await flowing.Soon());
        Assert.Equal(new Brook.Level(6, 2), await filling.Soon());
        Assert.Equal(1, source.Enumerations);
    }

    [Fact]
    public async Task A_stream_that_waits_has_its_own_deadline_its_token_and_its_place_in_the_queue()
    {
        var server = new RunningServer<Brook.Wire>(new Brook.Server(new BrookHandler(1)), Anywhere);
        await using Brook.Client client = await Brook.Client.ConnectAsync(
            server.Address, new ClientOptions { Reconnect = Quickly with { MaxQueuedCalls = 2 } }, cancellationToken: Cancelled);
        var states = new StateLog(client);
        await server.DisposeAsync();
        await states.UntilAsync(ClientState.BackingOff);
        using var caller = new CancellationTokenSource();
        Task<List<Brook.Drop>> cancelled = ListAsync(client.FlowAsync(new(1, 1), Timeout.InfiniteTimeSpan, caller.Token));
        Task<List<Brook.Drop>> overdue = ListAsync(client.FlowAsync(new(2, 1), TimeSpan.FromMilliseconds(200), Cancelled));
        await Assert.ThrowsAsync<CallQueueFullException>(() => client.FillAsync(new(3), new Source(1), Cancelled).Soon());
        Assert.Contains("was not connected within 0.2 s", (await Assert.ThrowsAsync<CallNotSentException>(() => overdue.Soon())).Message, StringComparison.Ordinal);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.Soon());
    }

    [Fact]
    public async Task A_stream_whose_connection_ends_in_its_middle_fails_behind_what_has_come_and_the_next_one_goes_over_another()
    {
        var handler = new BrookHandler(1);
        await using var server = new RunningServer<Brook.Wire>(new Brook.Server(handler), Anywhere);
        await using Brook.Client client = await Brook.Client.ConnectAsync(server.Address, new ClientOptions { Reconnect = Quickly, StreamWindow = 8 }, cancellationToken: Cancelled);
        List<int> read = [];
        CallLostException lost = await Assert.ThrowsAsync<CallLostException>(async () =>
        {
            // It may be made twice, but not from its middle on.
            await foreach (Brook.Drop drop in client.TrickleAsync(new(1, int.MaxValue), Cancelled))
            {
                read.Add(drop.Number);
                if (drop.Number == 5)
                {
                    handler.SessionOf[1].Abort();
                }
            }
        });
        Assert.Equal(CallOutcome.Unknown, lost.Outcome);
        Assert.Equal(Enumerable.Range(1, read.Count), read);
        Assert.InRange(read.Count, 5, 24);
        Assert.Equal(100, (await ListAsync(client.TrickleAsync(new(2, 100), Cancelled))).Count);
        Assert.NotSame(handler.SessionOf[1], handler.SessionOf[2]);

        // What sends one has its source disposed of, and is not made again either: its source has been read.
        var source = new Source(3) { Last = int.MaxValue };
        await Assert.ThrowsAsync<CallLostException>(() => client.MeasureAsync(new(3), source, Cancelled).Soon());
        await source.Disposed.Soon();
        Assert.Equal(1, source.Enumerations);
    }

    [Fact]
    public async Task A_stream_of_which_nothing_came_is_asked_for_again_when_that_does_no_harm()
    {
        var handler = new BrookHandler(1);
        handler.Leaving[1] = handler.Leaving[2] = handler.Leaving[3] = handler.Leaving[4] = true;
        await using var server = new RunningServer<Brook.Wire>(new Brook.Server(handler), Anywhere);
        await using Brook.Client client = await Brook.Client.ConnectAsync(server.Address, new ClientOptions { Reconnect = Quickly }, cancellationToken: Cancelled);
        Assert.Equal(3, (await ListAsync(client.TrickleAsync(new(1, 3), Cancelled)).Soon()).Count);
        await Assert.ThrowsAsync<CallLostException>(() => ListAsync(client.FlowAsync(new(2, 3), Cancelled)).Soon());
        var source = new Source(3);
        Assert.Equal(6, (await client.MeasureAsync(new(3), source, Cancelled).Soon()).Sum);
        Assert.Equal(1, source.Enumerations);
        await Assert.ThrowsAsync<CallLostException>(() => client.FillAsync(new(4), new Source(3), Cancelled).Soon());
        List<int> came = [];
        while (handler.Came.Reader.TryRead(out int key))
        {
            came.Add(key);
        }

        Assert.Equal([1, 1, 2, 3, 3, 4], came);
    }

    [Fact]
    public async Task A_server_that_leaves_ends_its_streams_in_good_order_while_new_ones_go_to_the_next()
    {
        var first = new RunningServer<Brook.Wire>(new Brook.Server(new BrookHandler(1)), Anywhere);
        await using var second = new RunningServer<Brook.Wire>(new Brook.Server(new BrookHandler(2)), Anywhere);
        await using Brook.Client client = await Brook.Client.ConnectAsync(
            [first.Address, second.Address], new ClientOptions { Reconnect = Quickly, StreamWindow = 4 }, cancellationToken: Cancelled);
        var states = new StateLog(client);
        await using IAsyncEnumerator<Brook.Drop> old = client.FlowAsync(new(1, 200), Cancelled).GetAsyncEnumerator(Cancelled);
        Assert.True(await old.MoveNextAsync().Soon());
        first.Stop();
        await states.UntilAsync(ClientState.Connected);
        List<Brook.Drop> drops = await ListAsync(client.FlowAsync(new(2, 3), Cancelled)).Soon();
        Assert.All(drops, static drop => Assert.Equal(2, drop.Server));
        Assert.Equal(new Brook.Level(6, 2), await client.FillAsync(new(3), new Source(3), Cancelled).Soon());
        for (int number = 2; number <= 200; number++)
        {
            Assert.True(await old.MoveNextAsync().Soon());
            Assert.Equal(new Brook.Drop(number, 1), old.Current);
        }

        Assert.False(await old.MoveNextAsync().Soon());
        await first.DisposeAsync();
    }

    private static async Task<List<Brook.Drop>> ListAsync(IAsyncEnumerable<Brook.Drop> items)
    {
        List<Brook.Drop> all = [];
        await foreach (Brook.Drop item in items)
        {
            all.Add(item);
        }

        return all;
    }

    /// <summary>Counts how often it is enumerated.</summary>
    private sealed class Source(int count) : IAsyncEnumerable<Brook.Bucket>
    {
        private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _enumerations;

        public int Enumerations => Volatile.Read(ref _enumerations);

        /// <summary>An item behind the others, with no end behind it; 0 for none.</summary>
        public int Last { get; init; }

        public Task Disposed => _disposed.Task;

        public IAsyncEnumerator<Brook.Bucket> GetAsyncEnumerator(CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _enumerations);
            return NumbersAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        }

        private async IAsyncEnumerable<Brook.Bucket> NumbersAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            try
            {
                for (int number = 1; number <= count; number++)
                {
                    yield return new Brook.Bucket(number);
                }

                if (Last != 0)
                {
                    yield return new Brook.Bucket(Last);
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                }
            }
            finally
            {
                _disposed.TrySetResult();
            }
        }
    }
}
