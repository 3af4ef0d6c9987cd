using System.Threading.Tasks.Sources;
using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests;

/// <summary>Once warm, a conversation allocates nothing. Counted over the whole process, client and server together; so nothing may run beside it.</summary>
[Collection(nameof(AllocationTests))]
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class AllocationTests(ITestOutputHelper output) : Beacon.IServerHandler, IDisposable
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
    public async Task A_one_way_message_allocates_nothing()
    {
        await using var server = new RunningServer<Beacon.Wire>(new Beacon.Server(this), TransportAddress.Parse("tcp://127.0.0.1:0"));
        await using Beacon.Client client = await Beacon.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await SendAsync(client, Warm);
        await MeasureAsync(() => SendAsync(client, Calls), Calls);

        async Task SendAsync(Beacon.Client client, int count)
        {
            _target = _notes + count;
            for (int message = 0; message < count; message++)
            {
                await client.NoteAsync(new(message));
            }

            Assert.True(await _noted.WaitAsync(Patience.Long, Cancelled));
        }
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
