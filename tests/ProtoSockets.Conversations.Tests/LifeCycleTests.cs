using System.Net;
using System.Net.Sockets;
using ProtoSockets.Conversations.Tests.Protocols;
using ProtoSockets.Transports;

namespace ProtoSockets.Conversations.Tests;

/// <summary>Created, bound, running, closed: what is allowed when, and what is said otherwise.</summary>
public sealed class LifeCycleTests
{
    private static readonly IPEndPoint Anywhere = new(IPAddress.Loopback, 0);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_server_that_would_take_no_message_in_a_second_is_not_made(int rate)
    {
        ArgumentOutOfRangeException own = Assert.Throws<ArgumentOutOfRangeException>(() => new Desk.Server(new DeskHandler(), new ServerOptions { MaxMessagesPerSecond = rate }));
        Assert.Contains(nameof(ServerOptions.MaxMessagesPerSecond), own.Message, StringComparison.Ordinal);
        ArgumentOutOfRangeException shared = Assert.Throws<ArgumentOutOfRangeException>(() => new Desk.Server(new DeskHandler(), new ServerOptions { MaxMessagesPerSecondPerAddress = rate }));
        Assert.Contains(nameof(ServerOptions.MaxMessagesPerSecondPerAddress), shared.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_goes_from_created_to_closed()
    {
        var server = new Desk.Server(new DeskHandler());
        Assert.Equal(SocketState.Created, server.State);
        EndPoint bound = server.Bind(Anywhere);
        Assert.Equal(SocketState.Bound, server.State);
        Assert.NotEqual(0, ((IPEndPoint)bound).Port);
        using var stopping = new CancellationTokenSource();
        Task running = server.RunAsync(stopping.Token);
        Assert.Equal(SocketState.Listening, server.State);
        await stopping.CancelAsync();
        await running.Soon();
        Assert.Equal(SocketState.Closed, server.State);
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Running_an_unbound_server_says_that_bind_comes_first()
    {
        await using var server = new Desk.Server(new DeskHandler());
#pragma warning disable PSOCK2002, PSOCK2006, PSOCK2010 // The mistake is the point.
        InvalidOperationException exception = await Assert.ThrowsAsync<InvalidOperationException>(() => server.RunAsync(Cancelled));
#pragma warning restore PSOCK2002, PSOCK2006, PSOCK2010
        Assert.Contains("call Bind before RunAsync", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_cannot_run_twice_nor_bind_while_it_runs()
    {
        await using var running = new RunningServer<Desk.Wire>(new Desk.Server(new DeskHandler()), Anywhere);
        Assert.Contains("runs already", (await Assert.ThrowsAsync<InvalidOperationException>(() => running.Server.RunAsync(Cancelled))).Message, StringComparison.Ordinal);
        Assert.Contains("before RunAsync", Assert.Throws<InvalidOperationException>(() => running.Server.Bind(Anywhere)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_server_says_so()
    {
        Desk.Server server = await MakeClosedAsync();
        Assert.Throws<ObjectDisposedException>(() => server.Bind(Anywhere));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => server.RunAsync(Cancelled));

        static async Task<Desk.Server> MakeClosedAsync()
        {
            var closed = new Desk.Server(new DeskHandler());
            await closed.DisposeAsync();
            return closed;
        }
    }

    [Fact]
    public async Task A_taken_port_is_named_and_another_can_be_bound_instead()
    {
        using var holder = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        holder.Bind(Anywhere);
        holder.Listen();
        await using var server = new Desk.Server(new DeskHandler());
        BindException exception = Assert.Throws<BindException>(() => server.Bind(holder.LocalEndPoint!));
        Assert.Equal(BindFailure.InUse, exception.Failure);
        Assert.Contains(holder.LocalEndPoint!.ToString()!, exception.Message, StringComparison.Ordinal);
        server.Bind(Anywhere);
    }

    [Fact]
    public async Task One_server_serves_several_addresses()
    {
        await using var server = new Desk.Server(new DeskHandler());
        EndPoint first = server.Bind(Anywhere);
        EndPoint second = server.Bind(Anywhere);
        EndPoint third = server.Bind(new MemoryEndPoint("several"));
        using var stopping = new CancellationTokenSource();
        Task running = server.RunAsync(stopping.Token);
        foreach (EndPoint endPoint in new[] { first, second, third })
        {
            await using Desk.Client client = await Desk.Client.ConnectAsync(endPoint, cancellationToken: Cancelled);
            Assert.Equal(3, (await client.AddAsync(new(1, 2), Cancelled)).Value);
        }

        await stopping.CancelAsync();
        await running.Soon();
    }

    [Fact]
    public async Task Stopping_lets_running_handlers_answer_and_refuses_what_comes_later()
    {
        var handler = new DeskHandler();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(handler), Anywhere);
        await using Desk.Client client = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Task<Desk.Sum> running = client.HoldAsync(new(1), Cancelled).AsTask();
        await handler.Holding.ReadAsync(Cancelled).Soon();
        server.Stop();
        while (!client.IsServerLeaving)
        {
            await Task.Yield();
        }

        TryElsewhereException refused = await Assert.ThrowsAsync<TryElsewhereException>(() => client.AddAsync(new(1, 2), Cancelled).AsTask().Soon());
        Assert.Equal(CallOutcome.NotAccepted, refused.Outcome);
        Assert.Equal(RefusalCode.ShuttingDown, refused.Code);
        handler.Release(1, 42);
        Assert.Equal(42, (await running.Soon()).Value);
        await server.Running.Soon();
        await client.Completion.Soon();
        Assert.Null(await handler.Disconnected.Reader.ReadAsync(Cancelled).Soon());
    }

    [Fact]
    public async Task A_port_can_be_bound_again_as_soon_as_its_server_has_stopped()
    {
        var first = new RunningServer<Desk.Wire>(new Desk.Server(new DeskHandler()), Anywhere);
        await using (Desk.Client client = await Desk.Client.ConnectAsync(first.Address, cancellationToken: Cancelled))
        {
            await client.AddAsync(new(1, 2), Cancelled);
            await first.DisposeAsync();
        }

        await using var second = new RunningServer<Desk.Wire>(new Desk.Server(new DeskHandler()), first.Address);
        await using Desk.Client again = await Desk.Client.ConnectAsync(second.Address, cancellationToken: Cancelled);
        Assert.Equal(3, (await again.AddAsync(new(1, 2), Cancelled)).Value);
    }

    [Fact]
    public async Task Nobody_at_the_address_is_said_with_the_address()
    {
        EndPoint free = FreePort();
        ConnectException exception = await Assert.ThrowsAsync<ConnectException>(() => Desk.Client.ConnectAsync(free, cancellationToken: Cancelled).Soon());
        Assert.Contains(free.ToString()!, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handler_for_each_session_keeps_its_own_state()
    {
        var handlers = new List<DeskHandler>();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(_ =>
        {
            var handler = new DeskHandler();
            lock (handlers)
            {
                handlers.Add(handler);
            }

            return handler;
        }), Anywhere);
        await using Desk.Client first = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await using Desk.Client second = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await first.NoteAsync(new(1), Cancelled);
        await first.ReceiveAsync<Desk.Notice>(Cancelled).NextAsync().Soon();
        await second.NoteAsync(new(2), Cancelled);
        await second.ReceiveAsync<Desk.Notice>(Cancelled).NextAsync().Soon();
        Assert.Equal(2, handlers.Count);
        Assert.All(handlers, handler => Assert.Equal(1, handler.Notes.Reader.Count));
    }

    [Fact]
    public async Task A_push_handler_gets_messages_in_order_and_may_call_the_server_itself()
    {
        var handler = new DeskHandler();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(handler), Anywhere);
        var pushes = new CallingPushHandler(50);
        await using Desk.Client client = await Desk.Client.ConnectAsync(server.Address, handler: pushes, cancellationToken: Cancelled);
        for (int number = 0; number < 50; number++)
        {
            await client.NoteAsync(new(number), Cancelled);
        }

        await pushes.Done.Soon();
        Assert.Equal(Enumerable.Range(0, 50), pushes.Received);
        Assert.Throws<InvalidOperationException>(() => client.ReceiveAsync<Desk.Notice>(Cancelled));
    }

    private static IPEndPoint FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(Anywhere);
        return (IPEndPoint)socket.LocalEndPoint!;
    }

    private sealed class CallingPushHandler(int expected) : Desk.IClientHandler
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<int> Received { get; } = [];

        public Task Done => _done.Task;

        public async ValueTask NoticeAsync(Desk.Notice message, Desk.Client client, CancellationToken cancellationToken)
        {
            await client.AddAsync(new(1, 2), cancellationToken);
            Received.Add(message.Number);
            if (Received.Count == expected)
            {
                _done.SetResult();
            }
        }

        public ValueTask LetterAsync(Desk.Letter message, Desk.Client client, CancellationToken cancellationToken) => default;
    }
}
