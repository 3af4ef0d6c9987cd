namespace ProtoSockets.Tests.Records;

public sealed partial class BitTests
{
    public enum Kind : byte
    {
        Two = 2,
    }

    /// <summary>The flags of a DNS header (RFC 1035, section 4.1.1).</summary>
    [WireStruct]
    public readonly partial record struct Flags(
        [Bits(1)] bool IsResponse, [Bits(4)] byte Opcode, [Bits(1)] bool Authoritative, [Bits(1)] bool Truncated, [Bits(1)] bool Desired,
        [Bits(1)] bool Available, [Reserved(Bits = 3)][Bits(4)] Kind Code);

    [WireStruct, LittleEndian]
    public readonly partial record struct LittleContainer([Bits(4)] byte A, [Bits(12)] ushort B);

    [WireStruct, LittleEndian, BitOrder(BitNumbering.LeastSignificantFirst)]
    public readonly partial record struct LowFirst([Bits(4)] byte A, [Bits(12)] ushort B);

    [WireStruct]
    public readonly partial record struct Negatives([Bits(4)] sbyte A, [Bits(12)] int B);

    [WireStruct]
    public readonly partial record struct ThreeBytes([Bits(20)] uint A, [Bits(4)] byte B);

    [WireStruct]
    public readonly partial record struct SixtyFour([Bits(1)] bool A, [Bits(63)] ulong B);

    [WireStruct]
    public readonly partial record struct FortySigned([Bits(2)] byte A, [Bits(38)] long B);

    [WireStruct]
    public readonly partial record struct Whole([Bits(32)] int A, [Bits(32)] uint B, byte Between, [Bits(8)] byte C);

    [WireStruct, Reserved(Bits = 3, OnRead = ReservedPolicy.Refuse)]
    public readonly partial record struct Strict([Bits(2)] byte A, [Reserved(Bits = 2, OnRead = ReservedPolicy.Refuse)][Bits(1)] bool B);

    [Fact]
    public void Bits_are_handed_out_from_the_most_significant() => WireForm.Is(
        new Flags(true, 0b0101, false, true, false, true, Kind.Two),
        0b1_0101_0_1_0, 0b1_000_0010);

    [Fact]
    public void Reserved_bits_are_written_as_zeros_and_passed_over()
    {
        WireReader reader = new((byte[])[0, 0b0_111_0010], isComplete: true);
        Assert.True(Flags.TryRead(ref reader, out Flags flags));
        Assert.Equal(new Flags { Code = Kind.Two }, flags);
    }

    [Fact]
    public void Reserved_bits_can_be_refused()
    {
        WireForm.Is(new Strict(0b10, true), 0b10_00_1_000);
        WireForm.Refuses<Strict>([0b10_01_1_000], "B at byte 0: reserved bits are not zero");
        WireForm.Refuses<Strict>([0b10_00_1_001], "B at byte 0: reserved bits are not zero");
    }

    [Fact]
    public void A_container_is_loaded_in_its_byte_order_before_its_bits_are_numbered() =>
        WireForm.Is(new LittleContainer(0xA, 0xBCD), 0xCD, 0xAB);

    [Fact]
    public void Bits_can_be_handed_out_from_the_least_significant() =>
        WireForm.Is(new LowFirst(0xA, 0xBCD), 0xDA, 0xBC);

    [Fact]
    public void Signed_bits_are_sign_extended()
    {
        WireForm.Is(new Negatives(-3, -2000), 0xD8, 0x30);
        WireForm.Is(new Negatives(7, 2047), 0x77, 0xFF);
        WireForm.Is(new FortySigned(1, -2), 0x7F, 0xFF, 0xFF, 0xFF, 0xFE);
    }

    [Fact]
    public void Containers_have_any_number_of_bytes_up_to_eight()
    {
        WireForm.Is(new ThreeBytes(0xABCDE, 0xF), 0xAB, 0xCD, 0xEF);
        WireForm.Is(new SixtyFour(true, 0x0123456789ABCDEF), 0x81, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF);
        WireForm.Is(new Whole(-1, 0x01020304, 5, 6), 0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3, 4, 5, 6);
    }

    [Fact]
    public void A_value_that_does_not_fit_its_bits_can_not_be_written()
    {
        WireForm.CannotWrite(new Flags { Opcode = 16 }, "Opcode is 16, which does not fit 4 bits");
        WireForm.CannotWrite(new Negatives { A = 8 }, "A is 8, which does not fit 4 bits");
        WireForm.CannotWrite(new Negatives { B = -2049 }, "B is -2049, which does not fit 12 bits");
    }
}
