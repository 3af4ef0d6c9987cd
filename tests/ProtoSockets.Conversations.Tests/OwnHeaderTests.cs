using System.Net;
using System.Net.Sockets;
using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests;

/// <summary>A protocol with a header and an error reply of its own.</summary>
public sealed class OwnHeaderTests
{
    private static readonly TransportAddress Anywhere = TransportAddress.Parse("tcp://127.0.0.1:0");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_refusal_is_a_value_of_one_call_and_an_exception_of_the_other()
    {
        await using var server = new RunningServer<Till.Wire>(new Till.Server(new TillHandler()), Anywhere);
        await using Till.Client client = await Till.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Assert.Equal(new Till.Amount(30), await client.PriceAsync(new("apple"), Cancelled));
        CallResult<Till.Amount, Till.Refusal> result = await client.TryPriceAsync(new("fig"), Cancelled);
        Assert.Equal(new Till.Refusal(4, "no fig here"), result.Error);
        CallRefusedException exception = await Assert.ThrowsAsync<CallRefusedException>(() => client.PriceAsync(new("fig"), Cancelled).AsTask());
        Assert.Equal(new Till.Refusal(4, "no fig here"), exception.Error);
    }

    [Fact]
    public async Task A_handler_that_throws_is_answered_as_the_handler_says()
    {
        await using var server = new RunningServer<Till.Wire>(new Till.Server(new TillHandler()), Anywhere);
        await using Till.Client client = await Till.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        CallResult<Till.Amount, Till.Refusal> result = await client.TryPriceAsync(new("broken"), Cancelled);
        Assert.Equal(new Till.Refusal(2, "failed"), result.Error);
        Assert.Equal(new Till.Amount(45), await client.PriceAsync(new("pear"), Cancelled));
    }

    [Fact]
    public async Task Quiet_calls_end_in_silence_once_a_later_call_is_answered()
    {
        await using var server = new RunningServer<Till.Wire>(new Till.Server(new TillHandler()), Anywhere);
        await using Till.Client client = await Till.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Task<OptionalReply<Till.Amount>> fig = client.QuietPriceAsync(new("fig"), Cancelled).AsTask();
        Task<OptionalReply<Till.Amount>> apple = client.QuietPriceAsync(new("apple"), Cancelled).AsTask();
        Task<OptionalReply<Till.Amount>> plum = client.QuietPriceAsync(new("plum"), Cancelled).AsTask();
        Assert.Equal(new Till.Amount(45), await client.PriceAsync(new("pear"), Cancelled));
        Assert.False((await fig.Soon()).HasReply);
        Assert.Equal(new Till.Amount(30), (await apple.Soon()).Reply);
        Assert.False((await plum.Soon()).HasReply);
    }

    [Fact]
    public async Task Many_replies_are_enumerated_to_the_last()
    {
        await using var server = new RunningServer<Till.Wire>(new Till.Server(new TillHandler()), Anywhere);
        await using Till.Client client = await Till.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        var items = new List<string>();
        await foreach (Till.StockLine line in client.StockAsync(new(), Cancelled))
        {
            items.Add(line.Item);
        }

        Assert.Equal(["apple", "pear", ""], items);
        Assert.Equal(new Till.Amount(45), await client.PriceAsync(new("pear"), Cancelled));
    }

    [Fact]
    public async Task Leaving_an_enumeration_early_leaves_the_connection_usable()
    {
        await using var server = new RunningServer<Till.Wire>(new Till.Server(new TillHandler()), Anywhere);
        await using Till.Client client = await Till.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Assert.Equal("apple", (await client.StockAsync(new(), Cancelled).NextAsync()).Item);
        Assert.Equal(new Till.Amount(45), await client.PriceAsync(new("pear"), Cancelled));
    }

    [Fact]
    public async Task The_bytes_are_those_that_the_header_declares()
    {
        await using var server = new RunningServer<Till.Wire>(new Till.Server(new TillHandler()), Anywhere);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync((IPEndPoint)server.EndPoint, Cancelled);
        byte[] request =
        [
            0x10,                               // magic of the client
            0x01,                               // code: price
            0x00,                               // status
            0x0F, 0x00,                         // length of the frame, little-endian
            0x44, 0x33, 0x22, 0x11,             // ticket
            0x05, 0x61, 0x70, 0x70, 0x6C, 0x65, // "apple"
        ];
        await socket.SendAsync(request, Cancelled);
        byte[] reply = await ReadAsync(socket, 13);
        Assert.Equal(
            [
                0x11,                   // magic of the server
                0x01,                   // code of the request
                0x00,                   // status
                0x0D, 0x00,             // length of the frame
                0x44, 0x33, 0x22, 0x11, // ticket of the request
                0x1E, 0x00, 0x00, 0x00, // 30 cents
            ],
            reply);

        // A code that nobody declared, and a body that is no text: both are answered, and the connection goes on.
        await socket.SendAsync(new byte[] { 0x10, 0x77, 0x00, 0x09, 0x00, 1, 0, 0, 0 }, Cancelled);
        byte[] refusal = await ReadAsync(socket, 9 + "no message 119".Length);
        Assert.Equal<byte>([0x11, 0x77, 0x01, 23, 0x00, 1, 0, 0, 0], refusal[..9]);
        await socket.SendAsync(new byte[] { 0x10, 0x01, 0x00, 0x0B, 0x00, 2, 0, 0, 0, 0x01, 0xFF }, Cancelled);
        refusal = await ReadAsync(socket, 9 + "malformed".Length);
        Assert.Equal<byte>([0x11, 0x01, 0x02, 18, 0x00, 2, 0, 0, 0], refusal[..9]);
    }

    private static async Task<byte[]> ReadAsync(Socket socket, int count)
    {
        byte[] bytes = new byte[count];
        using var stream = new NetworkStream(socket, ownsSocket: false);
        await stream.ReadExactlyAsync(bytes, Cancelled).Soon();
        return bytes;
    }
}
