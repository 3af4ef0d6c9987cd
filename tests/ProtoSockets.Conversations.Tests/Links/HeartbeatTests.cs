using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Time.Testing;
using ProtoSockets.Conversations.Tests.Protocols;
using ProtoSockets.Tests.Shared;

namespace ProtoSockets.Conversations.Tests.Links;

/// <summary>Peers that are silent, and peers that are gone without a word.</summary>
public sealed class HeartbeatTests
{
    private const byte Ping = 9;
    private const byte Pong = 10;

    private static readonly TransportAddress Anywhere = TransportAddress.Parse("tcp://127.0.0.1:0");

    /// <summary>Long, so that the clock does not run past it while what is answered is on its way.</summary>
    private static readonly TimeSpan TimeToAnswer = TimeSpan.FromDays(1);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_silent_client_is_asked_and_stays_as_long_as_it_answers()
    {
        var clock = new FakeTimeProvider();
        var handler = new DeskHandler();
        await using RunningServer<Desk.Wire> server = Serve(handler, clock);
        using RawPeer client = await RawPeer.GreetAsync<Desk.Wire>(server.EndPoint, RawPeer.Everything);
        for (int round = 0; round < 5; round++)
        {
            Assert.Equal(RawPeer.Frame(Ping, 0, 0), await PassUntilAsync(clock, client.ReadFrameAsync()));
            await client.SendAsync(RawPeer.Frame(Pong, 0, 0));
            await AddAsync(client, mayBeAsked: true);
        }

        Assert.Equal(Ping, (await PassUntilAsync(clock, client.ReadFrameAsync()))![4]);
        HalfOpenException gone = Assert.IsType<HalfOpenException>(await PassUntilAsync(clock, handler.Disconnected.Reader.ReadAsync(Cancelled).AsTask()));
        Assert.Equal((TimeSpan.FromSeconds(30), TimeToAnswer), (gone.Silence, gone.Timeout));
    }

    [Fact]
    public async Task A_client_of_before_is_not_asked()
    {
        var clock = new FakeTimeProvider();
        await using RunningServer<Desk.Wire> server = Serve(new DeskHandler(), clock);
        using RawPeer client = await RawPeer.GreetAsync<Desk.Wire>(server.EndPoint, capabilities: 0);
        Pass(clock, TimeSpan.FromMinutes(20));

        // The next frame is the answer, and nothing in front of it.
        await AddAsync(client);
    }

    [Fact]
    public async Task Heartbeats_do_not_make_an_unused_connection_a_used_one()
    {
        var clock = new FakeTimeProvider();
        var handler = new DeskHandler();
        await using var server = new RunningServer<Desk.Wire>(
            new Desk.Server(handler, new ServerOptions { TimeProvider = clock, IdleTimeout = TimeSpan.FromSeconds(60) }), Anywhere);
        using RawPeer client = await RawPeer.GreetAsync<Desk.Wire>(server.EndPoint, RawPeer.Everything);
        await AddAsync(client);

        // Its sweep may look late, where the clock runs as fast as it does here, and ask; it does not look early.
        for (int second = 0; second < 1000; second++)
        {
            Pass(clock, TimeSpan.FromSeconds(1));
            await client.SendAsync(RawPeer.Frame(Ping, 0, 0));
            byte? kind;
            while ((kind = (await client.ReadFrameAsync())?[4]) == Ping)
            {
            }

            if (kind is null)
            {
                Assert.InRange(second, 55, 1000);
                return;
            }

            Assert.Equal(Pong, kind);
        }

        Assert.Fail("The connection is still there.");
    }

    [Fact]
    public async Task A_client_that_is_held_back_is_not_taken_for_gone_and_hears_from_the_server()
    {
        var clock = new FakeTimeProvider();
        var handler = new DeskHandler();
        await using var server = new RunningServer<Desk.Wire>(
            new Desk.Server(handler, new ServerOptions { TimeProvider = clock, HeartbeatTimeout = TimeToAnswer, IdleTimeout = Timeout.InfiniteTimeSpan, MaxCallsInFlight = 1 }), Anywhere);
        using RawPeer client = await RawPeer.GreetAsync<Desk.Wire>(server.EndPoint, RawPeer.Everything);
        byte[] hold = RawPeer.Frame(2, 3, 1, 0, 0, 0, 1);
        byte[] add = RawPeer.Frame(2, 1, 2, 0, 0, 0, 1, 0, 0, 0, 2);

        // In one piece: the second request is there, and not taken, while the first is handled.
        await client.SendAsync([.. hold, .. add]);
        await handler.Holding.ReadAsync(Cancelled).Soon();
        for (int round = 0; round < 4; round++)
        {
            Assert.Equal(Ping, (await PassUntilAsync(clock, client.ReadFrameAsync()))![4]);
        }

        handler.Release(1, 5);
        for (int replies = 0; replies < 2;)
        {
            byte kind = (await client.ReadFrameAsync())![4];
            Assert.True(kind is Ping or 3);
            replies += kind == 3 ? 1 : 0;
        }
    }

    [Fact]
    public async Task A_client_is_not_taken_for_gone_while_a_handler_keeps_the_thread_that_would_hear_it()
    {
        var clock = new FakeTimeProvider();
        TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using ManualResetEventSlim release = new();
        var handler = new DeskHandler
        {
            Adding = () =>
            {
                entered.TrySetResult();
                release.Wait(Patience.Long, Cancelled);
            },
        };
        await using RunningServer<Desk.Wire> server = Serve(handler, clock);
        using RawPeer client = await RawPeer.GreetAsync<Desk.Wire>(server.EndPoint, RawPeer.Everything);
        await client.SendAsync(RawPeer.Frame(2, 1, 1, 0, 0, 0, 1, 0, 0, 0, 2));
        await entered.Task.Soon();
        for (int round = 0; round < 4; round++)
        {
            Assert.Equal(Ping, (await PassUntilAsync(clock, client.ReadFrameAsync()))![4]);
        }

        release.Set();
        byte kind;
        while ((kind = (await client.ReadFrameAsync())![4]) == Ping)
        {
        }

        Assert.Equal(3, kind);
    }

    [Fact]
    public async Task Calls_to_a_server_that_is_gone_fail_and_say_half_open()
    {
        var clock = new FakeTimeProvider();
        (RawPeer server, Desk.Client client) = await RawPeer.AcceptAsync<Desk.Wire, Desk.Client>(
            RawPeer.Everything, at => Desk.Client.ConnectAsync((IPEndPoint)at, new ClientOptions { TimeProvider = clock, HeartbeatTimeout = TimeToAnswer, CallTimeout = TimeSpan.FromDays(10) }, cancellationToken: Cancelled));
        using (server)
        await using (client)
        {
            Task<Desk.Sum> call = client.AddAsync(new(1, 2), Cancelled).AsTask();
            Assert.Equal(2, (await server.ReadFrameAsync())![4]);
            Assert.Equal(RawPeer.Frame(Ping, 0, 0), await PassUntilAsync(clock, server.ReadFrameAsync()));
            Assert.False(call.IsCompleted);
            CallLostException lost = await Assert.ThrowsAsync<CallLostException>(() => PassUntilAsync(clock, call));
            Assert.IsType<HalfOpenException>(lost.InnerException);
            Assert.Contains("half-open", lost.Message, StringComparison.Ordinal);
            await client.Completion.Soon();
        }
    }

    [Fact]
    public async Task A_server_of_before_is_not_asked()
    {
        var clock = new FakeTimeProvider();
        (RawPeer server, Desk.Client client) = await RawPeer.AcceptAsync<Desk.Wire, Desk.Client>(
            capabilities: 0, at => Desk.Client.ConnectAsync((IPEndPoint)at, new ClientOptions { TimeProvider = clock, CallTimeout = TimeSpan.FromHours(1) }, cancellationToken: Cancelled));
        using (server)
        await using (client)
        {
            Pass(clock, TimeSpan.FromMinutes(10));
            Task<Desk.Sum> call = client.AddAsync(new(1, 2), Cancelled).AsTask();
            Assert.Equal(2, (await server.ReadFrameAsync())![4]);
            client.Abort();
            await Assert.ThrowsAsync<CallLostException>(() => call.Soon());
        }
    }

    [Fact]
    public async Task A_process_that_is_stopped_is_found_out_by_both_a_call_and_a_server()
    {
        string python = ExternalProgram.Find("python3", "python3");
        string script = Path.Combine(AppContext.BaseDirectory, "Peers", "envelope_peer.py");
        TimeSpan interval = TimeSpan.FromMilliseconds(200);
        var handler = new DeskHandler();
        await using var server = new RunningServer<Desk.Wire>(
            new Desk.Server(handler, new ServerOptions { HeartbeatInterval = interval, HeartbeatTimeout = TimeSpan.FromSeconds(1) }), Anywhere);
        string hello = Convert.ToHexString(RawPeer.Hello<Desk.Wire>(RawPeer.Everything));
        await using RunningProgram peer = RunningProgram.Start(new ProcessStartInfo(python, [script, $"{((IPEndPoint)server.EndPoint).Port}", hello]));
        string listening = await peer.HearAsync();
        await using Desk.Client client = await Desk.Client.ConnectAsync(
            IPEndPoint.Parse(listening), new ClientOptions { HeartbeatInterval = interval, HeartbeatTimeout = TimeSpan.FromSeconds(1), CallTimeout = TimeSpan.FromMinutes(5) }, cancellationToken: Cancelled);
        await handler.Connected.Reader.ReadAsync(Cancelled).Soon();

        // It answers pings of both, by its own count.
        Assert.Equal("answered 6", await peer.HearAsync());
        Task<Desk.Sum> call = client.AddAsync(new(1, 2), Cancelled).AsTask();
        ProgramResult stopped = await ExternalProgram.RunAsync("/bin/sh", ["-c", $"kill -STOP {peer.Id}"]);
        Assert.Equal(0, stopped.ExitCode);
        CallLostException lost = await Assert.ThrowsAsync<CallLostException>(() => call.Soon());
        Assert.IsType<HalfOpenException>(lost.InnerException);
        Assert.IsType<HalfOpenException>(await handler.Disconnected.Reader.ReadAsync(Cancelled).Soon());
    }

    private static RunningServer<Desk.Wire> Serve(DeskHandler handler, FakeTimeProvider clock) =>
        new(new Desk.Server(handler, new ServerOptions { TimeProvider = clock, HeartbeatTimeout = TimeToAnswer, IdleTimeout = Timeout.InfiniteTimeSpan }), Anywhere);

    /// <summary>Lets time pass as it does: in small steps.</summary>
    private static void Pass(FakeTimeProvider clock, TimeSpan time)
    {
        for (TimeSpan passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(1))
        {
            clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>
    /// Lets time pass until something has happened. Not a fixed time: a look at the connection that found it busy, with what came just before, begins the count of its silence anew.
    /// </summary>
    private static async Task<T> PassUntilAsync<T>(FakeTimeProvider clock, Task<T> happening)
    {
        Task<T> soon = happening.Soon();
        while (!soon.IsCompleted)
        {
            Pass(clock, TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        return await soon;
    }

    /// <summary>Calls, and reads the reply: when it is here, all that was sent before it has been received.</summary>
    /// <param name="client">Who calls.</param>
    /// <param name="mayBeAsked">
    /// Whether the server may ask in front of the reply. Where the clock runs on while it is still busy with the call before, it asks once for being busy, and again for the silence behind that.
    /// </param>
    private static async Task AddAsync(RawPeer client, bool mayBeAsked = false)
    {
        await client.SendAsync(RawPeer.Frame(2, 1, 7, 0, 0, 0, 1, 0, 0, 0, 2));
        byte[]? frame;
        while ((frame = await client.ReadFrameAsync())?[4] == Ping && mayBeAsked)
        {
        }

        Assert.Equal(RawPeer.Frame(3, 2, 7, 0, 0, 0, 0, 0, 0, 0, 3), frame);
    }
}
