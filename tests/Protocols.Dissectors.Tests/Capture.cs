using ProtoSockets;

namespace Dissectors.Tests;

/// <summary>A capture file (draft-ietf-opsawg-pcap, section 4), of Ethernet frames.</summary>
[WireStruct, LittleEndian]
public readonly partial record struct Capture
{
    [Constant(0xA1B2C3D4)]
    public partial uint Mark { get; }

    [Constant(2)]
    public partial ushort Major { get; }

    [Constant(4)]
    public partial ushort Minor { get; }

    [Reserved(8)]
    public uint SnapLength { get; init; }

    /// <summary>LINKTYPE_ETHERNET.</summary>
    [Constant(1)]
    public partial uint LinkType { get; }

    [Remaining]
    public CapturedPacket[] Packets { get; init; }
}

/// <summary>A packet (section 5).</summary>
[WireStruct, LittleEndian]
public readonly partial record struct CapturedPacket
{
    [UnixTime, Bytes(4)]
    public DateTimeOffset Time { get; init; }

    public uint Microseconds { get; init; }

    [LengthOf(nameof(Frame))]
    public partial uint CapturedLength { get; }

    public uint OriginalLength { get; init; }

    public EthernetFrame Frame { get; init; }
}

/// <summary>Ethernet II with IPv4 in it.</summary>
[WireStruct, BigEndian]
public readonly partial record struct EthernetFrame
{
    public MacAddress To { get; init; }

    public MacAddress From { get; init; }

    [Constant(0x0800)]
    public partial ushort Type { get; }

    public Ipv4Packet Packet { get; init; }
}

/// <summary>
/// RFC 791, section 3.1, without options.
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |Version|  IHL  |Type of Service|          Total Length         |
/// |         Identification        |Flags|      Fragment Offset    |
/// |  Time to Live |    Protocol   |         Header Checksum       |
/// |                       Source Address                          |
/// |                    Destination Address                        |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// </code>
/// </summary>
[WireStruct, BigEndian]
public readonly partial record struct Ipv4Packet
{
    /// <summary>What stands in front of the payload.</summary>
    private const int HeaderBytes = 20;

    [Bits(4), Constant(4)]
    public partial byte Version { get; }

    [Bits(4), Constant(HeaderBytes / 4)]
    public partial byte HeaderWords { get; }

    public byte Service { get; init; }

    [LengthOf(nameof(Payload), Bias = HeaderBytes)]
    public partial ushort TotalLength { get; }

    public ushort Identification { get; init; }

    [Bits(3)]
    public byte Flags { get; init; }

    [Bits(13)]
    public ushort FragmentOffset { get; init; }

    public byte TimeToLive { get; init; }

    [TagOf(nameof(Payload))]
    public partial byte Protocol { get; }

    [Checksum<InternetChecksum>(To = nameof(To), SelfAsZero = true)]
    public partial ushort HeaderChecksum { get; }

    public Ipv4Address From { get; init; }

    public Ipv4Address To { get; init; }

    public Transport Payload { get; init; }
}

/// <summary>What IPv4 carries, by protocol number.</summary>
[WireUnion, BigEndian]
public readonly partial struct Transport
{
    [Discriminator, NotOnWire]
    public partial byte Protocol { get; }

    /// <summary>RFC 9293, section 3.1, without options.</summary>
    [Case(6)]
    public readonly partial record struct Tcp
    {
        public ushort From { get; init; }

        public ushort To { get; init; }

        public uint Sequence { get; init; }

        public uint Acknowledgment { get; init; }

        [Bits(4), Constant(5)]
        public partial byte DataOffset { get; }

        [Reserved(Bits = 6), Bits(6)]
        public TcpControl Flags { get; init; }

        public ushort Window { get; init; }

        [Checksum<TransportChecksum>(SelfAsZero = true)]
        public partial ushort Checksum { get; }

        public ushort Urgent { get; init; }

        [Remaining]
        public ReadOnlyMemory<byte> Data { get; init; }
    }

    /// <summary>RFC 768.</summary>
    [Case(17)]
    public readonly partial record struct Udp
    {
        public ushort From { get; init; }

        public ushort To { get; init; }

        [LengthOf(nameof(Data), Bias = 8)]
        public partial ushort Length { get; }

        [Checksum<TransportChecksum>(SelfAsZero = true)]
        public partial ushort Checksum { get; }

        public ReadOnlyMemory<byte> Data { get; init; }
    }
}

/// <summary>The control bits of TCP.</summary>
[Flags]
public enum TcpControl : byte
{
    None = 0,
    Fin = 1,
    Syn = 2,
    Push = 8,
    Acknowledge = 16,
}

/// <summary>
/// The checksum of TCP and UDP, which covers a header of IP's besides: addresses, protocol, length (RFC 9293, section 3.1). A record does not see what is around it, so that whoever reads
/// or writes one says what that is, as with the key of a message authentication code.
/// </summary>
public readonly struct TransportChecksum : IChecksum<TransportChecksum, ushort>
{
    [ThreadStatic]
    private static byte[]? t_pseudoHeader;

    /// <summary>Says what is around segments that are read or written from here on.</summary>
    public static void Between(Ipv4Address from, Ipv4Address to, byte protocol) => t_pseudoHeader = new PseudoHeader(from, to, 0, protocol).ToBytes();

    public static ushort Compute(ReadOnlySpan<byte> bytes) =>
        InternetChecksum.Compute([.. t_pseudoHeader!, (byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes]);
}

/// <summary>RFC 9293, section 3.1; the length follows.</summary>
[WireStruct]
public readonly partial record struct PseudoHeader(Ipv4Address From, Ipv4Address To, byte Zero, byte Protocol);
