using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace ProtoSockets.Conversations.Tests.Protocols;

/// <summary>Calls of all four shapes in the default envelope.</summary>
[Protocol]
public sealed partial class Weir
{
    /// <summary>Answered by a stream; fails in front of the item of that number.</summary>
    [Request<Drop>(1, Replies = ReplyCount.Many)]
    public readonly partial record struct Pour(int Count, int FailAt);

    [Reply(2)]
    public readonly partial record struct Drop(int Number);

    /// <summary>Sends a stream, of which the handler reads so many items; 0 is all.</summary>
    [Request<Level>(3, Takes = typeof(Bucket))]
    public readonly partial record struct Fill(int Most);

    [Item(4)]
    public readonly partial record struct Bucket(int Number);

    [Reply(5)]
    public readonly partial record struct Level(int Count, long Sum);

    /// <summary>Answers each item with one.</summary>
    [Request<Drop>(6, Replies = ReplyCount.Many, Takes = typeof(Bucket))]
    public readonly partial record struct Mill(int Factor);

    [Request<Level>(7)]
    public readonly partial record struct Look(int Number);

    /// <summary>Answered by a stream of large items.</summary>
    [Request<Barrel>(8, Replies = ReplyCount.Many)]
    public readonly partial record struct Roll(int Count, int Bytes);

    [Reply(9)]
    public readonly partial record struct Barrel([MaxBytes(100_000)] ReadOnlyMemory<byte> Bytes);
}

/// <summary>The same with an error reply of its own.</summary>
[Protocol]
public sealed partial class Gully
{
    [Request<Drop>(1, Replies = ReplyCount.Many)]
    public readonly partial record struct Pour(int Count);

    [Reply(2)]
    public readonly partial record struct Drop(int Number);

    [Request<Level>(3, Takes = typeof(Bucket))]
    public readonly partial record struct Fill;

    [Item(4)]
    public readonly partial record struct Bucket(int Number);

    [Reply(5)]
    public readonly partial record struct Level(int Count);

    [ErrorReply(6)]
    public readonly partial record struct Dry(int Number);
}

/// <summary>Streams as it is asked to, and says what it sees.</summary>
internal sealed class WeirHandler : Weir.IServerHandler
{
    private int _poured;

    /// <summary>How many items were asked for of all answers.</summary>
    public int Poured => Volatile.Read(ref _poured);

    /// <summary>How each stream ended for its handler: null in good order.</summary>
    public Channel<Exception?> Ended { get; } = Channel.CreateUnbounded<Exception?>();

    /// <summary>The items that handlers have read.</summary>
    public Channel<int> Read { get; } = Channel.CreateUnbounded<int>();

    /// <summary>Sessions that have begun.</summary>
    public ConcurrentQueue<Weir.Session> Sessions { get; } = new();

    /// <summary>Whether it does not say what it reads, which allocates.</summary>
    public bool IsQuiet { get; init; }

    /// <summary>Where handlers wait behind each item that they read; null for no wait.</summary>
    public SemaphoreSlim? Gate { get; init; }

    public ValueTask ConnectedAsync(Weir.Session session, CancellationToken cancellationToken)
    {
        Sessions.Enqueue(session);
        return default;
    }

    public async IAsyncEnumerable<Weir.Drop> PourAsync(Weir.Pour request, Weir.Session session, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        bool isWhole = false;
        try
        {
            for (int number = 1; number <= request.Count; number++)
            {
                Interlocked.Increment(ref _poured);
                if (number == request.FailAt)
                {
                    throw new CallRefusedException($"dry at {number}");
                }

                yield return new Weir.Drop(number);
            }

            isWhole = true;
        }
        finally
        {
            Ended.Writer.TryWrite(isWhole ? null : cancellationToken.IsCancellationRequested ? new OperationCanceledException(cancellationToken) : new InvalidDataException());
        }
    }

    public async ValueTask<Weir.Level> FillAsync(Weir.Fill request, IAsyncEnumerable<Weir.Bucket> items, Weir.Session session, CancellationToken cancellationToken)
    {
        int count = 0;
        long sum = 0;
        try
        {
            await foreach (Weir.Bucket item in items.WithCancellation(cancellationToken))
            {
                count++;
                sum += item.Number;
                if (!IsQuiet)
                {
                    Read.Writer.TryWrite(item.Number);
                }

                if (Gate is not null)
                {
                    await Gate.WaitAsync(cancellationToken);
                }

                if (count == request.Most)
                {
                    break;
                }
            }

            Ended.Writer.TryWrite(null);
        }
        catch (Exception exception)
        {
            Ended.Writer.TryWrite(exception);
            throw;
        }

        return new Weir.Level(count, sum);
    }

    public async IAsyncEnumerable<Weir.Drop> MillAsync(
        Weir.Mill request, IAsyncEnumerable<Weir.Bucket> items, Weir.Session session, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (Weir.Bucket item in items.WithCancellation(cancellationToken))
        {
            if (item.Number < 0)
            {
                throw new CallRefusedException($"not below zero: {item.Number}");
            }

            yield return new Weir.Drop(item.Number * request.Factor);
        }
    }

    public ValueTask<Weir.Level> LookAsync(Weir.Look request, Weir.Session session, CancellationToken cancellationToken) => new(new Weir.Level(request.Number, Poured));

    public async IAsyncEnumerable<Weir.Barrel> RollAsync(Weir.Roll request, Weir.Session session, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        for (int number = 0; number < request.Count; number++)
        {
            Interlocked.Increment(ref _poured);
            yield return new Weir.Barrel(new byte[request.Bytes]);
        }
    }
}
