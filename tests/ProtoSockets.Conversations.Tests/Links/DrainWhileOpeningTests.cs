using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using ProtoSockets.Conversations.Tests.Protocols;
using static ProtoSockets.Transports.Transports;

namespace ProtoSockets.Conversations.Tests.Links;

/// <summary>Servers that stop while a connection is still being opened, and fails.</summary>
public sealed class DrainWhileOpeningTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_drain_does_not_wait_for_a_connection_whose_handler_fails_as_it_arrives()
    {
        // The clock stands, so that the drain has all the time there is.
        var handler = new ReluctantHandler();
        await using var server = new RunningServer<Lines.Wire>(new Lines.Server(handler, new ServerOptions { TimeProvider = new FakeTimeProvider() }), TransportAddress.Parse("tcp://127.0.0.1:0"));
        using RawPeer client = await RawPeer.ConnectAsync(server.EndPoint);
        await handler.Arrived.Task.Soon();
        server.Stop();

        // The server has ended its side, and waits for the client to end its own.
        Assert.Equal(0, await client.Socket.ReceiveAsync(new byte[1], Cancelled).Soon());
        handler.GoOn.SetException(new InvalidOperationException("as the test says"));
        await server.Running.Soon();
    }

    [Fact]
    public async Task A_drain_does_not_fail_for_a_connection_whose_tls_handshake_does_not_come()
    {
        var clock = new FakeTimeProvider();
        await using var server = new RunningServer<Lines.Wire>(
            new Lines.Server(new ReluctantHandler(), new ServerOptions { TimeProvider = clock }), new TransportAddress(Tls(Localhost.Server), new IPEndPoint(IPAddress.Loopback, 0)));
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(server.EndPoint, Cancelled);
        while (server.Server.ConnectionCount == 0)
        {
            await Task.Yield();
        }

        server.Stop();
        await client.ReceiveAsync(new byte[1], Cancelled).AsTask().ContinueWith(static ended => ended.Exception, TaskScheduler.Default).Soon();
        await server.Running.Soon();
    }

    private sealed class ReluctantHandler : Lines.IServerHandler
    {
        public TaskCompletionSource Arrived { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource GoOn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask ConnectedAsync(Lines.Session session, CancellationToken cancellationToken)
        {
            Arrived.SetResult();
            await GoOn.Task;
        }

        public ValueTask<Lines.Answer> CommandAsync(Lines.Command request, Lines.Session session, CancellationToken cancellationToken) => new(new Lines.Answer(request.Text));
    }
}
