namespace ProtoSockets.Tests.Records;

/// <summary>Lengths and counts of which one value says that there is nothing.</summary>
public sealed partial class NullLengthTests
{
    [WireStruct]
    public readonly partial record struct Inner(byte Left, [Remaining] ReadOnlyMemory<byte> Rest);

    [WireUnion]
    public readonly partial struct Shape
    {
        [Discriminator, NotOnWire]
        public partial byte Code { get; }

        [Case(1)]
        public readonly partial record struct Circle(ushort Radius);

        [UnknownCase]
        public readonly partial record struct Unknown([Discriminator] byte Code, [Remaining] ReadOnlyMemory<byte> Content);
    }

    [WireStruct]
    public readonly partial record struct Zero
    {
        public byte Code { get; init; }

        [LengthOf(nameof(Shape), Null = 0)]
        public partial ushort Length { get; }

        [DiscriminatedBy(nameof(Code))]
        public Shape? Shape { get; init; }

        public byte After { get; init; }
    }

    [WireStruct]
    public readonly partial record struct Minus
    {
        [LengthOf(nameof(Inner), Null = -1)]
        public partial int Length { get; }

        public Inner? Inner { get; init; }

        [CountOf(nameof(Numbers), Null = 0)]
        public partial byte Count { get; }

        public WireList<ushort>? Numbers { get; init; }

        [LengthOf(nameof(Text), Null = 0xFF)]
        public partial byte TextLength { get; }

        public string? Text { get; init; }
    }

    [Fact]
    public void A_union_may_not_be_there()
    {
        WireForm.Is(new Zero { Code = 1, Shape = new Shape.Circle(0x0102), After = 9 }, 1, 0, 2, 1, 2, 9);
        WireForm.Is(new Zero { Code = 7, Shape = new Shape.Unknown(7, new byte[] { 5 }), After = 9 }, 7, 0, 1, 5, 9);
        WireForm.Is(new Zero { Code = 1, Shape = null, After = 9 }, 1, 0, 0, 9);
    }

    [Fact]
    public void A_record_may_not_be_there()
    {
        WireForm.Is(new Minus { Inner = new Inner(7, new byte[] { 8 }), Numbers = new ushort[] { 1 }, Text = "a" }, 0, 0, 0, 2, 7, 8, 1, 0, 1, 1, (byte)'a');
        WireForm.Is(default(Minus), 0xFF, 0xFF, 0xFF, 0xFF, 0, 0xFF);
    }

    [Fact]
    public void A_value_that_would_be_read_as_null_is_not_written()
    {
        Assert.Equal(
            "Shape would be read as null: 0 says that it is not there",
            Assert.Throws<WireFormatException>(() => new Zero { Code = 7, Shape = new Shape.Unknown(7, default) }.ToBytes()).Message);
        Assert.Equal(
            "Numbers would be read as null: 0 says that it is not there",
            Assert.Throws<WireFormatException>(() => new Minus { Numbers = default(WireList<ushort>) }.ToBytes()).Message);
        Assert.Equal(
            "Text would be read as null: 255 says that it is not there",
            Assert.Throws<WireFormatException>(() => new Minus { Text = new string('a', 255) }.ToBytes()).Message);
        Assert.Equal(254 + 6, new Minus { Text = new string('a', 254) }.ToBytes().Length);
    }
}
