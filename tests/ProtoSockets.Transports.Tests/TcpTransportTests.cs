using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports.Tests;

public sealed class TcpTransportTests : StreamTransportContract
{
    protected override StreamTransport ServerTransport => Transports.Tcp;

    [Fact]
    public void Port_0_reads_back_the_port_that_was_given()
    {
        using StreamListener listener = Transports.Tcp.Listen(FreeEndPoint(), new());
        Assert.NotEqual(0, Assert.IsType<IPEndPoint>(listener.LocalEndPoint).Port);
    }

    [Fact]
    public void An_address_of_another_machine_is_not_available()
    {
        // TEST-NET-3, RFC 5737: nobody's address.
        var foreign = new IPEndPoint(IPAddress.Parse("203.0.113.7"), 0);
        BindException error = Assert.Throws<BindException>(() => Transports.Tcp.Listen(foreign, new()));
        Assert.Equal(BindFailure.NotAvailable, error.Failure);
    }

    [Fact]
    public void The_unspecified_address_is_in_use_where_a_specific_one_is()
    {
        using StreamListener specific = Transports.Tcp.Listen(FreeEndPoint(), new());
        var any = new IPEndPoint(IPAddress.Any, ((IPEndPoint)specific.LocalEndPoint).Port);
        Assert.Equal(BindFailure.InUse, Assert.Throws<BindException>(() => Transports.Tcp.Listen(any, new())).Failure);
    }

    [Fact]
    public void Binding_a_path_is_a_mistake_of_the_caller()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Transports.Tcp.Listen(new UnixDomainSocketEndPoint("chat.sock"), new()));
        Assert.Contains("IPEndPoint", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Localhost_binds_the_loopback()
    {
        using StreamListener listener = Transports.Tcp.Listen(new DnsEndPoint("localhost", 0), new());
        Assert.Equal(IPAddress.Loopback, Assert.IsType<IPEndPoint>(listener.LocalEndPoint).Address);
    }

    [Fact]
    public void A_shared_port_can_be_bound_twice()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows can't share a port.");
        var sharing = new BindOptions { SharePort = true };
        using StreamListener first = Transports.Tcp.Listen(FreeEndPoint(), sharing);
        using StreamListener second = Transports.Tcp.Listen(first.LocalEndPoint, sharing);
        Assert.Equal(first.LocalEndPoint, second.LocalEndPoint);
        Assert.Equal(BindFailure.InUse, Assert.Throws<BindException>(() => Transports.Tcp.Listen(first.LocalEndPoint, new())).Failure);
    }

    [Fact]
    public async Task A_restarted_server_gets_its_port_back_from_connections_in_time_wait()
    {
        EndPoint address;
        using (StreamPair pair = await ConnectAsync())
        {
            address = pair.Listener.LocalEndPoint;

            // The side that closes first is the one that waits.
            pair.Server.Dispose();
            Assert.Empty(await pair.Client.ReceiveToEndAsync());
        }

        if (OperatingSystem.IsLinux())
        {
            await WaitForTimeWaitAsync(((IPEndPoint)address).Port);
        }

        using StreamListener restarted = Transports.Tcp.Listen(address, new());
        Assert.Equal(address, restarted.LocalEndPoint);
    }

    [Fact]
    public async Task Small_segments_are_not_delayed_on_either_end_unless_asked_for()
    {
        using StreamPair pair = await ConnectAsync();
        Assert.True(pair.Client.Socket!.NoDelay);
        Assert.True(pair.Server.Socket!.NoDelay);
        using StreamPair delayed = await ConnectAsync(new() { NoDelay = false }, new() { NoDelay = false });
        Assert.False(delayed.Client.Socket!.NoDelay);
        Assert.False(delayed.Server.Socket!.NoDelay);
    }

    [Fact]
    public async Task Buffer_sizes_reach_the_sockets()
    {
        using StreamPair pair = await ConnectAsync(
            new() { ReceiveBufferBytes = 20_000, SendBufferBytes = 30_000 }, new() { ReceiveBufferBytes = 40_000, SendBufferBytes = 50_000 });

        // Linux doubles what it is given, for its own bookkeeping (socket(7)).
        int factor = OperatingSystem.IsLinux() ? 2 : 1;
        Assert.Equal(20_000 * factor, pair.Server.Socket!.ReceiveBufferSize);
        Assert.Equal(30_000 * factor, pair.Server.Socket!.SendBufferSize);
        Assert.Equal(40_000 * factor, pair.Client.Socket!.ReceiveBufferSize);
        Assert.Equal(50_000 * factor, pair.Client.Socket!.SendBufferSize);
    }

    [Fact]
    public async Task A_client_can_choose_its_own_address()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has all of 127.0.0.0/8 on the loopback.");
        using StreamPair pair = await ConnectAsync(connect: new() { LocalEndPoint = new IPEndPoint(IPAddress.Parse("127.0.0.9"), 0) });
        Assert.Equal(IPAddress.Parse("127.0.0.9"), Assert.IsType<IPEndPoint>(pair.Server.RemoteEndPoint).Address);
    }

    [Fact]
    public async Task A_socket_that_meets_itself_is_not_a_connection()
    {
        // TCP's simultaneous open: a connect from a port to the same port succeeds without any listener.
        EndPoint address;
        using (StreamListener listener = Transports.Tcp.Listen(FreeEndPoint(), new()))
        {
            address = listener.LocalEndPoint;
        }

        await Assert.ThrowsAsync<ConnectException>(() => Transports.Tcp.ConnectAsync(address, new() { LocalEndPoint = address }, Bounded.Token).WithinLimit());
    }

    [Fact]
    public async Task A_name_is_resolved_and_all_its_addresses_are_tried()
    {
        using StreamListener listener = Transports.Tcp.Listen(FreeEndPoint(), new());
        int port = ((IPEndPoint)listener.LocalEndPoint).Port;

        // Nobody listens on the first two.
        var transport = new TcpTransport((host, _) => Task.FromResult(
            string.Equals(host, "chat.test", StringComparison.Ordinal) ? new[] { IPAddress.IPv6Loopback, IPAddress.Parse("127.0.0.2"), IPAddress.Loopback } : []));
        using StreamPair pair = await StreamPair.ConnectAsync(listener, transport, new DnsEndPoint("chat.test", port));
        Assert.Equal(listener.LocalEndPoint, pair.Client.RemoteEndPoint);
    }

    [Fact]
    public async Task A_name_that_nobody_answers_says_what_each_address_answered()
    {
        var transport = new TcpTransport((_, _) => Task.FromResult(new[] { IPAddress.Loopback, IPAddress.Parse("127.0.0.2") }));
        int port = await FreePortOfAllAsync();
        ConnectException error = await Assert.ThrowsAsync<ConnectException>(
            () => transport.ConnectAsync(new DnsEndPoint("chat.test", port), new(), Bounded.Token).WithinLimit());
        Assert.Contains($"chat.test:{port}", error.Message, StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1:{port}: Connection refused; 127.0.0.2:{port}: Connection refused", error.Message, StringComparison.Ordinal);
        Assert.Equal(SocketError.ConnectionRefused, Assert.IsType<SocketException>(error.InnerException).SocketErrorCode);
    }

    [Fact]
    public async Task A_name_that_is_not_known_says_so()
    {
        var transport = new TcpTransport((_, _) => Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound)));
        ConnectException error = await Assert.ThrowsAsync<ConnectException>(
            () => transport.ConnectAsync(new DnsEndPoint("nowhere.test", 1), new(), Bounded.Token).WithinLimit());
        Assert.Contains("nowhere.test:1: the name can't be resolved", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_without_addresses_says_so()
    {
        var transport = new TcpTransport((_, _) => Task.FromResult(Array.Empty<IPAddress>()));
        ConnectException error = await Assert.ThrowsAsync<ConnectException>(
            () => transport.ConnectAsync(new DnsEndPoint("empty.test", 1), new(), Bounded.Token).WithinLimit());
        Assert.Contains("no address", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resolving_a_name_can_be_cancelled()
    {
        using var cancelling = new CancellationTokenSource();
        var transport = new TcpTransport(async (_, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return [];
        });
        Task<StreamConnection> connecting = transport.ConnectAsync(new DnsEndPoint("slow.test", 1), new(), cancelling.Token).AsTask();
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting.WithinLimit());
    }

    [Fact]
    public async Task The_systems_resolver_knows_localhost()
    {
        using StreamListener listener = Transports.Tcp.Listen(new DnsEndPoint("localhost", 0), new());
        using StreamPair pair = await StreamPair.ConnectAsync(listener, Transports.Tcp, new DnsEndPoint("localhost", ((IPEndPoint)listener.LocalEndPoint).Port));
        Assert.Equal(listener.LocalEndPoint, pair.Client.RemoteEndPoint);
    }

    [Fact]
    public async Task The_address_of_a_server_that_is_bound_to_any_can_be_connected_to()
    {
        using StreamListener listener = Transports.Tcp.Listen(new IPEndPoint(IPAddress.Any, 0), new());
        using StreamPair pair = await StreamPair.ConnectAsync(listener, Transports.Tcp);
        Assert.Equal(IPAddress.Loopback, Assert.IsType<IPEndPoint>(pair.Client.RemoteEndPoint).Address);
    }

    [Fact]
    public async Task A_dual_mode_server_serves_both_families()
    {
        IPv6.SkipIfMissing();
        using StreamListener listener = Transports.Tcp.Listen(new IPEndPoint(IPAddress.IPv6Any, 0), new());
        int port = ((IPEndPoint)listener.LocalEndPoint).Port;
        foreach (IPAddress address in new[] { IPAddress.Loopback, IPAddress.IPv6Loopback })
        {
            StreamPair pair = await StreamPair.ConnectAsync(listener, Transports.Tcp, new IPEndPoint(address, port));

            // An IPv4 peer is shown as one, and not as ::ffff:127.0.0.1.
            Assert.Equal(address, Assert.IsType<IPEndPoint>(pair.Server.RemoteEndPoint).Address);
            Assert.Equal(pair.Client.LocalEndPoint, pair.Server.RemoteEndPoint);
            pair.Client.Dispose();
            pair.Server.Dispose();
        }
    }

    [Fact]
    public async Task A_server_for_IPv6_alone_leaves_the_port_of_IPv4_free()
    {
        IPv6.SkipIfMissing();
        using StreamListener six = Transports.Tcp.Listen(new IPEndPoint(IPAddress.IPv6Any, 0), new() { DualMode = false });
        int port = ((IPEndPoint)six.LocalEndPoint).Port;
        await Assert.ThrowsAsync<ConnectException>(() => Transports.Tcp.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), new(), Bounded.Token).WithinLimit());
        using StreamListener four = Transports.Tcp.Listen(new IPEndPoint(IPAddress.Any, port), new());
        Assert.Equal(port, ((IPEndPoint)four.LocalEndPoint).Port);
    }

    protected override EndPoint FreeEndPoint() => new IPEndPoint(IPAddress.Loopback, 0);

    /// <summary>A port that nobody listens on, on any of the loopback's addresses.</summary>
    private static Task<int> FreePortOfAllAsync()
    {
        using StreamListener listener = Transports.Tcp.Listen(new IPEndPoint(IPAddress.Any, 0), new());
        return Task.FromResult(((IPEndPoint)listener.LocalEndPoint).Port);
    }

    /// <summary>Makes sure that the test tests something: the system lists the port in state 06, TIME_WAIT (include/net/tcp_states.h).</summary>
    private static async Task WaitForTimeWaitAsync(int port)
    {
        CancellationToken cancellationToken = Bounded.Token;
        string local = $":{port:X4} ";
        while (!(await File.ReadAllLinesAsync("/proc/net/tcp", cancellationToken)).Any(line =>
            line.Contains(local, StringComparison.Ordinal) && line.Contains(" 06 ", StringComparison.Ordinal)))
        {
            await Task.Yield();
        }
    }
}
