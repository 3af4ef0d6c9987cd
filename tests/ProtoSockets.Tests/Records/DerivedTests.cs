namespace ProtoSockets.Tests.Records;

public sealed partial class DerivedTests
{
    /// <summary>A record that is framed by constants, as files are.</summary>
    [WireStruct, Magic("END"), Padding(2, Value = 0xFF)]
    public readonly partial record struct Framed
    {
        [Magic("RIFF"), Reserved(2), Constant(7)]
        public partial ushort Version { get; }

        [Padding(1)]
        public byte Value { get; init; }
    }

    [WireStruct]
    public readonly partial record struct Refusing
    {
        [Reserved(2, OnRead = ReservedPolicy.Refuse)]
        public byte Value { get; init; }
    }

    [WireStruct]
    public readonly partial record struct Sided
    {
        [Magic(1, From = Side.Client), Magic(2, From = Side.Server), Constant(3, From = Side.Client), Constant(4, From = Side.Server)]
        public partial byte Turn { get; }
    }

    [WireStruct]
    public readonly partial record struct Lengths
    {
        [LengthOf(nameof(Key))]
        public partial ushort KeyLength { get; }

        [LengthOf(nameof(Key), nameof(Value), nameof(End), IncludesSelf = true, Bias = 1)]
        public partial uint Total { get; }

        [MaxBytes(4)]
        public ReadOnlyMemory<byte> Key { get; init; }

        public Utf8Text Value { get; init; }

        public ushort End { get; init; }
    }

    /// <summary>The start of an IPv4 header, whose length is in words of 32 bits (RFC 791, section 3.1).</summary>
    [WireStruct]
    public readonly partial record struct Words
    {
        [Bits(4), Constant(4)]
        public partial byte Version { get; }

        [Bits(4), LengthOf(nameof(Options), Unit = 4, Bias = 1)]
        public partial byte HeaderWords { get; }

        public byte Service { get; init; }

        public ushort Total { get; init; }

        public ReadOnlyMemory<byte> Options { get; init; }
    }

    [WireStruct]
    public readonly partial record struct Counted
    {
        [CountOf(nameof(Values), Bias = -1)]
        public partial byte Last { get; }

        [CountOf(nameof(Names)), VarInt(VarIntFormat.Leb128)]
        public partial uint NameCount { get; }

        public WireList<ushort> Values { get; init; }

        [MaxCount(3)]
        public Name[] Names { get; init; }
    }

    [WireStruct]
    public readonly partial record struct Name([LengthPrefixed<byte>] Utf8Text Text);

    [WireStruct]
    public readonly partial record struct Announced
    {
        [LengthOf(nameof(A), nameof(B)), VarInt(VarIntFormat.Leb128)]
        public partial uint Length { get; }

        [LengthPrefixed<byte>]
        public Utf8Text A { get; init; }

        [Remaining]
        public Utf8Text B { get; init; }
    }

    [WireStruct]
    public readonly partial record struct FixedTarget
    {
        [LengthOf(nameof(A), nameof(B))]
        public partial byte Length { get; }

        public uint A { get; init; }

        public ushort B { get; init; }
    }

    [WireStruct]
    public readonly partial record struct Wide
    {
        [LengthOf(nameof(Data))]
        public partial ulong Length { get; }

        [MaxBytes(4)]
        public byte[] Data { get; init; }
    }

    [Fact]
    public void Constant_bytes_stand_in_front_of_members_and_at_the_end() => WireForm.Is(
        new Framed { Value = 9 },
        [
            (byte)'R', (byte)'I', (byte)'F', (byte)'F', // magic
            0, 0, // reserved
            0, 7, // Version
            0, // padding
            9, // Value
            (byte)'E', (byte)'N', (byte)'D', // magic
            0xFF, 0xFF, // padding
        ]);

    [Fact]
    public void Other_constants_are_malformed_and_reserved_bytes_and_padding_are_passed_over()
    {
        byte[] bytes = new Framed { Value = 9 }.ToBytes();
        bytes[4] = bytes[8] = bytes[13] = 0xAA;
        Assert.Equal(9, Framed.Read(bytes).Value);

        bytes[7] = 8;
        WireForm.Refuses<Framed>(bytes, "Version at byte 6: is 8, and always 7");
        bytes[0] = (byte)'r';
        WireForm.Refuses<Framed>(bytes, "Version at byte 0: is not the constant 52494646");
        WireForm.Refuses<Refusing>([0, 1, 2], "Value at byte 0: reserved bits are not zero");
        Assert.Equal(7, default(Framed).Version);
    }

    [Fact]
    public void Constants_can_depend_on_the_side()
    {
        WireForm.Writes(default(Sided), [1, 3], Side.Client);
        WireForm.Writes(default(Sided), [2, 4], Side.Server);
        WireForm.Refuses<Sided>([2, 4], isComplete: true, Side.Client);
        WireForm.Refuses<Sided>([1, 4], isComplete: true, Side.Client);
        WireReader reader = new((byte[])[2, 4], isComplete: true, Side.Server);
        Assert.True(Sided.TryRead(ref reader, out Sided sided));
        Assert.Equal(4, sided.Turn);
    }

    [Fact]
    public void Lengths_are_computed_and_the_member_without_one_gets_what_is_left()
    {
        Lengths value = new() { Key = new byte[] { 1, 2 }, Value = "abc", End = 3 };
        Assert.Equal(2, value.KeyLength);
        Assert.Equal(12U, value.Total);
        WireForm.Is(
            value,
            [
                0, 2, // KeyLength
                0, 0, 0, 12, // Total: 2 + 3 + 2, its own 4 and the bias 1
                1, 2, // Key
                (byte)'a', (byte)'b', (byte)'c', // Value
                0, 3, // End
            ]);
    }

    [Fact]
    public void A_length_that_its_members_do_not_have_is_malformed()
    {
        Assert.Equal(WireErrorKind.Malformed, WireForm.Refuses<Lengths>([0, 2, 0, 0, 0, 8, 1, 2, 3, 4, 5], isComplete: false).Kind);
        WireForm.Refuses<Lengths>([0, 5, 0, 0, 0, 13, 1, 2, 3, 4, 5, 6, 7, 8], "Key at byte 6: 5 bytes are over the limit of 4");
        WireForm.Refuses<Lengths>([0, 0, 0, 0, 0, 4], "Total at byte 6: no value has the length that 4 says");
    }

    [Fact]
    public void Lengths_count_in_units_and_can_be_a_few_bits()
    {
        WireForm.Is(
            new Words { Service = 1, Total = 2, Options = new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 } },
            0x43, 1, 0, 2, 1, 2, 3, 4, 5, 6, 7, 8);
        WireForm.CannotWrite(new Words { Options = new byte[3] }, "HeaderWords counts in units of 4 bytes, and 3 is no multiple of that");
        WireForm.CannotWrite(new Words { Options = new byte[60] }, "HeaderWords is 16, and holds 0 to 15");
        WireForm.Refuses<Words>([0x40, 1, 0, 2], "HeaderWords at byte 4: no value has the length that 0 says");
        WireForm.Refuses<Words>([0x61, 1, 0, 2], "Version at byte 0: is 6, and always 4");
    }

    [Fact]
    public void Counts_are_computed()
    {
        WireForm.Is(
            new Counted { Values = (ushort[])[1, 2], Names = [new("a"), new("b")] },
            [
                1, // Last: two less one
                2, // NameCount
                0, 1, 0, 2, // Values
                1, (byte)'a', 1, (byte)'b', // Names
            ]);
        WireForm.CannotWrite(new Counted { Values = default, Names = [] }, "Last is -1, and holds 0 to 255");
        WireForm.CannotWrite(new Counted { Values = (ushort[])[1], Names = new Name[4] }, "Names has 4 elements, and may have 3");
    }

    [Fact]
    public void A_length_of_variable_size_is_computed_first() => WireForm.Is(
        new Announced { A = "ab", B = "cde" },
        6, 2, (byte)'a', (byte)'b', (byte)'c', (byte)'d', (byte)'e');

    [Fact]
    public void A_length_of_members_of_fixed_size_must_be_theirs()
    {
        WireForm.Is(new FixedTarget { A = 1, B = 2 }, 6, 0, 0, 0, 1, 0, 2);
        WireForm.Refuses<FixedTarget>([5, 0, 0, 0, 1, 0, 2], "Length at byte 1: is 5, and what it counts makes it 6");
    }

    [Fact]
    public void A_length_beyond_any_message_is_malformed()
    {
        WireForm.Is(new Wide { Data = [1] }, 0, 0, 0, 0, 0, 0, 0, 1, 1);
        WireForm.Refuses<Wide>([0xFF, 0, 0, 0, 0, 0, 0, 0], "Length at byte 8: no value has the length that 18374686479671623680 says");
        WireForm.Refuses<Wide>([0, 0, 0, 1, 0, 0, 0, 0], "Length at byte 8: no value has the length that 4294967296 says");
    }
}
