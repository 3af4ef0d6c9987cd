using System.Net;
using System.Net.Sockets;
using System.Text;
using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests;

/// <summary>Each framing without a header: its bytes, and a conversation in it.</summary>
public sealed class FramingTests : Counted.IServerHandler, Varied.IServerHandler, Blocks.IServerHandler, Netstrings.IServerHandler
{
    private static readonly TransportAddress Anywhere = TransportAddress.Parse("tcp://127.0.0.1:0");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask<Counted.Answer> AskAsync(Counted.Ask request, Counted.Session session, CancellationToken cancellationToken) => new(new Counted.Answer(request.Text));

    public ValueTask<Varied.Answer> AskAsync(Varied.Ask request, Varied.Session session, CancellationToken cancellationToken) => new(new Varied.Answer(request.Text));

    public ValueTask<Blocks.Answer> AskAsync(Blocks.Ask request, Blocks.Session session, CancellationToken cancellationToken) => new(new Blocks.Answer(request.Text));

    public ValueTask<Netstrings.Answer> AskAsync(Netstrings.Ask request, Netstrings.Session session, CancellationToken cancellationToken) => new(new Netstrings.Answer(request.Text));

    [Fact]
    public async Task A_length_of_three_bytes_can_count_itself()
    {
        await using var server = new RunningServer<Counted.Wire>(new Counted.Server(this), Anywhere);
        await using Counted.Client client = await Counted.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Assert.Equal("hello", (await client.AskAsync(new("hello"), Cancelled)).Text);
        await CheckEchoAsync(server.EndPoint, [8, 0, 0, .. "hello"u8, 5, 0, 0, .. "hi"u8]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(1000)]
    public async Task A_length_can_be_of_variable_length(int size)
    {
        await using var server = new RunningServer<Varied.Wire>(new Varied.Server(this), Anywhere);
        await using Varied.Client client = await Varied.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        string text = new('x', size);
        Assert.Equal(text, (await client.AskAsync(new(text), Cancelled)).Text);
        byte[] length = size < 128 ? [(byte)size] : [(byte)((size & 0x7F) | 0x80), (byte)(size >> 7)];
        await CheckEchoAsync(server.EndPoint, [.. length, .. Encoding.ASCII.GetBytes(text)]);
    }

    [Fact]
    public async Task Frames_can_have_one_size()
    {
        await using var server = new RunningServer<Blocks.Wire>(new Blocks.Server(this), Anywhere);
        await using Blocks.Client client = await Blocks.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Assert.Equal("hello", (await client.AskAsync(new("hello"), Cancelled)).Text);
        await CheckEchoAsync(server.EndPoint, [.. "hello"u8, .. new byte[11], .. "a full block of 16"u8[2..]]);
    }

    [Fact]
    public async Task A_protocol_can_bring_its_own_framing()
    {
        await using var server = new RunningServer<Netstrings.Wire>(new Netstrings.Server(this), Anywhere);
        await using Netstrings.Client client = await Netstrings.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Assert.Equal("hello", (await client.AskAsync(new("hello"), Cancelled)).Text);
        await CheckEchoAsync(server.EndPoint, "5:hello,12:hello world!,"u8.ToArray());
    }

    [Fact]
    public async Task Sockets_that_exist_already_are_taken_over()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        await using var server = new Varied.Server(this);
        EndPoint at = server.Adopt(Transports.Adopt.Listener(listener));
        using var stopping = new CancellationTokenSource();
        Task running = server.RunAsync(stopping.Token);
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(at, Cancelled);
        await using (Varied.Client client = await Varied.Client.AdoptAsync(Transports.Adopt.Connection(socket), cancellationToken: Cancelled))
        {
            Assert.Equal("hello", (await client.AskAsync(new("hello"), Cancelled)).Text);
            Assert.Same(socket, client.Socket);
        }

        await stopping.CancelAsync();
        await running.Soon();
    }

    /// <summary>Sends frames by hand, byte by byte, and expects the same bytes back.</summary>
    private static async Task CheckEchoAsync(EndPoint endPoint, byte[] frames)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(endPoint, Cancelled);
        using var stream = new NetworkStream(socket);
        foreach (byte one in frames)
        {
            await stream.WriteAsync(new[] { one }, Cancelled);
        }

        byte[] echo = new byte[frames.Length];
        await stream.ReadExactlyAsync(echo, Cancelled).Soon();
        Assert.Equal(frames, echo);
    }
}
