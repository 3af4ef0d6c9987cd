using System.Threading.Tasks.Sources;
using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests;

/// <summary>Once warm, a conversation allocates nothing. Counted over the whole process, client and server together; so nothing may run beside it.</summary>
[Collection(nameof(AllocationTests))]
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed partial class AllocationTests(ITestOutputHelper output) : Beacon.IServerHandler, IDisposable
{
    private const int Warm = 20_000;
    private const int Calls = 200_000;

    private readonly SemaphoreSlim _noted = new(0);
    private int _notes;
    private int _target;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask<Beacon.Pong> PingAsync(Beacon.Ping request, Beacon.Session session, CancellationToken cancellationToken) =>
        new(new Beacon.Pong(request.Number));

    public ValueTask NoteAsync(Beacon.Note message, Beacon.Session session, CancellationToken cancellationToken)
    {
        if (message.Number < 0)
        {
            return session.NoticeAsync(new(message.Number), cancellationToken);
        }

        if (++_notes == _target)
        {
            _noted.Release();
        }

        return default;
    }

    [Theory]
    [InlineData("tcp://127.0.0.1:0")]
    [InlineData("udp://127.0.0.1:0")]
    public async Task A_request_and_its_reply_allocate_nothing(string address)
    {
        await using var server = new RunningServer<Beacon.Wire>(new Beacon.Server(this), TransportAddress.Parse(address));
        await using Beacon.Client client = await Beacon.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await CallAsync(client, Warm);
        await MeasureAsync(() => CallAsync(client, Calls), Calls);

        static async Task CallAsync(Beacon.Client client, int count)
        {
            for (int call = 0; call < count; call++)
            {
                // Not Assert.Equal, which allocates.
                if ((await client.PingAsync(new(call))).Number != call)
                {
                    Assert.Fail($"The reply to {call} is another one's.");
                }
            }
        }
    }

    [Fact]
    public async Task A_message_to_a_group_allocates_nothing()
    {
        const int Members = 10;
        var group = new Beacon.Group();
        var joining = new Joining(group);
        await using var server = new RunningServer<Beacon.Wire>(new Beacon.Server(joining), TransportAddress.Parse("tcp://127.0.0.1:0"));
        var handlers = new CountingHandler[Members];
        var clients = new Beacon.Client[Members];
        for (int index = 0; index < Members; index++)
        {
            handlers[index] = new CountingHandler();
            clients[index] = await Beacon.Client.ConnectAsync(server.Address, handler: handlers[index], cancellationToken: Cancelled);
            await clients[index].PingAsync(new(1), Cancelled);
        }

        await SendAsync(Warm / 10);
        await MeasureAsync(() => SendAsync(Calls / 20), Calls / 20);
        foreach (Beacon.Client client in clients)
        {
            await client.DisposeAsync();
        }

        async Task SendAsync(int count)
        {
            for (int message = 0; message < count; message++)
            {
                await group.NoticeAsync(new(message));
                foreach (CountingHandler handler in handlers)
                {
                    await handler.ReceivedAsync();
                }
            }
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 1)]
    [InlineData(4, 64)]
    public async Task A_call_of_a_client_that_connects_again_allocates_nothing(int connections, int inFlight)
    {
        await using var server = new RunningServer<Beacon.Wire>(new Beacon.Server(this), TransportAddress.Parse("tcp://127.0.0.1:0"));
        await using Beacon.Client client = await Beacon.Client.ConnectAsync(
            server.Address, new ClientOptions { Reconnect = new ReconnectOptions(), Connections = connections }, cancellationToken: Cancelled);
        var calls = new ValueTask<Beacon.Pong>[inFlight];
        await CallAsync(Warm);
        await MeasureAsync(() => CallAsync(Calls / 2), Calls / 2);

        async Task CallAsync(int count)
        {
            for (int call = 0; call < count; call += calls.Length)
            {
                for (int index = 0; index < calls.Length; index++)
                {
#pragma warning disable CA2012 // Kept in an array that exists already, and awaited once.
                    calls[index] = client.PingAsync(new(call + index));
#pragma warning restore CA2012
                }

                for (int index = 0; index < calls.Length; index++)
                {
                    if ((await calls[index]).Number != call + index)
                    {
                        Assert.Fail("The reply is another one's.");
                    }
                }
            }
        }
    }

    [Fact]
    public async Task A_one_way_message_of_a_client_that_connects_again_allocates_nothing()
    {
        await using var server = new RunningServer<Beacon.Wire>(new Beacon.Server(this), TransportAddress.Parse("tcp://127.0.0.1:0"));
        await using Beacon.Client client = await Beacon.Client.ConnectAsync(server.Address, new ClientOptions { Reconnect = new ReconnectOptions() }, cancellationToken: Cancelled);
        await SendAsync(client, Warm);
        await MeasureAsync(() => SendAsync(client, Calls), Calls);
    }

    [Theory]
    [InlineData("tcp://127.0.0.1:0")]
    [InlineData("udp://127.0.0.1:0")]
    public async Task A_call_under_an_id_of_random_bytes_allocates_nothing(string address)
    {
        await using var server = new RunningServer<Stun.Wire>(new Stun.Server(new Mirror()), TransportAddress.Parse(address));
        await using Stun.Client client = await Stun.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await CallAsync(client, Warm);
        await MeasureAsync(() => CallAsync(client, Calls / 4), Calls / 4);

        static async Task CallAsync(Stun.Client client, int count)
        {
            for (int call = 0; call < count; call++)
            {
                if (!(await client.BindingAsync(default)).Attributes.IsEmpty)
                {
                    Assert.Fail("The reply is another one's.");
                }
            }
        }
    }

    [Fact]
    public async Task A_handler_that_takes_views_allocates_nothing()
    {
        await using var server = new RunningServer<Beacon.Wire>(new Beacon.Server(new Viewer()), TransportAddress.Parse("tcp://127.0.0.1:0"));
        await using Beacon.Client client = await Beacon.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await CallAsync(client, Warm);
        await MeasureAsync(() => CallAsync(client, Calls), Calls);

        static async Task CallAsync(Beacon.Client client, int count)
        {
            for (int call = 0; call < count; call++)
            {
                if ((await client.PingAsync(new(call))).Number != call)
                {
                    Assert.Fail($"The reply to {call} is another one's.");
                }
            }
        }
    }

    [Fact]
    public async Task An_item_of_a_stream_allocates_nothing_in_either_direction()
    {
        await using var server = new RunningServer<Weir.Wire>(new Weir.Server(new WeirHandler { IsQuiet = true }), TransportAddress.Parse("tcp://127.0.0.1:0"));
        await using Weir.Client client = await Weir.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await StreamAsync(client, Warm);
        await MeasureAsync(() => StreamAsync(client, Calls), 3 * Calls);

        static async Task StreamAsync(Weir.Client client, int count)
        {
            int read = 0;
            await foreach (Weir.Drop drop in client.PourAsync(new(count, 0)))
            {
                read += drop.Number > 0 ? 1 : 0;
            }

            read += (await client.FillAsync(new(0), BucketsAsync(count))).Count;
            await foreach (Weir.Drop drop in client.MillAsync(new(1), BucketsAsync(count)))
            {
                read += drop.Number > 0 ? 1 : 0;
            }

            if (read != 3 * count)
            {
                Assert.Fail($"{read} items came.");
            }
        }

        static async IAsyncEnumerable<Weir.Bucket> BucketsAsync(int count)
        {
            await Task.CompletedTask;
            for (int number = 1; number <= count; number++)
            {
                yield return new Weir.Bucket(number);
            }
        }
    }

    [Fact]
    public async Task A_one_way_message_allocates_nothing()
    {
        await using var server = new RunningServer<Beacon.Wire>(new Beacon.Server(this), TransportAddress.Parse("tcp://127.0.0.1:0"));
        await using Beacon.Client client = await Beacon.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await SendAsync(client, Warm);
        await MeasureAsync(() => SendAsync(client, Calls), Calls);
    }

    [Theory]
    [InlineData("tcp://127.0.0.1:0")]
    [InlineData("udp://127.0.0.1:0")]
    public async Task A_pushed_message_allocates_nothing(string address)
    {
        await using var server = new RunningServer<Beacon.Wire>(new Beacon.Server(this), TransportAddress.Parse(address));
        var handler = new CountingHandler();
        await using Beacon.Client client = await Beacon.Client.ConnectAsync(server.Address, handler: handler, cancellationToken: Cancelled);
        await PushAsync(Warm / 10);
        await MeasureAsync(() => PushAsync(Calls / 10), Calls / 10);

        async Task PushAsync(int count)
        {
            for (int message = 0; message < count; message++)
            {
                await client.NoteAsync(new(-1));

                // Its own reply, so that none is lost over datagrams for want of room.
                await handler.ReceivedAsync();
            }
        }
    }

    public void Dispose() => _noted.Dispose();

    private async Task SendAsync(Beacon.Client client, int count)
    {
        _target = _notes + count;
        for (int message = 0; message < count; message++)
        {
            await client.NoteAsync(new(message));
        }

        Assert.True(await _noted.WaitAsync(Patience.Long, Cancelled));
    }

    /// <summary>
    /// Counts what a run allocates. What other threads do at the same time (the end of an earlier test, a method that is compiled again) can only add to that, and rented memory is allocated until each
    /// thread's cache has some, so the best of some runs counts. What a message itself allocated, it would in all of them.
    /// </summary>
    private async Task MeasureAsync(Func<Task> run, int count)
    {
        double best = double.MaxValue;
        for (int round = 0; round < 25 && best >= 1; round++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            await run();
            best = Math.Min(best, (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)count);
            output.WriteLine($"{best:0.000} bytes each");
        }

        Assert.True(best < 1, $"{best:0.000} bytes were allocated for each of {count}");
    }

    /// <summary>Tells that a message came without allocating, as a semaphore would.</summary>
    private sealed class CountingHandler : Beacon.IClientHandler, IValueTaskSource
    {
        private readonly Lock _gate = new();
        private ManualResetValueTaskSourceCore<bool> _received = new() { RunContinuationsAsynchronously = true };

        public ValueTask ReceivedAsync() => new(this, _received.Version);

        public ValueTask NoticeAsync(Beacon.Notice message, Beacon.Client client, CancellationToken cancellationToken)
        {
            lock (_gate)
            {
                _received.SetResult(true);
            }

            return default;
        }

        public void GetResult(short token)
        {
            lock (_gate)
            {
                _received.GetResult(token);
                _received.Reset();
            }
        }

        public ValueTaskSourceStatus GetStatus(short token) => _received.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _received.OnCompleted(continuation, state, token, flags);
    }

    private sealed class Joining(Beacon.Group group) : Beacon.IServerHandler
    {
        public ValueTask<Beacon.Pong> PingAsync(Beacon.Ping request, Beacon.Session session, CancellationToken cancellationToken)
        {
            group.Add(session);
            return new(new Beacon.Pong(request.Number));
        }

        public ValueTask NoteAsync(Beacon.Note message, Beacon.Session session, CancellationToken cancellationToken) => default;
    }

    private sealed class Mirror : Stun.IServerHandler
    {
        public ValueTask<CallResult<Stun.Success, Stun.Failure>> BindingAsync(Stun.Binding request, Stun.Session session, CancellationToken cancellationToken) => new(new Stun.Success(request.Attributes));

        public ValueTask IndicationAsync(Stun.Indication message, Stun.Session session, CancellationToken cancellationToken) => default;

        public Stun.Failure? OnUnknownRequest(long messageId, Stun.Session session) => null;
    }

    private sealed class Viewer : Beacon.Ping.IViewHandler
    {
        public ValueTask<Beacon.Pong> PingAsync(Beacon.Ping.View request, Beacon.Session session, CancellationToken cancellationToken) => new(new Beacon.Pong(request.Number));

        public ValueTask NoteAsync(Beacon.Note message, Beacon.Session session, CancellationToken cancellationToken) => default;
    }
}
