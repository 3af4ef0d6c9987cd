using System.Runtime.CompilerServices;
using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests;

/// <summary>What is registered to be disposed with a conversation that has ended already.</summary>
public sealed class LateResourceTests
{
    private static readonly TransportAddress Anywhere = TransportAddress.Parse("tcp://127.0.0.1:0");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_is_disposed_at_once_whether_or_not_something_was_before(bool hasBefore)
    {
        var handler = new DeskHandler();
        using var log = new ListLogger();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(handler, new ServerOptions { LoggerFactory = log }), Anywhere);
        Desk.Session session;
        var before = new Resource();
        await using (Desk.Client client = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled))
        {
            session = await handler.Connected.Reader.ReadAsync(Cancelled).Soon();
            if (hasBefore)
            {
                session.RegisterForDisposeAsync(before);
            }
        }

        await UntilNobodyIsThereAsync(server);
        Assert.Equal(hasBefore, before.Disposed.Task.IsCompleted);
        var late = new Resource();
        session.RegisterForDisposeAsync(late);
        await late.Disposed.Task.Soon();

        // What it throws is nobody's who registers it.
        var failing = new Resource { Throws = true };
        session.RegisterForDisposeAsync(failing);
        await failing.Disposed.Task.Soon();
        DateTime latest = DateTime.UtcNow + Patience.Long;
        while (!log.Entries.Any(entry => entry.StartsWith("Error", StringComparison.Ordinal)))
        {
            Assert.True(DateTime.UtcNow < latest, "The failure was not logged.");
            await Task.Yield();
        }
    }

    [Fact]
    public async Task Of_a_handler_that_still_runs_it_is_disposed_behind_the_handler()
    {
        var registers = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ends = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var resource = new Resource();
        var handler = new LingeringHandler(async session =>
        {
            await registers.Task;
            session.RegisterForDisposeAsync(resource);
            await ends.Task;
            resource.MayBeDisposed = true;
        });
        await using var server = new RunningServer<Fuse.Wire>(new Fuse.Server(handler), Anywhere);
        await using (Fuse.Client client = await Fuse.Client.ConnectAsync(server.Address, cancellationToken: Cancelled))
        {
            _ = client.AskAsync(new(1), Cancelled).AsTask();
            await handler.Begun.Task.Soon();
        }

        // Nobody waits for it: nothing was registered so far.
        DateTime latest = DateTime.UtcNow + Patience.Long;
        while (server.Server.ConnectionCount != 0)
        {
            Assert.True(DateTime.UtcNow < latest, "The connection is still counted.");
            await Task.Yield();
        }

        registers.TrySetResult();
        ends.TrySetResult();
        Assert.True(await resource.Disposed.Task.Soon());
    }

    [Fact]
    public async Task A_session_that_comes_and_goes_at_the_same_time_does_not_keep_its_group()
    {
        var handler = new DeskHandler();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(handler), Anywhere);
        await using Desk.Client client = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Desk.Session session = await handler.Connected.Reader.ReadAsync(Cancelled).Soon();
        WeakReference group = Churn(session);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(group.IsAlive);
        GC.KeepAlive(session);
    }

    /// <summary>On threads of its own, which keep nothing when they have ended.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Churn(Desk.Session session)
    {
        Desk.Group group = new();
        Thread[] threads =
        [
            .. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
            {
                for (int round = 0; round < 20_000; round++)
                {
                    group.Add(session);
                    group.Remove(session);
                }
            })),
        ];
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());
        group.Remove(session);
        return new WeakReference(group);
    }

    private static async Task UntilNobodyIsThereAsync(RunningServer<Desk.Wire> server)
    {
        DateTime latest = DateTime.UtcNow + Patience.Long;
        while (server.Server.ConnectionCount != 0)
        {
            Assert.True(DateTime.UtcNow < latest, "The connection is still counted.");
            await Task.Yield();
        }
    }

    private sealed class Resource : IAsyncDisposable
    {
        /// <summary>Whether it could be by then.</summary>
        public TaskCompletionSource<bool> Disposed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool MayBeDisposed { get; set; }

        public bool Throws { get; init; }

        public ValueTask DisposeAsync()
        {
            Disposed.TrySetResult(MayBeDisposed);
            return Throws ? throw new InvalidTimeZoneException("a resource's own") : default;
        }
    }

    /// <summary>Does what the test says with each number that it is asked for, whoever still waits for it.</summary>
    private sealed class LingeringHandler(Func<Fuse.Session, Task> lingers) : Fuse.IServerHandler
    {
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask<Fuse.Echo> AskAsync(Fuse.Ask request, Fuse.Session session, CancellationToken cancellationToken)
        {
            Begun.TrySetResult();
            await lingers(session);
            return new Fuse.Echo(request.Number);
        }

        public ValueTask<OptionalReply<Fuse.Echo>> HushAsync(Fuse.Hush request, Fuse.Session session, CancellationToken cancellationToken) => default;

        public ValueTask<Fuse.Echo> LastAsync(Fuse.Last request, Fuse.Session session, CancellationToken cancellationToken) => new(new Fuse.Echo(request.Number));

        public ValueTask LeaveAsync(Fuse.Leave message, Fuse.Session session, CancellationToken cancellationToken) => default;
    }
}
