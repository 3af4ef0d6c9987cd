using System.Collections.Concurrent;
using System.Threading.Channels;

namespace ProtoSockets.Conversations.Tests.Protocols;

/// <summary>What a client that connects again has to tell apart: requests that may be done twice and others, messages, pushes, a login.</summary>
[Protocol]
public sealed partial class Vault
{
    [Request<Balance>(1), Idempotent]
    public readonly partial record struct Look(int Key);

    [Reply(2)]
    public readonly partial record struct Balance(long Value, int Server);

    [Request<Balance>(3)]
    public readonly partial record struct Book(int Key);

    /// <summary>Answered when the test says so.</summary>
    [Request<Balance>(4)]
    public readonly partial record struct Hold(int Key);

    [Message(5, From = Side.Client)]
    public readonly partial record struct Note(int Number);

    [Message(6, From = Side.Server)]
    public readonly partial record struct Posted(int Number);

    [Request<Balance>(7)]
    public readonly partial record struct Login(int User);

    [Request<Balance>(8)]
    public readonly partial record struct Store([MaxBytes(900_000)] ReadOnlyMemory<byte> Bytes);

    [Request<Page>(9, Replies = ReplyCount.Many), Idempotent]
    public readonly partial record struct List(int Count);

    [Reply(10, Last = nameof(IsLast))]
    public readonly partial record struct Page(int Number, bool IsLast);
}

/// <summary>A server of the vault, which says who it is.</summary>
internal sealed class VaultHandler(int server) : Vault.IServerHandler
{
    private readonly ConcurrentDictionary<int, TaskCompletionSource<long>> _held = new();
    private readonly Channel<int> _holding = Channel.CreateUnbounded<int>();
    private readonly Channel<int> _notes = Channel.CreateUnbounded<int>();
    private readonly Channel<int> _begun = Channel.CreateUnbounded<int>();
    private int _booked;

    /// <summary>The keys of calls that have begun to wait.</summary>
    public ChannelReader<int> Holding => _holding.Reader;

    public ChannelReader<int> Notes => _notes.Reader;

    public ConcurrentQueue<Vault.Session> Sessions { get; } = new();

    /// <summary>Which session each held call is of.</summary>
    public ConcurrentDictionary<int, Vault.Session> HeldBy { get; } = new();

    public ConcurrentQueue<int> Users { get; } = new();

    public int Booked => Volatile.Read(ref _booked);

    /// <summary>Waits until so many sessions have begun.</summary>
    public async Task UntilSessionsAsync(int count)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience.Long);
        while (Sessions.Count < count)
        {
            await _begun.Reader.ReadAsync(patience.Token);
        }
    }

    public void Release(int key) => Held(key).TrySetResult(key);

    public ValueTask ConnectedAsync(Vault.Session session, CancellationToken cancellationToken)
    {
        Sessions.Enqueue(session);
        _begun.Writer.TryWrite(0);
        return default;
    }

    public ValueTask<Vault.Balance> LookAsync(Vault.Look request, Vault.Session session, CancellationToken cancellationToken) => new(new Vault.Balance(request.Key, server));

    public ValueTask<Vault.Balance> BookAsync(Vault.Book request, Vault.Session session, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _booked);
        return new(new Vault.Balance(request.Key, server));
    }

    public async ValueTask<Vault.Balance> HoldAsync(Vault.Hold request, Vault.Session session, CancellationToken cancellationToken)
    {
        HeldBy[request.Key] = session;
        _holding.Writer.TryWrite(request.Key);
        return new Vault.Balance(await Held(request.Key).Task.WaitAsync(cancellationToken), server);
    }

    public ValueTask<Vault.Balance> LoginAsync(Vault.Login request, Vault.Session session, CancellationToken cancellationToken)
    {
        Users.Enqueue(request.User);
        return request.User < 0 ? throw new CallRefusedException("no such user") : new(new Vault.Balance(request.User, server));
    }

    public ValueTask<Vault.Balance> StoreAsync(Vault.Store request, Vault.Session session, CancellationToken cancellationToken) => new(new Vault.Balance(request.Bytes.Length, server));

    public async IAsyncEnumerable<Vault.Page> ListAsync(
        Vault.List request, Vault.Session session, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (int number = 1; number <= request.Count; number++)
        {
            await Task.Yield();
            yield return new Vault.Page(number, number == request.Count);
        }
    }

    public async ValueTask NoteAsync(Vault.Note message, Vault.Session session, CancellationToken cancellationToken)
    {
        _notes.Writer.TryWrite(message.Number);
        await session.PostedAsync(new(message.Number), cancellationToken);
    }

    private TaskCompletionSource<long> Held(int key) => _held.GetOrAdd(key, static _ => new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously));
}
