using System.Net;
using System.Net.Sockets;
using ProtoSockets.Transports;

namespace ProtoSockets.Testing.Tests;

/// <summary>What a plan does to datagrams on their way from a client to a server.</summary>
public sealed class DatagramFaultTests
{
    [Fact]
    public async Task Without_faults_all_arrive_in_order() => Assert.Equal(Enumerable.Range(0, 50), await ArrivalsAsync(FaultPlan.None));

    [Fact]
    public async Task Some_are_lost()
    {
        List<int> arrived = await ArrivalsAsync(new FaultPlan(1).Lose(0.3));

        Assert.InRange(arrived.Count, 20, 45);
        Assert.Equal(arrived.Order(), arrived);
    }

    [Fact]
    public async Task Some_arrive_twice()
    {
        List<int> arrived = await ArrivalsAsync(new FaultPlan(1).Duplicate(0.3));

        Assert.InRange(arrived.Count, 55, 80);
        Assert.Equal(Enumerable.Range(0, 50), arrived.Distinct());
    }

    [Fact]
    public async Task Some_arrive_behind_later_ones()
    {
        List<int> arrived = await ArrivalsAsync(new FaultPlan(1).Reorder(0.3, by: 3));

        Assert.NotEqual(arrived.Order(), arrived);
        Assert.Equal(arrived.Count, arrived.Distinct().Count());
        Assert.All(arrived.Select(static (number, place) => number - place), static distance => Assert.InRange(distance, -4, 20));
    }

    [Fact]
    public async Task The_same_seed_does_the_same()
    {
        FaultPlan plan = new FaultPlan(9).Lose(0.1).Duplicate(0.1).Reorder(0.2, by: 4);

        Assert.Equal(await ArrivalsAsync(plan), await ArrivalsAsync(plan));
        Assert.NotEqual(await ArrivalsAsync(plan), await ArrivalsAsync(new FaultPlan(10).Lose(0.1).Duplicate(0.1).Reorder(0.2, by: 4)));
    }

    [Fact]
    public async Task Faults_of_one_side_leave_the_other_alone() =>
        Assert.Equal(Enumerable.Range(0, 50), await ArrivalsAsync(new FaultPlan(1).From(Side.Server, static plan => plan.Lose(1))));

    [Fact]
    public async Task What_is_delayed_arrives_when_the_clock_says_so()
    {
        TestNetwork network = new(new FaultPlan(1).DelayBy(TimeSpan.FromMilliseconds(40)));
        using DatagramChannel server = Bind(network);
        using DatagramChannel client = await ConnectAsync(network);
        Task<int> receiving = server.ReceiveAsync(new byte[10], server.CreateAddress(), TestContext.Current.CancellationToken).AsTask();
        Assert.True(client.TrySend([1, 2, 3], null));
        await network.Clock.WaitForTimerAsync(cancellationToken: TestContext.Current.CancellationToken);

        network.Clock.Advance(TimeSpan.FromMilliseconds(39));
        Assert.False(receiving.IsCompleted);
        network.Clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(3, await receiving);
    }

    [Fact]
    public async Task A_receive_that_was_cancelled_leaves_the_channel_usable()
    {
        TestNetwork network = new(new FaultPlan(1).Duplicate(0.5));
        using DatagramChannel server = Bind(network);
        using DatagramChannel client = await ConnectAsync(network);
        using CancellationTokenSource cancelling = new();
        Task<int> receiving = server.ReceiveAsync(new byte[10], server.CreateAddress(), cancelling.Token).AsTask();

        await cancelling.CancelAsync();
        await Expect.FailsAsync<OperationCanceledException>(receiving);

        Assert.True(client.TrySend([1, 2], null));
        SocketAddress from = server.CreateAddress();
        Assert.Equal(2, await server.ReceiveAsync(new byte[10], from, TestContext.Current.CancellationToken));
        Assert.Equal(client.LocalEndPoint, server.ToEndPoint(from));
    }

    [Fact]
    public async Task Closing_ends_a_receive_that_is_pending()
    {
        TestNetwork network = new(new FaultPlan(1).Lose(1));
        DatagramChannel server = Bind(network);
        Task<int> receiving = server.ReceiveAsync(new byte[10], server.CreateAddress(), TestContext.Current.CancellationToken).AsTask();

        server.Dispose();

        SocketException aborted = await Expect.FailsAsync<SocketException>(receiving);
        Assert.Equal(SocketError.OperationAborted, aborted.SocketErrorCode);
        Assert.Equal(0, network.OpenEnds);
    }

    /// <summary>Sends fifty datagrams, each of which is its number, and then some that only end the wait.</summary>
    private static async Task<List<int>> ArrivalsAsync(FaultPlan plan)
    {
        const int Sent = 50;
        TestNetwork network = new(plan);
        using DatagramChannel server = Bind(network);
        using DatagramChannel client = await ConnectAsync(network);
        for (int number = 0; number < Sent + 40; number++)
        {
            Assert.True(client.TrySend([(byte)number], null));
        }

        List<int> arrived = [];
        byte[] buffer = new byte[10];
        int last;
        do
        {
            await server.ReceiveAsync(buffer, server.CreateAddress(), TestContext.Current.CancellationToken);
            last = buffer[0];
            if (last < Sent)
            {
                arrived.Add(last);
            }
        }
        while (last < Sent + 20);

        return arrived;
    }

    private static DatagramChannel Bind(TestNetwork network) =>
        ((DatagramTransport)network.Datagrams().Transport).Bind(network.Datagrams().EndPoint, new BindOptions());

    private static async Task<DatagramChannel> ConnectAsync(TestNetwork network) =>
        await ((DatagramTransport)network.Datagrams().Transport).ConnectAsync(network.Datagrams().EndPoint, new ConnectOptions(), TestContext.Current.CancellationToken);
}
