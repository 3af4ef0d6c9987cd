using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests;

/// <summary>Handlers that take a message's view in place of its record.</summary>
public sealed class ViewHandlerTests
{
    private static readonly TransportAddress Anywhere = TransportAddress.Parse("tcp://127.0.0.1:0");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_handler_takes_views_of_some_messages_and_records_of_others()
    {
        await using var server = new RunningServer<Gallery.Wire>(new Gallery.Server(new Curator()), Anywhere);
        await using Gallery.Client client = await Gallery.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Assert.Equal(new Gallery.Found(1905), await client.FindAsync(new(1, "Klee", [1900, 1905], "Hirsch"), Cancelled));
        Assert.Equal(new Gallery.Found(2), await client.CountAsync(new(2), Cancelled));
    }

    [Fact]
    public async Task What_a_view_does_not_reach_may_be_malformed()
    {
        await using var server = new RunningServer<Gallery.Wire>(new Gallery.Server(new Curator()), Anywhere);
        byte[] frame = new Gallery.Find(1, "Klee", [1900, 1905], "Hirsch").ToBytes(new Gallery.Header { Id = 7 });
        frame[^1] = 0xFF; // the last letter of the title, which is UTF-8
        Assert.False(Gallery.Find.TryRead(frame, out _, out _, out _));
        Assert.Equal("Found { Number = 1905 }", await ExchangeAsync(server.EndPoint, frame));
    }

    [Fact]
    public async Task What_a_view_reaches_and_is_malformed_fails_the_call_like_a_record()
    {
        await using var server = new RunningServer<Gallery.Wire>(new Gallery.Server(new Curator()), Anywhere);
        byte[] frame = new Gallery.Find(1, "Klee", [1900, 1905], "Hirsch").ToBytes(new Gallery.Header { Id = 7 });
        frame[9] = 49; // the length of the painter
        Assert.Equal("Refused { Reason = Painter at byte 10: needs 49 bytes, 20 are left }", await ExchangeAsync(server.EndPoint, frame));
        Assert.Equal("Refused { Reason = Room at byte 7: needs 2 bytes, 1 are left }", await ExchangeAsync(server.EndPoint, [0, 1, 1, 0, 0, 0, 7, 1]));
    }

    [Fact]
    public async Task One_way_messages_and_pushes_are_viewed()
    {
        Visitor visitor = new();
        await using var server = new RunningServer<Gallery.Wire>(new Gallery.Server(new Curator()), Anywhere);
        await using Gallery.Client client = await Gallery.Client.ConnectAsync(server.Address, handler: visitor, cancellationToken: Cancelled);
        await client.WatchAsync(new("Klee"), Cancelled);
        Assert.Equal("Klee 4", await visitor.Seen.ReadAsync(Cancelled).Soon());
    }

    [Fact]
    public async Task A_view_handler_can_be_called_with_a_record()
    {
        Gallery.IServerHandler handler = new Curator();
        Assert.Equal(1905u, (await handler.FindAsync(new(1, "Klee", [1900, 1905], "Hirsch"), null!, Cancelled)).Reply.Number);
    }

    [Fact]
    public async Task A_message_that_is_a_union_is_viewed_by_its_case()
    {
        Foreman foreman = new();
        await using var server = new RunningServer<Workshop.Wire>(new Workshop.Server(new Carpenter()), Anywhere);
        await using Workshop.Client client = await Workshop.Client.ConnectAsync(server.Address, handler: foreman, cancellationToken: Cancelled);
        await client.OrderAsync(new Workshop.Order.Cut(4, "oak"u8.ToArray()), Cancelled);
        Assert.Equal("cut 4 of oak, 8 bytes behind kind 1", await foreman.Done.ReadAsync(Cancelled).Soon());
        await client.OrderAsync(new Workshop.Order.Turn(3, 90), Cancelled);
        Assert.Equal("turned 90, direction 3", await foreman.Done.ReadAsync(Cancelled).Soon());
    }

    private static async Task<string> ExchangeAsync(EndPoint server, byte[] frame)
    {
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server, Cancelled);
        await socket.SendAsync(frame, Cancelled);
        byte[] received = new byte[1024];
        int count = 0;
        while (count < 2 || count < 7 + (received[0] << 8) + received[1])
        {
            int more = await socket.ReceiveAsync(received.AsMemory(count), Cancelled).Soon();
            Assert.NotEqual(0, more);
            count += more;
        }

        return received[2] == 2
            ? Gallery.Found.TryRead(received.AsMemory(0, count), out _, out Gallery.Found found, out _) ? found.ToString() : "?"
            : Gallery.Refused.TryRead(received.AsMemory(0, count), out _, out Gallery.Refused refused, out _) ? refused.ToString() : "?";
    }

    /// <summary>Find and Watch as views, Count as a record: one method each.</summary>
    private sealed class Curator : Gallery.Find.IViewHandler, Gallery.Watch.IViewHandler
    {
        public ValueTask<CallResult<Gallery.Found, Gallery.Refused>> FindAsync(Gallery.Find.View request, Gallery.Session session, CancellationToken cancellationToken) =>
            new(new Gallery.Found(request.Painter == "Klee"u8 ? request.Years[request.Room] : 0));

        public ValueTask<CallResult<Gallery.Found, Gallery.Refused>> CountAsync(Gallery.Count request, Gallery.Session session, CancellationToken cancellationToken) =>
            new(new Gallery.Found(request.Room));

        public ValueTask WatchAsync(Gallery.Watch.View message, Gallery.Session session, CancellationToken cancellationToken) =>
            session.SoldAsync(new((uint)message.Painter.Bytes.Length, message.Painter.ToString()), cancellationToken);

        public Gallery.Refused? OnFailure(Exception exception, Gallery.Session session) => new(exception.Message);
    }

    private sealed class Visitor : Gallery.Sold.IViewHandler
    {
        private readonly Channel<string> _seen = Channel.CreateUnbounded<string>();

        public ChannelReader<string> Seen => _seen.Reader;

        public ValueTask SoldAsync(Gallery.Sold.View message, Gallery.Client client, CancellationToken cancellationToken)
        {
            _seen.Writer.TryWrite($"{message.Title.ToString()} {message.Number}");
            return default;
        }
    }

    private sealed class Carpenter : Workshop.Order.IViewHandler
    {
        public ValueTask OrderAsync(Workshop.Order.View message, Workshop.Session session, CancellationToken cancellationToken)
        {
            string done = message.TryGet(out Workshop.Order.Cut.View cut)
                ? $"cut {cut.Length} of {cut.Wood.ToString()}, {message.Content.Length} bytes behind kind {message.Header.Kind}"
                : message.Match(static _ => "?", static turn => $"turned {turn.Degrees}, direction {turn.Direction}");
            return session.DoneAsync(new(done), cancellationToken);
        }
    }

    private sealed class Foreman : Workshop.IClientHandler
    {
        private readonly Channel<string> _done = Channel.CreateUnbounded<string>();

        public ChannelReader<string> Done => _done.Reader;

        public ValueTask DoneAsync(Workshop.Done message, Workshop.Client client, CancellationToken cancellationToken)
        {
            _done.Writer.TryWrite(message.What);
            return default;
        }
    }
}
