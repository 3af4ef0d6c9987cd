using ProtoSockets.Tests.Framing;
using ProtoSockets.Tests.Text;

namespace ProtoSockets.Tests.Records;

/// <summary>
/// A CompactSize has one form of each value (Bitcoin Core, serialize.h: "non-canonical ReadCompactSize()"): wherever one stands, one that is longer than need be is malformed, at its place.
/// </summary>
public sealed partial class CompactSizeTests
{
    [WireStruct]
    public readonly partial record struct Number([VarInt(VarIntFormat.CompactSize)] ulong Value);

    [WireStruct]
    public readonly partial record struct Text([LengthPrefixed(VarIntFormat.CompactSize), MaxBytes(300)] string Value);

    [WireStruct]
    public readonly partial record struct Blob([LengthPrefixed(VarIntFormat.CompactSize), MaxBytes(300)] ReadOnlyMemory<byte> Value);

    [WireStruct]
    public readonly partial record struct Bytewise([LengthPrefixed(VarIntFormat.CompactSize), MaxBytes(300)] WireList<byte> Value);

    [WireStruct]
    public readonly partial record struct Counted([CountPrefixed(VarIntFormat.CompactSize), MaxCount(300)] ushort[] Value);

    [WireStruct]
    public readonly partial record struct Records([CountPrefixed(VarIntFormat.CompactSize), MaxCount(300)] WireList<Number> Value);

    [WireStruct]
    public readonly partial record struct Scoped([LengthPrefixed(VarIntFormat.CompactSize)] Number Value);

    [WireStruct]
    public readonly partial record struct Told
    {
        [LengthOf(nameof(Content)), VarInt(VarIntFormat.CompactSize)]
        public partial uint Value { get; }

        [MaxBytes(300)]
        public ReadOnlyMemory<byte> Content { get; init; }
    }

    [WireUnion]
    public readonly partial struct Choice
    {
        [Discriminator, VarInt(VarIntFormat.CompactSize)]
        public partial ushort Value { get; }

        [Case(1)]
        public readonly partial record struct One;
    }

    [Protocol(MaxFrameBytes = 400)]
    public sealed partial class Headed
    {
        [Header]
        public readonly partial record struct Head
        {
            [FrameLength(Counts = FrameLengthCounts.Rest), VarInt(VarIntFormat.CompactSize)]
            public partial uint Length { get; }

            [MessageId]
            public byte Id { get; init; }
        }

        [Message(1)]
        public readonly partial record struct Load([Remaining, MaxBytes(300)] ReadOnlyMemory<byte> Value);
    }

    [Protocol(MaxFrameBytes = 400), LengthPrefixed(VarIntFormat.CompactSize)]
    public sealed partial class Prefixed
    {
        [Message]
        public readonly partial record struct Load([Remaining, MaxBytes(300)] ReadOnlyMemory<byte> Value);
    }

    [Protocol(MaxFrameBytes = 400), SelfDelimiting]
    public sealed partial class Ended
    {
        [Message]
        public readonly partial record struct Load([VarInt(VarIntFormat.CompactSize)] ushort Front, [LengthPrefixed(VarIntFormat.CompactSize), MaxBytes(300)] ReadOnlyMemory<byte> Value);
    }

    /// <summary>1 in 3, 5 and 9 bytes, and the largest value of each size in the next one.</summary>
    public static TheoryData<string> Padded => ["FD0100", "FE01000000", "FF0100000000000000", "FDFC00", "FEFFFF0000", "FFFFFFFFFF00000000"];

    [Theory]
    [MemberData(nameof(Padded))]
    public void One_that_is_longer_than_need_be_is_malformed_wherever_it_stands(string number)
    {
        byte[] bytes = [.. Convert.FromHexString(number), .. new byte[300]];
        Refuses<Number>(bytes, Number.View.TryCreate(bytes, out _, out WireError? error), error, Number.Describe(bytes));
        Refuses<Text>(bytes, Text.View.TryCreate(bytes, out _, out error), error, Text.Describe(bytes));
        Refuses<Blob>(bytes, Blob.View.TryCreate(bytes, out _, out error), error, Blob.Describe(bytes));
        Refuses<Bytewise>(bytes, Bytewise.View.TryCreate(bytes, out _, out error), error, Bytewise.Describe(bytes));
        Refuses<Counted>(bytes, Counted.View.TryCreate(bytes, out _, out error), error, Counted.Describe(bytes));
        Refuses<Records>(bytes, Records.View.TryCreate(bytes, out _, out error), error, Records.Describe(bytes));
        Refuses<Scoped>(bytes, Scoped.View.TryCreate(bytes, out _, out error), error, Scoped.Describe(bytes));
        Refuses<Told>(bytes, Told.View.TryCreate(bytes, out _, out error), error, Told.Describe(bytes));
        Refuses<Choice>(bytes, Choice.View.TryCreate(bytes, out _, out error), error, Choice.Describe(bytes));
    }

    [Theory]
    [MemberData(nameof(Padded))]
    public void So_is_the_length_of_a_frame(string number)
    {
        byte[] bytes = [.. Convert.FromHexString(number), .. new byte[300]];
        Assert.Equal("the length of the frame is not in its shortest form, the only one allowed", FrameStream.Refuse(bytes, TextProtocolTests.Of<Headed.Wire>(Side.Client)));
        Assert.Equal("the length prefix is not in its shortest form, the only one allowed", FrameStream.Refuse(bytes, TextProtocolTests.Of<Prefixed.Wire>(Side.Client)));
        Assert.Equal("the integer at byte 0 is not in its shortest form, the only one allowed", FrameStream.Refuse(bytes, TextProtocolTests.Of<Ended.Wire>(Side.Client)));
        Assert.Equal("the integer at byte 1 is not in its shortest form, the only one allowed", FrameStream.Refuse([7, .. bytes], TextProtocolTests.Of<Ended.Wire>(Side.Client)));
    }

    [Fact]
    public void The_shortest_form_is_read()
    {
        byte[] load = new byte[253];
        WireForm.Is(new Blob(load), [0xFD, 0xFD, 0x00, .. load]);
        WireForm.Is(new Blob(load.AsMemory(1)), [0xFC, .. load[1..]]);
        WireForm.Is(new Number(0x1_0000), 0xFE, 0x00, 0x00, 0x01, 0x00);
        WireForm.Is(new Number(0x1_0000_0000), 0xFF, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00);
        Assert.Single(FrameStream.Split([0xFD, 0xFD, 0x00, .. load], TextProtocolTests.Of<Prefixed.Wire>(Side.Client)));
        Assert.Single(FrameStream.Split([0x01, 0xFD, 0xFD, 0x00, .. load], TextProtocolTests.Of<Ended.Wire>(Side.Client)));
    }

    private static void Refuses<T>(byte[] bytes, bool isSeen, WireError? error, string dump)
        where T : IWireSerializable<T>
    {
        WireError read = WireForm.Refuses<T>(bytes);
        Assert.Equal(WireErrorKind.Malformed, read.Kind);
        Assert.Equal(0, read.Offset);
        Assert.Matches("^the integer (takes [359] bytes, and its shortest form, the only one allowed, [135]|is longer than [35] bytes)$", read.Reason);
        Assert.False(isSeen);
        Assert.Equal(read.ToString(), error!.ToString());
        Assert.Contains(read.Reason, dump, StringComparison.Ordinal);
    }
}
