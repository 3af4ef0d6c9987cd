using System.Buffers.Binary;

namespace ProtoSockets.Runtime;

/// <summary>
/// The default envelope: the header of protocols that declare neither a header nor a framing. 12 bytes, big-endian:
/// <code>
/// offset size
///      0    4  length of the whole frame in bytes, these included
///      4    1  kind (<see cref="FrameKind"/>)
///      5    1  how long the caller of a request waits; else 0, and ignored
///      6    2  message id
///      8    4  correlation id; 0 in one-way messages
/// </code>
/// The page docs/wire-format.md describes it together with the handshake.
/// </summary>
public static class Envelope
{
    /// <summary>The header's size in bytes.</summary>
    public const int Size = 12;

    /// <summary>The header's parts, for the error that says where a frame ends early.</summary>
    private static readonly string[] Parts = ["Length", "Kind", "Deadline", "MessageId", "CorrelationId"];
    private static readonly int[] Ends = [4, 5, 6, 8, 12];

    /// <summary>Looks for a frame at the front of the received bytes; see <see cref="IFramer.Find"/>.</summary>
    /// <param name="received">What was received and not yet consumed.</param>
    /// <param name="maxFrameBytes">The largest frame allowed.</param>
    /// <param name="bounds">Where the frame lies.</param>
    /// <param name="reason">For <see cref="FrameStatus.Malformed"/>: what is wrong.</param>
    /// <returns>What was found.</returns>
    public static FrameStatus Find(ReadOnlySpan<byte> received, int maxFrameBytes, out FrameBounds bounds, out string? reason)
    {
        reason = null;
        if (received.Length < sizeof(uint))
        {
            bounds = new FrameBounds(0, 0, Size);
            return FrameStatus.Incomplete;
        }

        uint length = BinaryPrimitives.ReadUInt32BigEndian(received);
        if (length < Size || length > (uint)maxFrameBytes)
        {
            bounds = default;
            reason = length < Size
                ? $"the envelope says {length} bytes, and its own {Size} are counted in that"
                : $"a frame of {length} bytes is over the limit of {maxFrameBytes}";
            return FrameStatus.Malformed;
        }

        bounds = new FrameBounds(0, (int)length, (int)length);
        return received.Length >= (int)length ? FrameStatus.Found : FrameStatus.Incomplete;
    }

    /// <summary>Reads the header.</summary>
    /// <param name="reader">A reader at the message's first byte.</param>
    /// <param name="route">Where the frame belongs.</param>
    /// <returns>False when the header is malformed.</returns>
    public static bool TryRead(ref WireReader reader, out FrameRoute route)
    {
        if (!reader.TryTake(Size, out ReadOnlySpan<byte> bytes))
        {
            route = default;
            return reader.Truncated(Parts, Ends);
        }

        route = RouteOf(bytes);
        uint length = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        return length == reader.TotalLength
            || reader.MalformedAt(0, $"the envelope says {length} bytes, and the frame has {reader.TotalLength}");
    }

    /// <summary>Reads the header without a reader.</summary>
    /// <param name="message">The message's bytes.</param>
    /// <param name="route">Where the frame belongs.</param>
    /// <returns>False when the header is malformed: <see cref="TryRead"/> says why.</returns>
    public static bool TryRoute(ReadOnlySpan<byte> message, out FrameRoute route)
    {
        if (message.Length < Size || BinaryPrimitives.ReadUInt32BigEndian(message) != (uint)message.Length)
        {
            route = default;
            return false;
        }

        route = RouteOf(message[..Size]);
        return true;
    }

    /// <summary>Whether bytes are a whole frame with this message id.</summary>
    /// <param name="message">The bytes.</param>
    /// <param name="messageId">The id; null for any.</param>
    /// <returns>Whether they are.</returns>
    public static bool Is(ReadOnlySpan<byte> message, ushort? messageId) =>
        message.Length >= Size
        && BinaryPrimitives.ReadUInt32BigEndian(message) == (uint)message.Length
        && (messageId is null || BinaryPrimitives.ReadUInt16BigEndian(message[6..]) == messageId);

    /// <summary>Where a frame belongs, by the bytes of its header.</summary>
    internal static FrameRoute RouteOf(ReadOnlySpan<byte> bytes) => new(
        bytes[4] <= (byte)FrameKind.Credit ? (FrameKind)bytes[4] : FrameKind.Unknown,
        BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]))
    {
        Deadline = bytes[5],
    };

    /// <summary>Writes the header; its length is filled in by <see cref="Complete"/>.</summary>
    /// <param name="writer">The writer, at the message's first byte.</param>
    /// <param name="route">Where the frame belongs.</param>
    public static void Write(ref WireWriter writer, in FrameRoute route)
    {
        Span<byte> bytes = writer.Take(Size);
        bytes[..4].Clear();
        bytes[4] = (byte)route.Kind;
        bytes[5] = route.Deadline;
        BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], (ushort)route.MessageId);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[8..], (uint)route.CorrelationId);
    }

    /// <summary>Says anew how long the caller of a request waits, in a frame that was written before.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="left">How long from now on.</param>
    internal static void SetDeadline(Span<byte> frame, TimeSpan left) => frame[5] = CallDeadline.ToByte(left);

    /// <summary>Fills in the length once the body is written.</summary>
    /// <param name="writer">The writer, behind the body.</param>
    /// <exception cref="WireFormatException">The frame has 4 GiB or more, with a member that streams.</exception>
    public static void Complete(ref WireWriter writer)
    {
        long length = writer.Position + writer.Behind;
        if (length > uint.MaxValue || length < 0)
        {
            throw new WireFormatException($"The frame has {(Int128)writer.Position + writer.Behind} bytes, and the envelope says at most {uint.MaxValue}.");
        }

        BinaryPrimitives.WriteUInt32BigEndian(writer.At(0, sizeof(uint)), (uint)length);
    }
}
