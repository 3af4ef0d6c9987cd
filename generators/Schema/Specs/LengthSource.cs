namespace ProtoSockets.Schema;

/// <summary>What says where a member of variable length ends.</summary>
internal abstract record LengthSource;

/// <summary>The length in bytes stands in front of it.</summary>
internal sealed record LengthPrefix(PrefixSpec Prefix) : LengthSource;

/// <summary>The number of elements stands in front of it.</summary>
internal sealed record CountPrefix(PrefixSpec Prefix) : LengthSource;

/// <summary>It has a field of fixed size.</summary>
internal sealed record FixedLength(int Bytes, byte Pad) : LengthSource;

/// <summary>It always has this many elements.</summary>
internal sealed record FixedCount(int Count) : LengthSource;

/// <summary>It ends with a zero.</summary>
internal sealed record Terminated : LengthSource;

/// <summary>It ends with these bytes.</summary>
internal sealed record TerminatedBy(EquatableArray<byte> Terminator) : LengthSource;

/// <summary>It is a token of a line, or all that is left of the line.</summary>
internal sealed record Token(bool IsRest) : LengthSource;

/// <summary>It takes all that is left of what encloses it, save the fixed-size members behind it.</summary>
/// <param name="Tail">The bytes of the members behind it within the same enclosing length.</param>
internal sealed record Rest(int Tail) : LengthSource;

/// <summary>Another member says its length in bytes.</summary>
/// <param name="Field">The member.</param>
internal sealed record GivenLength(DerivedFieldRef Field) : LengthSource;

/// <summary>Another member says the number of its elements.</summary>
/// <param name="Field">The member.</param>
internal sealed record GivenCount(DerivedFieldRef Field) : LengthSource;

/// <summary>It has as many elements as an earlier list has tags.</summary>
/// <param name="Tags">The list of tags.</param>
internal sealed record PerTag(string Tags) : LengthSource;

/// <summary>A derived member that says a length or a count.</summary>
/// <param name="Name">The member's name.</param>
/// <param name="InHeader">Whether it is a member of the header rather than of the same record.</param>
/// <param name="Derived">What it counts, and how.</param>
/// <param name="Primitive">Its type.</param>
/// <param name="Bits">How many bits it has on the wire.</param>
internal sealed record DerivedFieldRef(string Name, bool InHeader, DerivedSpec Derived, PrimitiveKind Primitive, int Bits);

/// <summary>A length or count in front of a member.</summary>
internal abstract record PrefixSpec
{
    /// <summary>How many bytes it takes.</summary>
    public abstract SizeSpec Size { get; }

    /// <summary>The most bytes that it can count of a member that streams.</summary>
    public abstract long LongCapacity { get; }

    /// <summary>The largest value of an integer in so many bytes; of 8 bytes, the largest length that there is.</summary>
    public static long LongCapacityOf(PrimitiveKind primitive, int bytes) =>
        (8 * bytes) - (primitive.IsSigned() ? 1 : 0) is var bits && bits >= 63 ? long.MaxValue : (1L << bits) - 1;
}

/// <summary>A prefix of fixed width.</summary>
/// <param name="Primitive">Its type.</param>
/// <param name="Bytes">Its width.</param>
/// <param name="Order">Its byte order.</param>
/// <param name="IncludesSelf">Whether it counts its own bytes.</param>
/// <param name="Bias">What is added to give the value on the wire.</param>
internal sealed record FixedPrefix(PrimitiveKind Primitive, int Bytes, ByteOrder Order, bool IncludesSelf, int Bias) : PrefixSpec
{
    public override SizeSpec Size => SizeSpec.Fixed(Bytes);

    public override long LongCapacity => LongCapacityOf(Primitive, Bytes) is var most && Offset >= 0 ? Math.Max(0, most - Offset) : most;

    /// <summary>What to take off the value on the wire to get what it counts.</summary>
    public int Offset => Bias + (IncludesSelf ? Bytes : 0);

    /// <summary>The most that it can count.</summary>
    public int Capacity
    {
        get
        {
            int bits = (8 * Bytes) - (Primitive.IsSigned() ? 1 : 0);
            return bits >= 31 ? int.MaxValue : (int)Math.Max(0, PrimitiveKinds.Capacity(bits) - (long)Offset);
        }
    }
}

/// <summary>A prefix of variable length.</summary>
internal sealed record VarIntPrefix(VarIntFormat Format) : PrefixSpec
{
    public override SizeSpec Size => new(1, Format switch { VarIntFormat.Mqtt => 4, VarIntFormat.Quic => 8, VarIntFormat.CompactSize => 9, _ => 5 });

    public override long LongCapacity => Format switch
    {
        VarIntFormat.CompactSize => long.MaxValue,
        VarIntFormat.Quic => (1L << 62) - 1,
        VarIntFormat.Mqtt => (1L << 28) - 1,
        VarIntFormat.ZigZag => (1L << 34) - 1,
        _ => (1L << 35) - 1,
    };
}
