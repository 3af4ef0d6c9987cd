using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace ProtoSockets.Analyzers.Tests.Lifecycle;

/// <summary>What the pages of PSOCK2009 and PSOCK2010 say happens at run time, asked of the framework itself.</summary>
public sealed class EndOfLifeFactTests
{
    private static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);

    [Fact]
    public void What_is_left_open_lasts_until_a_garbage_collection_and_ends_in_a_reset()
    {
        using var listener = new TcpListener(AnyPort);
        listener.Start();
        using var peer = new TcpClient();
        peer.Connect((IPEndPoint)listener.LocalEndpoint);
        AssertThatItLastsWhileItIsHeld(listener, peer.Client);

        GC.Collect();
        GC.WaitForPendingFinalizers();

        Assert.True(peer.Client.Poll(TimeSpan.FromSeconds(10), SelectMode.SelectRead));
        SocketException failure = Assert.Throws<SocketException>(() => peer.Client.Receive(new byte[1]));
        Assert.Equal(SocketError.ConnectionReset, failure.SocketErrorCode);
    }

    [Fact]
    public void What_is_closed_ends_in_order()
    {
        using var listener = new TcpListener(AnyPort);
        listener.Start();
        using var peer = new TcpClient();
        peer.Connect((IPEndPoint)listener.LocalEndpoint);
        listener.AcceptSocket().Dispose();

        Assert.Equal(0, peer.Client.Receive(new byte[1]));
    }

    [Fact]
    public void A_stream_closes_the_socket_only_if_it_owns_it()
    {
        using var listener = new TcpListener(AnyPort);
        listener.Start();
        using var first = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        first.Connect(listener.LocalEndpoint);
        new NetworkStream(first).Dispose();
        Assert.Equal(1, first.Send(new byte[1]));
        new NetworkStream(first, ownsSocket: true).Dispose();
        Assert.Throws<ObjectDisposedException>(() => first.Send(new byte[1]));

        using var client = new TcpClient();
        client.Connect((IPEndPoint)listener.LocalEndpoint);
        client.GetStream().Dispose();
        Assert.Throws<ObjectDisposedException>(() => client.Client.Send(new byte[1]));
    }

    [Fact]
    public void A_listener_that_was_not_started_refuses_everybody()
    {
        int port;
        using (var probe = new TcpListener(AnyPort))
        {
            probe.Start();
            port = ((IPEndPoint)probe.LocalEndpoint).Port;
        }

        using var listener = new TcpListener(IPAddress.Loopback, port);
        using var peer = new TcpClient();
        SocketException failure = Assert.Throws<SocketException>(() => peer.Connect(IPAddress.Loopback, port));
        Assert.Equal(SocketError.ConnectionRefused, failure.SocketErrorCode);
        GC.KeepAlive(listener);
    }

    [Fact]
    public async Task A_server_that_is_bound_and_does_not_run_lets_peers_wait()
    {
        using Transports.StreamListener bound = ProtoSockets.Transports.Transports.Tcp.Listen(AnyPort, new());
        using var peer = new TcpClient();
        await peer.ConnectAsync((IPEndPoint)bound.LocalEndPoint, TestContext.Current.CancellationToken);
        await peer.GetStream().WriteAsync(new byte[1], TestContext.Current.CancellationToken);

        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await peer.Client.ReceiveAsync(new byte[1], patience.Token));
    }

    /// <summary>A method of its own: in here the socket is held, and behind it nobody holds it any more.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AssertThatItLastsWhileItIsHeld(TcpListener listener, Socket peer)
    {
        Socket socket = listener.AcceptSocket();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.False(peer.Poll(TimeSpan.Zero, SelectMode.SelectRead));
        GC.KeepAlive(socket);
    }
}
