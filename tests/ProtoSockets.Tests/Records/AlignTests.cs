namespace ProtoSockets.Tests.Records;

/// <summary>[Align]: members that start at a multiple of some bytes.</summary>
public sealed partial class AlignTests
{
    [WireStruct, Align(4)]
    public readonly partial record struct Padded(byte First, [Align(4)] uint Second, byte Third, [Align(2)] byte Fourth);

    [WireStruct, Align(8, OnRead = ReservedPolicy.Refuse)]
    public readonly partial record struct Named([LengthPrefixed<byte>] string Name, [Align(4)] uint Number, [Align(2), LengthPrefixed<byte>, MaxBytes(9)] byte[] Bytes);

    [WireStruct]
    public readonly partial record struct Placed
    {
        [LengthPrefixed<byte>]
        public string Name { get; init; }

        [OffsetOf(nameof(Last))]
        public partial byte LastAt { get; }

        public bool HasMore { get; init; }

        [Align(4), When(nameof(HasMore))]
        public byte? More { get; init; }

        [Align(8), Magic(0xAA)]
        public byte Last { get; init; }
    }

    [WireStruct]
    public readonly partial record struct Item([Align(4, From = OffsetBase.Message)] byte Code, [LengthPrefixed<byte>] string Text);

    [WireStruct]
    public readonly partial record struct Items
    {
        [LengthOf(nameof(All))]
        public partial ushort Length { get; }

        [Align(4), MaxCount(9)]
        public WireList<Item> All { get; init; }

        [Align(4)]
        public byte End { get; init; }
    }

    [WireStruct, Line]
    public readonly partial record struct Described
    {
        [Magic("PS")]
        public string Kind { get; init; }

        [AfterLine]
        public ushort Number { get; init; }

        [Align(8, OnRead = ReservedPolicy.Refuse), NullTerminated, MaxBytes(20)]
        public string Name { get; init; }
    }

    /// <summary>A header of a message (D-Bus specification, "Message Format"): its fields start at multiples of 8, and so does the body behind it.</summary>
    [WireStruct, ByteOrder(nameof(IsLittleEndian)), Align(8)]
    public readonly partial record struct BusHeader
    {
        [OneOf((byte)'l', (byte)'B')]
        public byte Endianness { get; init; }

        public byte Type { get; init; }

        public byte Flags { get; init; }

        public byte Version { get; init; }

        public uint BodyLength { get; init; }

        public uint Serial { get; init; }

        [LengthOf(nameof(Fields))]
        public partial uint FieldsLength { get; }

        [Align(8), MaxBytes(1024)]
        public WireList<BusField> Fields { get; init; }

        public bool IsLittleEndian => Endianness == (byte)'l';
    }

    /// <summary>A field: a code, the signature of the value, and the value at its alignment.</summary>
    [WireStruct, ByteOrder]
    public readonly partial record struct BusField
    {
        [Align(8, From = OffsetBase.Message)]
        public byte Code { get; init; }

        public BusSignature Signature { get; init; }

        [Align(4, From = OffsetBase.Message), When(nameof(IsText))]
        public BusText? Text { get; init; }

        [When(nameof(IsSignature))]
        public BusSignature? Content { get; init; }

        [Align(4, From = OffsetBase.Message), When(nameof(IsNumber))]
        public uint? Number { get; init; }

        public bool IsText => Signature.Value is "o" or "s";

        public bool IsSignature => Signature.Value == "g";

        public bool IsNumber => Signature.Value == "u";
    }

    [WireStruct, Magic(0)]
    public readonly partial record struct BusSignature([LengthPrefixed<byte>] string Value);

    [WireStruct, ByteOrder, Magic(0)]
    public readonly partial record struct BusText([LengthPrefixed<uint>, MaxBytes(255)] string Value);

    private static readonly BusHeader Hello = new()
    {
        Endianness = (byte)'l',
        Type = 1,
        Version = 1,
        Serial = 1,
        Fields = new BusField[]
        {
            new() { Code = 1, Signature = new("o"), Text = new BusText("/org/freedesktop/DBus") },
            new() { Code = 8, Signature = new("g"), Content = new BusSignature("s") },
            new() { Code = 9, Signature = new("u"), Number = 2 },
        },
    };

    private static readonly byte[] HelloBytes =
    [
        (byte)'l', 1, 0, 1,         // little-endian, method call, no flags, version 1
        0, 0, 0, 0,                 // body length
        1, 0, 0, 0,                 // serial
        0x30, 0, 0, 0,              // 48 bytes of fields
        1, 1, (byte)'o', 0,         // PATH, signature "o"
        21, 0, 0, 0,                // 21 bytes
        .. "/org/freedesktop/DBus"u8, 0,
        0, 0,                       // to a multiple of 8
        8, 1, (byte)'g', 0,         // SIGNATURE, signature "g"
        1, (byte)'s', 0,            // "s"
        0,                          // to a multiple of 8
        9, 1, (byte)'u', 0,         // UNIX_FDS, signature "u"
        2, 0, 0, 0,
    ];

    [Fact]
    public void Padding_between_members_of_fixed_size_is_known()
    {
        WireForm.Is(
            new Padded(1, 2, 3, 4),
            1, 0, 0, 0,             // First
            0, 0, 0, 2,             // Second
            3, 0,                   // Third
            4, 0);                  // Fourth, to a multiple of 4
        Assert.Equal(12, Padded.MaxSize);
        Assert.Equal(new Padded(1, 2, 3, 4), Padded.Read(new byte[] { 1, 9, 9, 9, 0, 0, 0, 2, 3, 9, 4, 9 }));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("abc", 1)]
    [InlineData("abcd", 2)]
    [InlineData("abcdefg", 5)]
    public void Padding_behind_a_text_depends_on_it(string name, int bytes)
    {
        List<byte> expected = [(byte)name.Length, .. System.Text.Encoding.UTF8.GetBytes(name)];
        Fill(expected, 4);
        expected.AddRange([0, 0, 0, 7]);
        Fill(expected, 2);
        expected.AddRange([(byte)bytes, .. Enumerable.Repeat((byte)5, bytes)]);
        Fill(expected, 8);
        WireForm.Is(new Named(name, 7, [.. Enumerable.Repeat((byte)5, bytes)]), [.. expected]);
    }

    [Fact]
    public void Padding_that_is_not_zero_is_refused_only_where_that_is_said()
    {
        Assert.Equal(7u, Named.Read(new byte[] { 1, (byte)'a', 9, 9, 0, 0, 0, 7, 1, 5, 0, 0, 0, 0, 0, 0 }).Number);
        WireForm.Refuses<Named>([1, (byte)'a', 0, 0, 0, 0, 0, 7, 1, 5, 0, 0, 0, 1, 0, 0], "Bytes at byte 10: the padding in front of it is not zero");
    }

    [Fact]
    public void An_offset_knows_the_padding_in_front_of_what_it_points_to()
    {
        Placed value = new() { Name = "abc", Last = 7 };
        Assert.Equal(9, value.LastAt);
        WireForm.Is(value, 3, (byte)'a', (byte)'b', (byte)'c', 9, 0, 0, 0, 0xAA, 7);
    }

    [Fact]
    public void A_member_that_is_not_there_has_no_padding()
    {
        byte[] bytes = new Placed { Name = "abc", HasMore = true, More = 5, Last = 7 }.ToBytes();
        Assert.Equal("03616263" + "1101" + "0000" + "05" + "00000000000000" + "AA07", Convert.ToHexString(bytes));
        Assert.Equal((byte)5, Placed.Read(bytes).More);
    }

    [Fact]
    public void Elements_find_their_places_from_the_start_of_the_message()
    {
        byte[] bytes = new Items { All = new Item[] { new(1, "a"), new(2, "bcd"), new(3, "") }, End = 9 }.ToBytes();
        Assert.Equal(
            "000E" + "0000"         // Length, to a multiple of 4
            + "010161" + "00"       // (1, a)
            + "0203626364" + "000000" // (2, bcd)
            + "0300"                // (3, )
            + "0000" + "09",
            Convert.ToHexString(bytes));
        Items read = Items.Read(bytes);
        Assert.Equal(["a", "bcd", ""], read.All.Select(item => item.Text));
        Assert.Equal(3, read.ToOwned().All[2].Code);
        Assert.Equal(bytes, read.ToBytes());
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.Equal(WireErrorKind.Incomplete, WireForm.Refuses<Items>(bytes[..length], isComplete: false).Kind);
            Assert.Equal(WireErrorKind.Malformed, WireForm.Refuses<Items>(bytes[..length]).Kind);
        }
    }

    [Fact]
    public void A_bus_header_is_written_and_read_with_its_fields()
    {
        byte[] bytes = Hello.ToBytes();
        Assert.Equal(Convert.ToHexString(HelloBytes), Convert.ToHexString(bytes));
        BusHeader read = BusHeader.Read(HelloBytes);
        Assert.Equal(Hello, read);
        Assert.Equal("/org/freedesktop/DBus", read.Fields[0].Text!.Value.Value);
        Assert.Equal(2u, read.Fields[2].Number);
        BusHeader big = read with { Endianness = (byte)'B' };
        Assert.Equal(read.Fields, BusHeader.Read(big.ToBytes()).Fields);
        Assert.Equal("42010001" + "00000000" + "00000001" + "00000030" + "01016F00" + "00000015", Convert.ToHexString(big.ToBytes().AsSpan(..24)));
    }

    [Fact]
    public void A_bus_header_is_read_wherever_its_bytes_are_cut()
    {
        for (int length = 0; length < HelloBytes.Length; length++)
        {
            WireError open = WireForm.Refuses<BusHeader>(HelloBytes[..length], isComplete: false);
            Assert.Equal(WireErrorKind.Incomplete, open.Kind);
            Assert.InRange(open.BytesNeeded, length + 1, HelloBytes.Length);
            Assert.Equal(WireErrorKind.Malformed, WireForm.Refuses<BusHeader>(HelloBytes[..length]).Kind);
        }
    }

    [Fact]
    public void A_line_in_front_counts_with_its_end()
    {
        for (int length = 1; length < 20; length++)
        {
            string kind = new('k', length);
            List<byte> expected = [.. "PS"u8, .. System.Text.Encoding.ASCII.GetBytes(kind), .. "\r\n"u8, 0, 7];
            Fill(expected, 8);
            expected.AddRange("abc\0"u8);
            WireForm.Is(new Described { Kind = kind, Number = 7, Name = "abc" }, [.. expected]);
        }
    }

    [Fact]
    public void A_dump_shows_the_padding()
    {
        string dump = BusHeader.Describe(HelloBytes).ToString();
        Assert.Contains("(padding)", dump, StringComparison.Ordinal);
        Assert.Contains("/org/freedesktop/DBus", dump, StringComparison.Ordinal);
    }

    private static void Fill(List<byte> bytes, int boundary)
    {
        while (bytes.Count % boundary != 0)
        {
            bytes.Add(0);
        }
    }
}
