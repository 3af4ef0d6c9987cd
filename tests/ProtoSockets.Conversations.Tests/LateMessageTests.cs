using System.Net.Security;
using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests;

/// <summary>Messages and changes that come too late for their connection: what PSOCK4012 reports, and what it leaves alone.</summary>
public sealed class LateMessageTests
{
    private static readonly TransportAddress Anywhere = TransportAddress.Parse("tcp://127.0.0.1:0");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_sent_to_a_client_that_is_gone_fails_however_it_went(bool isAborted)
    {
        var handler = new Teller();
        await using var server = new RunningServer<FreeCaller.Wire>(new FreeCaller.Server(handler), Anywhere);
        FreeCaller.Client client = await FreeCaller.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await client.BeginAsync(new(isAborted ? -1 : 1), Cancelled).AsTask().ContinueWith(static _ => { }, Cancelled, TaskContinuationOptions.None, TaskScheduler.Default).Soon();
        await client.DisposeAsync();

        Assert.IsType<ConnectionClosedException>(await handler.Sent.Task.Soon());
        Assert.IsType<CallNotSentException>(await handler.Asked.Task.Soon());
    }

    [Fact]
    public async Task A_connection_that_is_handed_over_takes_nothing_from_the_session_before()
    {
        var handler = new Gatekeeper();
        await using var server = new RunningServer<Gate.Wire>(new Gate.Server(handler), Anywhere);
        await using Gate.Client client = await Gate.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await client.StartupAsync(new("ada"), Cancelled);
        await using Ledger.Client next = await client.ContinueAsLedgerAsync(cancellationToken: Cancelled);
        await next.AddAsync(new(1, 2), Cancelled).Soon();

        Assert.IsType<HandedOverException>(handler.Twice);
        Assert.IsType<HandedOverException>(handler.Upgrade);
        Assert.IsType<HandedOverException>(await handler.Late.Task.Soon());
    }

    private sealed class Teller : FreeCaller.IServerHandler
    {
        public TaskCompletionSource<Exception?> Sent { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<Exception?> Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask<FreeCaller.Done> BeginAsync(FreeCaller.Begin request, FreeCaller.Session session, CancellationToken cancellationToken)
        {
            if (request.Number < 0)
            {
                session.Abort();
            }

            return new(new FreeCaller.Done(request.Number));
        }

        public ValueTask PokeAsync(FreeCaller.Poke message, FreeCaller.Session session, CancellationToken cancellationToken) => default;

        public async ValueTask DisconnectedAsync(FreeCaller.Session session, Exception? reason)
        {
            Sent.TrySetResult(await Record.ExceptionAsync(() => session.NudgeAsync(new(1), CancellationToken.None).AsTask()));
            Asked.TrySetResult(await Record.ExceptionAsync(() => session.AskAsync(new(1), CancellationToken.None).AsTask()));
        }
    }

    private sealed class Gatekeeper : Gate.IServerHandler, Ledger.IServerHandler
    {
        public Exception? Twice { get; private set; }

        public Exception? Upgrade { get; private set; }

        public TaskCompletionSource<Exception?> Late { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask<Gate.Answer> AskForTlsAsync(Gate.AskForTls request, Gate.Session session, CancellationToken cancellationToken) => new(new Gate.Answer((byte)'N'));

        public ValueTask<Gate.Answer> AskAsync(Gate.Ask request, Gate.Session session, CancellationToken cancellationToken) => new(new Gate.Answer((byte)'N'));

        public ValueTask StartupAsync(Gate.Startup message, Gate.Session session, CancellationToken cancellationToken)
        {
            session.ContinueAsLedger(this);
            Twice = Record.Exception(() => session.ContinueAsLedger(this));
            Upgrade = Record.Exception(() => session.UpgradeToTls(new SslServerAuthenticationOptions()));
            return default;
        }

        public ValueTask DisconnectedAsync(Gate.Session session, Exception? reason)
        {
            Late.TrySetResult(Record.Exception(() => session.ContinueAsLedger(this)));
            return default;
        }

        public ValueTask<Ledger.Sum> AddAsync(Ledger.Add request, Ledger.Session session, CancellationToken cancellationToken) => new(new Ledger.Sum(request.One + request.Other));

        public ValueTask<Ledger.Sum> BackAsync(Ledger.Back request, Ledger.Session session, CancellationToken cancellationToken) => new(new Ledger.Sum(request.One));
    }
}
