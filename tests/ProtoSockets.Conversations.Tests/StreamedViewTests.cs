using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests;

/// <summary>Handlers that take views of messages whose last member streams, or whose header chooses their byte order: what they need is taken before the first await.</summary>
public sealed class StreamedViewTests
{
    private const int Large = 1_000_003;

    private static readonly TransportAddress Anywhere = TransportAddress.Parse("tcp://127.0.0.1:0");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string> Carriers => new("tcp", "memory", "unix");

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task The_member_that_streams_is_taken_from_the_view_and_read_as_it_comes(string carrier)
    {
        Porter porter = new();
        await using RunningServer<Depot.Wire> server = Depots.Start(porter, carrier);
        await using Depot.Client client = await Depot.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        foreach (int length in new[] { 0, 1, 4000, 16_384, 65_536, Large })
        {
            Assert.Equal(await Parcels.WeightAsync(length), await client.StoreAsync(new("parcel", StreamedBytes.From(new PatternStream(length), length)), Cancelled).Soon());
            Assert.Equal("parcel", await porter.Names.ReadAsync(Cancelled).Soon());
        }

        await client.DropAsync(new(4, StreamedBytes.From(new PatternStream(200_000), 200_000)), Cancelled).Soon();
        Assert.Equal("4 200000", await porter.Names.ReadAsync(Cancelled).Soon());
    }

    [Fact]
    public async Task A_view_that_leaves_the_member_unread_has_it_passed_over()
    {
        Porter porter = new() { LeavesUnread = true };
        await using RunningServer<Depot.Wire> server = Depots.Start(porter);
        await using Depot.Client client = await Depot.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        for (int call = 0; call < 3; call++)
        {
            Assert.Equal(Large, (await client.StoreAsync(new("unread", StreamedBytes.From(new PatternStream(Large), Large)), Cancelled).Soon()).Bytes);
        }

        Assert.Equal(7, (await client.PingAsync(new(7), Cancelled).Soon()).Bytes);
    }

    [Fact]
    public async Task A_reply_streams_from_the_request_that_is_viewed()
    {
        await using RunningServer<Depot.Wire> server = Depots.Start(new Porter());
        await using Depot.Client client = await Depot.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Depot.Parcel parcel = await client.EchoAsync(new(StreamedBytes.From(new PatternStream(3 * Large), 3 * Large)), Cancelled).Soon();
        Assert.Equal(await Parcels.WeightAsync(3 * Large), await Parcels.WeighAsync(parcel.Data, Cancelled).Soon());
    }

    [Fact]
    public async Task What_the_server_sends_is_viewed_by_the_client()
    {
        await using RunningServer<Depot.Wire> server = Depots.Start(new DepotHandler());
        Recipient recipient = new();
        await using Depot.Client client = await Depot.Client.ConnectAsync(server.Address, handler: recipient, cancellationToken: Cancelled);
        Assert.Equal(Large, (await client.DeliverAsync(new(9, Large), Cancelled).Soon()).Bytes);
        Assert.Equal((9, await Parcels.WeightAsync(Large)), await recipient.Delivered.ReadAsync(Cancelled).Soon());
    }

    [Fact]
    public async Task A_counted_payload_of_a_text_protocol_is_taken_from_the_view_of_its_line()
    {
        await using var server = new RunningServer<TextVault.Wire>(new TextVault.Server(new Vault()), Anywhere);
        using Socket socket = await Depots.ConnectAsync(server.EndPoint);
        socket.NoDelay = true;
        byte[] bytes = "set key 7 0 5\r\nhello\r\nset other 8 0 0\r\n\r\n"u8.ToArray();
        byte[] expected = "key-7-5-hello\r\nother-8-0-\r\n"u8.ToArray();
        for (int cut = 1; cut < bytes.Length; cut++)
        {
            await socket.SendAsync(bytes.AsMemory(0, cut), Cancelled);
            await socket.SendAsync(bytes.AsMemory(cut), Cancelled);
            byte[] answers = new byte[expected.Length];
            await Depots.ReceiveAsync(socket, answers);
            Assert.Equal(Encoding.ASCII.GetString(expected), Encoding.ASCII.GetString(answers));
        }
    }

    [Fact]
    public async Task The_member_is_in_the_view_also_where_a_test_calls_the_handler_with_a_record()
    {
        Depot.IServerHandler handler = new Porter();
        Depot.Receipt streamed = await handler.StoreAsync(new("parcel", StreamedBytes.From(new PatternStream(70_000), 70_000)), null!, Cancelled).AsTask().Soon();
        Assert.Equal(await Parcels.WeightAsync(70_000), streamed);
        Assert.Equal(await Parcels.WeightAsync(20), await handler.StoreAsync(new("parcel", Parcels.Make(20)), null!, Cancelled).AsTask().Soon());
        TextVault.IServerHandler vault = new Vault();
        CallResult<TextVault.Outcome, TextVault.Refusal> set = await vault.SetAsync(new() { Key = "k", Data = StreamedBytes.From(new MemoryStream([.. "abc"u8]), 3) }, null!, Cancelled).AsTask().Soon();
        Assert.Equal("k-0-3-abc", set.Reply.Word.ToString());
    }

    [Fact]
    public async Task A_message_in_the_order_of_its_header_is_viewed_in_it()
    {
        await using var server = new RunningServer<Locator.Wire>(new Locator.Server(new Finder()), Anywhere);
        await using Locator.Client client = await Locator.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        for (int length = 0; length < 8; length++)
        {
            Locator.LocateReply reply = await client.LocateRequestAsync(new(0, new byte[length], IsLittle: length % 2 == 0), Cancelled).AsTask().Soon();
            Assert.Equal(((uint)length, length % 2 != 0), (reply.Status, reply.IsLittle));
        }
    }

    /// <summary>Views of what streams to it, a record of what does not.</summary>
    private sealed class Porter : Depot.Store.IViewHandler, Depot.Drop.IViewHandler, Depot.Echo.IViewHandler
    {
        private readonly DepotHandler _others = new();
        private readonly Channel<string> _names = Channel.CreateUnbounded<string>();

        public bool LeavesUnread { get; init; }

        public ChannelReader<string> Names => _names.Reader;

        public ValueTask<Depot.Receipt> StoreAsync(Depot.Store.View request, Depot.Session session, CancellationToken cancellationToken)
        {
            _names.Writer.TryWrite(request.Name.ToString());
            return LeavesUnread ? new(new Depot.Receipt(request.Data.Length, 0)) : new(Parcels.WeighAsync(request.Data, cancellationToken));
        }

        public ValueTask DropAsync(Depot.Drop.View message, Depot.Session session, CancellationToken cancellationToken) => WeighAsync(message.Kind, message.Data, cancellationToken);

        public ValueTask<Depot.Parcel> EchoAsync(Depot.Echo.View request, Depot.Session session, CancellationToken cancellationToken) => new(new Depot.Parcel(2, request.Data));

        public ValueTask<Depot.Parcel> FetchAsync(Depot.Fetch request, Depot.Session session, CancellationToken cancellationToken) => _others.FetchAsync(request, session, cancellationToken);

        public ValueTask<Depot.Receipt> PingAsync(Depot.Ping request, Depot.Session session, CancellationToken cancellationToken) => _others.PingAsync(request, session, cancellationToken);

        public ValueTask<Depot.Parcel> AskAsync(Depot.Ask request, Depot.Session session, CancellationToken cancellationToken) => _others.AskAsync(request, session, cancellationToken);

        public ValueTask<Depot.Receipt> DeliverAsync(Depot.Deliver request, Depot.Session session, CancellationToken cancellationToken) => _others.DeliverAsync(request, session, cancellationToken);

        private async ValueTask WeighAsync(byte kind, StreamedBytes data, CancellationToken cancellationToken) =>
            _names.Writer.TryWrite($"{kind} {(await Parcels.WeighAsync(data, cancellationToken)).Bytes}");
    }

    private sealed class Recipient : Depot.Delivery.IViewHandler
    {
        private readonly Channel<(byte Kind, Depot.Receipt Weight)> _delivered = Channel.CreateUnbounded<(byte, Depot.Receipt)>();

        public ChannelReader<(byte Kind, Depot.Receipt Weight)> Delivered => _delivered.Reader;

        public ValueTask DeliveryAsync(Depot.Delivery.View message, Depot.Client client, CancellationToken cancellationToken) => WeighAsync(message.Kind, message.Data, cancellationToken);

        private async ValueTask WeighAsync(byte kind, StreamedBytes data, CancellationToken cancellationToken) =>
            _delivered.Writer.TryWrite((kind, await Parcels.WeighAsync(data, cancellationToken)));
    }

    private sealed class Vault : TextVault.Set.IViewHandler
    {
        public ValueTask<CallResult<TextVault.Outcome, TextVault.Refusal>> SetAsync(TextVault.Set.View request, TextVault.Session session, CancellationToken cancellationToken) =>
            KeepAsync($"{request.Key.ToString()}-{request.Flags}-{request.Bytes}-", request.Data, cancellationToken);

        public ValueTask<CallResult<TextVault.Item, TextVault.Refusal>> GetAsync(TextVault.Get request, TextVault.Session session, CancellationToken cancellationToken) =>
            new(new TextVault.Refusal("END", null));

        private static async ValueTask<CallResult<TextVault.Outcome, TextVault.Refusal>> KeepAsync(string name, StreamedBytes data, CancellationToken cancellationToken) =>
            new TextVault.Outcome(name + Encoding.ASCII.GetString(await data.ToArrayAsync(100, cancellationToken)));
    }

    private sealed class Finder : Locator.LocateRequest.IViewHandler
    {
        public ValueTask<Locator.LocateReply> LocateRequestAsync(Locator.LocateRequest.View request, Locator.Session session, CancellationToken cancellationToken) =>
            new(new Locator.LocateReply(0, (uint)request.ObjectKey.Length, !request.IsLittle));
    }
}
