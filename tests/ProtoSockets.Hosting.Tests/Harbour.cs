using System.Collections.Concurrent;
using ProtoSockets.Servers;

namespace ProtoSockets.Hosting.Tests;

/// <summary>What the hosts of these tests serve: over streams and datagrams, with a call that can be held and a message that the server sends.</summary>
[Protocol(Carriers = Carriers.Stream | Carriers.Datagram)]
public sealed partial class Harbour
{
    [Request<Berth>(1)] public readonly partial record struct Dock(uint Ship);

    [Reply(2)] public readonly partial record struct Berth(uint Number);

    [Request<Berth>(3)] public readonly partial record struct Wait(uint Ship);

    [Message(4, From = Side.Client)] public readonly partial record struct Depart(uint Ship);

    [Message(5, From = Side.Server)] public readonly partial record struct Tide(ushort Centimetres);

    [Request<Cargo>(6)] public readonly partial record struct Load([MaxBytes(1_400)] ReadOnlyMemory<byte> Goods);

    [Reply(7)] public readonly partial record struct Cargo([MaxBytes(1_400)] ReadOnlyMemory<byte> Goods);
}

/// <summary>Nothing is pushed here, and streams alone carry it.</summary>
[Protocol]
public sealed partial class Beacon
{
    [Request<Light>(1)] public readonly partial record struct Look(byte Times);

    [Reply(2)] public readonly partial record struct Light(byte Times);
}

/// <summary>What a scope holds: it is counted when it comes and when it goes.</summary>
public sealed class Crew(Logbook logbook) : IAsyncDisposable
{
    public bool IsDisposed { get; private set; }

    public uint Number { get; } = logbook.Begin();

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        logbook.End($"crew {Number} gone");
        return logbook.CrewFails ? throw new InvalidOperationException("The crew does not want to go.") : default;
    }
}

/// <summary>What tests and handlers tell each other.</summary>
public sealed class Logbook
{
    private readonly Lock _gate = new();
    private int _scopes;
    private int _scopesDisposed;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Scopes => Volatile.Read(ref _scopes);

    public int ScopesDisposed => Volatile.Read(ref _scopesDisposed);

    public bool CrewFails { get; set; }

    public ConcurrentQueue<string> Notes { get; } = [];

    /// <summary>Ends the calls that wait.</summary>
    public TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Note(string note)
    {
        Notes.Enqueue(note);
        Changed();
    }

    public uint Begin() => (uint)Interlocked.Increment(ref _scopes);

    public void End(string note)
    {
        Notes.Enqueue(note);
        Interlocked.Increment(ref _scopesDisposed);
        Changed();
    }

    private void Changed()
    {
        lock (_gate)
        {
            _changed.TrySetResult();
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Waits until a condition on what is noted here holds.</summary>
    public async Task UntilAsync(Func<Logbook, bool> condition)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                changed = _changed.Task;
            }

            if (condition(this))
            {
                return;
            }

            await changed.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        }
    }
}

/// <summary>Answers with the number of its scope.</summary>
public sealed class HarbourMaster(Crew crew, Logbook logbook) : Harbour.IServerHandler
{
    public ValueTask ConnectedAsync(Harbour.Session session, CancellationToken cancellationToken)
    {
        logbook.Note("connected");
        return default;
    }

    public ValueTask DisconnectedAsync(Harbour.Session session, Exception? reason)
    {
        logbook.Note(crew.IsDisposed ? "disconnected too late" : "disconnected");
        return default;
    }

    public async ValueTask<Harbour.Berth> DockAsync(Harbour.Dock request, Harbour.Session session, CancellationToken cancellationToken)
    {
        await session.TideAsync(new((ushort)request.Ship), cancellationToken);
        return new(crew.Number);
    }

    public async ValueTask<Harbour.Berth> WaitAsync(Harbour.Wait request, Harbour.Session session, CancellationToken cancellationToken)
    {
        logbook.Note("waiting");
        await logbook.Released.Task;
        logbook.Note(crew.IsDisposed ? "released too late" : "released");
        return new(crew.Number);
    }

    public ValueTask DepartAsync(Harbour.Depart message, Harbour.Session session, CancellationToken cancellationToken)
    {
        session.Close();
        return default;
    }

    public ValueTask<Harbour.Cargo> LoadAsync(Harbour.Load request, Harbour.Session session, CancellationToken cancellationToken) => new(new Harbour.Cargo(request.Goods));
}

/// <summary>Notes what the server sends.</summary>
public sealed class TideWatch(Crew crew, Logbook logbook) : Harbour.IClientHandler
{
    public ValueTask TideAsync(Harbour.Tide message, Harbour.Client client, CancellationToken cancellationToken)
    {
        logbook.Note($"tide {message.Centimetres} seen by crew {crew.Number}");
        return default;
    }
}

/// <summary>Never disposes what it has not made: the decoy of a handler without a scope.</summary>
public sealed class Lighthouse : Beacon.IServerHandler
{
    public ValueTask<Beacon.Light> LookAsync(Beacon.Look request, Beacon.Session session, CancellationToken cancellationToken) => new(new Beacon.Light(request.Times));
}
