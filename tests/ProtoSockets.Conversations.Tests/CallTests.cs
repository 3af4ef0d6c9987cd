using Microsoft.Extensions.Time.Testing;
using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests;

public sealed class CallTests
{
    private static readonly TransportAddress Anywhere = TransportAddress.Parse("tcp://127.0.0.1:0");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("tcp://127.0.0.1:0")]
    [InlineData("tcp://[::1]:0")]
    [InlineData("memory:calls")]
    [InlineData("unix:@protosockets-conversation-calls")]
    public async Task A_call_brings_its_reply_over_every_transport(string address)
    {
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(new DeskHandler()), TransportAddress.Parse(address));
        await using Desk.Client client = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Assert.Equal(new Desk.Sum(5), await client.AddAsync(new(2, 3), Cancelled));
    }

    [Fact]
    public async Task Concurrent_callers_each_get_their_own_reply()
    {
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(new DeskHandler()), Anywhere);
        await using Desk.Client client = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await Task.WhenAll(Enumerable.Range(0, 64).Select(async caller =>
        {
            for (int call = 0; call < 200; call++)
            {
                Assert.Equal(caller + (1000L * call), (await client.AddAsync(new(caller, 1000 * call), Cancelled)).Value);
            }
        })).Soon();
    }

    [Fact]
    public async Task A_slow_handler_does_not_hold_up_other_calls()
    {
        var handler = new DeskHandler();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(handler), Anywhere);
        await using Desk.Client client = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Task<Desk.Sum> slow = client.HoldAsync(new(1), Cancelled).AsTask();
        await handler.Holding.ReadAsync(Cancelled).Soon();
        Assert.Equal(3, (await client.AddAsync(new(1, 2), Cancelled)).Value);
        Assert.False(slow.IsCompleted);
        handler.Release(1, 99);
        Assert.Equal(99, (await slow.Soon()).Value);
    }

    [Fact]
    public async Task A_reply_larger_than_any_buffer_arrives_whole()
    {
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(new DeskHandler()), Anywhere);
        await using Desk.Client client = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Desk.Blob blob = await client.FetchAsync(new(900_000), Cancelled);
        Assert.Equal(900_000, blob.Bytes.Length);
        Assert.Equal((byte)(899_999 % 256), blob.Bytes.Span[^1]);
        Assert.Equal(new Desk.Sum(3), await client.AddAsync(new(1, 2), Cancelled));
    }

    [Fact]
    public async Task Cancelling_a_call_leaves_the_connection_usable_and_its_late_reply_is_dropped()
    {
        var handler = new DeskHandler();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(handler), Anywhere);
        await using Desk.Client client = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        using var cancel = new CancellationTokenSource();
        Task<Desk.Sum> call = client.HoldAsync(new(1), cancel.Token).AsTask();
        await handler.Holding.ReadAsync(Cancelled).Soon();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.Soon());
        handler.Release(1, 99);
        for (int number = 0; number < 100; number++)
        {
            Assert.Equal(number, (await client.AddAsync(new(number, 0), Cancelled)).Value);
        }

        Assert.False(client.Closed.IsCancellationRequested);
    }

    [Fact]
    public async Task A_call_whose_token_is_cancelled_already_is_not_sent()
    {
        var handler = new DeskHandler();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(handler), Anywhere);
        await using Desk.Client client = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Task<Desk.Sum> call = client.HoldAsync(new(1), new CancellationToken(canceled: true)).AsTask();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await client.AddAsync(new(1, 1), Cancelled);
        Assert.False(handler.Holding.TryPeek(out _));
    }

    [Fact]
    public async Task A_call_ends_at_its_deadline_and_the_connection_goes_on()
    {
        var handler = new DeskHandler();
        var time = new FakeTimeProvider();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(handler), Anywhere);
        await using Desk.Client client = await Desk.Client.ConnectAsync(
            server.Address, new ClientOptions { TimeProvider = time, CallTimeout = TimeSpan.FromSeconds(5) }, cancellationToken: Cancelled);
        Task<Desk.Sum> byDefault = client.HoldAsync(new(1), Cancelled).AsTask();
        Task<Desk.Sum> ofItsOwn = client.HoldAsync(new(2), TimeSpan.FromSeconds(20), Cancelled).AsTask();
        time.Advance(TimeSpan.FromSeconds(6));
        CallTimedOutException exception = await Assert.ThrowsAsync<CallTimedOutException>(() => byDefault.Soon());
        Assert.Equal(CallOutcome.TimedOut, exception.Outcome);
        Assert.False(ofItsOwn.IsCompleted);
        handler.Release(2, 7);
        Assert.Equal(7, (await ofItsOwn.Soon()).Value);
    }

    [Fact]
    public async Task A_call_on_a_closed_client_is_not_sent()
    {
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(new DeskHandler()), Anywhere);
        Desk.Client client = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await client.DisposeAsync();
        CallNotSentException exception = await Assert.ThrowsAsync<CallNotSentException>(() => client.AddAsync(new(1, 2), Cancelled).AsTask());
        Assert.Equal(CallOutcome.NotSent, exception.Outcome);
    }

    [Fact]
    public async Task Calls_in_flight_when_the_server_goes_are_lost_with_an_unknown_outcome()
    {
        var handler = new DeskHandler();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(handler), Anywhere);
        await using Desk.Client client = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Task<Desk.Sum> call = client.HoldAsync(new(1), Cancelled).AsTask();
        await handler.Holding.ReadAsync(Cancelled).Soon();
        (await handler.Connected.Reader.ReadAsync(Cancelled)).Abort();
        CallLostException exception = await Assert.ThrowsAsync<CallLostException>(() => call.Soon());
        Assert.Equal(CallOutcome.Unknown, exception.Outcome);
        await client.Completion.Soon();
    }

    [Theory]
    [InlineData("refuse", RefusalCode.Rejected, "not today")]
    [InlineData("throw", RefusalCode.HandlerFailed, "The handler failed.")]
    [InlineData("throw later", RefusalCode.HandlerFailed, "The handler failed.")]
    public async Task A_refused_call_says_why_and_keeps_the_servers_secrets(string how, RefusalCode code, string text)
    {
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(new DeskHandler()), Anywhere);
        await using Desk.Client client = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        CallRefusedException exception = await Assert.ThrowsAsync<CallRefusedException>(() => client.FailAsync(new(how), Cancelled).AsTask().Soon());
        Assert.Equal(code, exception.Code);
        Assert.Equal(text, exception.Message);
        Assert.Equal(CallOutcome.Refused, exception.Outcome);
        Assert.Equal(3, (await client.AddAsync(new(1, 2), Cancelled)).Value);
    }

    [Fact]
    public async Task A_request_that_its_wire_form_cannot_hold_fails_alone()
    {
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(new DeskHandler()), Anywhere);
        await using Desk.Client client = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        WireFormatException exception = await Assert.ThrowsAsync<WireFormatException>(() => client.FailAsync(new(new string('x', 101)), Cancelled).AsTask());
        Assert.Contains("How", exception.Message, StringComparison.Ordinal);
        Assert.Contains("100", exception.Message, StringComparison.Ordinal);
        Assert.Equal(3, (await client.AddAsync(new(1, 2), Cancelled)).Value);
    }

    [Fact]
    public async Task More_calls_than_may_be_in_flight_wait_for_their_turn()
    {
        var handler = new DeskHandler();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(handler), Anywhere);
        await using Desk.Client client = await Desk.Client.ConnectAsync(server.Address, new ClientOptions { MaxCallsInFlight = 4 }, cancellationToken: Cancelled);
        Task<Desk.Sum>[] calls = [.. Enumerable.Range(0, 20).Select(key => client.HoldAsync(new(key), Cancelled).AsTask())];
        for (int key = 0; key < calls.Length; key++)
        {
            handler.Release(key, key * 10L);
        }

        Desk.Sum[] sums = await Task.WhenAll(calls).Soon();
        Assert.Equal(Enumerable.Range(0, 20).Select(key => key * 10L), sums.Select(sum => sum.Value));
        Assert.InRange(handler.MostRunning, 1, 4);
    }

    [Fact]
    public async Task One_way_messages_arrive_in_order_and_pushes_come_back_in_order()
    {
        var handler = new DeskHandler();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(handler), Anywhere);
        await using Desk.Client client = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        for (int number = 0; number < 500; number++)
        {
            await client.NoteAsync(new(number), Cancelled);
        }

        int expected = 0;
        await foreach (Desk.Notice notice in client.ReceiveAsync<Desk.Notice>(Cancelled))
        {
            Assert.Equal(expected++, notice.Number);
            if (expected == 500)
            {
                break;
            }
        }

        for (int number = 0; number < 500; number++)
        {
            Assert.Equal(number, await handler.Notes.Reader.ReadAsync(Cancelled).Soon());
        }
    }
}
