namespace ProtoSockets.Tests.Records;

public sealed partial class CodecTests
{
    [Codec<CelsiusCodec>]
    public readonly record struct Celsius(double Degrees);

    /// <summary>Tenths of a degree in two bytes.</summary>
    public sealed class CelsiusCodec : IWireCodec<Celsius>
    {
        public static bool TryRead(ref WireReader reader, out Celsius value)
        {
            value = default;
            if (!reader.TryTake(2, out ReadOnlySpan<byte> bytes))
            {
                return false;
            }

            value = new Celsius(((bytes[0] << 8) | bytes[1]) / 10.0);
            return bytes[0] < 0x80 || reader.Malformed("below zero");
        }

        public static void Write(ref WireWriter writer, Celsius value)
        {
            int tenths = (int)(value.Degrees * 10);
            Span<byte> bytes = writer.Take(2);
            bytes[0] = (byte)(tenths >> 8);
            bytes[1] = (byte)tenths;
        }

        public static int GetSize(Celsius value) => 2;
    }

    /// <summary>As many bytes as the kind says; announces more than it needs.</summary>
    public sealed class PayloadCodec : IWireCodec<ReadOnlyMemory<byte>, byte>
    {
        public static bool TryRead(ref WireReader reader, byte argument, out ReadOnlyMemory<byte> value) => reader.TryBorrow(argument, out value);

        public static void Write(ref WireWriter writer, byte argument, ReadOnlyMemory<byte> value) => writer.Write(value.Span);

        public static int GetSize(byte argument, ReadOnlyMemory<byte> value) => argument + 5;
    }

    [WireStruct]
    public readonly partial record struct Weather(Celsius Now, [CountPrefixed<byte>] Celsius[] Past, [CountPrefixed<byte>] WireList<Celsius> Next);

    [WireStruct]
    public readonly partial record struct Payload(byte Kind, [Codec<PayloadCodec>(nameof(Payload.Kind))] ReadOnlyMemory<byte> Data);

    [WireStruct]
    public readonly partial record struct Measured
    {
        [LengthOf(nameof(Kind), nameof(Data))]
        public partial ushort Length { get; }

        public byte Kind { get; init; }

        [Codec<PayloadCodec>(nameof(Kind))]
        public ReadOnlyMemory<byte> Data { get; init; }
    }

    [Fact]
    public void A_type_can_bring_its_codec() => WireForm.Is(
        new Weather(new(25.6), [new(0.1)], (Celsius[])[new(0.2), new(0.3)]),
        0x01, 0x00, 1, 0x00, 0x01, 2, 0x00, 0x02, 0x00, 0x03);

    [Fact]
    public void A_codec_says_what_is_wrong_and_the_record_says_where()
    {
        Assert.Equal("Now", WireForm.Refuses<Weather>([0x80, 0]).Path);
        Assert.Equal("Past[0]", WireForm.Refuses<Weather>([0, 0, 1, 0x80, 0]).Path);
    }

    [Fact]
    public void A_codec_can_be_told_an_earlier_member()
    {
        Payload value = new(2, new byte[] { 7, 8 });
        byte[] bytes = value.ToBytes();

        Assert.Equal([2, 7, 8], bytes);
        Assert.Equal(value, Payload.Read(bytes));
        Assert.Null(((Func<int?>)MaxSize<Payload>)());
    }

    [Fact]
    public void A_length_is_what_a_codec_wrote_and_not_what_it_announced()
    {
        Measured value = new() { Kind = 2, Data = new byte[] { 7, 8 } };

        Assert.Equal([0, 3, 2, 7, 8], value.ToBytes());
        Assert.Equal(value, Measured.Read(value.ToBytes()));
    }

    private static int? MaxSize<T>()
        where T : IWireSerializable<T> => T.MaxWireSize;
}
