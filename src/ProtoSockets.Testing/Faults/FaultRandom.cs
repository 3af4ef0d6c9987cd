namespace ProtoSockets.Testing;

/// <summary>
/// Random numbers that stay the same for a seed, on every machine and in every version of .NET (which <see cref="Random"/> does not promise). SplitMix64, by Guy Steele, Doug Lea and Christine Flood.
/// </summary>
internal sealed class FaultRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>One number out of several: the seed of something that belongs to all of them.</summary>
    internal static ulong Mix(ulong seed, ulong salt) => Scramble(Scramble(seed) ^ (salt * 0x9E3779B97F4A7C15));

    /// <summary>From 0 up to, not including, a limit.</summary>
    internal long Below(long limit) => (long)(Next() % (ulong)limit);

    /// <summary>From 0 up to, not including, 1.</summary>
    internal double Share() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>From the least to the most, both included.</summary>
    internal TimeSpan Between(TimeSpan least, TimeSpan most) => least + new TimeSpan(Below(most.Ticks - least.Ticks + 1));

    /// <summary>How far it is to the next of events that happen once in so many steps on average; at least 1.</summary>
    internal long Gap(long average) => 1 + (long)(-Math.Log(1 - Share()) * Math.Max(0, average - 1));

    private static ulong Scramble(ulong value)
    {
        value ^= value >> 30;
        value *= 0xBF58476D1CE4E5B9;
        value ^= value >> 27;
        value *= 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    private ulong Next() => Scramble(_state += 0x9E3779B97F4A7C15);
}
