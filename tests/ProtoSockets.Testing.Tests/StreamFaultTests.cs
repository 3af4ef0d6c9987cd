using System.Net.Sockets;
using ProtoSockets.Transports;

namespace ProtoSockets.Testing.Tests;

/// <summary>What a plan does to bytes on their way from a server to a client.</summary>
public sealed class StreamFaultTests
{
    private static readonly byte[] Sent = [.. Enumerable.Range(0, 200).Select(static number => (byte)number)];

    [Fact]
    public async Task Without_faults_bytes_arrive_as_they_were_sent()
    {
        using StreamPair pair = await StreamPair.ConnectAsync(FaultPlan.None);

        Assert.Equal([200], await pair.PiecesAsync(Sent));
        Assert.Equal(Sent, pair.Received);
    }

    [Fact]
    public async Task Split_at_every_byte_each_arrives_alone()
    {
        using StreamPair pair = await StreamPair.ConnectAsync(new FaultPlan(1).SplitAtEveryByte());

        Assert.Equal(Enumerable.Repeat(1, 200), await pair.PiecesAsync(Sent));
        Assert.Equal(Sent, pair.Received);
    }

    [Fact]
    public async Task What_is_sent_is_taken_in_pieces_too()
    {
        using StreamPair pair = await StreamPair.ConnectAsync(new FaultPlan(1).SplitAtEveryByte());

        Assert.Equal(1, pair.Client.TrySend(Sent));
    }

    [Fact]
    public async Task The_same_seed_splits_at_the_same_places_however_the_bytes_are_written()
    {
        FaultPlan plan = new FaultPlan(5).Split(9);
        using StreamPair first = await StreamPair.ConnectAsync(plan);
        using StreamPair again = await StreamPair.ConnectAsync(plan);
        using StreamPair other = await StreamPair.ConnectAsync(new FaultPlan(6).Split(9));

        List<int> pieces = await first.PiecesAsync(Sent);
        Assert.Equal(pieces, await again.PiecesAsync(Sent));
        Assert.NotEqual(pieces, await other.PiecesAsync(Sent));
        Assert.All(pieces, static piece => Assert.InRange(piece, 1, 9));
    }

    [Fact]
    public async Task Each_connection_meets_other_faults()
    {
        FaultPlan plan = new FaultPlan(5).Split(9);
        TestNetwork network = new(plan);
        using StreamPair first = await StreamPair.ConnectAsync(network);
        using StreamPair second = await StreamPair.ConnectAsync(network, "second");

        Assert.NotEqual(await first.PiecesAsync(Sent), await second.PiecesAsync(Sent));
    }

    [Fact]
    public async Task Bits_are_flipped_at_places_that_follow_from_the_seed()
    {
        FaultPlan plan = new FaultPlan(3).FlipBitIn(bytes: 20);
        using StreamPair whole = await StreamPair.ConnectAsync(plan);
        using StreamPair inPieces = await StreamPair.ConnectAsync(plan.Split(3));

        await whole.PiecesAsync(Sent);
        await inPieces.PiecesAsync(Sent);

        Assert.Equal(whole.Received, inPieces.Received);
        int[] changed = [.. Enumerable.Range(0, Sent.Length).Where(index => whole.Received[index] != Sent[index])];
        Assert.InRange(changed.Length, 4, 25);
        Assert.All(changed, index => Assert.True(System.Numerics.BitOperations.IsPow2(whole.Received[index] ^ Sent[index])));
    }

    [Fact]
    public async Task What_is_delayed_arrives_when_the_clock_says_so()
    {
        using StreamPair pair = await StreamPair.ConnectAsync(new FaultPlan(1).DelayBy(TimeSpan.FromMilliseconds(40)));
        Task<int> receiving = pair.ReceiveAsync();
        await pair.Server.SendAsync(Sent, TestContext.Current.CancellationToken);
        await pair.WaitForTimerAsync();

        pair.Network.Clock.Advance(TimeSpan.FromMilliseconds(39));
        Assert.Equal(1, pair.Network.Clock.TimerCount);
        Assert.False(receiving.IsCompleted);
        pair.Network.Clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(200, await receiving);
    }

    [Fact]
    public async Task A_stall_holds_up_what_follows_and_nothing_before()
    {
        using StreamPair pair = await StreamPair.ConnectAsync(new FaultPlan(2).StallFor(TimeSpan.FromSeconds(1), bytes: 50));
        await pair.Server.SendAsync(Sent, TestContext.Current.CancellationToken);

        int before = await pair.ReceiveAsync();
        Task<int> behind = pair.ReceiveAsync();
        await pair.WaitForTimerAsync();

        Assert.InRange(before, 1, 199);
        Assert.False(behind.IsCompleted);
        pair.Network.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.InRange(await behind, 1, 199);
    }

    [Fact]
    public async Task A_reset_loses_the_connection_in_both_directions_behind_so_many_bytes()
    {
        using StreamPair pair = await StreamPair.ConnectAsync(new FaultPlan(1).From(Side.Server, static plan => plan.ResetAfter(70)));
        await pair.Server.SendAsync(Sent, TestContext.Current.CancellationToken);

        Assert.Equal(70, await pair.ReceiveAsync());
        SocketException here = await Expect.FailsAsync<SocketException>(pair.ReceiveAsync());
        SocketException there = await Expect.FailsAsync<SocketException>(pair.Server.ReceiveAsync(new byte[10], TestContext.Current.CancellationToken).AsTask());

        Assert.Equal((SocketError.ConnectionReset, SocketError.ConnectionReset), (here.SocketErrorCode, there.SocketErrorCode));
        Assert.Throws<SocketException>(() => pair.Client.TrySend([1]));
    }

    [Fact]
    public async Task A_half_close_ends_one_direction_and_leaves_the_other()
    {
        using StreamPair pair = await StreamPair.ConnectAsync(new FaultPlan(1).From(Side.Server, static plan => plan.HalfCloseAfter(70)));
        await pair.Server.SendAsync(Sent, TestContext.Current.CancellationToken);

        Assert.Equal(70, await pair.ReceiveAsync());
        Assert.Equal(0, await pair.ReceiveAsync());
        await pair.Client.SendAsync(new byte[5], TestContext.Current.CancellationToken);
        Assert.Equal(5, await pair.Server.ReceiveAsync(new byte[10], TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Closing_with_a_receive_pending_ends_it(bool isDelayed)
    {
        using StreamPair pair = await StreamPair.ConnectAsync(isDelayed ? new FaultPlan(1).DelayBy(TimeSpan.FromMilliseconds(40)) : FaultPlan.None);
        Task<int> receiving = pair.ReceiveAsync();

        pair.Client.Dispose();

        SocketException aborted = await Expect.FailsAsync<SocketException>(receiving);
        Assert.Equal(SocketError.OperationAborted, aborted.SocketErrorCode);
    }

    [Fact]
    public async Task Closing_with_bytes_that_are_not_due_resets_the_peer()
    {
        using StreamPair pair = await StreamPair.ConnectAsync(new FaultPlan(1).DelayBy(TimeSpan.FromMilliseconds(40)));
        Task<int> receiving = pair.ReceiveAsync();
        await pair.Server.SendAsync(Sent, TestContext.Current.CancellationToken);
        await pair.WaitForTimerAsync();

        pair.Client.Dispose();
        await Expect.FailsAsync<SocketException>(receiving);

        SocketException lost = await Expect.FailsAsync<SocketException>(pair.Server.ReceiveAsync(new byte[10], TestContext.Current.CancellationToken).AsTask());
        Assert.Equal(SocketError.ConnectionReset, lost.SocketErrorCode);
    }

    [Fact]
    public async Task Ends_that_are_open_are_counted()
    {
        StreamPair pair = await StreamPair.ConnectAsync(FaultPlan.None);
        Assert.Equal(2, pair.Network.OpenEnds);
        pair.Dispose();
        pair.Dispose();
        Assert.Equal(0, pair.Network.OpenEnds);
    }

    [Fact]
    public void A_plan_says_what_it_is()
    {
        FaultPlan plan = new FaultPlan(42).SplitAtEveryByte().DelayBy(TimeSpan.FromMilliseconds(5)).From(Side.Client, static plan => plan.Lose(0.125).ResetAfter(10));

        Assert.Equal("seed 42, split at every byte, delay 5 ms, lose 12.5% from the client, reset after 10 bytes from the client", plan.ToString());
        Assert.Equal("seed 0, no faults", FaultPlan.None.ToString());
    }

    [Fact]
    public void A_plan_is_not_changed_by_what_is_added_to_it()
    {
        FaultPlan plan = new(1);
        _ = plan.SplitAtEveryByte();

        Assert.True(plan.IsEmpty);
    }

    [Fact]
    public void Nonsense_is_refused()
    {
        FaultPlan plan = new(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => plan.Split(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => plan.Lose(1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => plan.Lose(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => plan.DelayBy(TimeSpan.FromTicks(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => plan.DelayBy(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => plan.ResetAfter(-1));
    }

    /// <summary>A plan works over real sockets as well: a reset is a reset.</summary>
    [Fact]
    public async Task Over_TCP_a_reset_reaches_the_peer()
    {
        using StreamListener listener = Transports.Transports.Tcp.Listen(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0), new BindOptions());
        StreamTransport faulty = new FaultPlan(1).From(Side.Server, static plan => plan.ResetAfter(3)).Over(Transports.Transports.Tcp);
        using StreamConnection client = await faulty.ConnectAsync(listener.LocalEndPoint, new ConnectOptions(), TestContext.Current.CancellationToken);
        using StreamConnection server = await listener.AcceptAsync(TestContext.Current.CancellationToken);
        await server.SendAsync(Sent, TestContext.Current.CancellationToken);

        byte[] buffer = new byte[300];
        Assert.Equal(3, await client.ReceiveAsync(buffer, TestContext.Current.CancellationToken));
        await Expect.FailsAsync<SocketException>(client.ReceiveAsync(buffer, TestContext.Current.CancellationToken).AsTask());
        SocketException lost = await Expect.FailsAsync<SocketException>(server.ReceiveAsync(buffer, TestContext.Current.CancellationToken).AsTask());
        Assert.Equal(SocketError.ConnectionReset, lost.SocketErrorCode);
    }
}

/// <summary>Both ends of a connection over a test network.</summary>
internal sealed class StreamPair(TestNetwork network, StreamConnection client, StreamConnection server, StreamListener listener) : IDisposable
{
    private readonly byte[] _buffer = new byte[1000];

    public TestNetwork Network => network;

    public StreamConnection Client => client;

    public StreamConnection Server => server;

    public List<byte> Received { get; } = [];

    public static Task<StreamPair> ConnectAsync(FaultPlan plan) => ConnectAsync(new TestNetwork(plan));

    public static async Task<StreamPair> ConnectAsync(TestNetwork network, string name = "pair")
    {
        TransportAddress address = network.Stream(name);
        var transport = (StreamTransport)address.Transport;
        StreamListener listener = transport.Listen(address.EndPoint, new BindOptions());
        StreamConnection client = await transport.ConnectAsync(address.EndPoint, new ConnectOptions(), TestContext.Current.CancellationToken);
        return new StreamPair(network, client, await listener.AcceptAsync(TestContext.Current.CancellationToken), listener);
    }

    /// <summary>Receives at the client.</summary>
    public async Task<int> ReceiveAsync()
    {
        int count = await client.ReceiveAsync(_buffer, TestContext.Current.CancellationToken);
        Received.AddRange(_buffer.AsSpan(0, count));
        return count;
    }

    /// <summary>Sends at the server, and receives all of it.</summary>
    public async Task<List<int>> PiecesAsync(byte[] bytes)
    {
        await server.SendAsync(bytes, TestContext.Current.CancellationToken);
        List<int> pieces = [];
        while (pieces.Sum() < bytes.Length)
        {
            pieces.Add(await ReceiveAsync());
        }

        return pieces;
    }

    /// <summary>Waits until what has been sent waits for the clock.</summary>
    public Task WaitForTimerAsync() => network.Clock.WaitForTimerAsync(cancellationToken: TestContext.Current.CancellationToken);

    public void Dispose()
    {
        client.Dispose();
        server.Dispose();
        listener.Dispose();
    }
}
