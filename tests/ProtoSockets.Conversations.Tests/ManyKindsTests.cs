using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using ProtoSockets.Conversations.Tests.Protocols;
using Reply = ProtoSockets.Conversations.Tests.Protocols.Asking.Reply;

namespace ProtoSockets.Conversations.Tests;

/// <summary>Calls that get replies of many kinds, and messages that go ahead of a call and are answered with it.</summary>
public sealed class ManyKindsTests : Asking.IServerHandler
{
    private readonly List<Reply> _ahead = [];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async IAsyncEnumerable<Reply> QueryAsync(Asking.Query request, Asking.Session session, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (int row = 1; row <= request.Rows; row++)
        {
            if (row == request.FailAt)
            {
                yield return new Reply.Failed("as you wish");
                break;
            }

            if (request.NoticeEvery > 0 && row % request.NoticeEvery == 0)
            {
                await session.NoticeAsync(new(row), cancellationToken);
            }

            yield return new Reply.Row(row);
        }

        yield return new Reply.Done((byte)'I');
    }

    public async IAsyncEnumerable<Reply> SyncAsync(Asking.Sync request, Asking.Session session, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (Reply reply in _ahead)
        {
            yield return reply;
        }

        _ahead.Clear();
        yield return new Reply.Done((byte)'I');
    }

    public ValueTask ParseAsync(Asking.Parse message, Asking.Session session, CancellationToken cancellationToken)
    {
        _ahead.Add(new Reply.Parsed(message.Text));
        return default;
    }

    public ValueTask ExecuteAsync(Asking.Execute message, Asking.Session session, CancellationToken cancellationToken)
    {
        _ahead.AddRange(Enumerable.Range(1, message.Rows).Select(row => (Reply)new Reply.Row(row)));
        return default;
    }

    [Fact]
    public async Task Replies_of_all_kinds_come_in_order_and_pushes_in_between_are_pushes()
    {
        await using RunningServer<Asking.Wire> server = Serve();
        await using Asking.Client client = await Asking.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Assert.Equal("DDDDZ", await KindsAsync(client.QueryAsync(new(4, 2, 0), Cancelled)));
        Assert.Equal("DDEZ", await KindsAsync(client.QueryAsync(new(5, 0, 3), Cancelled)));
        Assert.Equal(2, (await client.ReceiveAsync<Asking.Notice>(Cancelled).NextAsync().Soon()).Number);
        Assert.Equal(4, (await client.ReceiveAsync<Asking.Notice>(Cancelled).NextAsync().Soon()).Number);
    }

    [Fact]
    public async Task Pipelined_calls_get_their_own_replies()
    {
        await using RunningServer<Asking.Wire> server = Serve();
        await using Asking.Client client = await Asking.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Task<string>[] calls = [.. Enumerable.Range(0, 20).Select(rows => KindsAsync(client.QueryAsync(new(rows, 0, 0), Cancelled)))];
        for (int rows = 0; rows < calls.Length; rows++)
        {
            Assert.Equal(new string('D', rows) + "Z", await calls[rows].Soon());
        }
    }

    [Fact]
    public async Task What_goes_ahead_of_a_call_is_answered_with_it()
    {
        await using RunningServer<Asking.Wire> server = Serve();
        await using Asking.Client client = await Asking.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        string kinds = await KindsAsync(client.SyncAsync(
            batch =>
            {
                batch.Parse(new("one"));
                batch.Execute(new(2));
            },
            new(),
            Cancelled));
        Assert.Equal("1DDZ", kinds);
        Assert.Equal("Z", await KindsAsync(client.SyncAsync(new(), Cancelled)));
    }

    [Fact]
    public async Task A_batch_leaves_in_one_piece()
    {
        using Socket listener = Listen();
        await using Asking.Client client = await Asking.Client.ConnectAsync(listener.LocalEndPoint!, cancellationToken: Cancelled);
        using Socket peer = await listener.AcceptAsync(Cancelled);
        Task<string> kinds = KindsAsync(client.SyncAsync(
            batch =>
            {
                batch.Parse(new("a"));
                batch.Execute(new(1));
            },
            new(),
            Cancelled));
        byte[] sent = new byte[100];
        int count = await peer.ReceiveAsync(sent, Cancelled).Soon();
        byte[] expected =
        [
            (byte)'P', 0, 0, 0, 6, (byte)'a', 0,
            (byte)'E', 0, 0, 0, 8, 0, 0, 0, 1,
            (byte)'S', 0, 0, 0, 4,
        ];
        Assert.Equal(expected, sent[..count]);

        // Replies to what went ahead may come before the server has seen the end.
        await peer.SendAsync((byte[])[(byte)'1', 0, 0, 0, 6, (byte)'a', 0], Cancelled);
        await peer.SendAsync((byte[])[(byte)'Z', 0, 0, 0, 5, (byte)'I'], Cancelled);
        Assert.Equal("1Z", await kinds.Soon());
    }

    [Fact]
    public async Task A_batch_that_cannot_be_written_fails_its_call_and_no_other()
    {
        await using RunningServer<Asking.Wire> server = Serve();
        await using Asking.Client client = await Asking.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await Assert.ThrowsAsync<WireFormatException>(() => KindsAsync(client.SyncAsync(
            batch =>
            {
                batch.Parse(new("fits"));
                batch.Parse(new(new string('x', 33)));
            },
            new(),
            Cancelled)).Soon());
        Assert.Equal("DDZ", await KindsAsync(client.QueryAsync(new(2, 0, 0), Cancelled)));
    }

    [Fact]
    public async Task A_call_that_is_given_up_in_the_middle_leaves_the_replies_of_the_next_alone()
    {
        await using RunningServer<Asking.Wire> server = Serve();
        await using Asking.Client client = await Asking.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        for (int taken = 0; taken < 4; taken++)
        {
            int read = 0;
            await foreach (Reply reply in client.QueryAsync(new(1000, 0, 0), Cancelled))
            {
                if (read++ == taken)
                {
                    break;
                }
            }

            Assert.Equal("DDDZ", await KindsAsync(client.QueryAsync(new(3, 0, 0), Cancelled)));
        }
    }

    [Fact]
    public async Task A_slow_reader_holds_the_server_back_and_loses_nothing()
    {
        const int Rows = 50_000;
        await using RunningServer<Asking.Wire> server = Serve();
        await using Asking.Client client = await Asking.Client.ConnectAsync(server.Address, new ClientOptions { PushBacklog = 8 }, cancellationToken: Cancelled);
        int read = 0;
        await foreach (Reply reply in client.QueryAsync(new(Rows, 0, 0), Cancelled))
        {
            if (read == 5)
            {
                await Task.Yield();
            }

            if (reply.TryGet(out Reply.Row row))
            {
                Assert.Equal(++read, row.Number);
            }
        }

        Assert.Equal(Rows, read);
    }

    [Fact]
    public async Task A_malformed_reply_among_many_ends_the_connection()
    {
        using Socket listener = Listen();
        await using Asking.Client client = await Asking.Client.ConnectAsync(listener.LocalEndPoint!, cancellationToken: Cancelled);
        using Socket peer = await listener.AcceptAsync(Cancelled);
        Task<string> kinds = KindsAsync(client.QueryAsync(new(1, 0, 0), Cancelled));
        await peer.SendAsync((byte[])[(byte)'D', 0, 0, 0, 5, 1], Cancelled);
        await Assert.ThrowsAsync<WireFormatException>(() => kinds.Soon());
        await client.Completion.Soon();
    }

    [Fact]
    public void A_reply_has_the_id_of_its_case()
    {
        Reply row = new Reply.Row(7);
        byte[] bytes = [(byte)'D', /* Length */ 0, 0, 0, 8, /* Number */ 0, 0, 0, 7];
        Assert.Equal(bytes, row.ToBytes(default));
        Assert.True(Reply.TryRead(bytes, out Asking.Header header, out Reply read, out WireError? error), error?.ToString());
        Assert.Equal((byte)'D', header.Type);
        Assert.Equal(row, read);
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.False(Reply.TryRead(bytes.AsMemory(0, length), out _, out _, out error));
            Assert.NotNull(error);
        }

        bytes[0] = (byte)'?';
        Assert.False(Reply.TryRead(bytes, out _, out _, out error));
        Assert.Equal(WireErrorKind.Malformed, error!.Kind);
        Assert.Throws<WireFormatException>(() => default(Reply).ToBytes(default));
    }

    private RunningServer<Asking.Wire> Serve() => new(new Asking.Server(this), TransportAddress.Parse("tcp://127.0.0.1:0"));

    private static Socket Listen()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        return listener;
    }

    private static async Task<string> KindsAsync(IAsyncEnumerable<Reply> replies)
    {
        string kinds = string.Empty;
        await foreach (Reply reply in replies.WithCancellation(Cancelled))
        {
            kinds += (char)reply.Type;
        }

        return kinds;
    }
}
