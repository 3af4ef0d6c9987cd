using System.Buffers.Binary;
using ProtoSockets;

namespace DnsSample;

// RFC 1035, section 4.1.4: a name is a sequence of labels that ends with a zero octet, or with a pointer to labels that stand earlier in the message.
//
//     +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
//     | 1  1|                OFFSET                   |
//     +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+

/// <summary>Names that own records and are asked for: always compressed, unless the message asks for none.</summary>
public readonly struct NameCodec : IWireCodec<DomainName>
{
    /// <summary>
    /// How many pointers are followed in one name. A name has at most 127 labels, and one pointer for each is more than any server writes; without the
    /// limit a message full of pointers to pointers would cost its length squared.
    /// </summary>
    private const int MaxPointers = 127;

    public static bool TryRead(ref WireReader reader, out DomainName name)
    {
        // Nearly all names are labels and a zero, or labels and one pointer to labels and a zero.
        ReadOnlySpan<byte> rest = reader.Rest;
        int length = LabelsIn(rest);
        if (length < rest.Length && length < DomainName.MaxBytes && rest[length] == 0)
        {
            name = DomainName.FromWire(rest[..(length + 1)]);
            reader.Advance(length + 1);
            return true;
        }

        if (length + 1 < rest.Length && rest[length] >= 0xC0)
        {
            int start = reader.Position;
            int target = ((rest[length] & 0x3F) << 8) | rest[length + 1];
            ReadOnlySpan<byte> tail = target < start ? reader.Message[target..start] : [];
            int tailLength = LabelsIn(tail);
            if (tailLength < tail.Length && length + tailLength < DomainName.MaxBytes && tail[tailLength] == 0)
            {
                name = DomainName.FromWire(rest[..length], tail[..(tailLength + 1)]);
                reader.Advance(length + 2);
                return true;
            }
        }

        return TryReadAny(ref reader, out name);
    }

    /// <summary>How many octets the labels take that stand in front; one that goes on behind the end is not counted.</summary>
    private static int LabelsIn(ReadOnlySpan<byte> octets)
    {
        int length = 0;
        while (length < octets.Length && octets[length] is > 0 and <= DomainName.MaxLabelBytes && octets[length] < octets.Length - length)
        {
            length += 1 + octets[length];
        }

        return length;
    }

    /// <summary>Reads a name label by label and pointer by pointer, and says what is wrong with one that is none.</summary>
    private static bool TryReadAny(ref WireReader reader, out DomainName name)
    {
        Span<byte> wire = stackalloc byte[DomainName.MaxBytes];
        int length = 0;
        name = default;
        while (true)
        {
            int position = reader.Position;
            if (!reader.TryTake(1, out ReadOnlySpan<byte> first))
            {
                return false;
            }

            if (first[0] >= 0xC0)
            {
                if (!reader.TryTake(1, out ReadOnlySpan<byte> second))
                {
                    return false;
                }

                return TryFollow(ref reader, wire, length, position, ((first[0] & 0x3F) << 8) | second[0], out name);
            }

            if (!CheckLabel(ref reader, position, first[0], length) || !reader.TryTake(first[0], out ReadOnlySpan<byte> label))
            {
                return false;
            }

            length = Append(wire, length, label);
            if (label.IsEmpty)
            {
                name = DomainName.FromWire(wire[..length]);
                return true;
            }
        }
    }

    public static void Write(ref WireWriter writer, DomainName value)
    {
        NameTable names = writer.Context<NameTable>();
        names.Write(ref writer, value, mayPoint: names.Compression.Scope != CompressionScope.None);
    }

    public static int GetSize(DomainName value) => value.Wire.Length;

    /// <summary>
    /// Reads the rest of a name from where a pointer points. It has to end in front of the labels that the pointer belongs to, since "a prior occurrence"
    /// was written before them; so every octet is looked at once at most, and no name goes in circles.
    /// </summary>
    /// <param name="reader">The reader, behind the name.</param>
    /// <param name="wire">What was read of the name.</param>
    /// <param name="length">How much that is.</param>
    /// <param name="pointer">Where the pointer is, for errors.</param>
    /// <param name="target">Where it points.</param>
    /// <param name="name">The name.</param>
    private static bool TryFollow(ref WireReader reader, scoped Span<byte> wire, int length, int pointer, int target, out DomainName name)
    {
        ReadOnlySpan<byte> message = reader.Message;
        int end = pointer - length;
        int position = target;
        int pointers = 1;
        name = default;
        if (target >= end)
        {
            return reader.MalformedAt(pointer, $"a name points to byte {target}, which is not in front of it");
        }

        while (true)
        {
            int first = message[position];
            bool isPointer = first >= 0xC0;
            if (position + 1 + (isPointer ? 1 : first) > end)
            {
                return reader.MalformedAt(pointer, $"a name points to byte {target}, where labels run into the name itself");
            }

            if (isPointer)
            {
                int next = ((first & 0x3F) << 8) | message[position + 1];
                if (next >= target)
                {
                    return reader.MalformedAt(position, $"a name points to byte {next}, which is not in front of it");
                }

                if (++pointers > MaxPointers)
                {
                    return reader.MalformedAt(pointer, $"a name has more than {MaxPointers} pointers");
                }

                end = target;
                target = position = next;
                continue;
            }

            if (!CheckLabel(ref reader, position, first, length))
            {
                return false;
            }

            length = Append(wire, length, message.Slice(position + 1, first));
            if (first == 0)
            {
                name = DomainName.FromWire(wire[..length]);
                return true;
            }

            position += 1 + first;
            if (position >= end)
            {
                return reader.MalformedAt(pointer, $"a name points to byte {target}, where labels run into the name itself");
            }
        }
    }

    private static bool CheckLabel(ref WireReader reader, int position, int first, int length)
    {
        if (first > DomainName.MaxLabelBytes)
        {
            // RFC 6891, section 5: type 01 was given up, 10 was never used.
            return reader.MalformedAt(position, $"a label of type {first >> 6:b2} is not known");
        }

        // Room for the root's zero is part of the limit.
        return length + 1 + first + (first == 0 ? 0 : 1) <= DomainName.MaxBytes
            || reader.MalformedAt(position, $"a name has more than {DomainName.MaxBytes} octets");
    }

    private static int Append(Span<byte> wire, int length, ReadOnlySpan<byte> label)
    {
        wire[length] = (byte)label.Length;
        label.CopyTo(wire[(length + 1)..]);
        return length + 1 + label.Length;
    }
}

/// <summary>Names in the data of the types that RFC 1035 defines: may be compressed (RFC 3597, section 4), and not every server does.</summary>
public readonly struct RecordDataNameCodec : IWireCodec<DomainName>
{
    public static bool TryRead(ref WireReader reader, out DomainName name) => NameCodec.TryRead(ref reader, out name);

    public static void Write(ref WireWriter writer, DomainName value)
    {
        NameTable names = writer.Context<NameTable>();
        names.Write(ref writer, value, mayPoint: names.Compression.Scope == CompressionScope.Everywhere);
    }

    public static int GetSize(DomainName value) => NameCodec.GetSize(value);
}

/// <summary>
/// Names in the data of later types: must not be compressed, since a server that does not know the type could not expand them (RFC 3597, section 4). Old
/// servers did so with SRV, NAPTR and a few others; the same section asks to read that.
/// </summary>
public readonly struct PlainNameCodec : IWireCodec<DomainName>
{
    public static bool TryRead(ref WireReader reader, out DomainName name) => NameCodec.TryRead(ref reader, out name);

    public static void Write(ref WireWriter writer, DomainName value) => writer.Context<NameTable>().Write(ref writer, value, mayPoint: false);

    public static int GetSize(DomainName value) => NameCodec.GetSize(value);
}

/// <summary>Which names of a message are compressed.</summary>
public enum CompressionScope
{
    /// <summary>All that RFC 1035 and RFC 3597 allow.</summary>
    Everywhere = 0,

    /// <summary>Those of questions and owners of records, not those inside their data: dnsmasq.</summary>
    Owners,

    /// <summary>None.</summary>
    None,
}

/// <summary>How a message's names are compressed: a choice of the sender, who has to take what others choose. The default is as small as can be.</summary>
/// <param name="Scope">Which names.</param>
/// <param name="MaxSuffixes">How many suffixes of a name are looked for and remembered, itself included; 0 for all of them.</param>
public readonly record struct NameCompression(CompressionScope Scope, int MaxSuffixes = 0)
{
    /// <summary>As small as can be.</summary>
    public static NameCompression Full => default;

    /// <summary>As dnsmasq does.</summary>
    public static NameCompression OwnersOnly => new(CompressionScope.Owners);

    /// <summary>As BIND 9 up to 9.18 does: dns_compress_findglobal looks for a name and its parent, and gives up then.</summary>
    public static NameCompression NameAndParent => new(CompressionScope.Everywhere, MaxSuffixes: 2);

    /// <summary>None at all.</summary>
    public static NameCompression None => new(CompressionScope.None);
}

/// <summary>
/// Takes no bytes: a message's choice, told to the codecs of all the names that follow. What was read gives the default, since a reader needs to know
/// nothing of it.
/// </summary>
public readonly struct NameCompressionCodec : IWireCodec<NameCompression>
{
    public static bool TryRead(ref WireReader reader, out NameCompression value)
    {
        value = default;
        return true;
    }

    public static void Write(ref WireWriter writer, NameCompression value) => writer.Context<NameTable>().Compression = value;

    public static int GetSize(NameCompression value) => 0;
}
