using System.Globalization;

namespace ProtoSockets.Testing;

/// <summary>A row of a <see cref="FaultPlan"/>: what goes wrong, and with whose bytes.</summary>
internal abstract record Fault
{
    /// <summary>Whose bytes it happens to.</summary>
    internal Side From { get; init; } = Side.Both;

    /// <summary>Whether it needs a clock.</summary>
    internal virtual bool TakesTime => false;

    /// <summary>What it does to a stream; null if it does nothing to one.</summary>
    internal virtual StreamFault? OnStream(FaultRandom random) => null;

    private protected static string Time(TimeSpan time) => time.TotalMilliseconds.ToString("0.###", CultureInfo.InvariantCulture) + " ms";

    private protected static string Percent(double share) => (share * 100).ToString("0.##", CultureInfo.InvariantCulture) + "%";
}

internal sealed record SplitFault(int Most) : Fault
{
    public override string ToString() => Most == 1 ? "split at every byte" : $"split into at most {Most} bytes";

    internal override StreamFault OnStream(FaultRandom random) => new StreamSplit(random, Most);
}

internal sealed record DelayFault(TimeSpan Least, TimeSpan Most) : Fault
{
    public override string ToString() => Least == Most ? $"delay {Time(Least)}" : $"delay {Time(Least)} to {Time(Most)}";

    internal override bool TakesTime => true;

    internal override StreamFault OnStream(FaultRandom random) => new StreamDelay(random, Least, Most);
}

internal sealed record FlipFault(int Bytes) : Fault
{
    public override string ToString() => $"flip a bit in {Bytes} bytes";

    internal override StreamFault OnStream(FaultRandom random) => new StreamFlip(random, Bytes);
}

internal sealed record StallFault(TimeSpan Duration, int Bytes) : Fault
{
    public override string ToString() => $"stall for {Time(Duration)} in {Bytes} bytes";

    internal override bool TakesTime => true;

    internal override StreamFault OnStream(FaultRandom random) => new StreamStall(random, Duration, Bytes);
}

internal sealed record EndFault(StreamEnd End, long Bytes, bool IsExact) : Fault
{
    public override string ToString() => $"{(End == StreamEnd.Reset ? "reset" : "half-close")} {(IsExact ? "after" : "in")} {Bytes} bytes";

    internal override StreamFault OnStream(FaultRandom random) => new StreamEnding(End, IsExact ? Bytes : random.Gap(Bytes));
}

internal sealed record LossFault(double Share) : Fault
{
    public override string ToString() => $"lose {Percent(Share)}";
}

internal sealed record DuplicateFault(double Share) : Fault
{
    public override string ToString() => $"duplicate {Percent(Share)}";
}

internal sealed record ReorderFault(double Share, int By) : Fault
{
    public override string ToString() => $"reorder {Percent(Share)} by {By}";
}
