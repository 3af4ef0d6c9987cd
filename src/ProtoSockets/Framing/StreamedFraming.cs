using ProtoSockets.Streams;

namespace ProtoSockets.Runtime;

/// <summary>A frame whose message ends with a member that streams.</summary>
/// <param name="PayloadOffset">Where the message starts: after a length prefix, if the framing has one.</param>
/// <param name="FrameLength">How many bytes the frame has in all.</param>
/// <param name="HeadLength">How many bytes of the message stand in front of the member. While that is not known: the least number of bytes to receive before it can be, if that is known.</param>
public readonly record struct StreamedFrame(int PayloadOffset, long FrameLength, int HeadLength)
{
    /// <summary>How many bytes the member has; -1 while nobody knows.</summary>
    public long StreamedLength => Ending is { IsOpen: true } ? -1 : FrameLength - PayloadOffset - HeadLength - (Ending?.Suffix.Length ?? 0);

    /// <summary>What ends the member besides its length, or null; counted in <see cref="FrameLength"/>.</summary>
    public StreamedEnding? Ending { get; init; }
}

/// <summary>
/// Finds frames that are never in memory as a whole, because their last member streams. The other framings give frames up to a limit; here only what stands in front of the member has to
/// keep to it.
/// </summary>
public static class StreamedFraming
{
    /// <summary>How often the part in front of a member is looked at anew with whatever more has come; later it has to have grown by an eighth.</summary>
    private const int FreeLooks = 64;

    /// <summary>Measures a frame whose header says how long it is; see <see cref="HeaderFraming.Find"/>.</summary>
    /// <param name="received">What was received and not yet consumed.</param>
    /// <param name="headerSize">The size of the header in bytes.</param>
    /// <param name="fieldOffset">Where in the header the length field starts.</param>
    /// <param name="fieldWidth">The size of the field, 1 to 8 bytes.</param>
    /// <param name="littleEndian">Whether its least significant byte comes first.</param>
    /// <param name="add">The number of bytes to add to the field's value to give the length of the whole frame.</param>
    /// <param name="frame">The frame.</param>
    /// <returns>Null when there is no such frame, which the framing is left to say.</returns>
    public static FrameStatus? MeasureHeader(
        ReadOnlyMemory<byte> received, int headerSize, int fieldOffset, int fieldWidth, bool littleEndian, int add, out StreamedFrame frame)
    {
        frame = new StreamedFrame(0, 0, headerSize);
        return received.Length < headerSize
            ? FrameStatus.Incomplete
            : Measure(Number(received.Span.Slice(fieldOffset, fieldWidth), littleEndian), add, headerSize, 0, out frame);
    }

    /// <summary>Measures a frame whose header has a length of variable size; see <see cref="HeaderFraming.FindVarInt"/>.</summary>
    /// <param name="received">What was received and not yet consumed.</param>
    /// <param name="fixedSize">The size of the header in bytes, the length field not counted.</param>
    /// <param name="fieldOffset">Where in the header the length field starts.</param>
    /// <param name="format">The field's encoding.</param>
    /// <param name="add">The number of bytes to add to the field's value and its own size to give the length of the whole frame.</param>
    /// <param name="frame">The frame.</param>
    /// <returns>Null when there is no such frame, which the framing is left to say.</returns>
    public static FrameStatus? MeasureHeaderVarInt(ReadOnlyMemory<byte> received, int fixedSize, int fieldOffset, VarIntFormat format, int add, out StreamedFrame frame)
    {
        frame = new StreamedFrame(0, 0, fixedSize + 1);
        if (received.Length <= fieldOffset)
        {
            return FrameStatus.Incomplete;
        }

        VarIntProblem problem = VarInts.DecodeLength(format, received.Span[fieldOffset..], out ulong value, out int width);
        frame = frame with { HeadLength = fixedSize + width };
        return problem == VarIntProblem.Incomplete || (problem == VarIntProblem.None && received.Length < fixedSize + width) ? FrameStatus.Incomplete
            : problem != VarIntProblem.None ? null
            : Measure(value, (long)width + add, fixedSize + width, 0, out frame);
    }

    /// <summary>Measures a frame with its length in front; see <see cref="LengthPrefixFraming.Find"/>.</summary>
    /// <param name="received">What was received and not yet consumed.</param>
    /// <param name="width">The prefix's size in bytes.</param>
    /// <param name="littleEndian">Whether its least significant byte comes first.</param>
    /// <param name="includesSelf">Whether it counts its own bytes too.</param>
    /// <param name="bias">What was added to the length to give the value on the wire.</param>
    /// <param name="frame">The frame.</param>
    /// <returns>Null when there is no such frame, which the framing is left to say.</returns>
    public static FrameStatus? MeasurePrefix(ReadOnlyMemory<byte> received, int width, bool littleEndian, bool includesSelf, int bias, out StreamedFrame frame)
    {
        frame = new StreamedFrame(width, 0, width);
        return received.Length < width
            ? FrameStatus.Incomplete
            : Measure(Number(received.Span[..width], littleEndian), (includesSelf ? 0L : width) - bias, width, width, out frame);
    }

    /// <summary>Measures a frame with its length in front, as an integer of variable length; see <see cref="VarIntPrefixFraming.Find"/>.</summary>
    /// <param name="received">What was received and not yet consumed.</param>
    /// <param name="format">The prefix's encoding.</param>
    /// <param name="frame">The frame.</param>
    /// <returns>Null when there is no such frame, which the framing is left to say.</returns>
    public static FrameStatus? MeasureVarIntPrefix(ReadOnlyMemory<byte> received, VarIntFormat format, out StreamedFrame frame)
    {
        VarIntProblem problem = VarInts.DecodeLength(format, received.Span, out ulong value, out int width);
        frame = new StreamedFrame(0, 0, width);
        return problem == VarIntProblem.Incomplete ? FrameStatus.Incomplete
            : problem != VarIntProblem.None ? null
            : Measure(value, width, width, width, out frame);
    }

    /// <summary>Measures a frame in the default envelope; see <see cref="Envelope.Find"/>.</summary>
    /// <param name="received">What was received and not yet consumed.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="route">Where it belongs.</param>
    /// <returns>Null when there is no such frame, which the framing is left to say.</returns>
    public static FrameStatus? MeasureEnvelope(ReadOnlyMemory<byte> received, out StreamedFrame frame, out FrameRoute route)
    {
        FrameStatus? status = MeasureHeader(received, Envelope.Size, 0, sizeof(uint), littleEndian: false, 0, out frame);
        route = status == FrameStatus.Found ? Envelope.RouteOf(received.Span) : default;
        return status;
    }

    /// <summary>Makes a reader over what has come of the message of a frame that was measured.</summary>
    /// <param name="received">What was received and not yet consumed.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="from">Who sent it.</param>
    /// <returns>The reader.</returns>
    public static WireReader Read(ReadOnlyMemory<byte> received, in StreamedFrame frame, Side from)
    {
        int there = (int)(Math.Min(received.Length, frame.FrameLength) - frame.PayloadOffset);
        return new WireReader(received.Slice(frame.PayloadOffset, there), isComplete: frame.PayloadOffset + there == frame.FrameLength, from)
        {
            Tail = new StreamedTail(frame.FrameLength - frame.PayloadOffset, incoming: null),
        };
    }

    /// <summary>What to make of a frame whose header could not be read: more bytes may help, or else it is left to the framing and to whoever reads it.</summary>
    /// <param name="reader">The reader that failed.</param>
    /// <param name="received">What was received and not yet consumed.</param>
    /// <param name="frame">The frame; gets the number of bytes to wait for.</param>
    /// <returns>Null for a frame that is malformed.</returns>
    public static FrameStatus? Unrouted(in WireReader reader, ReadOnlyMemory<byte> received, ref StreamedFrame frame)
    {
        if (reader.Error is not { Kind: WireErrorKind.Incomplete } error)
        {
            return null;
        }

        frame = frame with { HeadLength = Math.Max(received.Length + 1, frame.PayloadOffset + error.BytesNeeded) };
        return FrameStatus.Incomplete;
    }

    /// <summary>For a side whose frames do not say how long they are.</summary>
    /// <param name="frame">None.</param>
    /// <returns>Null.</returns>
    public static FrameStatus? None(out StreamedFrame frame)
    {
        frame = default;
        return null;
    }

    /// <summary>Finds where in a message the member that streams begins.</summary>
    /// <typeparam name="TMessage">The message.</typeparam>
    /// <param name="received">What was received and not yet consumed.</param>
    /// <param name="scan">What earlier calls found out about the same frame.</param>
    /// <param name="maxFrameBytes">The most bytes in front of the member.</param>
    /// <param name="version">The version of the protocol that is spoken.</param>
    /// <param name="frame">The frame that was measured; gets the length of its head.</param>
    /// <param name="reason">For <see cref="FrameStatus.Malformed"/>: what is wrong.</param>
    /// <returns>Null when the message is malformed and small enough to be received like any other, so that only its call fails.</returns>
    public static FrameStatus? FindHead<TMessage>(
        ReadOnlyMemory<byte> received, ref FrameScan scan, int maxFrameBytes, ushort version, ref StreamedFrame frame, out string? reason)
        where TMessage : IProtocolMessage<TMessage>
    {
        reason = null;
        bool isWhole = received.Length >= frame.FrameLength;
        if (!isWhole && received.Length < scan.Scanned)
        {
            frame = frame with { HeadLength = scan.Scanned };
            return FrameStatus.Incomplete;
        }

        WireReader reader = Read(received, in frame, scan.From);
        reader.Version = version;
        if (TMessage.TryReadFrame(ref reader, out _))
        {
            int head = reader.Tail!.HeadLength;
            if (frame.PayloadOffset + head > maxFrameBytes)
            {
                reason = $"a frame with {frame.PayloadOffset + head} bytes in front of the member that streams is over the limit of {maxFrameBytes}";
                return FrameStatus.Malformed;
            }

            frame = frame with { HeadLength = head };
            return FrameStatus.Found;
        }

        WireError error = reader.Error!;
        if (error.Kind == WireErrorKind.Malformed)
        {
            if (frame.FrameLength <= maxFrameBytes)
            {
                return null;
            }

            reason = error.ToString();
            return FrameStatus.Malformed;
        }

        long needed = Math.Max((long)frame.PayloadOffset + error.BytesNeeded, received.Length + 1L);
        if (needed > maxFrameBytes)
        {
            reason = $"a frame with at least {needed} bytes in front of the member that streams is over the limit of {maxFrameBytes}";
            return FrameStatus.Malformed;
        }

        // Bytes that come one at a time would have a long list read once for each.
        if (++scan.Position > FreeLooks)
        {
            needed = Math.Min(maxFrameBytes, Math.Max(needed, received.Length + ((long)received.Length / 8)));
        }

        scan.Scanned = (int)needed;
        frame = frame with { HeadLength = (int)needed };
        return FrameStatus.Incomplete;
    }

    /// <summary>Writes the length in front of a message that is only in part in the buffer.</summary>
    /// <param name="frame">The buffer from the frame's first byte on.</param>
    /// <param name="headLength">How many bytes of the message are in it.</param>
    /// <param name="behind">How many follow.</param>
    /// <param name="width">The prefix's size in bytes.</param>
    /// <param name="littleEndian">Whether its least significant byte comes first.</param>
    /// <param name="includesSelf">Whether it counts its own bytes too.</param>
    /// <param name="bias">What is added to the length to give the value on the wire.</param>
    /// <returns>How many bytes are in the buffer.</returns>
    /// <exception cref="WireFormatException">The prefix can't hold the length.</exception>
    public static int CompletePrefix(Span<byte> frame, int headLength, long behind, int width, bool littleEndian, bool includesSelf, int bias)
    {
        Int128 value = (Int128)headLength + behind + (includesSelf ? width : 0) + bias;
        if (value < 0 || value >> Math.Min(63, 8 * width) != 0)
        {
            throw new WireFormatException($"A message of {(Int128)headLength + behind} bytes has no length prefix of {width} bytes.");
        }

        if (littleEndian)
        {
            OddWidth.WriteLittleEndian(frame[..width], (ulong)value);
        }
        else
        {
            OddWidth.WriteBigEndian(frame[..width], (ulong)value);
        }

        return width + headLength;
    }

    /// <summary>Writes the length in front of a message that is only in part in the buffer, as an integer of variable length, and moves the message up to it.</summary>
    /// <param name="frame">The buffer from the frame's first byte on; the message starts at <see cref="VarIntPrefixFraming.GetMaxPrefixBytes"/>.</param>
    /// <param name="headLength">How many bytes of the message are in it.</param>
    /// <param name="behind">How many follow.</param>
    /// <param name="format">The prefix's encoding.</param>
    /// <returns>How many bytes are in the buffer.</returns>
    /// <exception cref="WireFormatException">The prefix can't hold the length.</exception>
    public static int CompleteVarIntPrefix(Span<byte> frame, int headLength, long behind, VarIntFormat format)
    {
        // A written prefix has the room of an int's.
        return headLength + behind <= int.MaxValue
            ? VarIntPrefixFraming.Complete(frame, headLength, (int)behind, format)
            : throw new WireFormatException($"A message of {(Int128)headLength + behind} bytes is longer than a prefix of variable length says: {int.MaxValue}.");
    }

    private static ulong Number(ReadOnlySpan<byte> field, bool littleEndian) => littleEndian ? OddWidth.ReadLittleEndian(field) : OddWidth.ReadBigEndian(field);

    private static FrameStatus? Measure(ulong value, long add, int leastFrame, int payloadOffset, out StreamedFrame frame)
    {
        Int128 length = (Int128)value + add;
        bool isFrame = length >= leastFrame && length <= long.MaxValue;
        frame = new StreamedFrame(payloadOffset, isFrame ? (long)length : 0, leastFrame);
        return isFrame ? FrameStatus.Found : null;
    }
}
