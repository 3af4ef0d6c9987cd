using System.Reflection;
using System.Text;

namespace ProtoSockets.Tests.Records;

/// <summary>
/// Records that are read and written without a reader or writer. From memory they are read the short way; from a span, which borrowed members can't point into, the long way: both have to say the same
/// of any bytes.
/// </summary>
public partial class DirectTests
{
    /// <summary>A member of every form that has a short way.</summary>
    [WireStruct]
    internal readonly partial record struct Parcel
    {
        [Bits(4), Constant(5)]
        public partial byte Kind { get; }

        [Reserved(Bits = 1, OnRead = ReservedPolicy.Refuse)]
        [Bits(3)]
        public byte Priority { get; init; }

        [Magic(0xCA, 0xFE)]
        public bool IsFragile { get; init; }

        [LengthOf(nameof(Sender), nameof(Weight), nameof(Stops)), VarInt(VarIntFormat.Mqtt)]
        public partial uint HeadLength { get; }

        [LengthPrefixed<ushort>, MaxBytes(40)]
        public Utf8Text Sender { get; init; }

        [LittleEndian]
        public uint Weight { get; init; }

        [CountPrefixed<byte>, MaxCount(8)]
        public WireList<short> Stops { get; init; }

        [LengthOf(nameof(Label))]
        public partial uint LabelLength { get; }

        [CountOf(nameof(Items))]
        public partial ushort ItemCount { get; }

        [MaxBytes(1000)]
        public ReadOnlyMemory<byte> Label { get; init; }

        public WireList<Item> Items { get; init; }

        [VarInt(VarIntFormat.Leb128)]
        public ulong Value { get; init; }

        [Reserved(2, OnRead = ReservedPolicy.Refuse)]
        [Bytes(3)]
        public uint Zone { get; init; }

        [Remaining, MaxBytes(64)]
        public byte[] Rest { get; init; }
    }

    [WireStruct]
    internal readonly partial record struct Item(ushort Code, [Bytes(3)] uint Size);

    private static readonly Parcel Sample = new()
    {
        Priority = 6,
        IsFragile = true,
        Sender = "Zoë",
        Weight = 0x01020304,
        Stops = new short[] { -1, 300 },
        Label = new byte[] { 0xAA, 0xBB, 0xCC },
        Items = new Item[] { new(7, 0x010203), new(8, 9) },
        Value = 300,
        Zone = 0x0A0B0C,
        Rest = [1, 2],
    };

    private static readonly byte[] Wire =
    [
        0x56,                                       // Kind, a reserved bit, Priority
        0xCA, 0xFE, 0x01,                           // IsFragile behind its constant
        0x0F,                                       // HeadLength
        0x00, 0x04, (byte)'Z', (byte)'o', 0xC3, 0xAB, // Sender
        0x04, 0x03, 0x02, 0x01,                     // Weight
        0x02, 0xFF, 0xFF, 0x01, 0x2C,               // Stops
        0x00, 0x00, 0x00, 0x03,                     // LabelLength
        0x00, 0x02,                                 // ItemCount
        0xAA, 0xBB, 0xCC,                           // Label
        0x00, 0x07, 0x01, 0x02, 0x03,               // Items
        0x00, 0x08, 0x00, 0x00, 0x09,
        0xAC, 0x02,                                 // Value
        0x00, 0x00, 0x0A, 0x0B, 0x0C,               // Zone behind reserved bytes
        0x01, 0x02,                                 // Rest
    ];

    [Fact]
    public void The_bytes_are_those_of_the_declaration()
    {
        Assert.Equal(Wire, Sample.ToBytes());
        Assert.True(Parcel.TryRead(Wire.AsMemory(), out Parcel parcel, out int consumed, out WireError? error));
        Assert.Equal(Sample, parcel);
        Assert.Equal(Wire.Length, consumed);
        Assert.Null(error);
    }

    [Fact]
    public void There_is_a_short_way() => Assert.NotNull(typeof(Parcel).GetMethod("TryReadDirect", BindingFlags.Static | BindingFlags.NonPublic));

    [Fact]
    public void Both_ways_agree_on_bytes_that_are_cut()
    {
        for (int length = 0; length <= Wire.Length; length++)
        {
            Agree(Wire[..length]);
        }
    }

    [Fact]
    public void Both_ways_agree_on_every_change_of_one_byte()
    {
        for (int index = 0; index < Wire.Length; index++)
        {
            for (int value = 0; value < 256; value++)
            {
                byte[] changed = [.. Wire];
                changed[index] = (byte)value;
                Agree(changed);
            }
        }
    }

    [Fact]
    public void Both_ways_agree_on_random_changes()
    {
        Random random = new(4711);
        for (int round = 0; round < 20_000; round++)
        {
            List<byte> changed = [.. Wire];
            for (int change = random.Next(1, 6); change > 0; change--)
            {
                int index = random.Next(changed.Count);
                switch (random.Next(3))
                {
                    case 0:
                        changed[index] = (byte)random.Next(256);
                        break;
                    case 1:
                        changed.Insert(index, (byte)random.Next(256));
                        break;
                    default:
                        changed.RemoveAt(index);
                        break;
                }
            }

            Agree([.. changed]);
        }
    }

    [Fact]
    public void Each_form_of_a_text_is_written()
    {
        Parcel bytes = Sample with { Sender = Encoding.UTF8.GetBytes("Zoë") };
        Assert.Equal(Wire, bytes.ToBytes());
    }

    [Fact]
    public void A_list_that_was_received_is_written_again()
    {
        Parcel received = Parcel.Read(Wire);
        Assert.Equal(Wire, received.ToBytes());
    }

    [Fact]
    public void A_buffer_that_is_too_small_is_refused_at_each_length()
    {
        for (int length = 0; length < Wire.Length; length++)
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => Sample.Write(new byte[length].AsSpan()));
        }
    }

    [Fact]
    public void What_the_wire_can_not_hold_is_refused()
    {
        Assert.Throws<WireFormatException>(() => (Sample with { Priority = 8 }).ToBytes());
        Assert.Throws<WireFormatException>(() => (Sample with { Sender = new string('x', 41) }).ToBytes());
        Assert.Throws<WireFormatException>(() => (Sample with { Sender = new byte[] { 0xFF } }).ToBytes());
        Assert.Throws<WireFormatException>(() => (Sample with { Sender = "\uD800" }).ToBytes());
        Assert.Throws<WireFormatException>(() => (Sample with { Stops = new short[9] }).ToBytes());
        Assert.Throws<WireFormatException>(() => (Sample with { Label = new byte[1001] }).ToBytes());
        Assert.Throws<WireFormatException>(() => (Sample with { Items = new Item[65536] }).ToBytes());
        Assert.Throws<WireFormatException>(() => (Sample with { Items = new Item[] { new(1, 1 << 24) } }).ToBytes());
        Assert.Throws<WireFormatException>(() => (Sample with { Zone = 1 << 24 }).ToBytes());
        Assert.Throws<WireFormatException>(() => (Sample with { Rest = new byte[65] }).ToBytes());
    }

    private static void Agree(byte[] bytes)
    {
        bool isRead = Parcel.TryRead(bytes.AsMemory(), out Parcel value, out int consumed, out WireError? error);
        bool isReadLong = Parcel.TryRead(bytes.AsSpan(), out Parcel valueLong, out int consumedLong, out WireError? errorLong);
        Assert.Equal(isReadLong, isRead);
        Assert.Equal(valueLong, value);
        Assert.Equal(consumedLong, consumed);
        Assert.Equal(errorLong?.ToString(), error?.ToString());
        Assert.Equal(error is null, isRead);
    }
}
