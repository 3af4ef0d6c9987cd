using ProtoSockets.Runtime;

namespace ProtoSockets.Tests.Wire;

public class MqttVarIntTests
{
    // MQTT 5.0, table 1-1.
    public static TheoryData<ulong, byte[]> Vectors => new()
    {
        { 0, [0x00] },
        { 127, [0x7F] },
        { 128, [0x80, 0x01] },
        { 16_383, [0xFF, 0x7F] },
        { 16_384, [0x80, 0x80, 0x01] },
        { 2_097_151, [0xFF, 0xFF, 0x7F] },
        { 2_097_152, [0x80, 0x80, 0x80, 0x01] },
        { 268_435_455, [0xFF, 0xFF, 0xFF, 0x7F] },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Vectors_are_read_and_written(ulong value, byte[] bytes)
    {
        Assert.Equal(value, Harness.Read<ulong>(bytes, (ref r, out v) => MqttVarInt.TryRead(ref r, 4, canonical: true, out v)));
        Assert.Equal(bytes, Harness.Write(MqttVarInt.GetSize(value), (ref w) => MqttVarInt.Write(ref w, value)));
        Harness.EveryTruncationFails<ulong>(bytes, (ref r, out v) => MqttVarInt.TryRead(ref r, 4, canonical: false, out v));
    }

    [Fact]
    public void A_fourth_byte_that_says_more_is_malformed_whatever_the_limit()
    {
        byte[] bytes = [0x80, 0x80, 0x80, 0x80, 0x01];
        Assert.Equal("the integer is longer than 4 bytes", Harness.Fails<ulong>(bytes, (ref r, out v) => MqttVarInt.TryRead(ref r, 10, canonical: false, out v)).Reason);
    }

    [Fact]
    public void Padding_is_malformed_where_the_shortest_form_is_asked_for()
    {
        byte[] padded = [0x80, 0x00]; // 0 in two bytes
        Assert.Equal(0UL, Harness.Read<ulong>(padded, (ref r, out v) => MqttVarInt.TryRead(ref r, 4, canonical: false, out v)));
        Assert.Contains("shortest form", Harness.Fails<ulong>(padded, (ref r, out v) => MqttVarInt.TryRead(ref r, 4, canonical: true, out v)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_fit_four_bytes_cannot_be_written()
    {
        Assert.Equal(
            "The value 268435456 is too large for a variable byte integer of MQTT, which holds at most 268435455.",
            Harness.Refuses((ref w) => MqttVarInt.Write(ref w, 268_435_456)));
        Assert.Equal(4, MqttVarInt.GetSize(268_435_456));
    }
}
