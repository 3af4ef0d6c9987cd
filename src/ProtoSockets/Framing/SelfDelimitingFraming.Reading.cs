namespace ProtoSockets.Runtime;

/// <content>Parts whose end is in the bytes themselves: integers of variable length, and what has to be read.</content>
public static partial class SelfDelimitingFraming
{
    /// <summary>
    /// How often a message may be read anew because it asked for more bytes than had come. Each time it says how many it needs at least, so that one that comes in packets of 1,400 bytes is read twice or
    /// three times, and only members that say nothing of their length make it more: those of a peer that sends them byte by byte are bounded by this.
    /// </summary>
    private const int MaxLooks = 4096;

    private static int TakeVarInt(ReadOnlySpan<byte> received, ref FrameScan scan, ref ShapeLevel level, VarIntFormat format, ref string? reason)
    {
        ReadOnlySpan<byte> rest = received[Math.Min(scan.Position, received.Length)..];
        int length = VarInts.LengthOf(format, rest);
        if (length < 0)
        {
            reason = $"the integer at byte {scan.Position} is longer than {VarInts.MaxBytes(format)} bytes";
            return 0;
        }

        if (!VarInts.HasLongerForms(format) && VarInts.DecodeLength(format, rest, out _, out _) is VarIntProblem.NotShortest)
        {
            reason = VarInts.Describe(VarIntProblem.NotShortest, format, $"the integer at byte {scan.Position}");
            return 0;
        }

        level.VarInt = scan.Position;
        return length == 0 ? received.Length + 1 : Take(received, ref scan, ref level, length);
    }

    private static int ReadRest(ReadOnlySpan<byte> received, ref FrameScan scan, ref ShapeLevel level, ShapeReading read, ref string? reason)
    {
        if (received.Length < level.NextLook)
        {
            return level.NextLook;
        }

        WireReader reader = new(received[level.Start..], isComplete: false, scan.From);
        if (scan.Version != 0)
        {
            reader.Version = scan.Version;
        }

        if (read(ref reader))
        {
            scan.Position = level.Start + reader.Position;
            level.Step++;
            return 0;
        }

        if (reader.Error is not { Kind: WireErrorKind.Incomplete } error)
        {
            reason = reader.Error?.ToString() ?? $"nothing can be read at byte {level.Start}";
            return 0;
        }

        if (++level.Looks > MaxLooks)
        {
            reason = $"the message came in more than {MaxLooks} pieces that did not say how many bytes follow";
            return 0;
        }

        level.NextLook = (int)Math.Min(int.MaxValue, Math.Max(received.Length + 1L, (long)level.Start + error.BytesNeeded));
        return level.NextLook;
    }
}
