namespace ProtoSockets.Tests.Records;

public sealed partial class VarIntTests
{
    public enum Size : ushort
    {
        Large = 300,
    }

    [WireStruct]
    public readonly partial record struct Positives(
        [VarInt(VarIntFormat.Leb128)] uint Leb128, [VarInt(VarIntFormat.Mqtt)] uint Mqtt, [VarInt(VarIntFormat.Quic)] uint Quic,
        [VarInt(VarIntFormat.Vlq)] uint Vlq, [VarInt(VarIntFormat.CompactSize)] uint CompactSize, [VarInt(VarIntFormat.Leb128)] Size Named);

    [WireStruct]
    public readonly partial record struct Negatives(
        [VarInt(VarIntFormat.Leb128)] int Leb128, [VarInt(VarIntFormat.ZigZag)] int ZigZag, [VarInt(VarIntFormat.Vlq)] int Vlq, [VarInt(VarIntFormat.Quic)] int Quic);

    [WireStruct]
    public readonly partial record struct Small([VarInt(VarIntFormat.Leb128)] byte Value);

    [WireStruct]
    public readonly partial record struct TwoBytes([VarInt(VarIntFormat.Leb128, MaxBytes = 2)] uint Value);

    [WireStruct]
    public readonly partial record struct Canonical([VarInt(VarIntFormat.Leb128, Canonical = true)] uint Value);

    [Fact]
    public void Integers_of_variable_length_take_as_many_bytes_as_their_value_needs() => WireForm.Is(
        new Positives(300, 300, 300, 300, 300, Size.Large),
        [
            0xAC, 0x02, // LEB128
            0xAC, 0x02, // MQTT
            0x41, 0x2C, // QUIC
            0x82, 0x2C, // VLQ
            0xFD, 0x2C, 0x01, // CompactSize
            0xAC, 0x02, // LEB128
        ]);

    [Fact]
    public void Signed_integers_are_extended_or_mapped() => WireForm.Is(
        new Negatives(-2, -2, -2, 2),
        [
            0x7E, // SLEB128
            0x03, // ZigZag
            0x7E, // VLQ
            0x02, // QUIC
        ]);

    [Fact]
    public void A_value_beyond_the_type_is_malformed() =>
        WireForm.Refuses<Small>([0x80, 0x02], "Value at byte 0: 256 does not fit byte");

    [Fact]
    public void An_encoding_of_too_many_bytes_is_malformed()
    {
        WireForm.Is(new TwoBytes(16383), 0xFF, 0x7F);
        Assert.Equal(WireErrorKind.Malformed, WireForm.Refuses<TwoBytes>([0x80, 0x80, 0x01]).Kind);
        WireForm.CannotWrite(new TwoBytes(16384), "Value is 16384, which does not fit 16 bits");
    }

    [Fact]
    public void Padding_is_refused_only_where_the_canonical_form_is_asked_for()
    {
        WireReader reader = new((byte[])[0x81, 0x00], isComplete: true);
        Assert.True(TwoBytes.TryRead(ref reader, out TwoBytes value));
        Assert.Equal(1U, value.Value);
        Assert.Equal(WireErrorKind.Malformed, WireForm.Refuses<Canonical>([0x81, 0x00]).Kind);
    }
}
