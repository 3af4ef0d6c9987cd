using ProtoSockets;

namespace MemcachedSample;

/// <summary>
/// Over UDP each datagram starts with a frame header of 8 bytes, and a response that does not fit one is cut into several
/// (memcached's doc/protocol.txt, "UDP protocol"):
/// <code>
/// offset size
///      0    2  request id, chosen by the client and sent back
///      2    2  sequence number of the datagram, from 0
///      4    2  number of datagrams in the message
///      6    2  reserved, 0
///      8       a part of the message, binary or text
/// </code>
/// </summary>
[WireStruct]
public readonly partial record struct UdpDatagram(
    ushort RequestId,
    ushort Sequence,
    ushort Count,
    [Reserved(2), Remaining] ReadOnlyMemory<byte> Payload);
