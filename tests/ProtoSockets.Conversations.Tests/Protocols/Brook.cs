using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace ProtoSockets.Conversations.Tests.Protocols;

/// <summary>Calls that stream, some of which may be made twice.</summary>
[Protocol]
public sealed partial class Brook
{
    [Request<Drop>(1, Replies = ReplyCount.Many)]
    public readonly partial record struct Flow(int Key, int Count);

    /// <summary>The same, and may be made twice.</summary>
    [Request<Drop>(2, Replies = ReplyCount.Many), Idempotent]
    public readonly partial record struct Trickle(int Key, int Count);

    [Request<Level>(3, Takes = typeof(Bucket))]
    public readonly partial record struct Fill(int Key);

    /// <summary>The same, and may be made twice.</summary>
    [Request<Level>(4, Takes = typeof(Bucket)), Idempotent]
    public readonly partial record struct Measure(int Key);

    /// <summary>Answered when the test says so.</summary>
    [Request<Level>(5)]
    public readonly partial record struct Hold(int Key);

    [Item(6)]
    public readonly partial record struct Bucket(int Number);

    [Reply(7)]
    public readonly partial record struct Drop(int Number, int Server);

    [Reply(8)]
    public readonly partial record struct Level(int Sum, int Server);
}

/// <summary>A server of the brook, which says who it is, and leaves its clients where the test says so.</summary>
internal sealed class BrookHandler(int server) : Brook.IServerHandler
{
    /// <summary>The keys of calls that leave in front of their first item, the first time that they come.</summary>
    public ConcurrentDictionary<int, bool> Leaving { get; } = new();

    /// <summary>Which session each call is of.</summary>
    public ConcurrentDictionary<int, Brook.Session> SessionOf { get; } = new();

    /// <summary>The keys of calls that have come, each time.</summary>
    public Channel<int> Came { get; } = Channel.CreateUnbounded<int>();

    /// <summary>Ends the calls that are held.</summary>
    public TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IAsyncEnumerable<Brook.Drop> FlowAsync(Brook.Flow request, Brook.Session session, CancellationToken cancellationToken) =>
        PourAsync(request.Key, request.Count, session, cancellationToken);

    public IAsyncEnumerable<Brook.Drop> TrickleAsync(Brook.Trickle request, Brook.Session session, CancellationToken cancellationToken) =>
        PourAsync(request.Key, request.Count, session, cancellationToken);

    public ValueTask<Brook.Level> FillAsync(Brook.Fill request, IAsyncEnumerable<Brook.Bucket> items, Brook.Session session, CancellationToken cancellationToken) =>
        SumAsync(request.Key, items, session, cancellationToken);

    public ValueTask<Brook.Level> MeasureAsync(Brook.Measure request, IAsyncEnumerable<Brook.Bucket> items, Brook.Session session, CancellationToken cancellationToken) =>
        SumAsync(request.Key, items, session, cancellationToken);

    public async ValueTask<Brook.Level> HoldAsync(Brook.Hold request, Brook.Session session, CancellationToken cancellationToken)
    {
        _ = Enter(request.Key, session);
        await Released.Task.WaitAsync(cancellationToken);
        return new Brook.Level(request.Key, server);
    }

    private async IAsyncEnumerable<Brook.Drop> PourAsync(int key, int count, Brook.Session session, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Enter(key, session))
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        for (int number = 1; number <= count; number++)
        {
            yield return new Brook.Drop(number, server);
        }
    }

    private async ValueTask<Brook.Level> SumAsync(int key, IAsyncEnumerable<Brook.Bucket> items, Brook.Session session, CancellationToken cancellationToken)
    {
        if (Enter(key, session))
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        int sum = 0;
        await foreach (Brook.Bucket item in items.WithCancellation(cancellationToken))
        {
            sum += item.Number;
            if (item.Number == int.MaxValue)
            {
                session.Abort();
            }
        }

        return new Brook.Level(sum, server);
    }

    /// <summary>Notes that a call has come.</summary>
    /// <returns>Whether its connection is gone now.</returns>
    private bool Enter(int key, Brook.Session session)
    {
        SessionOf[key] = session;
        Came.Writer.TryWrite(key);
        if (!Leaving.TryRemove(key, out _))
        {
            return false;
        }

        session.Abort();
        return true;
    }
}
