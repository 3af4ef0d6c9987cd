using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using ProtoSockets.Connections;

namespace ProtoSockets.Transports.Tests;

/// <summary>When datagrams are received one at a time, and when many.</summary>
public sealed class DatagramPumpTests
{
    /// <summary>More than the loop takes without waiting before it looks whether more are there.</summary>
    private const int Many = 100;

    private readonly Consumer _consumer = new();

    public DatagramPumpTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has UDP_GRO.");

    [Fact]
    public async Task Many_at_a_time_where_much_is_there()
    {
        await RunAsync(sendsBeforeEachReceive: false, async (channel, client, start) =>
        {
            for (byte number = 0; number < Many; number++)
            {
                Assert.True(client.TrySend([number], to: null));
            }

            start();
            await ReceivedAsync(Many);
            Assert.Equal(Way.Many, await channel.WaitsAsync());
        });
    }

    [Fact]
    public async Task One_at_a_time_where_each_comes_alone_though_nobody_waits_for_it()
    {
        await RunAsync(sendsBeforeEachReceive: true, async (channel, client, start) =>
        {
            start();
            await ReceivedAsync(Many);
            Assert.Equal(Way.One, await channel.WaitsAsync());
        });
    }

    private async Task RunAsync(bool sendsBeforeEachReceive, Func<WatchedChannel, DatagramChannel, Action, Task> test)
    {
        using DatagramChannel socket = Transports.Udp.Bind(new IPEndPoint(IPAddress.Loopback, 0), new());
        Assert.SkipUnless(socket.CanReceiveMany, "The kernel has no UDP_GRO.");
        using DatagramChannel client = await Transports.Udp.ConnectAsync(socket.LocalEndPoint, new(), Bounded.Token);
        byte next = 0;
        using var channel = new WatchedChannel(socket, () =>
        {
            if (sendsBeforeEachReceive && next < Many)
            {
                Assert.True(client.TrySend([next++], to: null));
            }
        });
        using var pump = new DatagramPump(channel, maxDatagramBytes: 100, ThreadingMode.Pool, _consumer);
        using var ending = new CancellationTokenSource();
        Task<Exception>? running = null;
        await test(channel, client, () => running = pump.RunAsync(ending.Token));
        await ending.CancelAsync();
        Assert.IsAssignableFrom<OperationCanceledException>(await running!.WaitAsync(Bounded.Token));
    }

    private async Task ReceivedAsync(int count)
    {
        for (int number = 0; number < count; number++)
        {
            Assert.Equal([(byte)number], await _consumer.Received.Reader.ReadAsync(Bounded.Token));
        }
    }

    private enum Way
    {
        One,
        Many,
    }

    /// <summary>Gets datagrams in order, since it is alone.</summary>
    private sealed class Consumer : IDatagramConsumer
    {
        public Channel<byte[]> Received { get; } = Channel.CreateUnbounded<byte[]>();

        public bool IsAlone => true;

        public bool TryFindSender(SocketAddress from, int count, out object? sender)
        {
            sender = null;
            return true;
        }

        public void OnDatagram(in ReceivedFrame datagram, object? sender) => Received.Writer.TryWrite(datagram.Bytes.ToArray());

        public DatagramWriter WriterOf(object? sender) => null!;

        public bool OnProblem(SocketException problem) => false;

        public void OnBlocking(TimeSpan elapsed)
        {
        }
    }

    /// <summary>Tells in which way the loop waits, as soon as it does.</summary>
    private sealed class WatchedChannel(DatagramChannel inner, Action onReceive) : DatagramChannel
    {
        private readonly Channel<Way> _waits = Channel.CreateUnbounded<Way>();

        public override EndPoint LocalEndPoint => inner.LocalEndPoint;

        public override EndPoint? RemoteEndPoint => inner.RemoteEndPoint;

        public override int MaxDatagramBytes => inner.MaxDatagramBytes;

        public override bool CanReceiveMany => inner.CanReceiveMany;

        public override int ReceiveManyBytes => inner.ReceiveManyBytes;

        public ValueTask<Way> WaitsAsync() => _waits.Reader.ReadAsync(Bounded.Token);

        public override SocketAddress CreateAddress() => inner.CreateAddress();

        public override EndPoint ToEndPoint(SocketAddress address) => inner.ToEndPoint(address);

        public override SocketAddress ToAddress(EndPoint endPoint) => inner.ToAddress(endPoint);

        public override bool TrySend(ReadOnlySpan<byte> datagram, SocketAddress? to) => inner.TrySend(datagram, to);

        public override ValueTask SendAsync(ReadOnlyMemory<byte> datagram, SocketAddress? to, CancellationToken cancellationToken) => inner.SendAsync(datagram, to, cancellationToken);

        public override ValueTask<int> ReceiveAsync(Memory<byte> buffer, SocketAddress from, CancellationToken cancellationToken)
        {
            onReceive();
            ValueTask<int> receiving = inner.ReceiveAsync(buffer, from, cancellationToken);
            Note(receiving.IsCompleted, Way.One);
            return receiving;
        }

        public override ValueTask<DatagramRun> ReceiveManyAsync(Memory<byte> buffer, SocketAddress from, CancellationToken cancellationToken)
        {
            onReceive();
            ValueTask<DatagramRun> receiving = inner.ReceiveManyAsync(buffer, from, cancellationToken);
            Note(receiving.IsCompleted, Way.Many);
            return receiving;
        }

        internal override bool CanWait => inner.CanWait;

        internal override bool WaitUntilReadable(TimeSpan limit) => inner.WaitUntilReadable(limit);

        protected override void Dispose(bool disposing)
        {
            // The inner one is closed by who made it.
        }

        private void Note(bool isCompleted, Way way)
        {
            if (!isCompleted)
            {
                Assert.True(_waits.Writer.TryWrite(way));
            }
        }
    }
}
