using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ProtoSockets.Transports;

/// <summary>
/// Version 1 (section 2.1): one line of text, as <c>PROXY TCP4 192.0.2.7 198.51.100.1 56324 443</c>, its carriage return and line feed included at most 107 bytes.
/// </summary>
internal static class ProxyHeaderText
{
    /// <summary>The longest line: <c>PROXY UNKNOWN</c> with two IPv6 addresses and ports.</summary>
    public const int MaxBytes = 107;

    private const int MaxPortDigits = 5;

    private static readonly SearchValues<byte> OfVersion4 = SearchValues.Create("0123456789."u8);
    private static readonly SearchValues<byte> OfVersion6 = SearchValues.Create("0123456789abcdefABCDEF:."u8);

    private static ReadOnlySpan<byte> Begin => "PROXY "u8;

    private static ReadOnlySpan<byte> LineEnd => "\r\n"u8;

    public static ProxyHeaderScan Find(ReadOnlySpan<byte> received)
    {
        int compared = Math.Min(received.Length, Begin.Length);
        if (!received[..compared].SequenceEqual(Begin[..compared]))
        {
            return ProxyHeaderScan.Missing();
        }

        int end = received[..Math.Min(received.Length, MaxBytes)].IndexOf(LineEnd);
        if (end < 0)
        {
            return received.Length < MaxBytes ? ProxyHeaderScan.Incomplete(received.Length + 1) : ProxyHeaderScan.Malformed($"the line does not end within {MaxBytes} bytes");
        }

        ReadOnlySpan<byte> line = received[Begin.Length..end];
        int length = end + LineEnd.Length;
        ReadOnlySpan<byte> family = Token(ref line);
        if (family.SequenceEqual("UNKNOWN"u8))
        {
            // "The receiver must ignore anything presented before the CRLF is found."
            return ProxyHeaderScan.Found(new ProxyHeader(1, isLocal: false, source: null, destination: null, []), length);
        }

        AddressFamily addresses = family.SequenceEqual("TCP4"u8) ? AddressFamily.InterNetwork : family.SequenceEqual("TCP6"u8) ? AddressFamily.InterNetworkV6 : AddressFamily.Unknown;
        if (addresses == AddressFamily.Unknown)
        {
            return ProxyHeaderScan.Malformed("the family is none of TCP4, TCP6 and UNKNOWN");
        }

        ReadOnlySpan<byte> source = Token(ref line);
        ReadOnlySpan<byte> destination = Token(ref line);
        ReadOnlySpan<byte> sourcePort = Token(ref line);
        ReadOnlySpan<byte> destinationPort = line;
        if (!TryReadAddress(source, addresses, out IPAddress? from) || !TryReadAddress(destination, addresses, out IPAddress? to))
        {
            return ProxyHeaderScan.Malformed("an address is not one of its family, as the specification writes it");
        }

        return TryReadPort(sourcePort, out int fromPort) && TryReadPort(destinationPort, out int toPort)
            ? ProxyHeaderScan.Found(new ProxyHeader(1, isLocal: false, new IPEndPoint(from, fromPort), new IPEndPoint(to, toPort), []), length)
            : ProxyHeaderScan.Malformed("a port is not a number from 0 to 65535 without zeros in front");
    }

    /// <summary>What stands in front of the next space.</summary>
    private static ReadOnlySpan<byte> Token(scoped ref ReadOnlySpan<byte> line)
    {
        int space = line.IndexOf((byte)' ');
        ReadOnlySpan<byte> token = space < 0 ? line : line[..space];
        line = space < 0 ? [] : line[(space + 1)..];
        return token;
    }

    private static bool TryReadAddress(ReadOnlySpan<byte> text, AddressFamily family, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        bool isOfFamily = family == AddressFamily.InterNetwork
            ? !text.ContainsAnyExcept(OfVersion4)
            : !text.ContainsAnyExcept(OfVersion6) && text.Contains((byte)':');
        if (!isOfFamily || text.IsEmpty)
        {
            return false;
        }

        string written = Encoding.ASCII.GetString(text);

        // The framework reads the forms of inet_aton, too, in which 010.0.0.1 is 8.0.0.1: "heading zeroes are not permitted".
        return IPAddress.TryParse(written, out address)
            && address.AddressFamily == family
            && (family == AddressFamily.InterNetworkV6 || address.ToString().Equals(written, StringComparison.Ordinal));
    }

    private static bool TryReadPort(ReadOnlySpan<byte> text, out int port)
    {
        port = 0;
        return text.Length is > 0 and <= MaxPortDigits
            && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            && (text.Length == 1 || text[0] != (byte)'0')
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port)
            && port <= IPEndPoint.MaxPort;
    }
}
