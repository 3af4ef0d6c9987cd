using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ProtoSockets.Transports;

/// <summary>
/// Version 2 (section 2.2): 12 bytes that no other protocol begins with; version and command; family and transport; a length in 16 bits; so many bytes of addresses and typed values.
/// </summary>
internal static class ProxyHeaderBinary
{
    /// <summary>What is in front of the addresses.</summary>
    private const int FixedBytes = 16;

    private const int CommandAt = 12;
    private const int FamilyAt = 13;
    private const int LengthAt = 14;

    private const int Version = 2;
    private const int Local = 0;
    private const int Proxied = 1;

    private const int PathBytes = 108;

    /// <summary>A typed value begins with its type and a length in 16 bits.</summary>
    private const int ValueHeadBytes = 3;

    private static ReadOnlySpan<byte> Signature => [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A];

    /// <summary>How a connection is named. The lower four bits of the byte are the transport: any, a stream or datagrams.</summary>
    private enum Family
    {
        Unspecified = 0,
        IPv4 = 1,
        IPv6 = 2,
        Unix = 3,
    }

    public static ProxyHeaderScan Find(ReadOnlySpan<byte> received, int maxBytes)
    {
        int compared = Math.Min(received.Length, Signature.Length);
        if (!received[..compared].SequenceEqual(Signature[..compared]))
        {
            return ProxyHeaderScan.Missing();
        }

        if (received.Length < FixedBytes)
        {
            return ProxyHeaderScan.Incomplete(FixedBytes);
        }

        (int version, int command) = (received[CommandAt] >> 4, received[CommandAt] & 0x0F);
        if (version != Version || command > Proxied)
        {
            return ProxyHeaderScan.Malformed($"version {version} and command {command}, and there are version {Version}, LOCAL and PROXY");
        }

        int length = FixedBytes + BinaryPrimitives.ReadUInt16BigEndian(received[LengthAt..]);
        if (length > maxBytes)
        {
            return ProxyHeaderScan.Failed(ProxyFailure.TooLarge, $"announced a PROXY header of {length} bytes; ProxyProtocolOptions.MaxHeaderBytes is {maxBytes}.");
        }

        if (received.Length < length)
        {
            return ProxyHeaderScan.Incomplete(length);
        }

        // "The receiver must accept this connection as valid and must use the real connection endpoints and discard the protocol block including the family which is ignored."
        return command == Local
            ? ProxyHeaderScan.Found(new ProxyHeader(Version, isLocal: true, source: null, destination: null, []), length)
            : Read(received[..length]);
    }

    private static ProxyHeaderScan Read(ReadOnlySpan<byte> header)
    {
        (var family, int transport) = ((Family)(header[FamilyAt] >> 4), header[FamilyAt] & 0x0F);
        const int LastTransport = 2;
        if (family > Family.Unix || transport > LastTransport)
        {
            return ProxyHeaderScan.Malformed($"the address family {(int)family} with the transport {transport} is none that is declared");
        }

        ReadOnlySpan<byte> block = header[FixedBytes..];
        int addressBytes = family switch
        {
            Family.IPv4 => 2 * (4 + sizeof(ushort)),
            Family.IPv6 => 2 * (16 + sizeof(ushort)),
            Family.Unix => 2 * PathBytes,
            _ => 0,
        };
        if (block.Length < addressBytes)
        {
            return ProxyHeaderScan.Malformed($"{block.Length} bytes follow, and addresses of its family take {addressBytes}");
        }

        if (!TryReadValues(header, FixedBytes + addressBytes, out List<ProxyValue> values))
        {
            return ProxyHeaderScan.Malformed("a value ends behind the header");
        }

        if (CheckSum(header, FixedBytes + addressBytes, values) is { } wrong)
        {
            return ProxyHeaderScan.Failed(ProxyFailure.Checksum, wrong);
        }

        (EndPoint? source, EndPoint? destination) = family switch
        {
            Family.IPv4 => Addresses(block, 4),
            Family.IPv6 => Addresses(block, 16),
            Family.Unix => (Path(block[..PathBytes]), Path(block.Slice(PathBytes, PathBytes))),
            _ => (null, null),
        };
        return ProxyHeaderScan.Found(new ProxyHeader(Version, isLocal: false, source, destination, values), header.Length);
    }

    /// <summary>Source and destination address, then source and destination port.</summary>
    private static (EndPoint Source, EndPoint Destination) Addresses(ReadOnlySpan<byte> block, int addressBytes)
    {
        ReadOnlySpan<byte> ports = block[(2 * addressBytes)..];
        return (new IPEndPoint(new IPAddress(block[..addressBytes]), BinaryPrimitives.ReadUInt16BigEndian(ports)),
            new IPEndPoint(new IPAddress(block.Slice(addressBytes, addressBytes)), BinaryPrimitives.ReadUInt16BigEndian(ports[sizeof(ushort)..])));
    }

    /// <summary>A path with zeros behind it; null for a socket without a name, or one that this system can't have.</summary>
    private static UnixDomainSocketEndPoint? Path(ReadOnlySpan<byte> bytes)
    {
        // A zero in front is a name in Linux's abstract space (unix(7)).
        int end = bytes[1..].IndexOf((byte)0) is var zero and >= 0 ? zero + 1 : bytes.Length;
        if (bytes[..end] is [0] or [])
        {
            return null;
        }

        try
        {
            return new UnixDomainSocketEndPoint(Encoding.UTF8.GetString(bytes[..end]));
        }
        catch (Exception exception) when (exception is ArgumentException or PlatformNotSupportedException)
        {
            // Too long here, or no such sockets: who it is stays unknown.
            return null;
        }
    }

    private static bool TryReadValues(ReadOnlySpan<byte> header, int position, out List<ProxyValue> values)
    {
        values = [];
        while (position < header.Length)
        {
            if (header.Length - position < ValueHeadBytes)
            {
                return false;
            }

            int length = BinaryPrimitives.ReadUInt16BigEndian(header[(position + 1)..]);
            if (header.Length - position - ValueHeadBytes < length)
            {
                return false;
            }

            values.Add(new ProxyValue((ProxyValueType)header[position], header.Slice(position + ValueHeadBytes, length).ToArray()));
            position += ValueHeadBytes + length;
        }

        return true;
    }

    /// <summary>Compares the checksum over the whole header, in which it counts as zeros itself (section 2.2.3).</summary>
    /// <returns>What is wrong; null for nothing.</returns>
    private static string? CheckSum(ReadOnlySpan<byte> header, int position, List<ProxyValue> values)
    {
        foreach (ProxyValue value in values)
        {
            position += ValueHeadBytes;
            if (value.Type == ProxyValueType.Crc32C)
            {
                if (value.Bytes.Length != sizeof(uint))
                {
                    return $"sent a PROXY header with a checksum of {value.Bytes.Length} bytes, and not of {sizeof(uint)}.";
                }

                uint said = BinaryPrimitives.ReadUInt32BigEndian(value.Bytes.Span);
                uint actual = Crc32C.Compute(header[..position], sizeof(uint), header[(position + sizeof(uint))..]);
                if (said != actual)
                {
                    return $"sent a PROXY header whose checksum is {said:x8}, and should be {actual:x8}.";
                }
            }

            position += value.Bytes.Length;
        }

        return null;
    }
}
