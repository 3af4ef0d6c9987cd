using System.Net;
using System.Net.Sockets;
using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests;

/// <summary>Sides that were built from different versions of a declaration.</summary>
public sealed class VersionTests : SecondEdition.IServerHandler, FourthEdition.IServerHandler
{
    private static readonly TransportAddress Anywhere = TransportAddress.Parse("tcp://127.0.0.1:0");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask<SecondEdition.Found> FindAsync(SecondEdition.Find request, SecondEdition.Session session, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new SecondEdition.Found(7, request.Limit));

    public ValueTask<FourthEdition.Found> FindAsync(FourthEdition.Find request, FourthEdition.Session session, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new FourthEdition.Found(request.Limit, $"{request.More}"));

    public ValueTask WaveAsync(FourthEdition.Wave message, FourthEdition.Session session, CancellationToken cancellationToken) => default;

    [Fact]
    public async Task A_newer_client_speaks_the_servers_version()
    {
        await using var server = new RunningServer<SecondEdition.Wire>(new SecondEdition.Server(this), Anywhere);
        await using FourthEdition.Client client = await FourthEdition.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Assert.Equal(new FourthEdition.Found(300, null), await client.FindAsync(new("a", 300, 9), Cancelled).Soon());
        await Assert.ThrowsAsync<WireFormatException>(() => client.WaveAsync(new(1), Cancelled).AsTask());
    }

    [Fact]
    public async Task An_older_client_speaks_its_own_version()
    {
        await using var server = new RunningServer<FourthEdition.Wire>(new FourthEdition.Server(this), Anywhere);
        await using SecondEdition.Client client = await SecondEdition.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Assert.Equal(new SecondEdition.Found(0, 300), await client.FindAsync(new("a", 300), Cancelled).Soon());
    }

    [Fact]
    public async Task Sides_of_the_same_version_speak_it()
    {
        await using var server = new RunningServer<FourthEdition.Wire>(new FourthEdition.Server(this), Anywhere);
        await using FourthEdition.Client client = await FourthEdition.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Assert.Equal(new FourthEdition.Found(300, "9"), await client.FindAsync(new("a", 300, 9), Cancelled).Soon());
        await client.WaveAsync(new(1), Cancelled);
    }

    [Fact]
    public async Task A_client_of_one_version_speaks_it_with_a_server_of_several()
    {
        await using var server = new RunningServer<SecondEdition.Wire>(new SecondEdition.Server(this), Anywhere);
        await using FirstEdition.Client client = await FirstEdition.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Assert.Equal(new FirstEdition.Found(7), await client.FindAsync(new("a"), Cancelled).Soon());
    }

    [Fact]
    public async Task Sides_without_a_version_in_common_refuse_each_other()
    {
        await using var server = new RunningServer<FourthEdition.Wire>(new FourthEdition.Server(this), Anywhere);
        HandshakeException exception = await Assert.ThrowsAsync<HandshakeException>(() => FirstEdition.Client.ConnectAsync(server.Address, cancellationToken: Cancelled));
        Assert.Contains("FirstEdition version 1 (", exception.Message, StringComparison.Ordinal);
        Assert.Contains("the peer version 2 to 4 (", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_handshake_says_the_oldest_version_behind_the_rest()
    {
        await using var server = new RunningServer<FourthEdition.Wire>(new FourthEdition.Server(this), Anywhere);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync((IPEndPoint)server.EndPoint, Cancelled);
        byte[] hello =
        [
            0x00, 0x00, 0x00, 0x22, // length of the frame
            0x05, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, // hello
            0x50, 0x53, 0x4B, 0x54, 0x01, 0x00, // PSKT, 1, reserved
            0x00, 0x07, // newest version
            0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, // schema hash, of another version
            0x00, 0x10, 0x00, 0x00, // largest frame
            0x00, 0x03, // oldest version
        ];
        await socket.SendAsync(hello, Cancelled);
        byte[] answer = new byte[34];
        int read = 0;
        while (read < answer.Length)
        {
            int count = await socket.ReceiveAsync(answer.AsMemory(read), Cancelled).AsTask().Soon();
            Assert.NotEqual(0, count);
            read += count;
        }

        Assert.Equal([0x00, 0x04], answer[18..20]);
        Assert.Equal([0x00, 0x02], answer[32..34]);
    }
}
