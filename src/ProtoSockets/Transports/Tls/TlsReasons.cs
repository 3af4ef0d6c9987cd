using System.Net;

namespace ProtoSockets.Transports;

/// <summary>Makes a typed exception of what the framework says of a handshake that failed.</summary>
internal static class TlsReasons
{
    /// <summary>
    /// Words of OpenSSL and of the framework, which have no codes for it. Where a system says it in other words, the failure is <see cref="TlsFailure.Other"/> and the message still there.
    /// </summary>
    private static readonly (string Words, TlsFailure Failure, string Advice)[] Known =
    [
        ("no application protocol", TlsFailure.ApplicationProtocol, "no application protocol is spoken by both (ALPN): compare the names on both sides. "),
        ("unsupported protocol", TlsFailure.ProtocolVersion, "the peer speaks no TLS 1.2 or newer (RFC 8996): bring it up to date. "),
        ("protocol version", TlsFailure.ProtocolVersion, "no version of TLS is spoken by both; this side speaks 1.2 and 1.3. "),
        ("wrong version number", TlsFailure.NotTls, "the peer does not speak TLS: compare address and port, and whether TLS is on on both sides. "),
        ("http request", TlsFailure.NotTls, "the peer does not speak TLS: compare address and port, and whether TLS is on on both sides. "),
        ("corrupted frame", TlsFailure.NotTls, "the peer does not speak TLS: compare address and port, and whether TLS is on on both sides. "),
        ("alert", TlsFailure.RefusedByPeer, "the peer refuses this side, most likely its certificate or that it has none; the peer's log tells more. "),
    ];

    public static TlsHandshakeException Explain(EndPoint? peer, TlsRejection? rejection, Exception error)
    {
        if (rejection is not null)
        {
            return new TlsHandshakeException(peer, rejection.Failure, rejection.Reason, error);
        }

        string said = Reasons(error);
        foreach ((string words, TlsFailure failure, string advice) in Known)
        {
            if (said.Contains(words, StringComparison.OrdinalIgnoreCase))
            {
                return new TlsHandshakeException(peer, failure, advice + said, error);
            }
        }

        return new TlsHandshakeException(peer, TlsFailure.Other, said, error);
    }

    public static TlsHandshakeException NoProtocol(EndPoint? peer, string ours) =>
        new(peer, TlsFailure.ApplicationProtocol, $"the peer names no application protocol (ALPN), and has to speak one of: {ours}.");

    /// <summary>What went wrong, from the outside in: the framework's own message is "Authentication failed, see inner exception."</summary>
    private static string Reasons(Exception error)
    {
        var reasons = new List<string>();
        for (Exception? one = error; one is not null; one = one.InnerException)
        {
            reasons.Add(one.Message);
        }

        return string.Join(" ", reasons);
    }
}
