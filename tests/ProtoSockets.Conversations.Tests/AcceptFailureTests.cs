using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using ProtoSockets.Conversations.Tests.Protocols;
using ProtoSockets.Transports;

namespace ProtoSockets.Conversations.Tests;

/// <summary>A listener that can't accept, as when the process has no descriptors left (`ProtoSockets.Faults.Tests` has a process without).</summary>
public sealed class AcceptFailureTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_waits_before_it_accepts_again_waits_longer_each_time_and_stops_at_once()
    {
        FakeTimeProvider clock = new();
        SemaphoreSlim said = new(0);
        using ListLogger log = new(entry =>
        {
            if (entry.Contains("it goes on accepting", StringComparison.Ordinal))
            {
                said.Release();
            }
        });
        await using Desk.Server server = new(new DeskHandler(), new ServerOptions { LoggerFactory = log, TimeProvider = clock });
        using ExhaustedListener listener = new();
        server.Adopt(listener);
        using CancellationTokenSource stopping = new();
        Task running = server.RunAsync(stopping.Token);

        // Once again at once, since most failures concern one peer; then it waits.
        Assert.True(await said.WaitAsync(Patience.Long, Cancelled));
        Assert.True(await said.WaitAsync(Patience.Long, Cancelled));
        foreach (int pause in new[] { 10, 20, 40, 80 })
        {
            clock.Advance(TimeSpan.FromMilliseconds(pause - 1));
            Assert.Equal(0, said.CurrentCount);
            while (!await said.WaitAsync(TimeSpan.Zero, Cancelled))
            {
                // Its timer may not be set yet when the clock moves.
                clock.Advance(TimeSpan.FromMilliseconds(1));
                await Task.Yield();
            }
        }

        // The clock stands still from here on.
        await stopping.CancelAsync();
        await running.Soon();
    }

    [Fact]
    public async Task Those_who_go_on_arriving_at_a_server_that_stops_do_not_put_off_its_end()
    {
        FakeTimeProvider clock = new();
        await using Lines.Server server = new(new OrderedTests(), new ServerOptions { TimeProvider = clock });
        using RushListener listener = new(clock);
        server.Adopt(listener);
        using CancellationTokenSource stopping = new();
        Task running = server.RunAsync(stopping.Token);
        await stopping.CancelAsync();
        await running.Soon();

        // One in 10 ms, for no longer than 250 ms.
        Assert.InRange(listener.Accepted, 1, 26);
    }

    /// <summary>Has nobody until the server stops, and then somebody at any time.</summary>
    private sealed class RushListener(FakeTimeProvider clock) : StreamListener
    {
        private readonly StreamListener _memory = Transports.Transports.Memory.Listen(new MemoryNetwork().EndPoint(), new BindOptions());
        private bool _isStopping;

        public int Accepted { get; private set; }

        public override EndPoint LocalEndPoint => _memory.LocalEndPoint;

        public override async ValueTask<StreamConnection> AcceptAsync(CancellationToken cancellationToken)
        {
            if (!_isStopping)
            {
                _isStopping = true;
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            clock.Advance(TimeSpan.FromMilliseconds(10));
            Accepted++;
            Task<StreamConnection> accepting = _memory.AcceptAsync(CancellationToken.None).AsTask();
            StreamConnection client = await Transports.Transports.Memory.ConnectAsync(_memory.LocalEndPoint, new ConnectOptions(), CancellationToken.None);
            client.Dispose();
            return await accepting;
        }

        protected override void Dispose(bool disposing) => _memory.Dispose();
    }

    private sealed class ExhaustedListener : StreamListener
    {
        public override EndPoint LocalEndPoint { get; } = new IPEndPoint(IPAddress.Loopback, 1);

        public override ValueTask<StreamConnection> AcceptAsync(CancellationToken cancellationToken) => ValueTask.FromException<StreamConnection>(new SocketException((int)SocketError.TooManyOpenSockets));

        protected override void Dispose(bool disposing)
        {
        }
    }
}
