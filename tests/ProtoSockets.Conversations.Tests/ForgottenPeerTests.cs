using ProtoSockets.Transports;

namespace ProtoSockets.Conversations.Tests;

/// <summary>Datagrams with a header of their own and no error reply: a handler that throws ends its session.</summary>
[Protocol(Carriers = Carriers.Datagram)]
public sealed partial class Pager
{
    [Header]
    public readonly partial record struct Header
    {
        [MessageId]
        public byte Kind { get; init; }

        [CorrelationId]
        public uint Number { get; init; }
    }

    [Request<Paged>(1)]
    public readonly partial record struct Page(int Key);

    [Reply]
    public readonly partial record struct Paged(int Key);
}

public sealed class ForgottenPeerTests
{
    /// <summary>The late end of a session must not touch the one that the same address has by then. It took the server's process down.</summary>
    [Fact]
    public async Task A_handler_that_fails_late_leaves_the_next_session_of_its_address_alone()
    {
        Handler handler = new();
        await using RunningServer<Pager.Wire> server = new(new Pager.Server(handler), new TransportAddress(Transports.Transports.MemoryDatagram, new MemoryNetwork().EndPoint("pager")));
        await using Pager.Client client = await Pager.Client.ConnectAsync(server.Address, new ClientOptions { RetransmitInterval = TimeSpan.FromHours(1) }, TestContext.Current.CancellationToken);

        // Two handlers of one session wait, and the first to fail ends it.
        Task<Pager.Paged> first = client.PageAsync(new(1), TestContext.Current.CancellationToken).AsTask();
        Task<Pager.Paged> second = client.PageAsync(new(2), TestContext.Current.CancellationToken).AsTask();
        await handler.Arrived(1).Soon();
        await handler.Arrived(2).Soon();
        handler.Fail(1);
        await handler.Disconnected.Task.Soon();

        // The same address has a new session by now, when the second fails.
        Task<Pager.Paged> third = client.PageAsync(new(3), TestContext.Current.CancellationToken).AsTask();
        await handler.Arrived(3).Soon();
        Assert.Equal(1, server.Server.ConnectionCount);
        handler.Fail(2);
        handler.Answer(3);

        Assert.Equal(3, (await third.Soon()).Key);
        Assert.Equal(1, server.Server.ConnectionCount);
        Assert.Equal(4, (await client.PageAsync(new(4), TestContext.Current.CancellationToken).Soon()).Key);
        Assert.False(first.IsCompleted || second.IsCompleted);
        client.Abort();
        await Assert.ThrowsAnyAsync<CallException>(() => first.Soon());
        await Assert.ThrowsAnyAsync<CallException>(() => second.Soon());
    }

    private sealed class Handler : Pager.IServerHandler
    {
        private readonly TaskCompletionSource[] _arrived = [.. Enumerable.Range(0, 5).Select(static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];
        private readonly TaskCompletionSource[] _ends = [.. Enumerable.Range(0, 5).Select(static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];

        public TaskCompletionSource Disconnected { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Arrived(int key) => _arrived[key].Task;

        public void Fail(int key) => _ends[key].SetException(new InvalidOperationException("as the test says"));

        public void Answer(int key) => _ends[key].SetResult();

        public async ValueTask<Pager.Paged> PageAsync(Pager.Page request, Pager.Session session, CancellationToken cancellationToken)
        {
            _arrived[request.Key].TrySetResult();
            if (request.Key < 4)
            {
                await _ends[request.Key].Task;
            }

            return new Pager.Paged(request.Key);
        }

        public ValueTask DisconnectedAsync(Pager.Session session, Exception? reason)
        {
            Disconnected.TrySetResult();
            return default;
        }
    }
}
