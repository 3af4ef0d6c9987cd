using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports.Tests;

/// <summary>What every transport of bytes promises; each has a class that derives from this one.</summary>
public abstract class StreamTransportContract
{
    private const int Large = 1_000_000;

    /// <summary>The transport that listens.</summary>
    protected abstract StreamTransport ServerTransport { get; }

    /// <summary>The transport that connects.</summary>
    protected virtual StreamTransport ClientTransport => ServerTransport;

    /// <summary>Whether <see cref="StreamConnection.TrySend"/> sends at all: TLS never does.</summary>
    protected virtual bool SendsAtOnce => true;

    /// <summary>Whether each end can name the other.</summary>
    protected virtual bool ClientsHaveAddresses => true;

    /// <summary>Whether the transport has a reset to send at any time; Unix sockets send one only in answer to bytes that were left unread.</summary>
    protected virtual bool ResetsAtWill => true;

    /// <summary>Whether bytes that were left unread are always noticed.</summary>
    protected virtual bool ResetsForUnreadBytes => true;

    /// <summary>What the framework below allocates for an operation, in bytes; nothing, unless it is TLS.</summary>
    protected virtual int FrameworkBytesPerOperation => 0;

    /// <summary>An end point that is free.</summary>
    protected abstract EndPoint FreeEndPoint();

    [Fact]
    public async Task Bytes_go_both_ways_at_the_same_time()
    {
        using StreamPair pair = await ConnectAsync();
        byte[] bytes = StreamBytes.Pattern(Large);
        Task<byte[]> atServer = pair.Server.ReceiveExactlyAsync(Large);
        Task<byte[]> atClient = pair.Client.ReceiveExactlyAsync(Large);
        await Task.WhenAll(pair.Client.SendAllAsync(bytes), pair.Server.SendAllAsync(bytes)).WithinLimit();
        Assert.Equal(bytes, await atServer);
        Assert.Equal(bytes, await atClient);
    }

    [Fact]
    public async Task After_a_half_close_the_other_direction_goes_on()
    {
        using StreamPair pair = await ConnectAsync();
        await pair.Client.SendAllAsync("last"u8.ToArray());
        await pair.Client.ShutdownSendAsync(Bounded.Token);
        Assert.Equal("last"u8.ToArray(), await pair.Server.ReceiveToEndAsync());
        await pair.Server.SendAllAsync("answer"u8.ToArray());
        Assert.Equal("answer"u8.ToArray(), await pair.Client.ReceiveExactlyAsync(6));
    }

    [Fact]
    public async Task Closing_ends_the_peers_stream_behind_the_last_byte()
    {
        using StreamPair pair = await ConnectAsync();
        await pair.Server.SendAllAsync("bye"u8.ToArray());
        pair.Server.Dispose();
        Assert.Equal("bye"u8.ToArray(), await pair.Client.ReceiveToEndAsync());
    }

    [Fact]
    public async Task Closing_with_a_receive_pending_ends_the_peers_stream_in_order()
    {
        using StreamPair pair = await ConnectAsync();
        Task<int> pending = pair.Server.ReceiveAsync(new byte[1], CancellationToken.None).AsTask();
        await pair.Server.SendAllAsync("bye"u8.ToArray());
        pair.Server.Dispose();
        Assert.Equal("bye"u8.ToArray(), await pair.Client.ReceiveToEndAsync());
        await Assert.ThrowsAnyAsync<Exception>(() => pending.WithinLimit());
    }

    [Fact]
    public async Task Closing_with_bytes_unread_resets_the_peer()
    {
        using StreamPair pair = await ConnectAsync();
        await pair.Client.SendAllAsync("not read"u8.ToArray());
        await ReceiveOneByteAsync(pair.Server);
        pair.Server.Dispose();
        if (!ResetsForUnreadBytes)
        {
            Assert.Empty(await pair.Client.ReceiveToEndAsync());
            return;
        }

        Exception lost = await Assert.ThrowsAnyAsync<Exception>(() => pair.Client.ReceiveToEndAsync().WithinLimit());
        AssertReset(lost);
    }

    [Fact]
    public async Task Closing_with_a_send_half_done_resets_the_peer()
    {
        using StreamPair pair = await ConnectAsync();
        if (SendsAtOnce)
        {
            pair.Server.FillUp();
        }

        Task sending = pair.Server.SendAsync(new byte[16 * Large], CancellationToken.None).AsTask();
        Assert.False(sending.IsCompleted);
        pair.Server.Dispose();
        await Assert.ThrowsAnyAsync<Exception>(() => sending.WithinLimit());
        if (!ResetsAtWill)
        {
            await pair.Client.ReceiveToEndAsync().WithinLimit();
            return;
        }

        Exception lost = await Assert.ThrowsAnyAsync<Exception>(() => pair.Client.ReceiveToEndAsync().WithinLimit());
        AssertReset(lost);
    }

    [Fact]
    public async Task A_cancelled_receive_gives_up()
    {
        using StreamPair pair = await ConnectAsync();
        using var cancelling = new CancellationTokenSource();
        Task<int> receiving = pair.Client.ReceiveAsync(new byte[1], cancelling.Token).AsTask();
        Assert.False(receiving.IsCompleted);
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving.WithinLimit());
    }

    [Fact]
    public async Task A_receive_with_a_cancelled_token_gives_up_at_once()
    {
        using StreamPair pair = await ConnectAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pair.Client.ReceiveAsync(new byte[1], new CancellationToken(canceled: true)).WithinLimit());
    }

    [Fact]
    public async Task A_cancelled_send_gives_up()
    {
        using StreamPair pair = await ConnectAsync();
        if (SendsAtOnce)
        {
            pair.Client.FillUp();
        }

        using var cancelling = new CancellationTokenSource();
        Task sending = pair.Client.SendAsync(new byte[16 * Large], cancelling.Token).AsTask();
        Assert.False(sending.IsCompleted);
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending.WithinLimit());
    }

    [Fact]
    public async Task When_sending_would_block_it_can_be_waited_for()
    {
        using StreamPair pair = await ConnectAsync();
        long sent = SendsAtOnce ? pair.Client.FillUp() : 0;
        Assert.Equal(0, pair.Client.TrySend(new byte[1]));
        byte[] bytes = StreamBytes.Pattern(16 * Large);
        Task sending = pair.Client.SendAsync(bytes, CancellationToken.None).AsTask();
        Assert.False(sending.IsCompleted);
        await pair.Server.DrainAsync(sent);
        Assert.Equal(bytes, await pair.Server.ReceiveExactlyAsync(bytes.Length));
        await sending.WithinLimit();

        // And afterwards it goes on as before.
        await pair.Client.SendAllAsync("more"u8.ToArray());
        Assert.Equal("more"u8.ToArray(), await pair.Server.ReceiveExactlyAsync(4));
    }

    [Fact]
    public async Task Closing_ends_a_pending_receive()
    {
        using StreamPair pair = await ConnectAsync();
        Task<int> receiving = pair.Client.ReceiveAsync(new byte[1], CancellationToken.None).AsTask();
        pair.Client.Dispose();
        Exception error = await Assert.ThrowsAnyAsync<Exception>(() => receiving.WithinLimit());
        Assert.True(error is SocketException or IOException or ObjectDisposedException, error.ToString());
    }

    [Fact]
    public async Task A_closed_connection_says_so()
    {
        using StreamPair pair = await ConnectAsync();
        pair.Client.Dispose();
        pair.Client.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await pair.Client.ReceiveAsync(new byte[1], CancellationToken.None));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await pair.Client.SendAsync(new byte[1], CancellationToken.None));
        Assert.Throws<ObjectDisposedException>(() => pair.Client.TrySend(new byte[1]));
    }

    [Fact]
    public async Task Sending_to_a_peer_that_left_fails_in_the_end()
    {
        using StreamPair pair = await ConnectAsync();
        pair.Server.Dispose();
        Exception error = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            while (true)
            {
                await pair.Client.SendAllAsync(new byte[1000]);
            }
        }).WithinLimit();
        Assert.True(error is SocketException or IOException, error.ToString());
    }

    [Fact]
    public async Task Both_ends_know_the_addresses()
    {
        using StreamPair pair = await ConnectAsync();
        Assert.Equal(pair.Listener.LocalEndPoint, pair.Client.RemoteEndPoint);
        Assert.Equal(pair.Listener.LocalEndPoint, pair.Server.LocalEndPoint);
        if (ClientsHaveAddresses)
        {
            Assert.Equal(pair.Client.LocalEndPoint, pair.Server.RemoteEndPoint);
        }
    }

    [Fact]
    public void An_address_in_use_is_refused()
    {
        using StreamListener first = ServerTransport.Listen(FreeEndPoint(), new());
        BindException error = Assert.Throws<BindException>(() => ServerTransport.Listen(first.LocalEndPoint, new()));
        Assert.Equal(BindFailure.InUse, error.Failure);
        Assert.Equal(first.LocalEndPoint, error.EndPoint);
        Assert.Contains(EndPointText.Describe(first.LocalEndPoint), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_is_free_again_after_closing()
    {
        EndPoint address;
        using (StreamListener first = ServerTransport.Listen(FreeEndPoint(), new()))
        {
            address = first.LocalEndPoint;
        }

        using StreamListener second = ServerTransport.Listen(address, new());
        Assert.Equal(address, second.LocalEndPoint);
    }

    [Fact]
    public async Task A_cancelled_accept_leaves_the_listener_usable()
    {
        using StreamListener listener = ServerTransport.Listen(FreeEndPoint(), new());
        using var cancelling = new CancellationTokenSource();
        Task<StreamConnection> accepting = listener.AcceptAsync(cancelling.Token).AsTask();
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => accepting.WithinLimit());
        using StreamPair pair = await StreamPair.ConnectAsync(listener, ClientTransport);
        await pair.Client.SendAllAsync("x"u8.ToArray());
        Assert.Equal("x"u8.ToArray(), await pair.Server.ReceiveExactlyAsync(1));
    }

    [Fact]
    public async Task Closing_ends_a_pending_accept()
    {
        StreamListener listener = ServerTransport.Listen(FreeEndPoint(), new());
        Task<StreamConnection> accepting = listener.AcceptAsync(CancellationToken.None).AsTask();
        listener.Dispose();
        listener.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => accepting.WithinLimit());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => listener.AcceptAsync(CancellationToken.None).WithinLimit());
    }

    [Fact]
    public async Task Where_nobody_listens_connecting_fails()
    {
        EndPoint address;
        using (StreamListener listener = ServerTransport.Listen(FreeEndPoint(), new()))
        {
            address = listener.LocalEndPoint;
        }

        ConnectException error = await Assert.ThrowsAsync<ConnectException>(() => ClientTransport.ConnectAsync(address, new(), Bounded.Token).WithinLimit());
        Assert.Equal(address, error.EndPoint);
        Assert.Contains(EndPointText.Describe(address), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connecting_can_be_cancelled()
    {
        using StreamListener listener = ServerTransport.Listen(FreeEndPoint(), new());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => ClientTransport.ConnectAsync(listener.LocalEndPoint, new(), new CancellationToken(canceled: true)).WithinLimit());
    }

    [Fact]
    public async Task Many_peers_are_served_at_once()
    {
        using StreamListener listener = ServerTransport.Listen(FreeEndPoint(), new());
        var pairs = new List<StreamPair>();
        for (int i = 0; i < 20; i++)
        {
            pairs.Add(await StreamPair.ConnectAsync(listener, ClientTransport));
        }

        await Task.WhenAll(pairs.Select((pair, index) => pair.Client.SendAllAsync(new[] { (byte)index })));
        for (int i = 0; i < pairs.Count; i++)
        {
            Assert.Equal([(byte)i], await pairs[i].Server.ReceiveExactlyAsync(1));
            pairs[i].Dispose();
        }
    }

    [Fact]
    public async Task Receiving_and_sending_allocate_nothing_once_warm()
    {
        using StreamPair pair = await ConnectAsync();
        using var lasting = new CancellationTokenSource();
        byte[] request = new byte[32];
        byte[] buffer = new byte[1024];
        double bytes = await Allocations.PerOperationAsync(async operations =>
        {
            for (int i = 0; i < operations; i++)
            {
                // Pending first, so that the whole way through the system's readiness notification is measured.
                ValueTask<int> receiving = pair.Server.ReceiveAsync(buffer, lasting.Token);
                if (!SendsAtOnce || pair.Client.TrySend(request) != request.Length)
                {
                    await pair.Client.SendAsync(request, lasting.Token);
                }

                await receiving;
            }
        });
        Assert.True(bytes < 1 + FrameworkBytesPerOperation, $"{bytes} bytes per receive");
    }

    [Fact]
    public async Task Waiting_for_room_to_send_allocates_nothing_once_warm()
    {
        using StreamPair pair = await ConnectAsync();
        using var lasting = new CancellationTokenSource();
        byte[] chunk = new byte[256 * 1024];
        byte[] buffer = new byte[256 * 1024];
        long inFlight = 0;
        int waited = 0;

        // A part of the operations: each moves a quarter of a megabyte.
        const int Share = 20;
        double bytes = Share * await Allocations.PerOperationAsync(async operations =>
        {
            for (int i = 0; i < operations / Share; i++)
            {
                while (pair.Client.TrySend(chunk) is var more and > 0)
                {
                    inFlight += more;
                }

                ValueTask sending = pair.Client.SendAsync(chunk, lasting.Token);
                inFlight += chunk.Length;
                waited += sending.IsCompleted ? 0 : 1;
                while (!sending.IsCompleted && inFlight > 0)
                {
                    inFlight -= await pair.Server.ReceiveAsync(buffer, lasting.Token);
                }

                await sending;
            }
        });
        Assert.NotEqual(0, waited);
        Assert.True(bytes < 1 + FrameworkBytesPerOperation, $"{bytes} bytes per send");
    }

    protected async Task<StreamPair> ConnectAsync(BindOptions? bind = null, ConnectOptions? connect = null) =>
        await StreamPair.ConnectAsync(ServerTransport.Listen(FreeEndPoint(), bind ?? new()), ClientTransport, options: connect);

    /// <summary>The peer's way to say that the connection was lost.</summary>
    protected virtual void AssertReset(Exception error) => Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(error).SocketErrorCode);

    private static async Task ReceiveOneByteAsync(StreamConnection connection) => Assert.Equal(1, await connection.ReceiveAsync(new byte[1], Bounded.Token));
}
