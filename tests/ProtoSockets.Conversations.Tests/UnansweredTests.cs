using System.Runtime.CompilerServices;
using ProtoSockets.Conversations.Tests.Protocols;
using Reply = ProtoSockets.Conversations.Tests.Protocols.Asking.Reply;

namespace ProtoSockets.Conversations.Tests;

/// <summary>Requests that their handlers pass over: what PSOCK4013 reports.</summary>
public sealed class UnansweredTests
{
    private static readonly TransportAddress Anywhere = TransportAddress.Parse("tcp://127.0.0.1:0");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Default_is_an_answer_all_of_zeros()
    {
        await using var server = new RunningServer<FreeCaller.Wire>(new FreeCaller.Server(new Idle()), Anywhere);
        await using FreeCaller.Client client = await FreeCaller.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);

        Assert.Equal(0, (await client.BeginAsync(new(7), Cancelled).Soon()).Number);
    }

    [Fact]
    public async Task What_is_not_implemented_is_refused_without_a_reason_in_the_envelope()
    {
        await using var server = new RunningServer<FreeCaller.Wire>(new FreeCaller.Server(new Unfinished()), Anywhere);
        await using FreeCaller.Client client = await FreeCaller.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        CallRefusedException refused = await Assert.ThrowsAsync<CallRefusedException>(() => client.BeginAsync(new(7), Cancelled).Soon());

        Assert.Equal(RefusalCode.HandlerFailed, refused.Code);
    }

    [Fact]
    public async Task What_is_not_implemented_ends_the_connection_without_the_envelope()
    {
        await using var server = new RunningServer<OrderedCaller.Wire>(new OrderedCaller.Server(new Unfinished()), Anywhere);
        await using OrderedCaller.Client client = await OrderedCaller.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);

        await Assert.ThrowsAsync<CallLostException>(() => client.BeginAsync(new(7), Cancelled).Soon());
        await client.Completion.Soon();
    }

    [Fact]
    public async Task Replies_that_end_before_the_last_one_leave_the_client_waiting()
    {
        await using var server = new RunningServer<Asking.Wire>(new Asking.Server(new Empty()), Anywhere);
        var options = new ClientOptions { CallTimeout = TimeSpan.FromMilliseconds(200) };
        await using Asking.Client client = await Asking.Client.ConnectAsync(server.Address, options, cancellationToken: Cancelled);

        await Assert.ThrowsAsync<CallTimedOutException>(() => client.QueryAsync(new(1, 0, 0), Cancelled).NextAsync().Soon());
    }

#pragma warning disable PSOCK4013, MA0025 // What is measured here is what the rules are about.
    private sealed class Idle : FreeCaller.IServerHandler
    {
        public ValueTask<FreeCaller.Done> BeginAsync(FreeCaller.Begin request, FreeCaller.Session session, CancellationToken cancellationToken) => default;

        public ValueTask PokeAsync(FreeCaller.Poke message, FreeCaller.Session session, CancellationToken cancellationToken) => default;
    }

    private sealed class Unfinished : FreeCaller.IServerHandler, OrderedCaller.IServerHandler
    {
        public ValueTask<FreeCaller.Done> BeginAsync(FreeCaller.Begin request, FreeCaller.Session session, CancellationToken cancellationToken) => throw new NotImplementedException();

        public ValueTask PokeAsync(FreeCaller.Poke message, FreeCaller.Session session, CancellationToken cancellationToken) => default;

        public ValueTask<OrderedCaller.Done> BeginAsync(OrderedCaller.Begin request, OrderedCaller.Session session, CancellationToken cancellationToken) => throw new NotImplementedException();

        public ValueTask PokeAsync(OrderedCaller.Poke message, OrderedCaller.Session session, CancellationToken cancellationToken) => default;
    }

    private sealed class Empty : Asking.IServerHandler
    {
        public async IAsyncEnumerable<Reply> QueryAsync(Asking.Query request, Asking.Session session, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.CompletedTask;
            yield break;
        }

        public IAsyncEnumerable<Reply> SyncAsync(Asking.Sync request, Asking.Session session, CancellationToken cancellationToken) => throw new NotImplementedException();

        public ValueTask ParseAsync(Asking.Parse message, Asking.Session session, CancellationToken cancellationToken) => default;

        public ValueTask ExecuteAsync(Asking.Execute message, Asking.Session session, CancellationToken cancellationToken) => default;
    }
#pragma warning restore PSOCK4013, MA0025
}
