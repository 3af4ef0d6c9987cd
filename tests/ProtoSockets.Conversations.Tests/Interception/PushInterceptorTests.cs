using System.Threading.Channels;
using ProtoSockets.Conversations.Tests.Protocols;
using ProtoSockets.Transports;

namespace ProtoSockets.Conversations.Tests.Interception;

/// <summary>What interceptors of a client see of what its server sends unasked.</summary>
public sealed class PushInterceptorTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_push_is_seen_before_its_handler_or_its_reader_gets_it(bool reconnects)
    {
        DeskHandler handler = new();
        Seeing seeing = new();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(handler), new MemoryNetwork().EndPoint());
        await using Desk.Client client = await Desk.Client.ConnectAsync(
            server.Address, new ClientOptions { Interceptors = [seeing], Reconnect = reconnects ? new ReconnectOptions() : null }, cancellationToken: Cancelled);
        Desk.Session session = await handler.Connected.Reader.ReadAsync(Cancelled).Soon();
        await session.NoticeAsync(new(4), Cancelled);
        await using IAsyncEnumerator<Desk.Notice> notices = client.ReceiveAsync<Desk.Notice>(Cancelled).GetAsyncEnumerator(Cancelled);
        Assert.True(await notices.MoveNextAsync().Soon());
        Assert.Equal(4, notices.Current.Number);
        Assert.True(seeing.Seen.Reader.TryRead(out string? line));
        Assert.Equal("Desk Notice 4 False", line);
        Assert.False(seeing.Seen.Reader.TryRead(out _));
    }

    [Fact]
    public async Task A_push_that_is_refused_goes_no_further_and_is_logged()
    {
        ListLogger log = new();
        DeskHandler handler = new();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(handler), new MemoryNetwork().EndPoint());
        await using Desk.Client client = await Desk.Client.ConnectAsync(server.Address, new ClientOptions { Interceptors = [new Seeing()], LoggerFactory = log }, cancellationToken: Cancelled);
        Desk.Session session = await handler.Connected.Reader.ReadAsync(Cancelled).Soon();
        await session.NoticeAsync(new(13), Cancelled);
        await session.NoticeAsync(new(14), Cancelled);
        await using IAsyncEnumerator<Desk.Notice> notices = client.ReceiveAsync<Desk.Notice>(Cancelled).GetAsyncEnumerator(Cancelled);
        Assert.True(await notices.MoveNextAsync().Soon());
        Assert.Equal(14, notices.Current.Number);
        Assert.Contains(log.Entries, static entry => entry.StartsWith("Error: Desk handler failed on message 8", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_handler_that_takes_views_is_behind_them_as_well()
    {
        Seeing seeing = new();
        Viewing viewing = new();
        DeskHandler handler = new();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(handler), new MemoryNetwork().EndPoint());
        await using Desk.Client client = await Desk.Client.ConnectAsync(server.Address, new ClientOptions { Interceptors = [seeing] }, viewing, Cancelled);
        Desk.Session session = await handler.Connected.Reader.ReadAsync(Cancelled).Soon();
        await session.NoticeAsync(new(4), Cancelled);
        Assert.Equal(4, await viewing.Notices.Reader.ReadAsync(Cancelled).Soon());
        Assert.Equal("Desk Notice 4 False", await seeing.Seen.Reader.ReadAsync(Cancelled).Soon());
    }

    private sealed class Seeing : IClientInterceptor
    {
        public Channel<string> Seen { get; } = Channel.CreateUnbounded<string>();

        public void OnPush<TMessage>(ClientCallContext call, in TMessage message)
        {
            Assert.NotNull(call.Server);
            Assert.Equal(TimeSpan.Zero, call.Elapsed);
            if (message is Desk.Notice notice)
            {
                if (notice.Number == 13)
                {
                    throw new InvalidTimeZoneException("unlucky");
                }

                Seen.Writer.TryWrite($"{call.Protocol} {call.MessageType.Name} {notice.Number} {call.ExpectsReply}");
            }
        }
    }

    private sealed class Viewing : Desk.Notice.IViewHandler
    {
        public Channel<int> Notices { get; } = Channel.CreateUnbounded<int>();

        public ValueTask NoticeAsync(Desk.Notice.View message, Desk.Client client, CancellationToken cancellationToken)
        {
            Notices.Writer.TryWrite(message.Number);
            return default;
        }

        public ValueTask LetterAsync(Desk.Letter message, Desk.Client client, CancellationToken cancellationToken) => default;
    }
}
