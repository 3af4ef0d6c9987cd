namespace ProtoSockets;

/// <summary>Most significant byte first, for a protocol, a record or a member; the nearest one wins. The default.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class BigEndianAttribute : Attribute;

/// <summary>Least significant byte first, for a protocol, a record or a member; the nearest one wins.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class LittleEndianAttribute : Attribute;

/// <summary>An integer of an odd width: 3 bytes of a <c>uint</c>, 6 of a <c>ulong</c>. Signed integers are sign-extended. A value that does not fit can't be written.</summary>
/// <param name="count">How many bytes, from 1 to the size of the type.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class BytesAttribute(int count) : Attribute
{
    /// <summary>How many bytes.</summary>
    public int Count { get; } = count;
}

/// <summary>
/// A member of some bits. Neighbouring members with this attribute form a run whose bits fill a container of 8, 16, 24, 32, 40, 48, 56 or 64 bits: it is loaded
/// in the byte order of its first member, and its bits are handed out from the most significant (<see cref="BitOrderAttribute"/> changes that).
/// </summary>
/// <param name="count">How many bits, from 1 to 64.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class BitsAttribute(int count) : Attribute
{
    /// <summary>How many bits.</summary>
    public int Count { get; } = count;
}

/// <summary>From which end the bits of a run are handed out.</summary>
public enum BitNumbering
{
    /// <summary>The first member takes the most significant bits, as RFC diagrams draw it.</summary>
    MostSignificantFirst,

    /// <summary>The first member takes the least significant bits, as C compilers on little-endian machines do.</summary>
    LeastSignificantFirst,
}

/// <summary>From which end the bits of a run are handed out, for a protocol or a record.</summary>
/// <param name="numbering">The end.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class BitOrderAttribute(BitNumbering numbering) : Attribute
{
    /// <summary>The end.</summary>
    public BitNumbering Numbering { get; } = numbering;
}

/// <summary>The integers of variable length that protocols use.</summary>
public enum VarIntFormat
{
    /// <summary>Little-endian groups of 7 bits, the high bit says that more follow (DWARF, protobuf, WebAssembly). Signed types are sign-extended from the last group.</summary>
    Leb128,

    /// <summary>As <see cref="Leb128"/>, of the value mapped 0, -1, 1, -2, ... (protobuf's sint).</summary>
    ZigZag,

    /// <summary>As <see cref="Leb128"/>, of at most four bytes (MQTT 5.0, section 1.5.5).</summary>
    Mqtt,

    /// <summary>The two high bits of the first byte say 1, 2, 4 or 8 bytes, big-endian (RFC 9000, section 16).</summary>
    Quic,

    /// <summary>Big-endian groups of 7 bits, the high bit says that more follow (MIDI, BER tags).</summary>
    Vlq,

    /// <summary>One byte below 0xFD, else 0xFD, 0xFE or 0xFF and 2, 4 or 8 bytes little-endian (Bitcoin). Read in its shortest form alone, as Bitcoin does.</summary>
    CompactSize,
}

/// <summary>An integer of variable length.</summary>
/// <param name="format">Its encoding.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class VarIntAttribute(VarIntFormat format) : Attribute
{
    /// <summary>Its encoding.</summary>
    public VarIntFormat Format { get; } = format;

    /// <summary>The most bytes accepted; 0 is as many as the type can need.</summary>
    public int MaxBytes { get; set; }

    /// <summary>Whether an encoding longer than necessary is refused. Off by default, as many writers pad; <see cref="VarIntFormat.CompactSize"/> is refused always.</summary>
    public bool Canonical { get; set; }
}
