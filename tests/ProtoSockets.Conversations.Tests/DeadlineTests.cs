using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests;

/// <summary>Deadlines and cancellation that cross the wire in the default envelope.</summary>
public sealed class DeadlineTests
{
    private static readonly TransportAddress Anywhere = TransportAddress.Parse("tcp://127.0.0.1:0");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cancelled_call_cancels_its_handler_and_no_other()
    {
        var log = new ListLogger();
        var handler = new FerryHandler();
        await using var server = new RunningServer<Ferry.Wire>(new Ferry.Server(handler, new ServerOptions { LoggerFactory = log }), Anywhere);
        await using Ferry.Client client = await Ferry.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        using var caller = new CancellationTokenSource();
        Task<Ferry.Docked> given = client.SailAsync(new(1), caller.Token).AsTask();
        Task<Ferry.Docked> other = client.SailAsync(new(2), Cancelled).AsTask();
        CancellationToken first = (await handler.Sailing.Reader.ReadAsync(Cancelled).Soon()).Token;
        CancellationToken second = (await handler.Sailing.Reader.ReadAsync(Cancelled).Soon()).Token;
        await caller.CancelAsync();
        Assert.Equal(1, await handler.TurnedBack.Reader.ReadAsync(Cancelled).Soon());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given.Soon());
        Assert.True(first.IsCancellationRequested);
        Assert.False(second.IsCancellationRequested);
        handler.Dock();
        Assert.Equal(2, (await other.Soon()).Key);

        // A handler that gives up for that reason has not failed.
        Assert.DoesNotContain(log.Entries, entry => entry.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_handler_is_cancelled_when_the_deadline_of_its_caller_has_passed()
    {
        // The two clocks are different ones, as those of two machines.
        var clock = new FakeTimeProvider();
        var handler = new FerryHandler();
        await using var server = new RunningServer<Ferry.Wire>(new Ferry.Server(handler, new ServerOptions { TimeProvider = clock, IdleTimeout = Timeout.InfiniteTimeSpan }), Anywhere);
        await using Ferry.Client client = await Ferry.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Task<Ferry.Docked> call = client.SailAsync(new(1), TimeSpan.FromHours(1), Cancelled).AsTask();
        CancellationToken token = (await handler.Sailing.Reader.ReadAsync(Cancelled).Soon()).Token;

        // Its deadline is set behind its first wait. A later call of the connection is handled behind that.
        await client.HailAsync(new(0), Cancelled).Soon();
        clock.Advance(TimeSpan.FromMinutes(59));
        Assert.False(token.IsCancellationRequested);
        clock.Advance(TimeSpan.FromMinutes(9));
        Assert.True(token.IsCancellationRequested);
        Assert.Equal(1, await handler.TurnedBack.Reader.ReadAsync(Cancelled).Soon());
        Assert.False(call.IsCompleted);
    }

    [Fact]
    public async Task A_call_that_has_run_out_of_time_cancels_its_handler()
    {
        var handler = new FerryHandler();
        await using var server = new RunningServer<Ferry.Wire>(new Ferry.Server(handler), Anywhere);
        await using Ferry.Client client = await Ferry.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await Assert.ThrowsAsync<CallTimedOutException>(() => client.SailAsync(new(7), TimeSpan.FromMilliseconds(30), Cancelled).Soon());
        Assert.Equal(7, await handler.TurnedBack.Reader.ReadAsync(Cancelled).Soon());
    }

    [Fact]
    public async Task The_end_of_the_connection_cancels_all_its_handlers()
    {
        var handler = new FerryHandler();
        await using var server = new RunningServer<Ferry.Wire>(new Ferry.Server(handler), Anywhere);
        await using (Ferry.Client client = await Ferry.Client.ConnectAsync(server.Address, cancellationToken: Cancelled))
        {
            for (int key = 0; key < 3; key++)
            {
                _ = client.SailAsync(new(key), Cancelled).AsTask().ContinueWith(static ended => ended.Exception, TaskScheduler.Default);
                await handler.Sailing.Reader.ReadAsync(Cancelled).Soon();
            }
        }

        int[] keys = [await TurnedBackAsync(), await TurnedBackAsync(), await TurnedBackAsync()];
        Assert.Equal([0, 1, 2], keys.Order());

        async Task<int> TurnedBackAsync() => await handler.TurnedBack.Reader.ReadAsync(Cancelled).Soon();
    }

    [Fact]
    public async Task What_a_handler_left_behind_hears_nothing_of_later_calls()
    {
        var handler = new FerryHandler();
        await using var server = new RunningServer<Ferry.Wire>(new Ferry.Server(handler), Anywhere);
        await using Ferry.Client client = await Ferry.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await client.HailAsync(new(1), Cancelled).Soon();
        using var caller = new CancellationTokenSource();
        Task<Ferry.Docked> call = client.SailAsync(new(2), caller.Token).AsTask();
        await handler.Sailing.Reader.ReadAsync(Cancelled).Soon();
        await caller.CancelAsync();
        Assert.Equal(2, await handler.TurnedBack.Reader.ReadAsync(Cancelled).Soon());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.Soon());
        Assert.False(handler.LeftBehind.Reader.TryRead(out _));
    }

    /// <summary>Each is the first step, (8 + n % 8) * 2^(n / 8) / 8 ms, that is not below what was said; 0 is for ever.</summary>
    [Theory]
    [InlineData(0.1, "01")]               // 1.125 ms is the least
    [InlineData(1_000, "50")]             // (8 + 0) * 2^10 / 8 = 1,024
    [InlineData(30_000, "77")]            // (8 + 7) * 2^14 / 8 = 30,720
    [InlineData(86_400_000, "D3")]        // (8 + 3) * 2^26 / 8 = 92,274,688
    [InlineData(4_026_531_840, "FF")]     // (8 + 7) * 2^31 / 8, 46 days, is the most
    [InlineData(4_026_531_841, "00")]
    [InlineData(-1, "00")]
    public async Task Deadline_and_cancellation_are_what_the_page_says(double milliseconds, string deadline)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Task<Ferry.Client> connecting = Ferry.Client.ConnectAsync(listener.LocalEndPoint!, cancellationToken: Cancelled);
        using Socket peer = await listener.AcceptAsync(Cancelled);
        byte[] hello = await ReceiveAsync(peer, 32);
        await peer.SendAsync(hello, Cancelled);
        await using Ferry.Client client = await connecting.Soon();
        using var caller = new CancellationTokenSource();
        Task<Ferry.Docked> call = client.SailAsync(new(5), TimeSpan.FromMilliseconds(milliseconds), caller.Token).AsTask();
        byte[] request = await ReceiveAsync(peer, 16);
        Assert.Equal("00000010" + "02" + deadline + "0001", Convert.ToHexString(request.AsSpan(0, 8)));
        await caller.CancelAsync();
        byte[] cancel = await ReceiveAsync(peer, 12);
        Assert.Equal("0000000C" + "07" + "00" + "0000" + Convert.ToHexString(request.AsSpan(8, 4)), Convert.ToHexString(cancel));

        // The shortest may have run out of time first.
        Exception ended = await Assert.ThrowsAnyAsync<Exception>(() => call.Soon());
        Assert.True(ended is OperationCanceledException or CallTimedOutException, ended.ToString());
    }

    [Fact]
    public async Task The_cancellation_of_a_call_that_is_not_there_is_passed_over()
    {
        var handler = new FerryHandler();
        await using var server = new RunningServer<Ferry.Wire>(new Ferry.Server(handler), Anywhere);
        using var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await peer.ConnectAsync(server.EndPoint, Cancelled);
        await peer.SendAsync(Hello(), Cancelled);
        await ReceiveAsync(peer, 32);
        await peer.SendAsync(Convert.FromHexString("0000000C" + "07" + "00" + "0000" + "DEADBEEF"), Cancelled);
        await peer.SendAsync(Convert.FromHexString("00000010" + "02" + "00" + "0003" + "00000001" + "00000009"), Cancelled);
        Assert.Equal("00000010" + "03" + "00" + "0002" + "00000001" + "00000009", Convert.ToHexString(await ReceiveAsync(peer, 16)));
    }

    private static byte[] Hello()
    {
        byte[] hello = Convert.FromHexString("00000020" + "05" + "00" + "0000" + "00000000" + "50534B54" + "01" + "00" + "0001" + "0000000000000000" + "00100000");
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(hello.AsSpan(20), Ferry.Wire.Description.SchemaHash);
        return hello;
    }

    private static async Task<byte[]> ReceiveAsync(Socket socket, int count)
    {
        byte[] bytes = new byte[count];
        await using NetworkStream stream = new(socket, ownsSocket: false);
        await stream.ReadExactlyAsync(bytes, Cancelled).Soon();
        return bytes;
    }
}
