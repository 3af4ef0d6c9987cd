using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports.Tests;

/// <summary>The system's own look for peers that are gone.</summary>
public sealed class KeepAliveTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Both_ends_of_a_connection_are_watched_as_their_options_say()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere accepted sockets need not inherit the times.");
        (Socket accepted, Socket connected) = await ConnectAsync(TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(8));
        Assert.Equal((true, 40, 10, 4), TimesOf(accepted));
        Assert.Equal((true, 8, 2, 4), TimesOf(connected));
    }

    [Fact]
    public async Task Neither_is_where_the_time_is_infinite()
    {
        (Socket accepted, Socket connected) = await ConnectAsync(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Assert.False(TimesOf(accepted).IsOn);
        Assert.False(TimesOf(connected).IsOn);
    }

    private static async Task<(Socket Accepted, Socket Connected)> ConnectAsync(TimeSpan server, TimeSpan client)
    {
        using StreamListener listener = Transports.Tcp.Listen(new IPEndPoint(IPAddress.Loopback, 0), new BindOptions { KeepAlive = server });
        ValueTask<StreamConnection> accepting = listener.AcceptAsync(Cancelled);
        StreamConnection connected = await Transports.Tcp.ConnectAsync(listener.LocalEndPoint, new ConnectOptions { KeepAlive = client }, Cancelled);
        StreamConnection accepted = await accepting;
        return (accepted.Socket!, connected.Socket!);
    }

    private static (bool IsOn, int Time, int Interval, int Questions) TimesOf(Socket socket) =>
        ((int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive)! != 0,
            (int)socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime)!,
            (int)socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval)!,
            (int)socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount)!);
}
