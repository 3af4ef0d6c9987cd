using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ProtoSockets.Analyzers.Tests.Network;

/// <summary>What the pages of the rules about buffers and reliability say of the framework, asked of the framework itself.</summary>
public sealed class MeasuredFactTests : IDisposable
{
    private static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);

    private readonly Socket _near = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly Socket _far;

    public MeasuredFactTests()
    {
        using var listener = new TcpListener(AnyPort);
        listener.Start();
        _near.Connect(listener.LocalEndpoint);
        _far = listener.AcceptSocket();
        _far.ReceiveTimeout = 10_000;
    }

    public void Dispose()
    {
        _near.Dispose();
        _far.Dispose();
    }

    [Fact]
    public void A_receive_takes_what_is_there_and_leaves_the_rest_of_the_buffer()
    {
        _near.Send("ab"u8);
        byte[] buffer = "????"u8.ToArray();

        Assert.Equal(2, _far.Receive(buffer));
        Assert.Equal("ab??"u8, buffer);
    }

    [Fact]
    public void A_send_that_does_not_block_takes_what_there_is_room_for()
    {
        _near.Blocking = false;

        Assert.InRange(_near.Send(new byte[50_000_000]), 1, 49_999_999);
    }

    [Fact]
    public void Two_sends_come_in_one_receive()
    {
        _near.Send("one"u8);
        _near.Send("two"u8);
        WaitFor(6);
        var buffer = new byte[64];

        Assert.Equal(6, _far.Receive(buffer));
    }

    [Fact]
    public void An_operation_that_is_done_at_once_does_not_raise_its_event()
    {
        _near.Send("ab"u8);
        WaitFor(2);
        int raised = 0;
        using var arguments = new SocketAsyncEventArgs();
        arguments.SetBuffer(new byte[8]);
        arguments.Completed += (_, _) => raised++;

        Assert.False(_far.ReceiveAsync(arguments));
        Assert.Equal((2, 0), (arguments.BytesTransferred, raised));
    }

    [Fact]
    public void After_the_end_every_receive_is_empty_and_the_socket_still_says_connected()
    {
        _near.Shutdown(SocketShutdown.Send);
        var buffer = new byte[8];

        Assert.All(Enumerable.Range(0, 1000), _ => Assert.Equal(0, _far.Receive(buffer)));
        Assert.True(_far.Connected);
    }

    [Fact]
    public void A_character_cut_in_two_is_lost_without_a_decoder()
    {
        byte[] bytes = Encoding.UTF8.GetBytes("é");
        Decoder decoder = Encoding.UTF8.GetDecoder();
        var characters = new char[4];

        Assert.Equal("\uFFFD\uFFFD", Encoding.UTF8.GetString(bytes, 0, 1) + Encoding.UTF8.GetString(bytes, 1, 1));
        int first = decoder.GetChars(bytes, 0, 1, characters, 0);
        int second = decoder.GetChars(bytes, 1, 1, characters, first);
        Assert.Equal((0, 1, 'é'), (first, second, characters[0]));
    }

    [Fact]
    public void A_negative_length_overflows()
    {
        int length = BitConverter.ToInt32([0xFF, 0xFF, 0xFF, 0xFF]);

        Assert.Throws<OverflowException>(() => new byte[length]);
    }

    [Fact]
    public async Task A_timeout_ends_a_synchronous_receive_only()
    {
        _far.ReceiveTimeout = 50;
        using var cancellation = new CancellationTokenSource();
        Task<int> waiting = _far.ReceiveAsync(new byte[8], SocketFlags.None, cancellation.Token).AsTask();

        // The other socket's timeout is the clock: when it has passed, this one's would have, too.
        _near.ReceiveTimeout = 200;
        Assert.Equal(SocketError.TimedOut, Assert.Throws<SocketException>(() => _near.Receive(new byte[8])).SocketErrorCode);

        Assert.False(waiting.IsCompleted);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public void Two_listeners_share_a_port_by_the_option()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Windows and macOS deal with the option in their own ways.");
        using Socket first = Sharing(AnyPort);
        using Socket second = Sharing((IPEndPoint)first.LocalEndPoint!);

        Assert.Equal(first.LocalEndPoint, second.LocalEndPoint);

        static Socket Sharing(IPEndPoint address)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(address);
            socket.Listen();
            return socket;
        }
    }

    [Fact]
    public void A_datagram_that_nobody_took_comes_back_as_an_error_and_the_socket_goes_on()
    {
        using var peer = new UdpClient(AnyPort);
        var address = (IPEndPoint)peer.Client.LocalEndPoint!;
        peer.Close();
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 10_000 };
        socket.Connect(address);
        socket.Send("anybody?"u8);

        Assert.Equal(SocketError.ConnectionRefused, Assert.Throws<SocketException>(() => socket.Receive(new byte[8])).SocketErrorCode);
        using var late = new UdpClient(address);
        late.Send("here"u8, (IPEndPoint)socket.LocalEndPoint!);
        Assert.Equal(4, socket.Receive(new byte[8]));
    }

    [Fact]
    public void A_peer_that_resets_makes_the_receive_throw()
    {
        _near.LingerState = new LingerOption(true, 0);
        _near.Close();

        Assert.Equal(SocketError.ConnectionReset, Assert.Throws<SocketException>(() => _far.Receive(new byte[8])).SocketErrorCode);
    }

    private void WaitFor(int count)
    {
        Assert.True(_far.Poll(10_000_000, SelectMode.SelectRead));
        var peeked = new byte[count];
        while (_far.Receive(peeked, SocketFlags.Peek) < count)
        {
        }
    }
}
