using ProtoSockets;

namespace Dissectors.Tests;

/// <summary>Packets between a client and a server, made of the records in <c>Capture.cs</c>.</summary>
/// <param name="port">The server's port.</param>
internal sealed class Conversation(ushort port)
{
    private const ushort ClientPort = 49152;

    private static readonly Ipv4Address Client = Ipv4Address.Parse("192.0.2.1");
    private static readonly Ipv4Address Server = Ipv4Address.Parse("192.0.2.2");
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly List<byte[]> _packets = [];
    private uint _fromClient = 1000;
    private uint _fromServer = 2000;

    /// <summary>The server's port.</summary>
    public ushort Port => port;

    /// <summary>A datagram.</summary>
    public void Datagram(bool isFromClient, byte[] data) => Add(isFromClient, new Transport.Udp { From = isFromClient ? ClientPort : port, To = isFromClient ? port : ClientPort, Data = data });

    /// <summary>The handshake of a connection.</summary>
    public void Connect()
    {
        Segment(isFromClient: true, TcpControl.Syn, []);
        _fromClient++;
        Segment(isFromClient: false, TcpControl.Syn | TcpControl.Acknowledge, []);
        _fromServer++;
        Segment(isFromClient: true, TcpControl.Acknowledge, []);
    }

    /// <summary>A segment with data; one that is longer than a packet can be is not meant.</summary>
    public void Send(bool isFromClient, byte[] data)
    {
        Segment(isFromClient, TcpControl.Push | TcpControl.Acknowledge, data);
        _ = isFromClient ? _fromClient += (uint)data.Length : _fromServer += (uint)data.Length;
    }

    /// <summary>The capture file.</summary>
    public byte[] ToBytes()
    {
        // Each packet was written with its own pseudo header, and the file is written of what they were read as.
        byte[] head = new Capture { SnapLength = 262144, Packets = [] }.ToBytes();
        return [.. head, .. _packets.SelectMany(packet => packet)];
    }

    private void Segment(bool isFromClient, TcpControl flags, byte[] data) => Add(isFromClient, new Transport.Tcp
    {
        From = isFromClient ? ClientPort : port,
        To = isFromClient ? port : ClientPort,
        Sequence = isFromClient ? _fromClient : _fromServer,
        Acknowledgment = flags == TcpControl.Syn ? 0 : isFromClient ? _fromServer : _fromClient,
        Flags = flags,
        Window = 65535,
        Data = data,
    });

    private void Add(bool isFromClient, Transport payload)
    {
        (Ipv4Address from, Ipv4Address to) = isFromClient ? (Client, Server) : (Server, Client);
        TransportChecksum.Between(from, to, payload.Protocol);
        EthernetFrame frame = new()
        {
            From = isFromClient ? new(0x020000000001) : new(0x020000000002),
            To = isFromClient ? new(0x020000000002) : new(0x020000000001),
            Packet = new Ipv4Packet { Identification = (ushort)_packets.Count, TimeToLive = 64, From = from, To = to, Payload = payload },
        };
        CapturedPacket packet = new() { Time = Start, Microseconds = (uint)_packets.Count, OriginalLength = (uint)frame.GetSize(), Frame = frame };
        byte[] bytes = packet.ToBytes();

        // What is written is read as it was, checksums included.
        Assert.Equal(packet, CapturedPacket.Read((ReadOnlyMemory<byte>)bytes));
        _packets.Add(bytes);
    }
}
