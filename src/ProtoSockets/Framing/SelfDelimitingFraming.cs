using System.Runtime.CompilerServices;

namespace ProtoSockets.Runtime;

/// <summary>
/// Frames that end where their message ends. What was found out about a frame that is not whole yet stays in the <see cref="FrameScan"/>: every byte is looked at
/// once, however the bytes arrive and however deep they nest.
/// </summary>
public static partial class SelfDelimitingFraming
{
    /// <summary>How many records may be nested in each other while the end is looked for. Reading has its own limit (<see cref="WireReader.MaxDepth"/>), which is lower.</summary>
    private const int MaxDepth = 256;

    /// <summary>The most bytes of a line with an unknown verb.</summary>
    private const int MaxUnknownLine = 8192;

    /// <summary>A message of a kind that the protocol does not know: taken to be one line, so that it can be refused and the next one found.</summary>
    public static MessageShape UnknownLine { get; } = new(ShapeStep.Until("\n"u8, MaxUnknownLine));

    /// <summary>Looks for a frame at the front of the received bytes; see <see cref="IFramer.Find"/>.</summary>
    /// <param name="received">What was received and not yet consumed.</param>
    /// <param name="scan">What earlier calls found out about the same frame.</param>
    /// <param name="maxFrameBytes">The largest frame allowed.</param>
    /// <param name="shape">The shape of the messages that the sender sends.</param>
    /// <param name="bounds">Where the frame lies; the message is the whole of it.</param>
    /// <param name="reason">For <see cref="FrameStatus.Malformed"/>: what is wrong.</param>
    /// <returns>What was found.</returns>
    public static FrameStatus Find(ReadOnlySpan<byte> received, ref FrameScan scan, int maxFrameBytes, MessageShape shape, out FrameBounds bounds, out string? reason)
    {
        FrameStatus status = Walk(received, ref scan, maxFrameBytes, shape, out int needed, out reason);
        if (status == FrameStatus.Found && scan.Depth > 0)
        {
            return FindWhole(received, ref scan, maxFrameBytes, out bounds, out reason);
        }

        bounds = status == FrameStatus.Found ? new FrameBounds(0, scan.Position, scan.Position) : new FrameBounds(0, 0, needed);
        return status;
    }

    /// <summary>Steps over the parts of a message, to its end or to the member that streams.</summary>
    private static FrameStatus Walk(ReadOnlySpan<byte> received, ref FrameScan scan, int maxFrameBytes, MessageShape shape, out int needed, out string? reason)
    {
        ArgumentNullException.ThrowIfNull(shape);
        needed = 0;
        reason = null;
        if (scan.Depth == 0)
        {
            scan.Levels ??= new ShapeLevel[8];
            Push(ref scan, shape);
        }

        while (scan.Depth > 0)
        {
            ref ShapeLevel level = ref scan.Levels![scan.Depth - 1];
            if (level.Step == level.Shape.Steps.Length)
            {
                scan.Depth--;
                continue;
            }

            if (level.Shape.Steps[level.Step].Kind == ShapeKind.Streamed)
            {
                return FrameStatus.Found;
            }

            needed = Advance(received, ref scan, ref level, maxFrameBytes, ref reason);
            if (reason is not null)
            {
                needed = 0;
                return FrameStatus.Malformed;
            }

            if (scan.Position > maxFrameBytes || needed > maxFrameBytes)
            {
                reason = $"a frame of at least {Math.Max(scan.Position, needed)} bytes is over the limit of {maxFrameBytes}";
                needed = 0;
                return FrameStatus.Malformed;
            }

            if (needed > 0)
            {
                return FrameStatus.Incomplete;
            }
        }

        return FrameStatus.Found;
    }

    /// <summary>Takes one step: ends a part, or goes into it.</summary>
    /// <returns>The least length of the frame when the bytes end before the part does; else 0.</returns>
    private static int Advance(ReadOnlySpan<byte> received, ref FrameScan scan, ref ShapeLevel level, int maxFrameBytes, ref string? reason)
    {
        ShapeStep step = level.Shape.Steps[level.Step];
        switch (step.Kind)
        {
            case ShapeKind.Bytes:
                return Take(received, ref scan, ref level, step.Count);

            case ShapeKind.Until or ShapeKind.Line:
                return FindEnd(received, ref scan, ref level, step, ref reason);

            case ShapeKind.Counted:
                if (!step.Number!.TryGet(received, in level, scan.Position, out long bytes, out bool isAbsent))
                {
                    reason = NoNumber(scan.Position);
                    return 0;
                }

                return Take(received, ref scan, ref level, isAbsent ? 0 : Math.Min(bytes, int.MaxValue) + step.Terminator.Length);

            case ShapeKind.List:
                return NextCounted(received, ref scan, ref level, step, maxFrameBytes, ref reason);

            case ShapeKind.ListUntil:
                return NextUntil(received, ref scan, ref level, step, ref reason);

            case ShapeKind.Nested:
                level.Step++;
                Enter(ref scan, step.Element, ref reason);
                return 0;

            case ShapeKind.VarInt:
                return TakeVarInt(received, ref scan, ref level, step.Format, ref reason);

            case ShapeKind.Read:
                return ReadRest(received, ref scan, ref level, step.Reading!, ref reason);

            case ShapeKind.Mark:
                level.Mark = scan.Position;
                level.Step++;
                return 0;

            case ShapeKind.Constant:
                ReadOnlySpan<byte> found = received.Slice(scan.Position, Math.Min(step.Terminator.Length, received.Length - scan.Position));
                if (!step.Terminator.AsSpan().StartsWith(found))
                {
                    reason = $"{Convert.ToHexString(found)} at byte {scan.Position} is not the constant {Convert.ToHexString(step.Terminator)}";
                    return 0;
                }

                return Take(received, ref scan, ref level, step.Terminator.Length);

            case ShapeKind.Tagged:
                if (scan.Position >= received.Length)
                {
                    return scan.Position + 1;
                }

                if (step.ByTag[received[scan.Position]] is not { } record)
                {
                    reason = $"no value begins with the byte {received[scan.Position]:X2}, at byte {scan.Position}";
                    return 0;
                }

                level.Step++;
                scan.Position += step.Count;
                Enter(ref scan, record(), ref reason);
                return 0;

            default:
                return Choose(received, ref scan, ref level, step.Verbs!, step.Choices, ref reason);
        }
    }

    /// <summary>Finds out which message it is: passes over what may stand in front of its beginning, and goes into it from its first byte.</summary>
    private static int Choose(ReadOnlySpan<byte> received, ref FrameScan scan, ref ShapeLevel level, VerbTable verbs, Func<MessageShape>[] choices, ref string? reason)
    {
        ReadOnlySpan<byte> rest = received[Math.Min(scan.Position, received.Length)..];
        bool? isFront = verbs.StartsFront(rest);
        if (isFront is true)
        {
            // The message nests as many levels when it is read.
            level.Left++;
            Enter(ref scan, level.Left < MaxDepth ? verbs.Front!() : null, ref reason);
            return 0;
        }

        if (isFront is null || !verbs.TryFind(rest, isWhole: false, out int id))
        {
            return received.Length + 1;
        }

        if (id >= choices.Length)
        {
            reason = "the message begins with nothing that the protocol knows";
            return 0;
        }

        scan.Position = scan.Scanned = level.Start;
        level.Step++;
        Enter(ref scan, choices[id](), ref reason);
        return 0;
    }

    private static int Take(ReadOnlySpan<byte> received, ref FrameScan scan, ref ShapeLevel level, long count)
    {
        long end = (long)scan.Position + count;
        if (end > received.Length)
        {
            return (int)Math.Min(end, int.MaxValue);
        }

        scan.Position = (int)end;
        level.Step++;
        return 0;
    }

    private static int FindEnd(ReadOnlySpan<byte> received, ref FrameScan scan, ref ShapeLevel level, ShapeStep step, ref string? reason)
    {
        byte[] terminator = step.Terminator;
        int from = Math.Max(scan.Position, scan.Scanned - (terminator.Length - 1));
        ReadOnlySpan<byte> window = received[..(int)Math.Min(received.Length, (long)scan.Position + step.Count + terminator.Length)];
        int found = window[Math.Min(from, window.Length)..].IndexOf(terminator);
        if (found >= 0)
        {
            level.LineStart = scan.Position;
            level.LineLength = from + found - scan.Position;
            scan.Position = from + found + terminator.Length;
            level.Step++;
            return 0;
        }

        if (window.Length < received.Length || received.Length - scan.Position >= (long)step.Count + terminator.Length)
        {
            reason = $"no end ({Convert.ToHexString(terminator)}) within the limit of {step.Count} bytes, from byte {scan.Position}";
            return 0;
        }

        scan.Scanned = received.Length;
        return Math.Max(received.Length + 1, scan.Position + terminator.Length);
    }

    private static int NextCounted(ReadOnlySpan<byte> received, ref FrameScan scan, ref ShapeLevel level, ShapeStep step, int maxFrameBytes, ref string? reason)
    {
        if (level.Left < 0)
        {
            if (!step.Number!.TryGet(received, in level, scan.Position, out long count, out bool isAbsent))
            {
                reason = NoNumber(scan.Position);
                return 0;
            }

            // Each element takes at least a byte.
            if (count > maxFrameBytes - scan.Position)
            {
                reason = $"{count} elements do not fit a frame, whose limit is {maxFrameBytes} bytes";
                return 0;
            }

            if (isAbsent)
            {
                level.Step++;
                return 0;
            }

            level.Left = count;
        }

        if (level.Left > 0)
        {
            level.Left--;
            Enter(ref scan, step.Element, ref reason);
            return 0;
        }

        int needed = Take(received, ref scan, ref level, step.Terminator.Length);
        level.Left = needed == 0 ? -1 : 0;
        return needed;
    }

    private static int NextUntil(ReadOnlySpan<byte> received, ref FrameScan scan, ref ShapeLevel level, ShapeStep step, ref string? reason)
    {
        ReadOnlySpan<byte> rest = received[scan.Position..];
        byte[] terminator = step.Terminator;
        if (rest.StartsWith(terminator))
        {
            return Take(received, ref scan, ref level, terminator.Length);
        }

        if (rest.Length < terminator.Length && terminator.AsSpan().StartsWith(rest))
        {
            return scan.Position + terminator.Length;
        }

        Enter(ref scan, step.Element, ref reason);
        return 0;
    }

    private static void Enter(ref FrameScan scan, MessageShape? shape, ref string? reason)
    {
        if (shape is null || scan.Depth == MaxDepth)
        {
            reason = $"values are nested deeper than the limit of {MaxDepth}";
            return;
        }

        Push(ref scan, shape);
    }

    private static void Push(ref FrameScan scan, MessageShape shape)
    {
        if (scan.Depth == scan.Levels!.Length)
        {
            Array.Resize(ref scan.Levels, Math.Min(MaxDepth, scan.Depth * 2));
        }

        scan.Levels[scan.Depth++] = new ShapeLevel { Shape = shape, Start = scan.Position, Left = -1 };
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string NoNumber(int position) => $"what stands in front of byte {position} is no number that counts it";
}
