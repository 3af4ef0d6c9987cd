using ProtoSockets.Runtime;

namespace ProtoSockets.Tests.Records;

/// <summary>[ByteOrder]: the order of numbers is chosen by what was read before.</summary>
public sealed partial class ByteOrderTests
{
    /// <summary>The two marks of TIFF 6.0, section 2: "II" and "MM".</summary>
    public enum TiffMark : ushort
    {
        Intel = 0x4949,
        Motorola = 0x4D4D,
    }

    public enum FieldType : ushort
    {
        OfTwo = 3,
        OfFour = 4,
    }

    /// <summary>An entry of an image file directory (TIFF 6.0, section 2).</summary>
    [WireStruct, ByteOrder]
    public readonly partial record struct TiffEntry(ushort Tag, FieldType Type, uint Count, uint Value);

    /// <summary>The header and the first directory of a TIFF file.</summary>
    [WireStruct, ByteOrder(nameof(Mark), TiffMark.Intel)]
    public readonly partial record struct Tiff
    {
        [OneOf(TiffMark.Intel, TiffMark.Motorola)]
        public TiffMark Mark { get; init; }

        public ushort Version { get; init; }

        [OffsetOf(nameof(Directory))]
        public partial uint DirectoryAt { get; }

        [CountPrefixed<ushort>]
        public WireList<TiffEntry> Directory { get; init; }
    }

    /// <summary>The same with the mark as text.</summary>
    [WireStruct, ByteOrder(nameof(Mark), "II")]
    public readonly partial record struct TextMark([FixedBytes(2), Ascii, OneOf("II", "MM")] string Mark, ushort Version);

    /// <summary>The global header of a capture file, and one packet (draft-ietf-opsawg-pcap, sections 4 and 5).</summary>
    [WireStruct, ByteOrder(nameof(Magic), 0xD4C3B2A1)]
    public readonly partial record struct Capture
    {
        [OneOf(0xA1B2C3D4, 0xD4C3B2A1)]
        public uint Magic { get; init; }

        public ushort Major { get; init; }

        public ushort Minor { get; init; }

        [Reserved(8)]
        public uint SnapLength { get; init; }

        [Bits(3)]
        public byte FrameCheck { get; init; }

        [Bits(1)]
        public bool HasFrameCheck { get; init; }

        [Bits(28)]
        public uint LinkType { get; init; }

        [Remaining]
        public Packet[] Packets { get; init; }
    }

    [WireStruct, ByteOrder]
    public readonly partial record struct Packet
    {
        [UnixTime(TimeUnit.Seconds), Bytes(4)]
        public DateTimeOffset Time { get; init; }

        public uint Microseconds { get; init; }

        [LengthOf(nameof(Data))]
        public partial uint CapturedLength { get; }

        public uint OriginalLength { get; init; }

        [MaxBytes(65535)]
        public ReadOnlyMemory<byte> Data { get; init; }
    }

    /// <summary>The fixed part of a message's header (D-Bus specification, "Message Format").</summary>
    [WireStruct, ByteOrder(nameof(IsLittleEndian))]
    public readonly partial record struct BusHeader(byte Endianness, byte Type, byte Flags, byte Version, uint BodyLength, uint Serial)
    {
        public bool IsLittleEndian => Endianness == (byte)'l';
    }

    [WireStruct]
    public readonly partial record struct OneByOne
    {
        public bool IsLittle { get; init; }

        public bool IsOtherLittle { get; init; }

        [ByteOrder(nameof(IsLittle))]
        public ushort First { get; init; }

        public ushort Network { get; init; }

        [ByteOrder(nameof(IsOtherLittle)), Bytes(3)]
        public uint Odd { get; init; }

        [ByteOrder(nameof(IsLittle)), Bytes(3)]
        public int Negative { get; init; }

        [ByteOrder(nameof(IsLittle)), Utf16, LengthPrefixed<ushort>]
        public string Text { get; init; }

        [ByteOrder(nameof(IsOtherLittle)), CountPrefixed<ushort>]
        public WireList<short> Numbers { get; init; }

        [ByteOrder(nameof(IsOtherLittle)), CountPrefixed<ushort>, MaxCount(9)]
        public FieldType[] Types { get; init; }
    }

    [WireStruct, ByteOrder]
    public readonly partial record struct Open(ushort Value, float Real, Int128 Wide, Half Half, double Large, long Last);

    /// <summary>The nearest order wins: what is around a record that leaves its order open, also where that is known.</summary>
    [WireStruct, LittleEndian]
    public readonly partial record struct Around([property: BigEndian] Open Big, Open Little, [MaxCount(9)] WireList<Open> All, bool IsLittle, [property: ByteOrder(nameof(Around.IsLittle))] Open Chosen, ushort Last);

    /// <summary>The order holds for what is read; what is filled in later has its own.</summary>
    [WireStruct, LittleEndian, ByteOrder(nameof(IsLittle))]
    public readonly partial record struct FilledIn
    {
        [LengthOf(nameof(Name))]
        public partial ushort InFront { get; }

        public bool IsLittle { get; init; }

        [LengthOf(nameof(Rest))]
        public partial ushort Behind { get; }

        [Bits(4)]
        public byte Four { get; init; }

        [Bits(12), CountOf(nameof(Numbers))]
        public partial ushort Twelve { get; }

        public string Name { get; init; }

        public byte[] Rest { get; init; }

        public int[] Numbers { get; init; }

        [Checksum<Crc16Arc>]
        public partial ushort Check { get; }
    }

    private static readonly Open Some = new(0x0102, 1f, 3, (Half)1, 1d, -2);

    [Fact]
    public void A_tiff_header_and_its_directory_are_in_the_order_of_the_mark()
    {
        Tiff intel = new() { Mark = TiffMark.Intel, Version = 42, Directory = new TiffEntry[] { new(0x0100, FieldType.OfTwo, 1, 640), new(0x0111, FieldType.OfFour, 1, 0x12345678) } };
        Tiff motorola = intel with { Mark = TiffMark.Motorola };
        WireForm.Is(
            intel,
            0x49, 0x49,             // II
            42, 0,                  // Version
            8, 0, 0, 0,             // DirectoryAt
            2, 0,                   // number of entries
            0x00, 0x01,             // ImageWidth
            3, 0,                   // SHORT
            1, 0, 0, 0,             // Count
            0x80, 0x02, 0, 0,       // 640
            0x11, 0x01,             // StripOffsets
            4, 0,                   // LONG
            1, 0, 0, 0,             // Count
            0x78, 0x56, 0x34, 0x12);
        WireForm.Is(
            motorola,
            0x4D, 0x4D,             // MM
            0, 42,                  // Version
            0, 0, 0, 8,             // DirectoryAt
            0, 2,                   // number of entries
            0x01, 0x00,             // ImageWidth
            0, 3,                   // SHORT
            0, 0, 0, 1,             // Count
            0, 0, 0x02, 0x80,       // 640
            0x01, 0x11,             // StripOffsets
            0, 4,                   // LONG
            0, 0, 0, 1,             // Count
            0x12, 0x34, 0x56, 0x78);
    }

    [Fact]
    public void A_list_that_borrows_remembers_the_order_and_is_written_in_another()
    {
        Tiff intel = Tiff.Read(new Tiff { Mark = TiffMark.Intel, Directory = new TiffEntry[] { new(0x0100, FieldType.OfTwo, 1, 640) } }.ToBytes());
        Assert.Equal(640u, intel.Directory[0].Value);
        byte[] bytes = (intel with { Mark = TiffMark.Motorola }).ToBytes();
        Assert.Equal("4D4D00000000000800010100000300000001" + "00000280", Convert.ToHexString(bytes));
        Assert.Equal(intel.Directory, Tiff.Read(bytes).Directory);
        Assert.Equal(intel.Directory, intel.ToOwned().Directory);
    }

    [Fact]
    public void A_mark_that_is_neither_is_refused_where_the_member_says_so() => WireForm.Refuses<Tiff>(
        [0x49, 0x4D, 0, 0, 0, 0, 0, 0, 0, 0], "Mark at byte 0: is 18765, and must be Intel or Motorola");

    [Fact]
    public void A_text_chooses()
    {
        WireForm.Is(new TextMark("II", 42), (byte)'I', (byte)'I', 42, 0);
        WireForm.Is(new TextMark("MM", 42), (byte)'M', (byte)'M', 0, 42);
    }

    [Fact]
    public void A_capture_says_its_order_by_the_order_of_its_magic()
    {
        Capture capture = new()
        {
            Magic = 0xD4C3B2A1,
            Major = 2,
            Minor = 4,
            SnapLength = 65535,
            FrameCheck = 2,
            HasFrameCheck = true,
            LinkType = 1,
            Packets = [new Packet { Time = DateTimeOffset.FromUnixTimeSeconds(1_000_000_000), Microseconds = 7, OriginalLength = 1500, Data = new byte[] { 1, 2, 3 } }],
        };
        WireForm.IsWithRest(
            capture,
            0xD4, 0xC3, 0xB2, 0xA1, // the number A1B2C3D4 by a machine whose least significant byte is first
            2, 0, 4, 0,             // version 2.4
            0, 0, 0, 0, 0, 0, 0, 0, // reserved
            0xFF, 0xFF, 0, 0,       // SnapLen
            1, 0, 0, 0x50,          // FCS 2, f, LinkType 1
            0x00, 0xCA, 0x9A, 0x3B, // 1,000,000,000
            7, 0, 0, 0,             // microseconds
            3, 0, 0, 0,             // captured
            0xDC, 0x05, 0, 0,       // original
            1, 2, 3);
        WireForm.IsWithRest(
            capture with { Magic = 0xA1B2C3D4 },
            0xA1, 0xB2, 0xC3, 0xD4, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0x50, 0, 0, 1,
            0x3B, 0x9A, 0xCA, 0x00, 0, 0, 0, 7, 0, 0, 0, 3, 0, 0, 0x05, 0xDC, 1, 2, 3);
    }

    [Fact]
    public void A_property_over_earlier_members_chooses()
    {
        WireForm.Is(new BusHeader((byte)'l', 1, 0, 1, 8, 0x01020304), (byte)'l', 1, 0, 1, 8, 0, 0, 0, 4, 3, 2, 1);
        WireForm.Is(new BusHeader((byte)'B', 1, 0, 1, 8, 0x01020304), (byte)'B', 1, 0, 1, 0, 0, 0, 8, 1, 2, 3, 4);
    }

    [Fact]
    public void Members_choose_one_by_one()
    {
        OneByOne value = new() { IsLittle = true, First = 0x0102, Network = 0x0304, Odd = 0x050607, Negative = -2, Text = "é", Numbers = new short[] { 1, -2 }, Types = [FieldType.OfFour] };
        WireForm.Is(
            value,
            1, 0,                   // little, other big
            2, 1,                   // First
            3, 4,                   // Network
            5, 6, 7,                // Odd
            0xFE, 0xFF, 0xFF,       // Negative
            2, 0, 0xE9, 0x00,       // Text
            0, 2, 0, 1, 0xFF, 0xFE, // Numbers
            0, 1, 0, 4);            // Types
        WireForm.Is(
            value with { IsLittle = false, IsOtherLittle = true },
            0, 1, 1, 2, 3, 4, 7, 6, 5, 0xFF, 0xFF, 0xFE, 0, 2, 0x00, 0xE9, 2, 0, 1, 0, 0xFE, 0xFF, 1, 0, 4, 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_record_that_leaves_its_order_open_has_that_of_what_is_around_it(bool isLittle)
    {
        byte[] big = [1, 2, 0x3F, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0x3C, 0, 0x3F, 0xF0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE];
        byte[] little = [2, 1, 0, 0, 0x80, 0x3F, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x3C, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF];
        WireForm.Is(Some, big);
        WireForm.Is(
            new Around(Some, Some, new Open[] { Some }, isLittle, Some, 1),
            [.. big, .. little, 1, .. little, isLittle ? (byte)1 : (byte)0, .. isLittle ? little : big, 1, 0]);
    }

    [Fact]
    public void A_reader_that_is_told_reads_a_record_that_leaves_its_order_open()
    {
        WireReader reader = new(new byte[] { 2, 1, 0, 0, 0x80, 0x3F, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x3C, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF }, isComplete: true) { IsLittleEndian = true };
        Assert.True(Open.TryRead(ref reader, out Open value));
        Assert.Equal(Some, value);
    }

    [Fact]
    public void What_is_filled_in_later_has_the_order_of_its_place()
    {
        byte[] bytes = new FilledIn { IsLittle = false, Four = 5, Name = "ab", Rest = [9], Numbers = [7] }.ToBytes();
        Assert.Equal(
            "0200"          // InFront, always little-endian
            + "00"          // IsLittle
            + "0001"        // Behind
            + "5001"        // Four, Twelve
            + "6162" + "09" + "00000007",
            Convert.ToHexString(bytes.AsSpan(..^2)));
        Assert.Equal(System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(^2)), FilledIn.Read(bytes).Check);
        byte[] little = (FilledIn.Read(bytes) with { IsLittle = true }).ToBytes();
        Assert.Equal("0200" + "01" + "0100" + "0150" + "6162" + "09" + "07000000", Convert.ToHexString(little.AsSpan(..^2)));
        Assert.Equal(System.Buffers.Binary.BinaryPrimitives.ReadUInt16LittleEndian(little.AsSpan(^2)), FilledIn.Read(little).Check);
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.Equal(WireErrorKind.Incomplete, WireForm.Refuses<FilledIn>(bytes[..length], isComplete: false).Kind);
        }
    }

    [Fact]
    public void A_dump_shows_numbers_in_the_chosen_order()
    {
        string dump = Tiff.Describe(new Tiff { Mark = TiffMark.Intel, Version = 42, Directory = new TiffEntry[] { new(0x0100, FieldType.OfTwo, 1, 640) } }.ToBytes()).ToString();
        Assert.Contains("42", dump, StringComparison.Ordinal);
        Assert.Contains("640", dump, StringComparison.Ordinal);
        string members = OneByOne.Describe(new OneByOne { IsLittle = true, Text = "é", Types = [] }.ToBytes()).ToString();
        Assert.DoesNotContain("512", members, StringComparison.Ordinal);
    }

    [Fact]
    public void The_order_around_a_record_is_put_back()
    {
        WireReader reader = new(new Tiff { Mark = TiffMark.Intel }.ToBytes());
        Assert.True(Tiff.TryRead(ref reader, out _));
        Assert.False(reader.IsLittleEndian);
        WireWriter writer = new(new byte[64]) { IsLittleEndian = true };
        new Tiff { Mark = TiffMark.Motorola }.Write(ref writer);
        Assert.True(writer.IsLittleEndian);
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(0x0102030405060708UL)]
    public void Numbers_of_every_width_are_read_and_written_in_both_orders(ulong value)
    {
        Span<byte> bytes = stackalloc byte[16];
        foreach (bool isLittle in new[] { false, true })
        {
            ByteOrders.WriteUInt64(bytes, value, isLittle);
            Assert.Equal(value, ByteOrders.ReadUInt64(bytes, isLittle));
            Assert.Equal(value, isLittle ? BitConverter.ToUInt64(bytes) : System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes));
            ByteOrders.WriteUInt128(bytes, value, isLittle);
            Assert.Equal(value, ByteOrders.ReadUInt128(bytes, isLittle));
            ByteOrders.WriteInt128(bytes, -(Int128)value, isLittle);
            Assert.Equal(-(Int128)value, ByteOrders.ReadInt128(bytes, isLittle));
            ByteOrders.Write(bytes[..5], value & 0xFFFFFFFF, isLittle);
            Assert.Equal(value & 0xFFFFFFFF, ByteOrders.Read(bytes[..5], isLittle));
            ByteOrders.WriteSigned(bytes[..3], -5, isLittle);
            Assert.Equal(-5, ByteOrders.ReadSigned(bytes[..3], isLittle));
        }
    }
}
