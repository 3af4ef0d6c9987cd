namespace ProtoSockets.Tests.Records;

public enum RecordType : ushort
{
    A = 1,
    Mx = 15,
    Txt = 16,
}

/// <summary>Unions whose tag is somewhere else: in an earlier member, in a property over earlier members, in the header.</summary>
public sealed partial class UnionTagTests
{
    /// <summary>Data of a DNS-like record (RFC 1035, section 3.3).</summary>
    [WireUnion]
    public readonly partial struct RData
    {
        [Discriminator, NotOnWire]
        public partial RecordType Type { get; }

        [Case(RecordType.A)]
        public readonly partial record struct Address(uint Value);

        [Case(RecordType.Mx)]
        public readonly partial record struct Exchange(ushort Preference, [LengthPrefixed<byte>] Utf8Text Host);

        [UnknownCase]
        public readonly partial record struct Unknown([Discriminator] RecordType Type, [Remaining] ReadOnlyMemory<byte> Bytes);
    }

    /// <summary>Computed from the union, behind other members and with its length.</summary>
    [WireStruct]
    public readonly partial record struct ResourceRecord
    {
        [TagOf(nameof(Data))]
        public partial RecordType Type { get; }

        public uint TimeToLive { get; init; }

        [LengthOf(nameof(Data))]
        public partial ushort Length { get; }

        public RData Data { get; init; }
    }

    /// <summary>Told by an ordinary member, which must agree.</summary>
    [WireStruct]
    public readonly partial record struct Told
    {
        public RecordType Type { get; init; }

        [DiscriminatedBy(nameof(Type)), LengthPrefixed<byte>]
        public RData Data { get; init; }

        public byte End { get; init; }
    }

    /// <summary>Told by a property over earlier members.</summary>
    [WireStruct]
    public readonly partial record struct Computed
    {
        public byte High { get; init; }

        public bool IsThere { get; init; }

        public byte Low { get; init; }

        public RecordType Type => (RecordType)((High << 8) | Low);

        [When(nameof(IsThere)), DiscriminatedBy(nameof(Type)), LengthPrefixed(VarIntFormat.Quic)]
        public RData? Data { get; init; }
    }

    [WireUnion]
    public readonly partial struct Body
    {
        [Discriminator, NotOnWire]
        public partial byte Type { get; }

        [Case(1)]
        public readonly partial record struct Number(int Value);

        [Case(2)]
        public readonly partial record struct Text([Remaining] ReadOnlyMemory<byte> Value);
    }

    [Protocol]
    public sealed partial class Wrapped
    {
        [Header]
        public readonly partial record struct Header
        {
            [MessageId]
            public byte Id { get; init; }

            public byte Type { get; init; }

            [FrameLength]
            public partial ushort Length { get; }
        }

        /// <summary>The tag is in the header, and computed.</summary>
        [Message(1)]
        public readonly partial record struct Carrier
        {
            [InHeader, TagOf(nameof(Body))]
            public partial byte Type { get; }

            public Body Body { get; init; }
        }

        /// <summary>The tag is the header's, and has to agree.</summary>
        [Message(2)]
        public readonly partial record struct Checked([DiscriminatedBy("Type")] Body Body);
    }

    [Fact]
    public void The_tag_in_front_is_computed()
    {
        ResourceRecord record = new() { TimeToLive = 60, Data = new RData.Address(0x7F000001) };
        Assert.Equal(RecordType.A, record.Type);
        WireForm.Is(record, 0, 1, 0, 0, 0, 60, 0, 4, 0x7F, 0, 0, 1);
        WireForm.Is(record with { Data = new RData.Exchange(10, "m"u8.ToArray()) }, 0, 15, 0, 0, 0, 60, 0, 4, 0, 10, 1, (byte)'m');
        WireForm.Is(record with { Data = new RData.Unknown(RecordType.Txt, new byte[] { 9 }) }, 0, 16, 0, 0, 0, 60, 0, 1, 9);
        WireForm.Refuses<ResourceRecord>([0, 1, 0, 0, 0, 60, 0, 5, 0x7F, 0, 0, 1, 0], "Data at byte 12: 1 bytes are left over");
        WireForm.CannotWrite(record with { Data = default }, "RData is no case: its default can't be written");
    }

    [Fact]
    public void The_tag_in_front_must_agree()
    {
        Told told = new() { Type = RecordType.A, Data = new RData.Address(1), End = 7 };
        WireForm.Is(told, 0, 1, 4, 0, 0, 0, 1, 7);
        WireForm.CannotWrite(told with { Type = RecordType.Mx }, "Data has the tag A, and Type says Mx");
        WireForm.CannotWrite(told with { Data = default }, "Data has the tag 0, and Type says A");
    }

    [Fact]
    public void The_tag_may_be_a_property_over_earlier_members()
    {
        Computed computed = new() { Low = 16, IsThere = true, Data = new RData.Unknown(RecordType.Txt, new byte[] { 1, 2 }) };
        WireForm.Is(computed, 0, 1, 16, 2, 1, 2);
        WireForm.Is(new Computed { Low = 16 }, 0, 0, 16);
        WireForm.CannotWrite(computed with { High = 1 }, "Data has the tag Txt, and Type says 272");
    }

    [Fact]
    public void The_tag_may_be_in_the_header()
    {
        Wrapped.Carrier carrier = new() { Body = new Body.Number(5) };
        byte[] bytes = carrier.ToBytes(default);
        Assert.Equal([1, 1, 0, 4, 0, 0, 0, 5], bytes);
        Assert.True(Wrapped.Carrier.TryRead(bytes, out Wrapped.Header header, out Wrapped.Carrier read, out _));
        Assert.Equal(carrier, read);
        Assert.Equal(1, header.Type);
        Assert.Equal([1, 2, 0, 2, 8, 9], new Wrapped.Carrier { Body = new Body.Text(new byte[] { 8, 9 }) }.ToBytes(default));
        bytes[1] = 3;
        Assert.False(Wrapped.Carrier.TryRead(bytes, out _, out _, out WireError? error));
        Assert.Equal("Body.Type at byte 4: no case has the tag 3", error?.ToString());

        Wrapped.Checked told = new(new Body.Number(5));
        Assert.Equal([2, 1, 0, 4, 0, 0, 0, 5], told.ToBytes(new Wrapped.Header { Type = 1 }));
        Assert.Equal("Body has the tag 1, and Type says 0", Assert.Throws<WireFormatException>(() => told.ToBytes(default)).Message);
        Assert.True(Wrapped.Checked.TryRead(told.ToBytes(new Wrapped.Header { Type = 1 }), out _, out Wrapped.Checked same, out _));
        Assert.Equal(told, same);
    }

    [Fact]
    public void A_union_without_its_tag_is_read_with_it()
    {
        RData data = new RData.Exchange(1, "ab"u8.ToArray());
        byte[] bytes = data.ToBytes();
        Assert.Equal([0, 1, 2, (byte)'a', (byte)'b'], bytes);
        Assert.Equal(data, RData.Read(bytes, RecordType.Mx));
        Assert.True(RData.TryRead(bytes.AsSpan(), RecordType.Mx, out RData read, out int consumed, out _));
        Assert.Equal((data, 5), (read, consumed));
    }
}
