using ProtoSockets.Runtime;
using ProtoSockets.Soak.Protocols;
using ProtoSockets.Testing;
using ProtoSockets.Transports;

namespace ProtoSockets.Soak;

/// <summary>A server, its clients and their calls, from the first connection until all is closed.</summary>
internal sealed class Round : IDisposable
{
    private const int MaxTries = 5;

    /// <summary>How long nothing may end, by the machine's own clock, before the calls that are left count as lost.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly RoundPlan _plan;
    private readonly TestNetwork _network;
    private readonly TransportAddress _address;
    private readonly CallBook _book;
    private readonly CancellationTokenSource _givingUp = new();
    private int _next = -1;

    private Round(RoundPlan plan)
    {
        _plan = plan;
        _network = new TestNetwork(plan.Faults);
        _address = plan.IsOverDatagrams ? _network.Datagrams() : _network.Stream();
        _book = new CallBook(plan.Calls, mayRepeat: plan.IsOverDatagrams);
    }

    /// <summary>Plays a round.</summary>
    public static async Task<CallBook> PlayAsync(RoundPlan plan)
    {
        using Round round = new(plan);
        long rented = RentedCount.Value;
        using CancellationTokenSource stopClock = new();
        Task clock = Task.Run(() => round.MoveClockAsync(stopClock.Token));
        await round.PlayAsync();
        await round.CheckLeaksAsync(rented);
        await stopClock.CancelAsync();
        await clock;
        round._book.Close();
        return round._book;
    }

    public void Dispose() => _givingUp.Dispose();

    private async Task PlayAsync()
    {
        await using SpokenServer server = _plan.Protocol.CreateServer(new CallWork(_book, _network.Clock), new ServerOptions
        {
            TimeProvider = _network.Clock,
            DrainTimeout = TimeSpan.FromSeconds(2),
            HandshakeTimeout = TimeSpan.FromSeconds(5),
            IdleTimeout = TimeSpan.FromSeconds(30),
            SendTimeout = TimeSpan.FromSeconds(5),
        });
        server.Bind(_address);
        using CancellationTokenSource stop = new();
        Task running = server.RunAsync(stop.Token);
        Task[] clients = [.. Enumerable.Range(0, _plan.Clients).Select(_ => Task.Run(RunClientAsync))];
        await WatchAsync(Task.WhenAll(clients));
        await stop.CancelAsync();
        if (await Task.WhenAny(running, Task.Delay(Patience)) != running)
        {
            _book.Find(Fault.Leaked, $"the server did not stop; it has {server.ConnectionCount} connections");
        }
        else if (server.ConnectionCount != 0)
        {
            _book.Find(Fault.Leaked, $"the server has stopped, and has {server.ConnectionCount} connections");
        }
    }

    /// <summary>Time passes about ten times as fast as outside.</summary>
    private async Task MoveClockAsync(CancellationToken stopping)
    {
        long last = TimeProvider.System.GetTimestamp();
        while (!stopping.IsCancellationRequested)
        {
            await Task.Delay(1, CancellationToken.None);
            long now = TimeProvider.System.GetTimestamp();
            _network.Clock.Advance(TimeProvider.System.GetElapsedTime(last, now) * 10);
            last = now;
        }
    }

    /// <summary>Waits for the clients for as long as calls end.</summary>
    private async Task WatchAsync(Task clients)
    {
        int ended = -1;
        while (!clients.IsCompleted)
        {
            if (await Task.WhenAny(clients, Task.Delay(Patience)) != clients && ended == _book.Ended)
            {
                // The calls that are left are counted when the book is closed.
                await _givingUp.CancelAsync();
                return;
            }

            ended = _book.Ended;
        }

        await clients;
    }

    private async Task RunClientAsync()
    {
        await using ClientSlot slot = new(_plan.Protocol, _address, new ClientOptions
        {
            TimeProvider = _network.Clock,
            CallTimeout = TimeSpan.FromSeconds(5),
            ConnectTimeout = TimeSpan.FromSeconds(5),
            RetransmitInterval = TimeSpan.FromMilliseconds(50),
            MaxCallsInFlight = (_plan.Seed & 1) == 0 ? 4096 : 16,
        });
        await Task.WhenAll(Enumerable.Range(0, _plan.CallersPerClient).Select(_ => Task.Run(() => CallAsync(slot))));
    }

    private async Task CallAsync(ClientSlot slot)
    {
        while (true)
        {
            int number = Interlocked.Increment(ref _next);
            if (number >= _plan.Calls || _givingUp.IsCancellationRequested)
            {
                return;
            }

            try
            {
                _book.End(number, await CallAsync(slot, number));
            }
#pragma warning disable CA1031 // An exception that no call is said to end with is what is looked for.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _book.Find(Fault.Lost, $"call {number} ended with {exception.GetType().Name}, which says nothing of what happened: {exception.Message}");
                _book.End(number, CallEnd.Unknown);
            }
        }
    }

    private async Task<CallEnd> CallAsync(ClientSlot slot, int number)
    {
        // The size of a call follows from its number: most are small, some larger than a receive buffer.
        Random sizes = new(HashCode.Combine(_plan.Seed, number));
        int most = _plan.IsOverDatagrams ? 8_000 : Load.MaxBytes;
        int requestBytes = sizes.Next(50) == 0 ? sizes.Next(most) : sizes.Next(100);
        int replyBytes = sizes.Next(50) == 0 ? sizes.Next(most) : sizes.Next(100);
        for (int tries = 1; ; tries++)
        {
            using CancellationTokenSource caller = new();
            SpokenClient client = await slot.GetAsync();
            try
            {
                if (number % 101 == 0)
                {
                    // While the call is on its way, or before, or too late.
                    _ = Task.Run(caller.Cancel);
                }

                SpokenReply reply = await client.CallAsync(number, requestBytes, replyBytes, caller.Token);
                if (reply.Number != number || reply.Load.Length != replyBytes || !Load.IsOf(number, reply.Load.Span))
                {
                    _book.Find(Fault.Lost, $"call {number} got a reply that is not its own: {reply.Number}, {reply.Load.Length} bytes");
                }

                return CallEnd.Answered;
            }
            catch (CallNotSentException)
            {
                // It is said to be safe to call again, so that is done: if it was handled already, it is counted as doubled.
                if (tries == MaxTries)
                {
                    return CallEnd.NotSent;
                }

                // A connection that failed a moment ago has not told its client yet.
                await Task.Delay(1, CancellationToken.None);
            }
            catch (CallLostException)
            {
                return CallEnd.Unknown;
            }
            catch (CallTimedOutException)
            {
                return CallEnd.TimedOut;
            }
            catch (CallRefusedException)
            {
                return CallEnd.Refused;
            }
            catch (OperationCanceledException) when (caller.IsCancellationRequested)
            {
                return CallEnd.Cancelled;
            }
            catch (WireFormatException) when (_plan.Protocol.NoticesFlips)
            {
                return CallEnd.Malformed;
            }
        }
    }

    /// <summary>Waits, for a while, until nothing is left.</summary>
    private async Task CheckLeaksAsync(long rentedBefore)
    {
        long startedAt = TimeProvider.System.GetTimestamp();
        while ((_network.OpenEnds != 0 || _network.Clock.TimerCount != 0 || RentedCount.Value != rentedBefore) && TimeProvider.System.GetElapsedTime(startedAt) < Patience / 12)
        {
            await Task.Delay(10);
        }

        Check(_network.OpenEnds, "ends of connections are open");
        Check(_network.Clock.TimerCount, "timers are set");
        Check(RentedCount.Value - rentedBefore, "of what was rented from the engine's pools were not given back");

        void Check(long count, string what)
        {
            if (count != 0)
            {
                _book.Find(Fault.Leaked, $"all is closed, and {count} {what}");
            }
        }
    }
}
