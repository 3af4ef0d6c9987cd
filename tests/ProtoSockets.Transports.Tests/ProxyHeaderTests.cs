using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ProtoSockets.Transports.Tests;

/// <summary>Headers of the PROXY protocol, by their bytes (HAProxy's proxy-protocol.txt, sections 2.1 and 2.2).</summary>
public sealed class ProxyHeaderTests
{
    private const int MaxBytes = 4096;

    private static readonly byte[] Signature = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A];

    public static TheoryData<string> WrongLines =>
    [
        "PROXY TCP4 192.0.2.7 198.51.100.1 56324\r\n",
        "PROXY TCP4 192.0.2.7 198.51.100.1 56324 443 \r\n",
        "PROXY TCP4  192.0.2.7 198.51.100.1 56324 443\r\n",
        "PROXY TCP4 192.0.2.07 198.51.100.1 56324 443\r\n",
        "PROXY TCP4 192.0.2 198.51.100.1 56324 443\r\n",
        "PROXY TCP4 192.0.2.256 198.51.100.1 56324 443\r\n",
        "PROXY TCP4 2001:db8::7 2001:db8::1 56324 443\r\n",
        "PROXY TCP6 192.0.2.7 198.51.100.1 56324 443\r\n",
        "PROXY TCP6 fe80::1%1 2001:db8::1 56324 443\r\n",
        "PROXY TCP6 [2001:db8::7] 2001:db8::1 56324 443\r\n",
        "PROXY TCP4 192.0.2.7 198.51.100.1 65536 443\r\n",
        "PROXY TCP4 192.0.2.7 198.51.100.1 056324 443\r\n",
        "PROXY TCP4 192.0.2.7 198.51.100.1 +5632 443\r\n",
        "PROXY UDP4 192.0.2.7 198.51.100.1 56324 443\r\n",
        "PROXY tcp4 192.0.2.7 198.51.100.1 56324 443\r\n",
        "PROXY \r\n",
    ];

    [Theory]
    [InlineData("PROXY TCP4 192.0.2.7 198.51.100.1 56324 443\r\n", "192.0.2.7:56324", "198.51.100.1:443")]
    [InlineData("PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n", "255.255.255.255:65535", "255.255.255.255:65535")]
    [InlineData("PROXY TCP4 0.0.0.0 0.0.0.0 0 0\r\n", "0.0.0.0:0", "0.0.0.0:0")]
    [InlineData("PROXY TCP6 2001:db8::7 2001:DB8::1 56324 443\r\n", "[2001:db8::7]:56324", "[2001:db8::1]:443")]
    [InlineData(
        "PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n",
        "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535",
        "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535")]
    public void A_line_tells_both_ends_wherever_it_is_cut(string line, string source, string destination)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(line + "and what follows");
        for (int length = 0; length < line.Length; length++)
        {
            ProxyHeaderScan part = ProxyHeaderScan.Find(bytes.AsSpan(0, length), MaxBytes);
            Assert.True(part is { Header: null, Reason: null } && part.Length > length, $"{length}: {part}");
        }

        ProxyHeaderScan scan = ProxyHeaderScan.Find(bytes, MaxBytes);
        Assert.Equal(line.Length, scan.Length);
        Assert.Equal((1, false, source, destination), (scan.Header!.Version, scan.Header.IsLocal, $"{scan.Header.Source}", $"{scan.Header.Destination}"));
        Assert.Empty(scan.Header.Values);
    }

    [Theory]
    [InlineData("PROXY UNKNOWN\r\n")]
    [InlineData("PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n")]
    [InlineData("PROXY UNKNOWN whatever it likes to say\r\n")]
    public void An_unknown_connection_has_the_ends_that_it_has(string line)
    {
        ProxyHeaderScan scan = ProxyHeaderScan.Find(Encoding.ASCII.GetBytes(line), MaxBytes);
        Assert.Equal(line.Length, scan.Length);
        Assert.Null(scan.Header!.Source);
        Assert.Null(scan.Header.Destination);
    }

    [Theory]
    [MemberData(nameof(WrongLines))]
    public void A_line_that_the_specification_does_not_have_is_malformed(string line) =>
        Assert.Equal(ProxyFailure.Malformed, ProxyHeaderScan.Find(Encoding.ASCII.GetBytes(line), MaxBytes) is { Header: null, Reason: not null } scan ? scan.Failure : (ProxyFailure)(-1));

    [Fact]
    public void A_line_ends_within_107_bytes()
    {
        byte[] longest = Encoding.ASCII.GetBytes("PROXY UNKNOWN " + new string('x', 91) + "\r\n");
        Assert.Equal(107, longest.Length);
        Assert.NotNull(ProxyHeaderScan.Find(longest, MaxBytes).Header);
        byte[] longer = Encoding.ASCII.GetBytes("PROXY UNKNOWN " + new string('x', 92) + "\r\n");
        Assert.Null(ProxyHeaderScan.Find(longer.AsSpan(0, 106), MaxBytes).Reason);
        Assert.Equal(ProxyFailure.Malformed, ProxyHeaderScan.Find(longer.AsSpan(0, 107), MaxBytes).Failure);
        Assert.NotNull(ProxyHeaderScan.Find(longer, MaxBytes).Reason);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("PUT")]
    [InlineData("\r\n\r\n\0\r\nQUIX")]
    [InlineData("\u0016\u0003\u0001")]
    public void What_does_not_begin_as_a_header_is_told_by_the_first_byte_that_differs(string text)
    {
        ProxyHeaderScan scan = ProxyHeaderScan.Find(Encoding.ASCII.GetBytes(text), MaxBytes);
        Assert.Equal(ProxyFailure.Missing, scan.Failure);
        Assert.Contains("send-proxy-v2", scan.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Binary_addresses_of_version_4_are_read_wherever_they_are_cut()
    {
        byte[] bytes =
        [
            .. Signature,
            0x21, // version 2, PROXY
            0x11, // IPv4, stream
            0x00, 0x0C, // 12 bytes follow
            192, 0, 2, 7, // source
            198, 51, 100, 1, // destination
            0xDC, 0x04, // source port 56324
            0x01, 0xBB, // destination port 443
        ];
        AssertCut(bytes);
        ProxyHeader header = Found([.. bytes, 1, 2, 3], bytes.Length);
        Assert.Equal((2, false, "192.0.2.7:56324", "198.51.100.1:443"), (header.Version, header.IsLocal, $"{header.Source}", $"{header.Destination}"));
        Assert.Equal("PROXY version 2, 192.0.2.7:56324 to 198.51.100.1:443", header.ToString());
    }

    [Fact]
    public void Binary_addresses_of_version_6_have_values_behind_them()
    {
        byte[] bytes =
        [
            .. Signature,
            0x21, 0x21, // version 2, PROXY; IPv6, stream
            0x00, 0x3E, // 62 bytes follow
            .. IPAddress.Parse("2001:db8::7").GetAddressBytes(),
            .. IPAddress.Parse("2001:db8::1").GetAddressBytes(),
            0xDC, 0x04, 0x01, 0xBB, // ports 56324 and 443
            0x02, 0x00, 0x09, .. "chat.test"u8, // authority
            0x04, 0x00, 0x02, 0x00, 0x00, // padding
            0xEA, 0x00, 0x03, 1, 2, 3, // a type of somebody's own
            0x05, 0x00, 0x00, // an empty id
        ];
        AssertCut(bytes);
        ProxyHeader header = Found(bytes, bytes.Length);
        Assert.Equal(("[2001:db8::7]:56324", "[2001:db8::1]:443", "chat.test"), ($"{header.Source}", $"{header.Destination}", header.Authority));
        Assert.Equal([ProxyValueType.Authority, ProxyValueType.Padding, (ProxyValueType)0xEA, ProxyValueType.UniqueId], header.Values.Select(value => value.Type));
        Assert.Equal([1, 2, 3], header.Find((ProxyValueType)0xEA)!.Value.ToArray());
        Assert.True(header.Find(ProxyValueType.UniqueId) is { Length: 0 });
        Assert.Null(header.Find(ProxyValueType.Tls));
    }

    [Fact]
    public void Binary_paths_are_read()
    {
        if (!Socket.OSSupportsUnixDomainSockets)
        {
            Assert.Skip("This system has no Unix sockets.");
        }

        byte[] bytes =
        [
            .. Signature,
            0x21, 0x31, // version 2, PROXY; Unix, stream
            0x00, 0xD8, // 216 bytes follow
            .. "/run/ada.sock"u8, .. new byte[95],
            .. new byte[108], // no name
        ];
        ProxyHeader header = Found(bytes, bytes.Length);
        Assert.Equal("/run/ada.sock", $"{header.Source}");
        Assert.Null(header.Destination);
    }

    [Theory]
    [InlineData(0x20, 0x00, 0)] // LOCAL, unspecified
    [InlineData(0x20, 0x11, 12)] // LOCAL with addresses
    [InlineData(0x20, 0xFF, 5)] // LOCAL of a family that is not there
    public void The_proxy_itself_has_the_ends_that_it_has(byte command, byte family, int following)
    {
        byte[] bytes = [.. Signature, command, family, 0x00, (byte)following, .. Enumerable.Repeat((byte)0xEE, following)];
        ProxyHeader header = Found(bytes, bytes.Length);
        Assert.True(header is { IsLocal: true, Source: null, Destination: null, Values.Count: 0 });
    }

    [Theory]
    [InlineData(0x00)] // any family, any transport
    [InlineData(0x01)]
    [InlineData(0x02)]
    public void A_family_that_is_not_said_leaves_the_ends_and_keeps_the_values(byte family)
    {
        byte[] bytes = [.. Signature, 0x21, family, 0x00, 0x05, 0x02, 0x00, 0x02, (byte)'h', (byte)'i'];
        ProxyHeader header = Found(bytes, bytes.Length);
        Assert.True(header is { IsLocal: false, Source: null, Authority: "hi" });
    }

    [Theory]
    [InlineData(0x11, 0x11, 0x0C)] // version 1 in binary
    [InlineData(0x31, 0x11, 0x0C)] // version 3
    [InlineData(0x22, 0x11, 0x0C)] // no such command
    [InlineData(0x21, 0x41, 0x0C)] // no such family
    [InlineData(0x21, 0x13, 0x0C)] // no such transport
    [InlineData(0x21, 0x11, 0x0B)] // too few bytes for the addresses
    [InlineData(0x21, 0x21, 0x23)]
    [InlineData(0x21, 0x31, 0xD7)]
    [InlineData(0x21, 0x11, 0x0E)] // two bytes behind them, and a value has three at least
    [InlineData(0x21, 0x11, 0x0F)] // a value of more bytes than there are
    public void A_header_that_the_specification_does_not_have_is_malformed(byte command, byte family, byte length)
    {
        ProxyHeaderScan scan = ProxyHeaderScan.Find([.. Signature, command, family, 0x00, length, .. Enumerable.Repeat((byte)0x77, length)], MaxBytes);
        Assert.True(scan is { Header: null, Failure: ProxyFailure.Malformed, Reason: not null }, scan.ToString());
    }

    [Fact]
    public void A_header_over_the_limit_is_refused_before_it_has_come()
    {
        byte[] bytes = [.. Signature, 0x21, 0x11, 0x0F, 0xF0]; // 16 and 4080 are 4096
        Assert.Equal(4096, ProxyHeaderScan.Find(bytes, 4096).Length);
        ProxyHeaderScan scan = ProxyHeaderScan.Find(bytes, 4095);
        Assert.Equal(ProxyFailure.TooLarge, scan.Failure);
        Assert.Contains("4096", scan.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checksum_is_compared()
    {
        byte[] bytes =
        [
            .. Signature,
            0x21, 0x11, 0x00, 0x18, // 24 bytes follow
            192, 0, 2, 7, 198, 51, 100, 1, 0xDC, 0x04, 0x01, 0xBB,
            0x03, 0x00, 0x04, 0, 0, 0, 0, // CRC-32C, as zeros while it is computed
            0x05, 0x00, 0x02, 0x61, 0x62, // an id behind it
        ];

        // Bit by bit, as RFC 3720's appendix has it: reflected polynomial 0x82F63B78.
        uint register = uint.MaxValue;
        foreach (byte value in bytes)
        {
            register ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                register = (register >> 1) ^ (register % 2 * 0x82F63B78);
            }
        }

        uint sum = ~register;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(31), sum);
        Assert.NotNull(Found(bytes, bytes.Length).Find(ProxyValueType.Crc32C));
        for (int index = 16; index < bytes.Length; index++)
        {
            if (index is 28 or 29 or 30 or 35 or 36 or 37)
            {
                // Types and lengths: then it is another value, or malformed.
                continue;
            }

            bytes[index] ^= 1;
            Assert.Equal(ProxyFailure.Checksum, ProxyHeaderScan.Find(bytes, MaxBytes) is { Reason: not null } wrong ? wrong.Failure : default);
            bytes[index] ^= 1;
        }

        byte[] tooShort = [.. Signature, 0x21, 0x00, 0x00, 0x05, 0x03, 0x00, 0x02, 0, 0];
        Assert.Equal(ProxyFailure.Checksum, ProxyHeaderScan.Find(tooShort, MaxBytes).Failure);
    }

    [Fact]
    public void No_bytes_make_anything_but_a_header_a_failure_or_a_wait()
    {
        var random = new Random(4711);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bytes = new byte[random.Next(0, 300)];
            random.NextBytes(bytes);
            byte[] front = round % 3 == 0 ? [.. Signature, 0x21, (byte)(random.Next(4) << 4 | random.Next(3)), 0, (byte)random.Next(256)]
                : round % 3 == 1 ? Encoding.ASCII.GetBytes("PROXY TCP" + (random.Next(2) == 0 ? "4 " : "6 ")) : [];
            ProxyHeaderScan scan = ProxyHeaderScan.Find([.. front, .. bytes], MaxBytes);
            Assert.True(scan.Header is not null ^ (scan.Reason is not null || scan.Length > front.Length + bytes.Length), $"{scan}");
        }
    }

    private static void AssertCut(byte[] bytes)
    {
        for (int length = 0; length < bytes.Length; length++)
        {
            ProxyHeaderScan part = ProxyHeaderScan.Find(bytes.AsSpan(0, length), MaxBytes);
            Assert.True(part is { Header: null, Reason: null } && part.Length > length && part.Length <= bytes.Length, $"{length}: {part}");
        }
    }

    private static ProxyHeader Found(byte[] bytes, int length)
    {
        ProxyHeaderScan scan = ProxyHeaderScan.Find(bytes, MaxBytes);
        Assert.Null(scan.Reason);
        Assert.Equal(length, scan.Length);
        return scan.Header!;
    }
}
