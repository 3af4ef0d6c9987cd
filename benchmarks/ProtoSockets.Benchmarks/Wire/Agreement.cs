namespace ProtoSockets.Benchmarks.Wire;

/// <summary>A comparison of different bytes would say nothing.</summary>
internal static class Agreement
{
    /// <summary>Throws unless both wrote the same.</summary>
    public static void Check(ReadOnlySpan<byte> generated, ReadOnlySpan<byte> byHand)
    {
        if (!generated.SequenceEqual(byHand))
        {
            throw new InvalidOperationException($"Generated and hand-written code disagree: {Convert.ToHexString(generated)}, {Convert.ToHexString(byHand)}");
        }
    }

    public static InvalidOperationException Broken() => new("What was written can't be read.");
}
