using ProtoSockets.Conversations.Tests.Links;
using ProtoSockets.Conversations.Tests.Protocols;
using ProtoSockets.Transports;

namespace ProtoSockets.Conversations.Tests.Datagrams;

/// <summary>A handler over datagrams that closes its session and goes on: its answer is still sent, and the server's end is its end.</summary>
public sealed class DatagramClosingTests
{
    private const byte Sail = 1;
    private const byte Hail = 3;
    private static readonly TransportAddress Udp = TransportAddress.Parse("udp://127.0.0.1:0");

    [Fact]
    public async Task A_drain_waits_for_the_handlers_of_a_session_that_was_closed()
    {
        var handler = new LeavingHandler();
        var time = new DrainWatch();
        await using var server = new RunningServer<Ferry.Wire>(new Ferry.Server(handler, new ServerOptions { TimeProvider = time, DrainTimeout = DrainWatch.DrainTimeout }), Udp);
        using RawDatagramPeer peer = RawDatagramPeer.To(server.EndPoint);
        await peer.SendAsync(Request(Sail, 1));
        await handler.Left.Task.Soon();
        server.Stop();
        await time.Draining.Soon();
        await DrainWatch.GiveWayAsync();
        Assert.False(server.Running.IsCompleted);

        handler.GoOn.SetResult();
        Assert.Equal(1, (await peer.ReceiveAsync())[11]);
        await server.Running.Soon();
    }

    [Fact]
    public async Task A_server_that_is_closed_ends_a_session_that_was_closed()
    {
        var handler = new LeavingHandler();
        await using var server = new RunningServer<Ferry.Wire>(new Ferry.Server(handler, new ServerOptions { DrainTimeout = TimeSpan.Zero }), Udp);
        using RawDatagramPeer peer = RawDatagramPeer.To(server.EndPoint);
        await peer.SendAsync(Request(Sail, 1));
        Ferry.Session session = await handler.Left.Task.Soon();
        Assert.False(session.Closed.IsCancellationRequested);
        server.Stop();
        await server.Running.Soon();
        Assert.True(session.Closed.IsCancellationRequested);
        handler.GoOn.SetResult();
    }

    [Fact]
    public async Task An_address_whose_session_was_closed_has_another_one_meanwhile()
    {
        var handler = new LeavingHandler();
        await using var server = new RunningServer<Ferry.Wire>(new Ferry.Server(handler), Udp);
        using RawDatagramPeer peer = RawDatagramPeer.To(server.EndPoint);
        await peer.SendAsync(Request(Sail, 1));
        Ferry.Session left = await handler.Left.Task.Soon();
        await peer.SendAsync(Request(Hail, 2));
        Assert.Equal(2, (await peer.ReceiveAsync())[11]);
        Assert.False(left.Closed.IsCancellationRequested);
        handler.GoOn.SetResult();
        Assert.Equal(1, (await peer.ReceiveAsync())[11]);
        Assert.Equal(1, server.Server.ConnectionCount);
    }

    private static byte[] Request(byte messageId, byte id) => RawPeer.Frame(2, messageId, id, 0, 0, 0, id);

    /// <summary>Closes its session, waits, and answers.</summary>
    private sealed class LeavingHandler : Ferry.IServerHandler
    {
        public TaskCompletionSource<Ferry.Session> Left { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource GoOn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask<Ferry.Docked> SailAsync(Ferry.Sail request, Ferry.Session session, CancellationToken cancellationToken)
        {
            session.Close();
            Left.SetResult(session);
            await GoOn.Task;
            return new Ferry.Docked(request.Key);
        }

        public ValueTask<Ferry.Docked> HailAsync(Ferry.Hail request, Ferry.Session session, CancellationToken cancellationToken) => new(new Ferry.Docked(request.Key));
    }
}
