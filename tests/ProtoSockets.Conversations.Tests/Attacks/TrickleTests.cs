using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using ProtoSockets.Conversations.Tests.Links;
using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests.Attacks;

/// <summary>Peers that send a byte now and then, so that they are never silent and never done.</summary>
public sealed class TrickleTests
{
    private static readonly TransportAddress Anywhere = TransportAddress.Parse("tcp://127.0.0.1:0");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_frame_that_trickles_in_ends_its_connection_however_many_bytes_come_meanwhile()
    {
        var clock = new FakeTimeProvider();
        var handler = new DeskHandler();
        ServerOptions options = new() { TimeProvider = clock, IdleTimeout = Timeout.InfiniteTimeSpan, FrameTimeout = TimeSpan.FromSeconds(20), HeartbeatInterval = Timeout.InfiniteTimeSpan };
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(handler, options), Anywhere);
        await using Desk.Client healthy = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await handler.Connected.Reader.ReadAsync(Cancelled).Soon();
        using RawPeer peer = await RawPeer.GreetAsync<Desk.Wire>(server.EndPoint, capabilities: 0);
        await TrickleAsync(peer.Socket, [0, 1, 0, 0, 2, 0, 0, 1, 0, 0, 0, 7, 0], clock, () => handler.Disconnected.Reader.TryPeek(out _));
        Assert.Contains("did not end it within 20 s", (await handler.Disconnected.Reader.ReadAsync(Cancelled).Soon())!.Message, StringComparison.Ordinal);
        Assert.Equal(3, (await healthy.AddAsync(new(1, 2), Cancelled)).Value);
    }

    [Fact]
    public async Task A_line_that_trickles_in_ends_its_connection_too()
    {
        var clock = new FakeTimeProvider();
        await using var server = new RunningServer<Lines.Wire>(
            new Lines.Server(new OrderedTests(), new ServerOptions { TimeProvider = clock, IdleTimeout = Timeout.InfiniteTimeSpan, FrameTimeout = TimeSpan.FromSeconds(20) }), Anywhere);
        using RawPeer peer = await RawPeer.ConnectAsync(server.EndPoint);
        await peer.SendAsync("one\r\n"u8.ToArray());
        Assert.Equal("did one\r\n"u8.Length, await peer.Socket.ReceiveAsync(new byte[100], Cancelled).Soon());
        DateTimeOffset begun = clock.GetUtcNow();
        Task<int> end = peer.Socket.ReceiveAsync(new byte[100], Cancelled).Soon();
        await TrickleAsync(peer.Socket, "x"u8.ToArray(), clock, () => end.IsCompleted);
        Assert.InRange(clock.GetUtcNow() - begun, TimeSpan.FromSeconds(20), TimeSpan.MaxValue);
    }

    [Fact]
    public async Task A_handshake_that_trickles_in_ends_within_its_time()
    {
        var clock = new FakeTimeProvider();
        var handler = new DeskHandler();
        await using var server = new RunningServer<Desk.Wire>(
            new Desk.Server(handler, new ServerOptions { TimeProvider = clock, HandshakeTimeout = TimeSpan.FromSeconds(8), FrameTimeout = Timeout.InfiniteTimeSpan }), Anywhere);
        using RawPeer peer = await RawPeer.ConnectAsync(server.EndPoint);
        await handler.Connected.Reader.ReadAsync(Cancelled).Soon();
        await TrickleAsync(peer.Socket, [0, 0, 1, 0, 5, 0], clock, () => handler.Disconnected.Reader.TryPeek(out _));
        Assert.Contains("handshake took longer than 8 s", (await handler.Disconnected.Reader.ReadAsync(Cancelled).Soon())!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_whose_frame_trickles_in_loses_its_client()
    {
        var clock = new FakeTimeProvider();
        (RawPeer server, Desk.Client client) = await RawPeer.AcceptAsync<Desk.Wire, Desk.Client>(
            capabilities: 0,
            at => Desk.Client.ConnectAsync((IPEndPoint)at, new ClientOptions { TimeProvider = clock, CallTimeout = TimeSpan.FromHours(1), FrameTimeout = TimeSpan.FromSeconds(20) }, cancellationToken: Cancelled));
        using (server)
        await using (client)
        {
            Task<Desk.Sum> call = client.AddAsync(new(1, 2), Cancelled).AsTask();
            await TrickleAsync(server.Socket, [0, 1, 0, 0, 1, 0, 0, 9, 0], clock, () => client.Completion.IsCompleted);
            Assert.Contains("did not end it within 20 s", (await Assert.ThrowsAsync<CallLostException>(() => call.Soon())).Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Sends a byte of a frame every 100 ms, until something has ended; what is announced is more than ever comes.</summary>
    private static async Task TrickleAsync(Socket socket, byte[] bytes, FakeTimeProvider clock, Func<bool> hasEnded)
    {
        DateTime latest = DateTime.UtcNow + Patience.Long;
        try
        {
            for (int sent = 0; !hasEnded(); sent++)
            {
                Assert.True(DateTime.UtcNow < latest, $"The connection is still there after {sent} bytes.");
                await socket.SendAsync(bytes.AsMemory(Math.Min(sent, bytes.Length - 1), 1), Cancelled);
                clock.Advance(TimeSpan.FromMilliseconds(100));
                await Task.Yield();
            }
        }
        catch (SocketException)
        {
            // The other side has closed.
        }
    }
}
