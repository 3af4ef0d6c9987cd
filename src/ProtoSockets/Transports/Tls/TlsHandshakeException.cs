using System.Net;

namespace ProtoSockets.Transports;

/// <summary>Why a TLS handshake failed, as far as this side can tell. What the peer does not like of this side it says in a few words at most (<see cref="RefusedByPeer"/>); its own log has more.</summary>
public enum TlsFailure
{
    /// <summary>Another reason: the message tells.</summary>
    Other,

    /// <summary>The peer does not speak TLS.</summary>
    NotTls,

    /// <summary>No version of TLS is spoken by both.</summary>
    ProtocolVersion,

    /// <summary>No application protocol is spoken by both (ALPN), or the peer names none.</summary>
    ApplicationProtocol,

    /// <summary>The peer shows no certificate, and has to.</summary>
    CertificateMissing,

    /// <summary>The peer's certificate, or one above it, has expired.</summary>
    CertificateExpired,

    /// <summary>The peer's certificate, or one above it, is not valid yet.</summary>
    CertificateNotYetValid,

    /// <summary>The peer's certificate does not name the host.</summary>
    CertificateName,

    /// <summary>The peer's certificate is of an authority that is not trusted.</summary>
    CertificateAuthority,

    /// <summary>The peer's certificate has been revoked.</summary>
    CertificateRevoked,

    /// <summary>The peer's certificate is not accepted for another reason.</summary>
    CertificateRejected,

    /// <summary>The peer has refused this side: its certificate, or that it has none.</summary>
    RefusedByPeer,
}

/// <summary>A TLS handshake failed. The message says with whom, why, and what to do. Connecting fails with it as the cause of a <see cref="ConnectException"/>.</summary>
/// <param name="peer">The peer.</param>
/// <param name="failure">Why.</param>
/// <param name="reason">It in words.</param>
/// <param name="innerException">What the framework said.</param>
public sealed class TlsHandshakeException(EndPoint? peer, TlsFailure failure, string reason, Exception? innerException = null)
    : IOException($"the TLS handshake with {(peer is null ? "the peer" : EndPointText.Describe(peer))} failed: {reason}", innerException)
{
    /// <summary>The peer.</summary>
    public EndPoint? Peer { get; } = peer;

    /// <summary>Why.</summary>
    public TlsFailure Failure { get; } = failure;
}
