namespace ProtoSockets.Runtime;

/// <summary>Reads and writes members that stream (<see cref="StreamedBytes"/>).</summary>
public static partial class WireStreams
{
    /// <summary>Notes a length that counts the member that streams, which is the last of what it counts.</summary>
    /// <param name="reader">The reader, where the length starts to count.</param>
    /// <param name="field">The member that says the length.</param>
    /// <param name="value">Its value on the wire.</param>
    /// <param name="bias">What was added to it.</param>
    /// <param name="unit">How many bytes it counts as one.</param>
    /// <param name="self">How many bytes are counted that belong to the length itself.</param>
    /// <returns>False when no message can have that length, or it does not end where the message does.</returns>
    public static bool TryLimit(ref WireReader reader, string field, long value, int bias = 0, int unit = 1, int self = 0)
    {
        Int128 bytes = (((Int128)value - bias) * unit) - self;
        return bytes < 0 || bytes > long.MaxValue
            ? reader.Malformed($"no value has the length that {value} says") || reader.In(field)
            : reader.TryLimit((long)bytes, field);
    }

    /// <inheritdoc cref="TryLimit(ref WireReader, string, long, int, int, int)"/>
    public static bool TryLimit(ref WireReader reader, string field, ulong value, int bias = 0, int unit = 1, int self = 0) => value > long.MaxValue
        ? reader.Malformed($"no value has the length that {value} says") || reader.In(field)
        : TryLimit(ref reader, field, (long)value, bias, unit, self);

    /// <summary>Takes the member that streams: all that is left of the message.</summary>
    /// <param name="reader">The reader, behind all other members.</param>
    /// <param name="member">The member.</param>
    /// <param name="most">The most bytes that it may have.</param>
    /// <param name="value">The member. Where the whole message is in memory, it borrows its bytes from there.</param>
    /// <returns>False when it has more.</returns>
    public static bool TryRead(ref WireReader reader, string member, long most, out StreamedBytes value) => reader.TryTakeStream(member, most, out value);

    /// <summary>Writes the member that streams: where a connection sends it, behind what is written here; else into the buffer.</summary>
    /// <param name="writer">The writer, behind all other members.</param>
    /// <param name="member">The member.</param>
    /// <param name="most">The most bytes that it may have.</param>
    /// <param name="value">The member.</param>
    /// <exception cref="WireFormatException">It has more bytes, or they are not in memory and no connection sends them.</exception>
    public static void Write(ref WireWriter writer, string member, long most, in StreamedBytes value)
    {
        CheckLength(member, most, in value);
        if (writer.IsHeadOnly)
        {
            writer.Behind = value.Length;
            return;
        }

        if (!value.IsBuffered)
        {
            throw NotInMemory(member);
        }

        writer.Write(value.Bytes.Span);
    }

    /// <summary>Checks, ahead of a length in front of the member, that the member has one that can be written.</summary>
    /// <param name="member">The member.</param>
    /// <param name="most">The most bytes that it may have.</param>
    /// <param name="value">The member.</param>
    /// <exception cref="WireFormatException">It has more bytes, or comes from a source of unknown length.</exception>
    public static void CheckLength(string member, long most, in StreamedBytes value)
    {
        if (value.Length > most)
        {
            WireChecks.ThrowTooLong(member, value.Length, most);
        }

        if (value.Length < 0)
        {
            throw new WireFormatException($"{member} streams from a source of unknown length, and its length stands in front of it: give it (StreamedBytes.From)");
        }
    }

    /// <summary>Passes over the bytes that have to stand behind the member.</summary>
    /// <param name="reader">The reader, behind the member.</param>
    /// <param name="terminator">The bytes.</param>
    /// <returns>False when others stand there. Where the member is still coming nothing does: whoever receives it checks what follows.</returns>
    public static bool TrySkip(ref WireReader reader, ReadOnlySpan<byte> terminator) => reader.Tail is not null || WireTerminated.TrySkip(ref reader, terminator);

    /// <summary>Writes the bytes that stand behind the member: where a connection sends it, they are sent behind it.</summary>
    /// <param name="writer">The writer, behind the member.</param>
    /// <param name="terminator">The bytes.</param>
    public static void WriteEnd(ref WireWriter writer, ReadOnlySpan<byte> terminator)
    {
        if (writer.IsHeadOnly)
        {
            writer.Behind += terminator.Length;
        }
        else
        {
            writer.Write(terminator);
        }
    }

    /// <summary>How many bytes a length of variable size in front of the member takes.</summary>
    /// <param name="format">The length's encoding.</param>
    /// <param name="value">The member.</param>
    /// <returns>A number of bytes.</returns>
    public static int PrefixSize(VarIntFormat format, in StreamedBytes value) => format switch
    {
        VarIntFormat.ZigZag => ZigZag.GetSize(value.Length),
        VarIntFormat.Mqtt => MqttVarInt.GetSize((ulong)value.Length),
        VarIntFormat.Quic => QuicVarInt.GetSize((ulong)value.Length),
        VarIntFormat.Vlq => Vlq.GetSize((ulong)value.Length),
        VarIntFormat.CompactSize => CompactSize.GetSize((ulong)value.Length),
        _ => Leb128.GetSize((ulong)value.Length),
    };

    /// <summary>How many bytes the member takes in a buffer: none unless they are in memory.</summary>
    /// <param name="value">The member.</param>
    /// <returns>A number of bytes.</returns>
    public static int GetSize(in StreamedBytes value) => value.Bytes.Length;
}
