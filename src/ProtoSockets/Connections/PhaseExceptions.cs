namespace ProtoSockets;

/// <summary>
/// The connection was handed over to the next protocol, and the client or session that had it before is spent. Its connection is open: use what the handing over
/// returned. A server's handler of the earlier protocol gets it as the reason for which its session ended.
/// </summary>
/// <param name="message">Which protocol handed over to which.</param>
public sealed class HandedOverException(string message) : InvalidOperationException(message);

/// <summary>
/// The connection could not be changed to TLS: bytes came in clear behind the point from which on all is encrypted (somebody between the peers may have put
/// them there: CVE-2021-23222, CVE-2011-0411), or the handshake failed. The connection is closed.
/// </summary>
/// <param name="message">What happened.</param>
/// <param name="innerException">What went wrong below, if anything did.</param>
public sealed class TlsUpgradeException(string message, Exception? innerException = null) : IOException(message, innerException);
