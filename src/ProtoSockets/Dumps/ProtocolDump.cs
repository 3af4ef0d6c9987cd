namespace ProtoSockets.Runtime;

/// <summary>Shows the frames of a protocol to people.</summary>
public static class ProtocolDump
{
    private const int MaxFrames = 100;

    /// <summary>Shows the frames that bytes hold.</summary>
    /// <typeparam name="TWire">The protocol.</typeparam>
    /// <param name="bytes">Frames, one behind the other.</param>
    /// <param name="from">Who sent them.</param>
    /// <param name="messages">The protocol's messages, and its header.</param>
    /// <returns>Lines of text.</returns>
    public static string Describe<TWire>(ReadOnlySpan<byte> bytes, Side from, ReadOnlySpan<MessageDump> messages)
        where TWire : struct, IProtocol
    {
        DumpText text = new();
        int start = 0;
        for (int count = 0; start < bytes.Length; count++)
        {
            ReadOnlySpan<byte> rest = bytes[start..];
            if (count == MaxFrames)
            {
                text.Title($"byte {start}: further frames, {DumpText.Bytes(rest.Length)}");
                break;
            }

            FrameScan scan = new(from);
            FrameStatus status = TWire.Find(rest, ref scan, TWire.Description.MaxFrameBytes, out FrameBounds bounds, out string? reason);
            if (status == FrameStatus.Found && bounds.FrameLength > 0)
            {
                Frame<TWire>(text, start, rest[..bounds.FrameLength], bounds.PayloadOffset, bounds.PayloadLength, from, messages, null);
                start += bounds.FrameLength;
                continue;
            }

            // What is there of the frame is shown all the same: it is what somebody looks for who has to find out why it is not whole.
            string why = reason is not null ? $"no frame: {reason}"
                : bounds.FrameLength > rest.Length ? $"cut: the frame has at least {DumpText.Bytes(bounds.FrameLength)}"
                : "cut: the frame goes on";
            int prefix = rest.Length >= TWire.PrefixLength ? TWire.PrefixLength : 0;
            Frame<TWire>(text, start, rest, prefix, rest.Length - prefix, from, messages, why);
            break;
        }

        return text.ToString();
    }

    private static void Frame<TWire>(
        DumpText text, int start, ReadOnlySpan<byte> frame, int offset, int length, Side from, ReadOnlySpan<MessageDump> messages, string? fault)
        where TWire : struct, IProtocol
    {
        ReadOnlySpan<byte> payload = frame.Slice(offset, length);
        WireReader reader = new(payload, isComplete: true, from);
        _ = TWire.TryReadRoute(ref reader, out FrameRoute route);
        MessageDump? message = null;
        foreach (MessageDump candidate in messages)
        {
            if (candidate.IsAt(route, from))
            {
                // Several messages may go by the same id, and the request that is answered says which it is: here the first that fits.
                message ??= candidate;
                if (Fits(payload, from, candidate))
                {
                    message = candidate;
                    break;
                }
            }
        }

        string kind = route.Kind == FrameKind.Unknown ? "unknown message" : route.Kind.ToString().ToLowerInvariant();
        string what = $"{TWire.Description.Name}{(message is null ? string.Empty : $".{message.Name}")}, {kind}";
        string sender = from == Side.Both ? string.Empty : $" from the {from.ToString().ToLowerInvariant()}";
        text.Title($"byte {start}: {what}{sender}, {DumpText.Bytes(frame.Length)}{(fault is null ? string.Empty : $" ({fault})")}");
        if (offset > 0)
        {
            text.Row(null, frame[..offset], "(framing)", 0);
        }

        DumpReading read = message?.Read ?? Unknown(TWire.Description, messages);
        _ = WireDump.TryDescribe(text, payload, from, read);
        if (offset + length < frame.Length)
        {
            text.Row(null, frame[(offset + length)..], "(framing)", 0);
        }
    }

    private static bool Fits(ReadOnlySpan<byte> payload, Side from, MessageDump candidate) => WireDump.TryDescribe(new DumpText(), payload, from, candidate.Read);

    /// <summary>How a frame is read whose message is not known: its header, as far as there is one.</summary>
    private static DumpReading Unknown(ProtocolDescription description, ReadOnlySpan<MessageDump> messages)
    {
        foreach (MessageDump message in messages)
        {
            if (message.Kind is null)
            {
                return message.Read;
            }
        }

        return description.UsesEnvelope
            ? static (ref WireReader reader, WireDump dump) => dump.TryAddEnvelope(ref reader, out _)
            : static (ref WireReader reader, WireDump dump) => true;
    }
}
