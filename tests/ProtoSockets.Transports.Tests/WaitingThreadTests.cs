using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports.Tests;

/// <summary>Connections that a thread of their own waits for in the system.</summary>
public sealed class WaitingThreadTests
{
    private static readonly ConnectOptions OnThread = new() { WaitsOnThread = true };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_arrives_wakes_the_event_loop_only_where_no_thread_waits(bool waitsOnThread)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells what an epoll instance watches.");
        using StreamPair pair = await ConnectAsync(new() { WaitsOnThread = waitsOnThread });
        byte[] buffer = new byte[8];
        Task<int> receiving = waitsOnThread ? ReceiveOnThreadAsync(pair.Client, buffer) : pair.Client.ReceiveAsync(buffer, Bounded.Token).AsTask();
        Assert.Equal(3, pair.Server.TrySend("one"u8));
        Assert.Equal(3, await receiving.WithinLimit());
        Assert.Equal(!waitsOnThread, IsWatched(pair.Client.Socket!));
    }

    [Fact]
    public async Task Sending_refuses_instead_of_waiting_also_while_a_thread_waits_to_receive()
    {
        using StreamPair pair = await ConnectAsync(OnThread);
        byte[] received = new byte[8];
        Task<int> receiving = ReceiveOnThreadAsync(pair.Client, received);
        byte[] much = new byte[256 * 1024];
        long taken = 0;
        for (int sent; (sent = pair.Client.TrySend(much)) > 0;)
        {
            taken += sent;
        }

        Task sending = pair.Client.SendAsync(much, Bounded.Token).AsTask();
        byte[] buffer = new byte[64 * 1024];
        for (long left = taken + much.Length; left > 0;)
        {
            int count = await pair.Server.ReceiveAsync(buffer, Bounded.Token);
            Assert.NotEqual(0, count);
            left -= count;
        }

        await sending.WithinLimit();

        // The asynchronous send has changed how the socket waits; the thread does not notice.
        for (int round = 0; round < 3; round++)
        {
            Assert.Equal(1, pair.Server.TrySend([(byte)round]));
            Assert.Equal(1, await receiving.WithinLimit());
            Assert.Equal(round, received[0]);
            receiving = ReceiveOnThreadAsync(pair.Client, received);
        }

        pair.Server.Dispose();
        Assert.Equal(0, await receiving.WithinLimit());
    }

    [Fact]
    public async Task Closing_ends_the_wait_and_the_peer_sees_an_end()
    {
        using StreamPair pair = await ConnectAsync(OnThread);
        Task<int> receiving = ReceiveOnThreadAsync(pair.Client, new byte[8]);
        Assert.Equal(4, pair.Client.TrySend("last"u8));
        pair.Client.Dispose();
        await Task.WhenAny(receiving).WithinLimit();
        byte[] buffer = new byte[8];
        Assert.Equal(4, await pair.Server.ReceiveAsync(buffer, Bounded.Token));
        Assert.Equal(0, await pair.Server.ReceiveAsync(buffer, Bounded.Token));
    }

    [Fact]
    public async Task A_connect_that_nobody_accepts_is_given_up_with_its_token()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux lists connections that are under way in a file.");
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        EndPoint address = listener.LocalEndPoint!;

        // One waits to be accepted; there is no room for another.
        using StreamConnection waiting = await Transports.Tcp.ConnectAsync(address, OnThread, Bounded.Token);
        using var cancelling = new CancellationTokenSource();
        Task<StreamConnection> connecting = Transports.Tcp.ConnectAsync(address, OnThread, cancelling.Token).AsTask();
        CancellationToken limit = Bounded.Token;
        while (!IsConnecting(((IPEndPoint)address).Port))
        {
            Assert.False(connecting.IsCompleted, "There was room.");
            limit.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting.WithinLimit());
    }

    [Fact]
    public async Task A_refused_connect_says_so()
    {
        EndPoint free;
        using (StreamListener listener = Listen())
        {
            free = listener.LocalEndPoint;
        }

        ConnectException failure = await Assert.ThrowsAsync<ConnectException>(() => Transports.Tcp.ConnectAsync(free, OnThread, Bounded.Token).AsTask());
        Assert.Equal(SocketError.ConnectionRefused, Assert.IsType<SocketException>(failure.InnerException).SocketErrorCode);
    }

    private static StreamListener Listen() => Transports.Tcp.Listen(new IPEndPoint(IPAddress.Loopback, 0), new());

    private static Task<StreamPair> ConnectAsync(ConnectOptions options) => StreamPair.ConnectAsync(Listen(), Transports.Tcp, options: options);

    private static Task<int> ReceiveOnThreadAsync(StreamConnection connection, byte[] buffer) =>
        Task.Factory.StartNew(() => connection.Receive(buffer), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Whether an epoll instance of this process has the socket among what it watches (proc(5), /proc/pid/fdinfo).</summary>
    private static bool IsWatched(Socket socket)
    {
        string descriptor = socket.Handle.ToString(CultureInfo.InvariantCulture);
        foreach (string link in Directory.GetFiles("/proc/self/fd"))
        {
            try
            {
                if (File.ResolveLinkTarget(link, returnFinalTarget: false)?.Name.Contains("eventpoll", StringComparison.Ordinal) is true
                    && File.ReadLines($"/proc/self/fdinfo/{Path.GetFileName(link)}").Any(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["tfd:", var watched, ..] && watched == descriptor))
                {
                    return true;
                }
            }
            catch (IOException)
            {
                // Closed meanwhile, by another test.
            }
        }

        return false;
    }

    /// <summary>Whether somebody has asked the port for a connection and has no answer: state 2 (proc(5), /proc/net/tcp).</summary>
    private static bool IsConnecting(int port) => File.ReadLines("/proc/net/tcp").Any(line =>
        line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, _, var peer, "02", ..] && peer.EndsWith($":{port:X4}", StringComparison.Ordinal));
}
