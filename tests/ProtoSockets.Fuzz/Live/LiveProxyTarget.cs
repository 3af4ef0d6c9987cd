using System.Text;

namespace ProtoSockets.Fuzz.Live;

/// <summary>A server behind a proxy that lies: what says whose a connection is, is damaged, and what follows is as it should be; or both are.</summary>
internal sealed class LiveProxyTarget(LiveProtocol protocol) : LiveServerTarget(protocol, "proxied", way: LiveWay.Proxied)
{
    private static readonly byte[] Signature = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A];

    private static IEnumerable<byte[]> Headers =>
    [
        Encoding.ASCII.GetBytes("PROXY TCP4 192.0.2.7 198.51.100.1 56324 443\r\n"),
        Encoding.ASCII.GetBytes("PROXY TCP6 2001:db8::7 2001:db8::1 56324 443\r\n"),
        Encoding.ASCII.GetBytes("PROXY UNKNOWN ffff::1 whatever\r\n"),

        // Version 2: PROXY, TCP over IPv4, with the name that was asked for (PP2_TYPE_AUTHORITY) behind the addresses.
        [.. Signature, 0x21, 0x11, 0, 12 + 7, 192, 0, 2, 7, 198, 51, 100, 1, 0xDC, 0x04, 0x01, 0xBB, 0x02, 0, 4, .. "host"u8],

        // LOCAL, of an unspecified family, with nothing behind it but padding (PP2_TYPE_NOOP).
        [.. Signature, 0x20, 0x00, 0, 5, 0x04, 0, 2, 0, 0],

        // TCP over IPv6, with what is known of TLS (PP2_TYPE_SSL) and in it a version of it.
        [.. Signature, 0x21, 0x21, 0, 36 + 18, .. new byte[15], 7, .. new byte[15], 1, 0xDC, 0x04, 0x01, 0xBB, 0x20, 0, 15, 1, 0, 0, 0, 0, 0x21, 0, 7, .. "TLSv1.3"u8],
    ];

    public override IEnumerable<byte[]> Seeds(Random random) =>
    [
        .. Headers.Select(static header => LiveMode.Of(isGreeted: true, header)),
        .. Headers.Select(header => LiveMode.Of(isGreeted: false, [.. header, .. Recording.ClientHello, .. Recording.Client])),
    ];

    protected override Task TakeAsync(LiveServer server, LiveMode mode, byte[] bytes) =>
        server.TakeStreamAsync(mode, mode.IsGreeted ? [.. bytes, .. Recording.ClientHello, .. Recording.Client] : bytes);
}
