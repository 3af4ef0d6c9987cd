using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests;

/// <summary>
/// Which handlers wait for themselves: what PSOCK4011 reports, and what it leaves alone. The call that can't be answered has a short time; the others have all that a test has.
/// </summary>
public sealed class SelfWaitTests
{
    private static readonly TransportAddress Anywhere = TransportAddress.Parse("tcp://127.0.0.1:0");
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(150);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Where_calls_have_numbers_a_handler_may_await_a_call_to_its_own_client()
    {
        await using var server = new RunningServer<FreeCaller.Wire>(new FreeCaller.Server(new Free()), Anywhere);
        await using FreeCaller.Client client = await FreeCaller.Client.ConnectAsync(server.Address, handler: new FreeAnswers(), cancellationToken: Cancelled);

        Assert.Equal(14, (await client.BeginAsync(new(7), Cancelled).Soon()).Number);
    }

    [Fact]
    public async Task Before_a_client_is_connected_no_reply_of_it_is_read()
    {
        var handler = new Free { AsksWhenConnected = true };
        await using var server = new RunningServer<FreeCaller.Wire>(new FreeCaller.Server(handler), Anywhere);
        Task<FreeCaller.Client> connecting = FreeCaller.Client.ConnectAsync(server.Address, handler: new FreeAnswers(), cancellationToken: Cancelled);

        Assert.IsType<CallTimedOutException>(await handler.Failed.Task.Soon());
        await using FreeCaller.Client client = await connecting.Soon();
    }

    [Fact]
    public async Task A_client_may_await_calls_in_its_handler()
    {
        var answers = new FreeAnswers();
        await using var server = new RunningServer<FreeCaller.Wire>(new FreeCaller.Server(new Free()), Anywhere);
        await using FreeCaller.Client client = await FreeCaller.Client.ConnectAsync(server.Address, handler: answers, cancellationToken: Cancelled);
        await client.PokeAsync(new(3), Cancelled);

        Assert.Equal(3, await answers.Nudged.Task.Soon());
    }

    [Fact]
    public async Task Where_requests_may_stay_unanswered_a_handler_waits_for_itself()
    {
        var handler = new Quiet();
        await using var server = new RunningServer<QuietCaller.Wire>(new QuietCaller.Server(handler), Anywhere);
        await using QuietCaller.Client client = await QuietCaller.Client.ConnectAsync(server.Address, handler: new QuietAnswers(), cancellationToken: Cancelled);
        await client.PokeAsync(new(7), Cancelled);
        Assert.IsType<CallTimedOutException>(await handler.Failed.Task.Soon());

        // The same call in a task that the handler does not wait for.
        Assert.Equal(1, (await client.BeginAsync(new(1), Cancelled).Soon()).Reply.Number);
        Assert.Equal(2, await handler.Asked.Task.Soon());
    }

    [Fact]
    public async Task Where_replies_come_in_order_a_handler_waits_for_itself()
    {
        var handler = new Ordered();
        await using var server = new RunningServer<OrderedCaller.Wire>(new OrderedCaller.Server(handler), Anywhere);
        await using OrderedCaller.Client client = await OrderedCaller.Client.ConnectAsync(server.Address, handler: new OrderedAnswers(), cancellationToken: Cancelled);
        await client.PokeAsync(new(7), Cancelled);
        Assert.IsType<CallTimedOutException>(await handler.Failed.Task.Soon());
    }

    [Fact]
    public async Task Where_replies_come_in_order_a_task_of_its_own_may_call()
    {
        var handler = new Ordered();
        await using var server = new RunningServer<OrderedCaller.Wire>(new OrderedCaller.Server(handler), Anywhere);
        await using OrderedCaller.Client client = await OrderedCaller.Client.ConnectAsync(server.Address, handler: new OrderedAnswers(), cancellationToken: Cancelled);

        Assert.Equal(1, (await client.BeginAsync(new(1), Cancelled).Soon()).Number);
        Assert.Equal(2, await handler.Asked.Task.Soon());
    }

    [Fact]
    public async Task Where_a_connection_may_change_a_handler_waits_for_itself_for_all_that_calls_have_numbers()
    {
        var handler = new Phased();
        await using var server = new RunningServer<PhasedCaller.Wire>(new PhasedCaller.Server(handler), Anywhere);
        await using PhasedCaller.Client client = await PhasedCaller.Client.ConnectAsync(server.Address, handler: new PhasedAnswers(), cancellationToken: Cancelled);
        await client.PokeAsync(new(7), Cancelled);
        Assert.IsType<CallTimedOutException>(await handler.Failed.Task.Soon());
    }

    [Fact]
    public async Task Where_a_connection_may_change_the_clients_handler_waits_for_itself_as_well()
    {
        var answers = new PhasedAnswers();
        await using var server = new RunningServer<PhasedCaller.Wire>(new PhasedCaller.Server(new Phased { Nudges = true }), Anywhere);
        await using PhasedCaller.Client client = await PhasedCaller.Client.ConnectAsync(server.Address, handler: answers, cancellationToken: Cancelled);
        await client.PokeAsync(new(7), Cancelled);

        Assert.IsType<CallTimedOutException>(await answers.Failed.Task.Soon());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_handler_that_awaits_the_end_of_its_session_waits_as_long_as_draining_may_take(bool whenConnected)
    {
        var handler = new Free { Closes = true, AsksWhenConnected = whenConnected };
        var options = new ServerOptions { DrainTimeout = Short };
        await using var server = new RunningServer<FreeCaller.Wire>(new FreeCaller.Server(handler, options), Anywhere);
        Task<FreeCaller.Client> connecting = FreeCaller.Client.ConnectAsync(server.Address, handler: new FreeAnswers(), cancellationToken: Cancelled);
        Task<FreeCaller.Done> call = BeginAsync();

        // Its answer is lost: the connection is closed before the handler has ended.
        await Assert.ThrowsAnyAsync<IOException>(() => call.Soon());

        // Timers go by a coarse clock, which a busy machine winds late: they may end early by some of its steps.
        Assert.True(await handler.Closed.Task.Soon() >= Short / 2);

        async Task<FreeCaller.Done> BeginAsync()
        {
            await using FreeCaller.Client client = await connecting;
            return await client.BeginAsync(new(7), Cancelled);
        }
    }

    private sealed class Free : FreeCaller.IServerHandler
    {
        public bool AsksWhenConnected { get; init; }

        public bool Closes { get; init; }

        public TaskCompletionSource<Exception> Failed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<TimeSpan> Closed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask ConnectedAsync(FreeCaller.Session session, CancellationToken cancellationToken)
        {
            if (!AsksWhenConnected)
            {
                return;
            }

            if (Closes)
            {
                await CloseAsync(session);
            }
            else
            {
                Failed.TrySetResult((await Record.ExceptionAsync(() => session.AskAsync(new(7), Short, cancellationToken).AsTask()))!);
            }
        }

        public async ValueTask<FreeCaller.Done> BeginAsync(FreeCaller.Begin request, FreeCaller.Session session, CancellationToken cancellationToken)
        {
            if (Closes)
            {
                await CloseAsync(session);
                return default;
            }

            return request.Number < 0
                ? new FreeCaller.Done(-request.Number)
                : new FreeCaller.Done((await session.AskAsync(new(request.Number), cancellationToken)).Number);
        }

        public ValueTask PokeAsync(FreeCaller.Poke message, FreeCaller.Session session, CancellationToken cancellationToken) => session.NudgeAsync(new(message.Number), cancellationToken);

        private async Task CloseAsync(FreeCaller.Session session)
        {
            long began = TimeProvider.System.GetTimestamp();
            await session.CloseAsync();
            Closed.TrySetResult(TimeProvider.System.GetElapsedTime(began));
        }
    }

    private sealed class FreeAnswers : FreeCaller.IClientHandler
    {
        public TaskCompletionSource<int> Nudged { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask<FreeCaller.Said> AskAsync(FreeCaller.Ask request, FreeCaller.Client client, CancellationToken cancellationToken) => new(new FreeCaller.Said(2 * request.Number));

        public async ValueTask NudgeAsync(FreeCaller.Nudge message, FreeCaller.Client client, CancellationToken cancellationToken) =>
            Nudged.TrySetResult((await client.BeginAsync(new(-message.Number), cancellationToken)).Number);
    }

    private sealed class Quiet : QuietCaller.IServerHandler
    {
        public TaskCompletionSource<Exception> Failed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<int> Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask<OptionalReply<QuietCaller.Done>> BeginAsync(QuietCaller.Begin request, QuietCaller.Session session, CancellationToken cancellationToken)
        {
            _ = Task.Run(async () => Asked.TrySetResult((await session.AskAsync(new(request.Number), cancellationToken)).Number), cancellationToken);
            return new(new QuietCaller.Done(request.Number));
        }

        public async ValueTask PokeAsync(QuietCaller.Poke message, QuietCaller.Session session, CancellationToken cancellationToken) =>
            Failed.TrySetResult((await Record.ExceptionAsync(() => session.AskAsync(new(message.Number), Short, cancellationToken).AsTask()))!);
    }

    private sealed class QuietAnswers : QuietCaller.IClientHandler
    {
        public ValueTask<QuietCaller.Said> AskAsync(QuietCaller.Ask request, QuietCaller.Client client, CancellationToken cancellationToken) => new(new QuietCaller.Said(2 * request.Number));
    }

    private sealed class Ordered : OrderedCaller.IServerHandler
    {
        public TaskCompletionSource<Exception> Failed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<int> Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask<OrderedCaller.Done> BeginAsync(OrderedCaller.Begin request, OrderedCaller.Session session, CancellationToken cancellationToken)
        {
            _ = Task.Run(async () => Asked.TrySetResult((await session.AskAsync(new(request.Number), cancellationToken)).Number), cancellationToken);
            return new(new OrderedCaller.Done(request.Number));
        }

        public async ValueTask PokeAsync(OrderedCaller.Poke message, OrderedCaller.Session session, CancellationToken cancellationToken) =>
            Failed.TrySetResult((await Record.ExceptionAsync(() => session.AskAsync(new(message.Number), Short, cancellationToken).AsTask()))!);
    }

    private sealed class OrderedAnswers : OrderedCaller.IClientHandler
    {
        public ValueTask<OrderedCaller.Said> AskAsync(OrderedCaller.Ask request, OrderedCaller.Client client, CancellationToken cancellationToken) => new(new OrderedCaller.Said(2 * request.Number));
    }

    private sealed class Phased : PhasedCaller.IServerHandler
    {
        public bool Nudges { get; init; }

        public TaskCompletionSource<Exception> Failed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask<PhasedCaller.Done> BeginAsync(PhasedCaller.Begin request, PhasedCaller.Session session, CancellationToken cancellationToken) => new(new PhasedCaller.Done(request.Number));

        public async ValueTask PokeAsync(PhasedCaller.Poke message, PhasedCaller.Session session, CancellationToken cancellationToken)
        {
            if (Nudges)
            {
                await session.NudgeAsync(new(message.Number), cancellationToken);
                return;
            }

            Failed.TrySetResult((await Record.ExceptionAsync(() => session.AskAsync(new(message.Number), Short, cancellationToken).AsTask()))!);
        }
    }

    private sealed class PhasedAnswers : PhasedCaller.IClientHandler
    {
        public TaskCompletionSource<Exception> Failed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask<PhasedCaller.Said> AskAsync(PhasedCaller.Ask request, PhasedCaller.Client client, CancellationToken cancellationToken) => new(new PhasedCaller.Said(2 * request.Number));

        public async ValueTask NudgeAsync(PhasedCaller.Nudge message, PhasedCaller.Client client, CancellationToken cancellationToken) =>
            Failed.TrySetResult((await Record.ExceptionAsync(() => client.BeginAsync(new(message.Number), Short, cancellationToken).AsTask()))!);
    }
}
