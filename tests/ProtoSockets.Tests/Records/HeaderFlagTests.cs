namespace ProtoSockets.Tests.Records;

/// <summary>[FlagOf] in a header: whether a member of the message behind it is there.</summary>
public sealed partial class HeaderFlagTests
{
    /// <summary>A header with flags, as GRE's has one for each field that may be missing (RFC 2784, section 2.1; RFC 2890, section 2).</summary>
    [Protocol(MaxFrameBytes = 256)]
    public sealed partial class Tunnel
    {
        [Header]
        public readonly partial record struct Header
        {
            [Bits(1), FlagOf("Key")]
            public partial bool HasKey { get; }

            [Bits(1), FlagOf("Sequence")]
            public partial bool HasSequence { get; }

            [Bits(6)]
            public byte Version { get; init; }

            [FlagOf("Trailer")]
            public partial bool HasTrailer { get; }

            [MessageId]
            public byte Kind { get; init; }

            [FrameLength]
            public partial byte Length { get; }
        }

        [Message(1)]
        public readonly partial record struct Packet
        {
            [When(nameof(Header.HasKey))]
            public uint? Key { get; init; }

            [When(nameof(Header.HasSequence)), MaxBytes(9)]
            public string? Sequence { get; init; }

            [Remaining]
            public Utf8Text Payload { get; init; }
        }

        [Message(2)]
        public readonly partial record struct Bare(byte Value);

        /// <summary>The member is always there, or for a reason of its own: the flag has to agree.</summary>
        [Message(3)]
        public readonly partial record struct Own
        {
            public bool IsLong { get; init; }

            [When(nameof(IsLong))]
            public ushort? Key { get; init; }

            public byte Trailer { get; init; }
        }
    }

    private static readonly Tunnel.Packet Whole = new() { Key = 7, Sequence = "ab", Payload = "hi" };

    private static readonly byte[] WholeBytes =
    [
        0xC5, // HasKey, HasSequence, Version 5
        0, // HasTrailer
        1, // Kind
        9, // Length
        0, 0, 0, 7, // Key
        2, (byte)'a', (byte)'b', // Sequence
        (byte)'h', (byte)'i', // Payload
    ];

    [Fact]
    public void A_flag_is_set_for_a_member_that_is_there()
    {
        Assert.Equal(Convert.ToHexString(WholeBytes), Convert.ToHexString(Whole.ToBytes(new Tunnel.Header { Version = 5 })));
        Assert.Equal("80000106" + "00000007" + "6869", Convert.ToHexString((Whole with { Sequence = null }).ToBytes(default)));
        Assert.Equal("00000102" + "6869", Convert.ToHexString((Whole with { Key = null, Sequence = null }).ToBytes(default)));
        Assert.Equal("00000201" + "09", Convert.ToHexString(new Tunnel.Bare(9).ToBytes(default)));
    }

    [Fact]
    public void A_member_is_read_when_its_flag_is_set()
    {
        Assert.True(Tunnel.Packet.TryRead(WholeBytes, out Tunnel.Header header, out Tunnel.Packet packet, out WireError? error), error?.ToString());
        Assert.Equal(Whole, packet);
        Assert.True(header.HasKey);
        Assert.True(header.HasSequence);
        Assert.False(header.HasTrailer);
        Assert.True(Tunnel.Packet.TryRead(Convert.FromHexString("00000102" + "6869"), out header, out packet, out _));
        Assert.Null(packet.Key);
        Assert.Null(packet.Sequence);
        Assert.False(header.HasKey);
    }

    [Fact]
    public void A_message_is_cut_at_every_length()
    {
        for (int length = 0; length < WholeBytes.Length; length++)
        {
            Assert.False(Tunnel.Packet.TryRead(WholeBytes.AsMemory(..length), out _, out _, out WireError? error));
            Assert.Equal(WireErrorKind.Incomplete, error!.Kind);
        }
    }

    [Theory]
    [InlineData("80000201" + "09", "HasKey at byte 4: is true, and Key is not there")]
    [InlineData("00010201" + "09", "HasTrailer at byte 4: is true, and Trailer is not there")]
    public void A_flag_of_a_member_that_the_message_does_not_have_is_refused(string hex, string message)
    {
        Assert.False(Tunnel.Bare.TryRead(Convert.FromHexString(hex), out _, out _, out WireError? error));
        Assert.Equal(message, error!.ToString());
    }

    [Fact]
    public void A_flag_has_to_agree_with_what_else_says_that_a_member_is_there()
    {
        byte[] bytes = new Tunnel.Own { IsLong = true, Key = 3, Trailer = 5 }.ToBytes(default);
        Assert.Equal("80010304" + "01" + "0003" + "05", Convert.ToHexString(bytes));
        Assert.True(Tunnel.Own.TryRead(bytes, out _, out Tunnel.Own own, out _));
        Assert.Equal((ushort)3, own.Key);
        Assert.Equal("00010302" + "00" + "05", Convert.ToHexString(new Tunnel.Own { Trailer = 5 }.ToBytes(default)));
        Assert.False(Tunnel.Own.TryRead(Convert.FromHexString("00010304" + "01" + "0003" + "05"), out _, out _, out WireError? error));
        Assert.Equal("HasKey at byte 8: is false, and Key is there", error!.ToString());
        Assert.False(Tunnel.Own.TryRead(Convert.FromHexString("80000304" + "01" + "0003" + "05"), out _, out _, out error));
        Assert.Equal("HasTrailer at byte 8: is false, and Trailer is there", error!.ToString());
    }

    [Fact]
    public void A_dump_shows_members_by_their_flags() => Assert.Contains("Sequence", Tunnel.Describe(WholeBytes, Side.Client), StringComparison.Ordinal);
}
