using System.Runtime.CompilerServices;
using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Fuzz.Live;

/// <summary>Calls that stream, as protocols of their own: a hostile server's first bytes are for the first call, so that each shape needs a client that begins with it.</summary>
internal static class StreamedCalls
{
    private const int IdOffset = 8;

    /// <summary>Calls of all shapes, in turn.</summary>
    public static LiveProtocol Mixed { get; } = Of("Weir", static (client, number) => (number % 3) switch
    {
        0 => PourAsync(client, number),
        1 => FillAsync(client, number),
        _ => MillAsync(client, number),
    });

    /// <summary>Each shape by itself.</summary>
    public static IReadOnlyList<LiveProtocol> Shapes { get; } = [Of("WeirPour", PourAsync), Of("WeirFill", FillAsync), Of("WeirMill", MillAsync)];

    private static LiveProtocol Of(string name, Func<Weir.Client, int, Task<bool>> call) => new(
        name,
        IdOffset,
        IsGreeted: true,
        HasDatagrams: false,
        static options => new Weir.Server(new Handler(), options with { StreamWindow = 4, MaxStreams = 8 }),
        async (address, options) =>
        {
            Weir.Client client = await Weir.Client.ConnectAsync(address, options with { StreamWindow = 4 });
            return new LiveClient(client, number => call(client, number));
        });

    private static async Task<bool> PourAsync(Weir.Client client, int number)
    {
        int count = (number % 10) + 1;
        int next = 1;
        await foreach (Weir.Drop drop in client.PourAsync(new(count, 0)))
        {
            if (drop.Number != next++)
            {
                return false;
            }
        }

        return next == count + 1;
    }

    private static async Task<bool> FillAsync(Weir.Client client, int number)
    {
        int count = number % 10;
        return (await client.FillAsync(new(0), BucketsAsync(count))).Count == count;
    }

    private static async Task<bool> MillAsync(Weir.Client client, int number)
    {
        int count = (number % 10) + 1;
        int next = 1;
        await foreach (Weir.Drop drop in client.MillAsync(new(2), BucketsAsync(count)))
        {
            if (drop.Number != 2 * next++)
            {
                return false;
            }
        }

        return next == count + 1;
    }

    private static async IAsyncEnumerable<Weir.Bucket> BucketsAsync(int count)
    {
        for (int number = 1; number <= count; number++)
        {
            await Task.Yield();
            yield return new Weir.Bucket(number);
        }
    }

    /// <summary>Streams as it is asked to, within bounds, and remembers nothing.</summary>
    private sealed class Handler : Weir.IServerHandler
    {
        private const int Most = 100;

        public async IAsyncEnumerable<Weir.Drop> PourAsync(Weir.Pour request, Weir.Session session, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            for (int number = 1; number <= Math.Min(request.Count, Most); number++)
            {
                await Task.Yield();
                if (number == request.FailAt)
                {
                    throw new CallRefusedException("dry");
                }

                yield return new Weir.Drop(number);
            }
        }

        public async ValueTask<Weir.Level> FillAsync(Weir.Fill request, IAsyncEnumerable<Weir.Bucket> items, Weir.Session session, CancellationToken cancellationToken)
        {
            int count = 0;
            long sum = 0;
            await foreach (Weir.Bucket item in items.WithCancellation(cancellationToken))
            {
                sum += item.Number;
                if (++count == request.Most)
                {
                    break;
                }
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
                    throw new InvalidTimeZoneException("not below zero");
                }

                yield return new Weir.Drop(unchecked(item.Number * request.Factor));
            }
        }

        public ValueTask<Weir.Level> LookAsync(Weir.Look request, Weir.Session session, CancellationToken cancellationToken) => new(new Weir.Level(request.Number, 0));

        public async IAsyncEnumerable<Weir.Barrel> RollAsync(Weir.Roll request, Weir.Session session, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            for (int number = 0; number < Math.Min(request.Count, 10); number++)
            {
                await Task.Yield();
                yield return new Weir.Barrel(new byte[Math.Clamp(request.Bytes, 0, 4000)]);
            }
        }
    }
}
