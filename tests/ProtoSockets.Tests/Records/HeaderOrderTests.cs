using ProtoSockets.Runtime;

namespace ProtoSockets.Tests.Records;

/// <summary>GIOP, the protocol of CORBA (CORBA 3.0, chapter 15): a bit of the header chooses the byte order of the frame's length and of the body.</summary>
[Protocol(MaxFrameBytes = 256)]
public sealed partial class Giop
{
    /// <summary><c>MessageHeader_1_1</c> (15.4.1).</summary>
    [Header, ByteOrder(nameof(IsLittle))]
    public readonly partial record struct Header
    {
        [Magic("GIOP")]
        public ushort Version { get; init; }

        [Bits(6)]
        public byte Unused { get; init; }

        [Bits(1)]
        public bool HasMore { get; init; }

        [Bits(1)]
        public bool IsLittle { get; init; }

        [MessageId]
        public byte Kind { get; init; }

        [FrameLength]
        public partial uint Size { get; }
    }

    /// <summary><c>LocateRequestHeader_1_0</c> (15.4.6).</summary>
    [Request<LocateReply>(3), ByteOrder]
    public readonly partial record struct LocateRequest(
        [CorrelationId] uint RequestId, [LengthPrefixed<uint>, MaxBytes(64)] ReadOnlyMemory<byte> ObjectKey, [InHeader] bool IsLittle = false, [InHeader] ushort Version = 0x0100);

    /// <summary><c>LocateReplyHeader_1_0</c> (15.4.7).</summary>
    [Reply(4), ByteOrder]
    public readonly partial record struct LocateReply([CorrelationId] uint RequestId, uint Status, [InHeader] bool IsLittle = false, [InHeader] ushort Version = 0x0100);

    /// <summary>Not of the specification: each member in the order that it says.</summary>
    [Message(200)]
    public readonly partial record struct Mixed(ushort Big, [LittleEndian] ushort Little, [ByteOrder(nameof(IsLittle))] ushort Either, [InHeader] bool IsLittle, [InHeader] ushort Version = 0x0100);

    /// <summary>Nor this: what it holds leaves its order open, too.</summary>
    [Message(201), ByteOrder]
    public readonly partial record struct Deep([MaxCount(4)] WireList<ushort> Numbers, Inner Inner, [InHeader] bool IsLittle, [InHeader] ushort Version = 0x0100);

    [WireStruct, ByteOrder]
    public readonly partial record struct Inner(uint Value, [Bits(4)] byte High, [Bits(12)] ushort Low);
}

/// <summary>A number in front chooses, as the first byte of D-Bus and of X11 does; the length counts sections.</summary>
[Protocol(MaxFrameBytes = 256)]
public sealed partial class Endian
{
    public enum Mark : byte
    {
        Big = (byte)'B',
        Little = (byte)'l',
    }

    [Header, ByteOrder(nameof(Mark), Endian.Mark.Little)]
    public readonly partial record struct Header
    {
        [OneOf(Endian.Mark.Big, Endian.Mark.Little)]
        public Mark Mark { get; init; }

        [MessageId]
        public byte Kind { get; init; }

        [FrameLength, LengthOf("Data")]
        public partial ushort Length { get; }

        [Checksum<Crc32>(Over = ChecksumRange.Frame, SelfAsZero = true)]
        public partial uint Check { get; }
    }

    [Message(1), ByteOrder]
    public readonly partial record struct Put([Section("Data")] uint Value, [InHeader] Mark Mark);
}

/// <summary>A header whose member chooses the byte order of what follows it, the frame's length included.</summary>
public sealed class HeaderOrderTests
{
    private static readonly byte[] BigRequest =
    [
        .. "GIOP"u8, /* Version */ 1, 0, /* flags */ 0, /* Kind */ 3, /* Size */ 0, 0, 0, 11,
        /* RequestId */ 0, 0, 0, 7, /* ObjectKeyLength */ 0, 0, 0, 3, .. "key"u8,
    ];

    private static readonly byte[] LittleRequest =
    [
        .. "GIOP"u8, /* Version */ 1, 0, /* flags */ 1, /* Kind */ 3, /* Size */ 11, 0, 0, 0,
        /* RequestId */ 7, 0, 0, 0, /* ObjectKeyLength */ 3, 0, 0, 0, .. "key"u8,
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void It_holds_for_the_rest_of_the_header_and_for_bodies_that_leave_theirs_open(bool isLittle)
    {
        byte[] bytes = isLittle ? LittleRequest : BigRequest;
        Giop.LocateRequest request = new(7, "key"u8.ToArray(), isLittle);
        Assert.Equal(bytes, request.ToBytes(default));
        Assert.True(Giop.LocateRequest.TryRead(bytes, out Giop.Header header, out Giop.LocateRequest read, out _));
        Assert.Equal(request, read);
        Assert.Equal((11u, isLittle, false), (header.Size, header.IsLittle, header.HasMore));
        for (int cut = 0; cut < bytes.Length; cut++)
        {
            Assert.False(Giop.LocateRequest.TryRead(bytes.AsMemory(0, cut), out _, out _, out WireError? error));
            Assert.Equal(WireErrorKind.Incomplete, error!.Kind);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Frames_are_found_by_the_length_in_the_order_of_their_header(bool isLittle)
    {
        byte[] bytes = isLittle ? LittleRequest : BigRequest;
        for (int cut = 0; cut < bytes.Length; cut++)
        {
            FrameScan scan = new(Side.Client);
            Assert.Equal(FrameStatus.Incomplete, Giop.Wire.Find(bytes.AsSpan(0, cut), ref scan, 256, out _, out _));
        }

        FrameScan whole = new(Side.Client);
        Assert.Equal(FrameStatus.Found, Giop.Wire.Find([.. bytes, 1, 2, 3], ref whole, 256, out FrameBounds bounds, out _));
        Assert.Equal(new FrameBounds(0, bytes.Length, bytes.Length), bounds);
        WireReader reader = new(bytes, isComplete: true, Side.Client);
        Assert.True(Giop.Wire.TryReadRoute(ref reader, out FrameRoute route));
        Assert.Equal(new FrameRoute(FrameKind.Request, 3, 7), route);
    }

    [Fact]
    public void The_wrong_order_is_another_length_and_over_the_limit()
    {
        byte[] bytes = [.. LittleRequest];
        bytes[6] = 0;
        FrameScan scan = new(Side.Client);
        Assert.Equal(FrameStatus.Malformed, Giop.Wire.Find(bytes, ref scan, 256, out _, out string? reason));
        Assert.Contains("256", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_bits_of_the_byte_choose_nothing()
    {
        byte[] bytes = [.. BigRequest];
        bytes[6] = 0xFE;
        FrameScan scan = new(Side.Client);
        Assert.Equal(FrameStatus.Found, Giop.Wire.Find(bytes, ref scan, 256, out _, out _));
        Assert.True(Giop.LocateRequest.TryRead(bytes, out Giop.Header header, out Giop.LocateRequest read, out _));
        Assert.Equal((7u, true, 63), (read.RequestId, header.HasMore, header.Unused));
    }

    [Fact]
    public void Messages_that_say_nothing_keep_their_own_order()
    {
        byte[] bytes = [.. "GIOP"u8, /* Version */ 1, 0, /* flags */ 1, /* Kind */ 200, /* Size */ 6, 0, 0, 0, /* Big */ 0, 1, /* Little */ 2, 0, /* Either */ 3, 0];
        Giop.Mixed mixed = new(1, 2, 3, IsLittle: true);
        Assert.Equal(bytes, mixed.ToBytes(default));
        Assert.True(Giop.Mixed.TryRead(bytes, out _, out Giop.Mixed read, out _));
        Assert.Equal(mixed, read);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Records_and_lists_inside_follow(bool isLittle)
    {
        byte[] body = isLittle
            ? [/* Numbers */ 2, 1, 0, 2, 0, /* Value */ 4, 0, 0, 0, /* High, Low */ 6, 0x50]
            : [/* Numbers */ 2, 0, 1, 0, 2, /* Value */ 0, 0, 0, 4, /* High, Low */ 0x50, 6];
        byte[] bytes = [.. "GIOP"u8, 1, 0, isLittle ? (byte)1 : (byte)0, 201, .. isLittle ? (byte[])[11, 0, 0, 0] : [0, 0, 0, 11], .. body];
        Giop.Deep deep = new(new ushort[] { 1, 2 }, new(4, 5, 6), isLittle);
        Assert.Equal(bytes, deep.ToBytes(default));
        Assert.True(Giop.Deep.TryRead(bytes, out _, out Giop.Deep read, out _));
        Assert.Equal([1, 2], read.Numbers.ToArray());
        Assert.Equal(deep.Inner, read.Inner);
    }

    [Theory]
    [InlineData(Endian.Mark.Big)]
    [InlineData(Endian.Mark.Little)]
    public void A_number_in_front_may_choose_and_a_checksum_follows(Endian.Mark mark)
    {
        byte[] bytes = new Endian.Put(0x01020304, mark).ToBytes(default);
        byte[] expected = mark == Endian.Mark.Big
            ? [(byte)'B', /* Kind */ 1, /* Length */ 0, 4, /* Check */ 0xAC, 0x97, 0x45, 0x1D, /* Value */ 1, 2, 3, 4]
            : [(byte)'l', /* Kind */ 1, /* Length */ 4, 0, /* Check */ 0x46, 0xE3, 0xFD, 0x56, /* Value */ 4, 3, 2, 1];
        Assert.Equal(expected, bytes);
        FrameScan scan = new(Side.Client);
        Assert.Equal(FrameStatus.Found, Endian.Wire.Find(bytes, ref scan, 256, out FrameBounds bounds, out _));
        Assert.Equal(12, bounds.FrameLength);
        Assert.True(Endian.Put.TryRead(bytes, out _, out Endian.Put read, out _));
        Assert.Equal(new Endian.Put(0x01020304, mark), read);
        bytes[0] = (byte)'x';
        Assert.False(Endian.Put.TryRead(bytes, out _, out _, out WireError? neither));
        Assert.Contains("Header.Mark", neither!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_dump_shows_it()
    {
        string dump = Giop.Describe(LittleRequest, Side.Client);
        Assert.Contains("Size = 11", dump, StringComparison.Ordinal);
        Assert.Contains("RequestId = 7", dump, StringComparison.Ordinal);
    }
}
