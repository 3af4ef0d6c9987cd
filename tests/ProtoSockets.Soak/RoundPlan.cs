using ProtoSockets.Soak.Protocols;
using ProtoSockets.Testing;

namespace ProtoSockets.Soak;

/// <summary>A round: which protocol is spoken over what, and what goes wrong. All of it follows from the seed.</summary>
internal sealed record RoundPlan(Spoken Protocol, bool IsOverDatagrams, FaultPlan Faults, int Calls, int Clients, int CallersPerClient, int Seed)
{
    /// <summary>Makes up a round.</summary>
    public static RoundPlan Create(int seed, int calls)
    {
        Random random = new(seed);
        Spoken protocol = Spoken.All[random.Next(Spoken.All.Count)];
        bool isOverDatagrams = protocol.HasDatagrams && random.Next(4) == 0;
        FaultPlan faults = new(seed);
        faults = isOverDatagrams ? OfDatagrams(faults, random) : OfStreams(faults, random);
        if (protocol.NoticesFlips && random.Next(3) == 0)
        {
            faults = faults.FlipBitIn(random.Next(5_000, 100_000));
        }

        return new RoundPlan(protocol, isOverDatagrams, faults, calls, random.Next(1, 6), random.Next(1, 40), seed);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Protocol.Name} over {(IsOverDatagrams ? "datagrams" : "streams")}, {Clients} clients of {CallersPerClient} callers, {Faults}";

    private static FaultPlan OfStreams(FaultPlan faults, Random random)
    {
        // Bytes that come alone take a hundred times as long as others: not in every round.
        faults = random.Next(10) switch
        {
            0 => faults.SplitAtEveryByte(),
            < 6 => faults.Split(random.Next(8, 3_000)),
            _ => faults,
        };
        if (random.Next(3) == 0)
        {
            faults = faults.DelayBy(TimeSpan.Zero, TimeSpan.FromMilliseconds(random.Next(1, 60)));
        }

        if (random.Next(4) == 0)
        {
            faults = faults.StallFor(TimeSpan.FromMilliseconds(random.Next(10, 3_000)), random.Next(20_000, 500_000));
        }

        if (random.Next(2) == 0)
        {
            faults = faults.ResetIn(random.Next(2_000, 400_000));
        }

        return random.Next(4) == 0 ? faults.From(random.Next(2) == 0 ? Side.Client : Side.Server, plan => plan.HalfCloseIn(random.Next(2_000, 400_000))) : faults;
    }

    private static FaultPlan OfDatagrams(FaultPlan faults, Random random)
    {
        if (random.Next(2) == 0)
        {
            faults = faults.Lose(random.NextDouble() * 0.3);
        }

        if (random.Next(2) == 0)
        {
            faults = faults.Duplicate(random.NextDouble() * 0.3);
        }

        if (random.Next(2) == 0)
        {
            faults = faults.Reorder(random.NextDouble() * 0.3, random.Next(1, 8));
        }

        return random.Next(3) == 0 ? faults.DelayBy(TimeSpan.Zero, TimeSpan.FromMilliseconds(random.Next(1, 60))) : faults;
    }
}
