using System.Runtime.CompilerServices;
using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests.StreamedCalls;

/// <summary>Has as much as it is asked for, and then is dry; takes no more than two.</summary>
internal sealed class DryHandler : Gully.IServerHandler
{
    public async IAsyncEnumerable<Gully.Drop> PourAsync(Gully.Pour request, Gully.Session session, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        for (int number = 0; number < request.Count; number++)
        {
            yield return new Gully.Drop(number);
        }

        throw new CallRefusedException(new Gully.Dry(request.Count));
    }

    public async ValueTask<CallResult<Gully.Level, Gully.Dry>> FillAsync(
        Gully.Fill request, IAsyncEnumerable<Gully.Bucket> items, Gully.Session session, CancellationToken cancellationToken)
    {
        int count = 0;
        await foreach (Gully.Bucket item in items.WithCancellation(cancellationToken))
        {
            count++;
        }

        return count > 2 ? new Gully.Dry(count) : new Gully.Level(count);
    }
}

internal sealed class LeakingHandler : Gully.IServerHandler
{
    public bool Waits { get; set; }

    public IAsyncEnumerable<Gully.Bucket>? Leaked { get; private set; }

    public IAsyncEnumerable<Gully.Drop> PourAsync(Gully.Pour request, Gully.Session session, CancellationToken cancellationToken) => throw new NotSupportedException();

    public async ValueTask<CallResult<Gully.Level, Gully.Dry>> FillAsync(
        Gully.Fill request, IAsyncEnumerable<Gully.Bucket> items, Gully.Session session, CancellationToken cancellationToken)
    {
        Leaked = items;
        if (Waits)
        {
            await Task.Yield();
        }

        return new Gully.Level(0);
    }
}

internal sealed class TwiceHandler : Gully.IServerHandler
{
    public async IAsyncEnumerable<Gully.Drop> PourAsync(Gully.Pour request, Gully.Session session, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield break;
    }

    public async ValueTask<CallResult<Gully.Level, Gully.Dry>> FillAsync(
        Gully.Fill request, IAsyncEnumerable<Gully.Bucket> items, Gully.Session session, CancellationToken cancellationToken)
    {
        await foreach (Gully.Bucket item in items.WithCancellation(cancellationToken))
        {
            try
            {
                _ = items.GetAsyncEnumerator(cancellationToken);
            }
            catch (InvalidOperationException)
            {
                return new Gully.Dry(item.Number);
            }
        }

        return new Gully.Level(0);
    }
}
