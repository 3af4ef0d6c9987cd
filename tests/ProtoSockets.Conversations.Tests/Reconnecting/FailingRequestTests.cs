using System.Threading.Channels;
using ProtoSockets.Conversations.Tests.Protocols;
using ProtoSockets.Conversations.Tests.StreamedCalls;

namespace ProtoSockets.Conversations.Tests.Reconnecting;

/// <summary>Requests whose own code throws when they are written, among others that wait for a connection.</summary>
public sealed class FailingRequestTests
{
    private static readonly ReconnectOptions Quickly = new() { InitialDelay = TimeSpan.FromMilliseconds(5), MaxDelay = TimeSpan.FromMilliseconds(50) };

    public FailingRequestTests() => GrumblingCodec.IsGrumbling = true;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_that_can_not_be_written_fails_alone_and_those_behind_it_go_on()
    {
        var first = new RunningServer<Grumbles.Wire>(new Grumbles.Server(new Handler()), Flow.Anywhere);
        await using Grumbles.Client client = await Grumbles.Client.ConnectAsync(first.Address, new ClientOptions { Reconnect = Quickly }, cancellationToken: Cancelled);
        var states = new StateLog(client);
        await first.DisposeAsync();
        await states.UntilAsync(ClientState.BackingOff);
        Task<Grumbles.Answer> good = client.AskAsync(new(2), Cancelled).AsTask();
        Task<Grumbles.Answer> bad = client.AskAsync(new(-1), Cancelled).AsTask();
        Task<Grumbles.Answer> behind = client.AskAsync(new(4), Cancelled).AsTask();
        await using var second = new RunningServer<Grumbles.Wire>(new Grumbles.Server(new Handler()), first.Address);

        Assert.Equal(2, (await good.Soon()).Number);
        Assert.Equal("not -1", (await Assert.ThrowsAsync<ArithmeticException>(() => bad.Soon())).Message);
        Assert.Equal(4, (await behind.Soon()).Number);
    }

    [Fact]
    public async Task A_request_that_can_not_be_written_again_is_lost_and_nothing_else_is()
    {
        var handler = new Handler { IsHolding = true };
        await using var server = new RunningServer<Grumbles.Wire>(new Grumbles.Server(handler), Flow.Anywhere);
        await using Grumbles.Client client = await Grumbles.Client.ConnectAsync(server.Address, new ClientOptions { Reconnect = Quickly, Connections = 2 }, cancellationToken: Cancelled);
        await client.UntilConnectedAsync(2);
        Task<Grumbles.Answer> lost = client.AskAsync(new(1), Cancelled).AsTask();
        Grumbles.Session session = await handler.Asked.Reader.ReadAsync(Cancelled).Soon();
        handler.IsHolding = false;

        // There is another one that it can be sent over at once.
        session.Abort();

        Assert.Equal(CallOutcome.Unknown, (await Assert.ThrowsAsync<CallLostException>(() => lost.Soon())).Outcome);
        Assert.Equal(6, (await client.AskAsync(new(6), Cancelled).Soon()).Number);
        await client.UntilConnectedAsync(2);
    }

    [Fact]
    public async Task A_request_that_is_not_written_when_the_connection_ends_was_not_sent()
    {
        var server = new RunningServer<Grumbles.Wire>(new Grumbles.Server(new Handler()), Flow.Anywhere);
        await using Grumbles.Client client = await Grumbles.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Assert.Equal(2, (await client.AskAsync(new(2), Cancelled).Soon()).Number);
        TaskCompletionSource isSizing = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using ManualResetEventSlim hasEnded = new();
        Task<ValueTask<Grumbles.Answer>> asking = Task.Factory.StartNew(
            () =>
            {
                GrumblingCodec.Sizing = () =>
                {
                    isSizing.TrySetResult();
                    hasEnded.Wait(Patience.Long, Cancelled);
                };
                ValueTask<Grumbles.Answer> answer = client.AskAsync(new(4), Cancelled);
                GrumblingCodec.Sizing = null;
                return answer;
            },
            Cancelled,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        await isSizing.Task.Soon();
        await server.DisposeAsync();
        await client.Completion.Soon();
        hasEnded.Set();
        await Assert.ThrowsAsync<CallNotSentException>(async () => await (await asking.Soon()).Soon());
    }

    private sealed class Handler : Grumbles.IServerHandler
    {
        public volatile bool IsHolding;

        public Channel<Grumbles.Session> Asked { get; } = Channel.CreateUnbounded<Grumbles.Session>();

        public async ValueTask<Grumbles.Answer> AskAsync(Grumbles.Ask request, Grumbles.Session session, CancellationToken cancellationToken)
        {
            if (IsHolding)
            {
                Asked.Writer.TryWrite(session);
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            return new Grumbles.Answer(request.Number);
        }
    }
}
