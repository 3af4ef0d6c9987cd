using System.Net;

namespace ProtoSockets.Transports;

/// <summary>Why a connection was not taken from a proxy.</summary>
public enum ProxyFailure
{
    /// <summary>It comes from somewhere that is not among <see cref="ProxyProtocolOptions.TrustedNetworks"/>.</summary>
    Untrusted,

    /// <summary>It does not begin with a header.</summary>
    Missing,

    /// <summary>The header is not one that the specification allows.</summary>
    Malformed,

    /// <summary>The header is larger than <see cref="ProxyProtocolOptions.MaxHeaderBytes"/>.</summary>
    TooLarge,

    /// <summary>The checksum in the header is wrong.</summary>
    Checksum,

    /// <summary>The connection ended within the header.</summary>
    Incomplete,
}

/// <summary>A connection to a listener behind a proxy was not taken: it is from a stranger, or does not begin with a proper header. It is closed; nothing of it reaches a handler.</summary>
public sealed class ProxyProtocolException : IOException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="peer">Who connected.</param>
    /// <param name="failure">Why it was not taken.</param>
    /// <param name="reason">What is wrong, and what to do.</param>
    public ProxyProtocolException(EndPoint? peer, ProxyFailure failure, string reason)
        : base($"{(peer is null ? "The peer" : EndPointText.Describe(peer))} {reason}") => (Peer, Failure) = (peer, failure);

    /// <summary>Who connected.</summary>
    public EndPoint? Peer { get; }

    /// <summary>Why it was not taken.</summary>
    public ProxyFailure Failure { get; }
}
