using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests;

/// <summary>Deadlines and cancellation of the calls that a server makes.</summary>
public sealed class ServerCallDeadlineTests
{
    private static readonly TransportAddress Anywhere = TransportAddress.Parse("tcp://127.0.0.1:0");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_of_the_server_that_is_cancelled_cancels_the_clients_handler()
    {
        var log = new ListLogger();
        var host = new Host();
        var answering = new Answering();
        await using var server = new RunningServer<FreeCaller.Wire>(new FreeCaller.Server(host), Anywhere);
        await using FreeCaller.Client client = await FreeCaller.Client.ConnectAsync(server.Address, new ClientOptions { LoggerFactory = log }, handler: answering, cancellationToken: Cancelled);
        FreeCaller.Session session = await host.Session.Task.Soon();
        using var caller = new CancellationTokenSource();
        Task<FreeCaller.Said> asking = session.AskAsync(new(1), caller.Token).AsTask();
        (int number, CancellationToken token) = await answering.Asked.Reader.ReadAsync(Cancelled).Soon();
        Assert.Equal(1, number);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking.Soon());
        Assert.Equal(1, await answering.GivenUp.Reader.ReadAsync(Cancelled).Soon());
        Assert.True(token.IsCancellationRequested);

        // The next one has a token of its own, and the handler that gave up for that reason has not failed.
        asking = session.AskAsync(new(2), Cancelled).AsTask();
        (_, token) = await answering.Asked.Reader.ReadAsync(Cancelled).Soon();
        Assert.False(token.IsCancellationRequested);
        answering.Answer.Release();
        Assert.Equal(2, (await asking.Soon()).Number);
        Assert.DoesNotContain(log.Entries, entry => entry.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_call_that_is_cancelled_before_its_handler_runs_is_passed_over()
    {
        var host = new Host();
        var answering = new Answering();
        await using var server = new RunningServer<FreeCaller.Wire>(new FreeCaller.Server(host), Anywhere);
        await using FreeCaller.Client client = await FreeCaller.Client.ConnectAsync(server.Address, handler: answering, cancellationToken: Cancelled);
        FreeCaller.Session session = await host.Session.Task.Soon();
        using var caller = new CancellationTokenSource();
        Task<FreeCaller.Said> first = session.AskAsync(new(1), Cancelled).AsTask();
        Assert.Equal(1, (await answering.Asked.Reader.ReadAsync(Cancelled).Soon()).Number);
        Task<FreeCaller.Said> second = session.AskAsync(new(2), caller.Token).AsTask();
        Task<FreeCaller.Said> third = session.AskAsync(new(3), Cancelled).AsTask();
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second.Soon());

        // Behind the answer to a call of the client's own, the cancellation has come.
        await client.BeginAsync(new(9), Cancelled).Soon();
        answering.Answer.Release(2);
        Assert.Equal(1, (await first.Soon()).Number);
        Assert.Equal(3, (await third.Soon()).Number);
        Assert.Equal(3, (await answering.Asked.Reader.ReadAsync(Cancelled).Soon()).Number);
    }

    [Fact]
    public async Task A_clients_handler_is_cancelled_when_the_servers_deadline_has_passed()
    {
        var clock = new FakeTimeProvider();
        var host = new Host();
        var answering = new Answering();
        await using var server = new RunningServer<FreeCaller.Wire>(new FreeCaller.Server(host), Anywhere);
        await using FreeCaller.Client client = await FreeCaller.Client.ConnectAsync(server.Address, new ClientOptions { TimeProvider = clock, HeartbeatInterval = Timeout.InfiniteTimeSpan }, handler: answering, cancellationToken: Cancelled);
        FreeCaller.Session session = await host.Session.Task.Soon();
        Task<FreeCaller.Said> first = session.AskAsync(new(1), TimeSpan.FromHours(1), Cancelled).AsTask();
        CancellationToken token = (await answering.Asked.Reader.ReadAsync(Cancelled).Soon()).Token;

        // It comes while the first is handled: its time begins all the same.
        Task<FreeCaller.Said> second = session.AskAsync(new(2), TimeSpan.FromHours(2), Cancelled).AsTask();
        await session.NudgeAsync(new(0), Cancelled);
        await client.BeginAsync(new(9), TimeSpan.FromDays(1), Cancelled).Soon();
        clock.Advance(TimeSpan.FromMinutes(59));
        Assert.False(token.IsCancellationRequested);
        clock.Advance(TimeSpan.FromMinutes(9));
        Assert.True(token.IsCancellationRequested);
        Assert.Equal(1, await answering.GivenUp.Reader.ReadAsync(Cancelled).Soon());
        token = (await answering.Asked.Reader.ReadAsync(Cancelled).Soon()).Token;

        // Two hours are said as at most 135 minutes, of which 68 have passed.
        Assert.False(token.IsCancellationRequested);
        await answering.Waits.Reader.ReadAsync(Cancelled).Soon();
        clock.Advance(TimeSpan.FromMinutes(45));
        Assert.False(token.IsCancellationRequested);
        while (!token.IsCancellationRequested)
        {
            // The timer is made by the worker, perhaps just now.
            clock.Advance(TimeSpan.FromMinutes(23));
            await Task.Yield();
        }

        Assert.Equal(2, await answering.GivenUp.Reader.ReadAsync(Cancelled).Soon());
        Assert.False(first.IsCompleted || second.IsCompleted);
    }

    [Fact]
    public async Task The_servers_request_and_cancellation_are_what_the_page_says()
    {
        var host = new Host();
        await using var server = new RunningServer<FreeCaller.Wire>(new FreeCaller.Server(host), Anywhere);
        using var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await peer.ConnectAsync(server.EndPoint, Cancelled);
        byte[] hello = Convert.FromHexString("00000020" + "05" + "00" + "0000" + "00000000" + "50534B54" + "01" + "00" + "0001" + "0000000000000000" + "00100000");
        BinaryPrimitives.WriteUInt64BigEndian(hello.AsSpan(20), FreeCaller.Wire.Description.SchemaHash);
        await peer.SendAsync(hello, Cancelled);
        await ReceiveAsync(peer, 32);
        FreeCaller.Session session = await host.Session.Task.Soon();
        using var caller = new CancellationTokenSource();
        Task<FreeCaller.Said> asking = session.AskAsync(new(7), caller.Token).AsTask();
        string request = await ReceiveAsync(peer, 16);
        string id = request[16..24];
        Assert.Equal("00000010" + "02" + "77" + "0003" + id + "00000007", request);
        await caller.CancelAsync();
        Assert.Equal("0000000C" + "07" + "00" + "0000" + id, await ReceiveAsync(peer, 12));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking.Soon());
    }

    private static async Task<string> ReceiveAsync(Socket socket, int count)
    {
        byte[] bytes = new byte[count];
        for (int received = 0; received < count;)
        {
            int more = await socket.ReceiveAsync(bytes.AsMemory(received), SocketFlags.None, Cancelled).Soon();
            Assert.NotEqual(0, more);
            received += more;
        }

        return Convert.ToHexString(bytes);
    }

    private sealed class Host : FreeCaller.IServerHandler
    {
        public TaskCompletionSource<FreeCaller.Session> Session { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask ConnectedAsync(FreeCaller.Session session, CancellationToken cancellationToken)
        {
            Session.SetResult(session);
            return default;
        }

        public ValueTask<FreeCaller.Done> BeginAsync(FreeCaller.Begin request, FreeCaller.Session session, CancellationToken cancellationToken) => new(new FreeCaller.Done(request.Number));

        public ValueTask PokeAsync(FreeCaller.Poke message, FreeCaller.Session session, CancellationToken cancellationToken) => default;
    }

    /// <summary>Answers when the test says so.</summary>
    private sealed class Answering : FreeCaller.IClientHandler
    {
        public SemaphoreSlim Answer { get; } = new(0);

        public Channel<(int Number, CancellationToken Token)> Asked { get; } = Channel.CreateUnbounded<(int, CancellationToken)>();

        public Channel<int> Waits { get; } = Channel.CreateUnbounded<int>();

        public Channel<int> GivenUp { get; } = Channel.CreateUnbounded<int>();

        public async ValueTask<FreeCaller.Said> AskAsync(FreeCaller.Ask request, FreeCaller.Client client, CancellationToken cancellationToken)
        {
            Asked.Writer.TryWrite((request.Number, cancellationToken));
            try
            {
                Task waiting = Answer.WaitAsync(cancellationToken);
                Waits.Writer.TryWrite(request.Number);
                await waiting;
            }
            catch (OperationCanceledException)
            {
                GivenUp.Writer.TryWrite(request.Number);
                throw;
            }

            return new FreeCaller.Said(request.Number);
        }

        public ValueTask NudgeAsync(FreeCaller.Nudge message, FreeCaller.Client client, CancellationToken cancellationToken) => default;
    }
}
