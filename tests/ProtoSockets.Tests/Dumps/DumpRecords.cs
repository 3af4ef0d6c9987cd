namespace ProtoSockets.Tests.Dumps;

/// <summary>A record with one member of each kind.</summary>
[WireStruct]
public readonly partial record struct Survey
{
    [Magic("RD")]
    public ushort Sensor { get; init; }

    [Bits(4)]
    public byte Version { get; init; }

    [Bits(12)]
    public ushort Quality { get; init; }

    public Grade Grade { get; init; }

    [LengthOf(nameof(Name))]
    public partial byte NameLength { get; }

    [Utf8, MaxBytes(40)]
    public string Name { get; init; }

    [VarInt(VarIntFormat.Leb128)]
    public uint Count { get; init; }

    public SurveyPlace Place { get; init; }

    [CountPrefixed<ushort>, MaxCount(100)]
    public int[] Values { get; init; }

    [MaxCount(10)]
    public WireList<SurveyPlace> Places { get; init; }

    public bool HasNote { get; init; }

    [Reserved(1)]
    [When(nameof(HasNote)), NullTerminated, MaxBytes(20)]
    public Utf8Text? Note { get; init; }

    [Codec<SurveyCodec>]
    public SurveyMark Mark { get; init; }

    [LengthPrefixed<byte>]
    public ReadOnlyMemory<byte> Extra { get; init; }
}

public enum Grade : byte
{
    None,
    Good,
}

[WireStruct]
public readonly partial record struct SurveyPlace(sbyte X, sbyte Y);

public sealed record SurveyMark(byte Value)
{
    public override string ToString() => $"mark {Value}";
}

public readonly struct SurveyCodec : IWireCodec<SurveyMark>
{
    public static bool TryRead(ref WireReader reader, out SurveyMark value)
    {
        value = new SurveyMark(0);
        if (!reader.TryTake(1, out ReadOnlySpan<byte> bytes))
        {
            return false;
        }

        value = new SurveyMark(bytes[0]);
        return true;
    }

    public static void Write(ref WireWriter writer, SurveyMark value) => writer.Take(1)[0] = value.Value;

    public static int GetSize(SurveyMark value) => 1;
}

/// <summary>A bit container too wide for the column, and a list in a list.</summary>
[WireStruct]
public readonly partial record struct Wide([Bits(20)] uint High, [Bits(12)] ushort Low, [MaxCount(9)] SurveyRow[] Rows);

[WireStruct]
public readonly partial record struct SurveyRow([MaxBytes(9)] byte[] Cells, [MaxCount(9)] ushort[] Totals);

/// <summary>A record whose names are in use.</summary>
[WireStruct]
public readonly partial record struct Named(byte Describe, byte View, byte Editor)
{
    public string ToString(string? format, IFormatProvider? provider) => $"own {Describe}";
}

[WireStruct]
public readonly partial record struct Lengthy([FixedBytes(40)] ReadOnlyMemory<byte> Head, [Remaining] WireList<byte> Rest);

/// <summary>Something that reads and writes itself.</summary>
public readonly struct ByHand : IWireSerializable<ByHand>
{
    public static int? MaxWireSize => 2;

    public static bool TryRead(ref WireReader reader, out ByHand value)
    {
        value = default;
        return reader.TryTake(2, out _);
    }

    public void Write(ref WireWriter writer) => writer.Take(2).Clear();

    public int GetSize() => 2;

    public ByHand ToOwned() => this;

    public override string ToString() => "by hand";
}

[WireStruct]
public readonly partial record struct Holder(byte Before, ByHand Hand);
