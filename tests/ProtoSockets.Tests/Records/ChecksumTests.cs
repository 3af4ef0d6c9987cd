using System.Security.Cryptography;

namespace ProtoSockets.Tests.Records;

public sealed partial class ChecksumTests
{
    /// <summary>At the end, over all in front of it.</summary>
    [WireStruct]
    public readonly partial record struct Trailing
    {
        public ushort Kind { get; init; }

        [LengthPrefixed<byte>]
        public Utf8Text Text { get; init; }

        [Checksum<Crc32>]
        public partial uint Crc { get; }
    }

    /// <summary>At the start, over all behind it.</summary>
    [WireStruct, LittleEndian, Padding(1)]
    public readonly partial record struct Leading
    {
        [Magic("CK"), Checksum<Crc16Modbus>(From = nameof(Kind))]
        public partial ushort Crc { get; }

        public byte Kind { get; init; }

        [LengthPrefixed<byte>]
        public ReadOnlyMemory<byte> Data { get; init; }
    }

    /// <summary>The IPv4 header (RFC 791, section 3.1), whose checksum counts itself as zero.</summary>
    [WireStruct]
    public readonly partial record struct Ipv4
    {
        [Bits(4), Constant(4)]
        public partial byte Version { get; }

        [Bits(4), LengthOf(nameof(Options), Unit = 4, Bias = 5)]
        public partial byte HeaderWords { get; }

        public byte Service { get; init; }

        public ushort Total { get; init; }

        public ushort Id { get; init; }

        public ushort Fragment { get; init; }

        public byte TimeToLive { get; init; }

        public byte Protocol { get; init; }

        [Checksum<InternetChecksum>(SelfAsZero = true)]
        public partial ushort Checksum { get; }

        public uint Source { get; init; }

        public uint Destination { get; init; }

        public ReadOnlyMemory<byte> Options { get; init; }
    }

    /// <summary>Over some members: a run of bits, one with a prefix, one that is not always there.</summary>
    [WireStruct]
    public readonly partial record struct Between
    {
        public byte Before { get; init; }

        [Bits(4)]
        public byte High { get; init; }

        [Bits(4)]
        public byte Low { get; init; }

        [Padding(1)]
        public bool HasNote { get; init; }

        [LengthPrefixed<ushort>]
        public string Name { get; init; }

        [Checksum<Sum8>(From = nameof(Low), To = nameof(Name))]
        public partial byte First { get; }

        [When(nameof(HasNote)), LengthPrefixed<byte>]
        public string? Note { get; init; }

        [VarInt(VarIntFormat.Leb128)]
        public uint Number { get; init; }

        [Checksum<Xor8>(From = nameof(Name), To = nameof(Note))]
        public partial byte Second { get; }

        [Checksum<Sum16>(From = nameof(Note), To = nameof(Number))]
        public partial ushort Third { get; }

        public byte After { get; init; }
    }

    /// <summary>One checksum covers another, whatever their order.</summary>
    [WireStruct]
    public readonly partial record struct Nested
    {
        [Checksum<Sum8>]
        public partial byte Outer { get; }

        [Checksum<Sum8>(From = nameof(Value), To = nameof(Value))]
        public partial byte Inner { get; }

        public byte Value { get; init; }
    }

    /// <summary>A check of three bytes.</summary>
    [WireStruct]
    public readonly partial record struct Odd
    {
        [FixedBytes(9)]
        public string Text { get; init; }

        [Bytes(3), Checksum<Crc24>]
        public partial uint Crc { get; }
    }

    /// <summary>A message authentication code with a key that is not in the message.</summary>
    public readonly struct Mac : IChecksum<Mac>
    {
        public static readonly AsyncLocal<byte[]> Key = new();

        public static void Compute(ReadOnlySpan<byte> bytes, Span<byte> checksum) => HMACSHA256.HashData(Key.Value ?? [], bytes, checksum);
    }

    [WireStruct]
    public readonly partial record struct Authenticated
    {
        public uint Sequence { get; init; }

        [Checksum<Mac>(SelfAsZero = true), FixedBytes(32)]
        public partial ReadOnlyMemory<byte> Code { get; }

        [Checksum<Mac>(From = nameof(Sequence), To = nameof(Sequence)), FixedBytes(32)]
        public partial byte[] Other { get; }

        [Remaining]
        public ReadOnlyMemory<byte> Body { get; init; }
    }

    /// <summary>All that is left, save the checksum behind it.</summary>
    [WireStruct]
    public readonly partial record struct Frame
    {
        public byte Address { get; init; }

        [Remaining]
        public ReadOnlyMemory<byte> Body { get; init; }

        [LittleEndian, Checksum<Crc16X25>]
        public partial ushort Fcs { get; }
    }

    [WireStruct]
    public readonly partial record struct Both(Trailing Inner)
    {
        [Checksum<Adler32>]
        public partial uint Sum { get; }
    }

    [WireStruct]
    public sealed partial record Class([MaxBytes(9)] byte[] Data)
    {
        [Checksum<Fletcher16>]
        public partial ushort Sum { get; }
    }

    [Fact]
    public void A_checksum_covers_the_record_without_itself() => WireForm.Is(
        new Trailing { Kind = 0x3132, Text = new("456789"u8.ToArray()) },
        [
            (byte)'1', (byte)'2', // Kind
            6, (byte)'4', (byte)'5', (byte)'6', (byte)'7', (byte)'8', (byte)'9', // Text
            0x31, 0xAF, 0xB3, 0xD3, // Crc: zlib.crc32
        ]);

    [Fact]
    public void A_checksum_may_stand_in_front_of_what_it_covers() => WireForm.Is(
        new Leading { Kind = (byte)'1', Data = "23"u8.ToArray() },
        [
            (byte)'C', (byte)'K', // constant
            0xED, 0x43, // Crc: over Kind, Data and the padding at the record's end
            (byte)'1', // Kind
            2, (byte)'2', (byte)'3', // Data
            0, // padding
        ]);

    /// <summary>A header captured in the wild, whose checksum 0xB861 is worked out in Wikipedia's "Internet checksum".</summary>
    [Fact]
    public void A_checksum_can_count_itself_as_zeros()
    {
        Ipv4 header = new()
        {
            Total = 0x73,
            Fragment = 0x4000,
            TimeToLive = 0x40,
            Protocol = 0x11,
            Source = 0xC0A80001,
            Destination = 0xC0A800C7,
        };
        WireForm.Is(
            header,
            [
                0x45, 0x00, 0x00, 0x73, 0x00, 0x00, 0x40, 0x00, 0x40, 0x11,
                0xB8, 0x61, // Checksum
                0xC0, 0xA8, 0x00, 0x01, 0xC0, 0xA8, 0x00, 0xC7,
            ]);
        WireForm.Is(
            header with { Options = new byte[] { 1, 1, 1, 0 } },
            [
                0x46, 0x00, 0x00, 0x73, 0x00, 0x00, 0x40, 0x00, 0x40, 0x11,
                0xB5, 0x60, // Checksum
                0xC0, 0xA8, 0x00, 0x01, 0xC0, 0xA8, 0x00, 0xC7, 0x01, 0x01, 0x01, 0x00,
            ]);
    }

    [Fact]
    public void A_checksum_covers_the_members_that_it_names()
    {
        Between value = new() { Before = 9, High = 1, Low = 2, HasNote = true, Name = "a", Note = "b", Number = 300, After = 7 };
        WireForm.Is(
            value,
            [
                9, // Before
                0x12, 0, 1, // High and Low, padding, HasNote
                0, 1, 0x61, // Name
                0x75, // First: 12 + 00 + 01 + 00 + 01 + 61
                1, 0x62, // Note
                0xAC, 0x02, // Number
                0x76, // Second: 00 ^ 01 ^ 61 ^ 75 ^ 01 ^ 62
                0x01, 0x11, // Third: 01 + 62 + AC + 02
                7, // After
            ]);
        WireForm.Is(
            value with { HasNote = false, Note = null },
            9, 0x12, 0, 0, 0, 1, 0x61, 0x74, 0xAC, 0x02, 0x01 ^ 0x61 ^ 0x74, 0x00, 0xAE, 7);
    }

    [Fact]
    public void A_checksum_that_another_one_covers_is_computed_first() => WireForm.Is(
        new Nested { Value = 5 },
        10, // Outer: 5 + 5
        5, // Inner
        5); // Value

    [Fact]
    public void A_checksum_of_odd_width_is_written_in_full() => WireForm.Is(
        new Odd { Text = "123456789" },
        [.. "123456789"u8, 0x21, 0xCF, 0x02]);

    [Fact]
    public void Records_with_checksums_can_be_nested()
    {
        byte[] inner = new Trailing { Kind = 1, Text = new("x"u8.ToArray()) }.ToBytes();
        uint sum = Adler32.Compute(inner);
        WireForm.Is(
            new Both(new Trailing { Kind = 1, Text = new("x"u8.ToArray()) }),
            [.. inner, (byte)(sum >> 24), (byte)(sum >> 16), (byte)(sum >> 8), (byte)sum]);
    }

    [Fact]
    public void What_takes_the_rest_leaves_room_for_a_checksum()
    {
        WireForm.IsWithRest(new Frame { Address = (byte)'1', Body = "23456789"u8.ToArray() }, [.. "123456789"u8, 0x6E, 0x90]);
        WireForm.IsWithRest(new Frame { Address = (byte)'1' }, (byte)'1', 0x72, 0xD0);
        WireForm.Refuses<Frame>([1, 2], "Body at byte 1: the length -1 is negative");
    }

    [Fact]
    public void Another_checksum_is_malformed()
    {
        byte[] bytes = new Trailing { Kind = 0x3132, Text = new("456789"u8.ToArray()) }.ToBytes();
        bytes[0] ^= 1;
        Assert.Equal(
            $"Crc at byte 9: the checksum is 0x31AFB3D3, and that of the bytes is 0x{Crc32.Compute(bytes.AsSpan(0, 9)):X8}",
            WireForm.Refuses<Trailing>(bytes).ToString());
        Assert.Equal(WireErrorKind.Malformed, WireForm.Refuses<Trailing>(bytes, isComplete: false).Kind);
        WireForm.Refuses<Nested>([10, 4, 5], "Inner at byte 1: the checksum is 0x04, and that of the bytes is 0x05");
        WireForm.Refuses<Nested>([11, 5, 5], "Outer at byte 0: the checksum is 0x0B, and that of the bytes is 0x0A");
        WireForm.Refuses<Odd>([.. "123456789"u8, 0x21, 0xCF, 0x03], "Crc at byte 9: the checksum is 0x21CF03, and that of the bytes is 0x21CF02");
    }

    [Fact]
    public void Every_flipped_bit_is_found()
    {
        byte[] bytes = new Trailing { Kind = 1, Text = new("abc"u8.ToArray()) }.ToBytes();
        for (int bit = 0; bit < 8 * bytes.Length; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            WireForm.Refuses<Trailing>(bytes);
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void A_stale_checksum_is_not_sent()
    {
        Trailing read = Trailing.Read(new Trailing { Kind = 1, Text = new("abc"u8.ToArray()) }.ToBytes());
        Assert.NotEqual(0u, read.Crc);

        Trailing changed = read with { Kind = 2 };

        Assert.Equal(read.Crc, changed.Crc);
        Assert.NotEqual(read.Crc, Trailing.Read(changed.ToBytes()).Crc);
        Assert.Equal(Crc32.Compute(changed.ToBytes().AsSpan(0, 6)), Trailing.Read(changed.ToBytes()).Crc);
    }

    [Fact]
    public void What_came_with_the_bytes_takes_no_part_in_equality()
    {
        Trailing made = new() { Kind = 1, Text = new("abc"u8.ToArray()) };
        Trailing read = Trailing.Read(made.ToBytes());

        Assert.Equal(0u, made.Crc);
        Assert.Equal(made, read);
        Assert.Equal(made.GetHashCode(), read.GetHashCode());
        Class other = Class.Read(new Class([1, 2]).ToBytes());
        Assert.Equal(new Class([1, 2]), other);
        Assert.NotEqual(0, other.Sum);
    }

    [Fact]
    public void A_message_authentication_code_is_one_of_bytes()
    {
        Mac.Key.Value = "secret"u8.ToArray();
        byte[] other = HMACSHA256.HashData(Mac.Key.Value, (byte[])[0, 0, 0, 1]);
        byte[] code = HMACSHA256.HashData(Mac.Key.Value, (byte[])[0, 0, 0, 1, .. new byte[32], .. other, 9]);
        Authenticated value = new() { Sequence = 1, Body = new byte[] { 9 } };
        WireForm.IsWithRest(value, [0, 0, 0, 1, .. code, .. other, 9]);

        byte[] bytes = value.ToBytes();
        Assert.Equal(code, Authenticated.Read(bytes).ToOwned().Code.ToArray());
        Assert.Equal(other, Authenticated.Read(bytes).Other);
        Assert.Empty(value.Other);
        bytes[^1] = 8;
        Assert.Equal($"Code at byte 4: the checksum {Convert.ToHexString(code)} is not that of the bytes", WireForm.Refuses<Authenticated>(bytes).ToString());

        Mac.Key.Value = "another"u8.ToArray();
        Assert.StartsWith("Other at byte 36: ", WireForm.Refuses<Authenticated>(value.ToBytes().Length == 69 ? [0, 0, 0, 1, .. code, .. other, 9] : []).ToString(), StringComparison.Ordinal);
    }
}
