namespace ProtoSockets.Transports;

/// <summary>What was found at the front of a connection from a proxy.</summary>
/// <param name="Header">The header, once it is there.</param>
/// <param name="Length">How many bytes it takes; while it is not there, how many there have to be before looking again makes sense.</param>
/// <param name="Failure">What is wrong, if something is.</param>
/// <param name="Reason">It in words, to follow the peer's name.</param>
internal readonly record struct ProxyHeaderScan(ProxyHeader? Header, int Length, ProxyFailure Failure = default, string? Reason = null)
{
    /// <summary>How both versions begin is told apart by the first byte: "P", or the carriage return of a line that no protocol begins with (section 2.2).</summary>
    private const byte TextBegin = (byte)'P';

    /// <summary>Looks for a header of either version.</summary>
    /// <param name="received">What has come.</param>
    /// <param name="maxBytes">The largest that is accepted.</param>
    public static ProxyHeaderScan Find(ReadOnlySpan<byte> received, int maxBytes)
    {
        if (received.IsEmpty)
        {
            return Incomplete(1);
        }

        return received[0] == TextBegin ? ProxyHeaderText.Find(received) : ProxyHeaderBinary.Find(received, maxBytes);
    }

    public static ProxyHeaderScan Incomplete(int needed) => new(Header: null, needed);

    public static ProxyHeaderScan Found(ProxyHeader header, int length) => new(header, length);

    public static ProxyHeaderScan Failed(ProxyFailure failure, string reason) => new(Header: null, 0, failure, reason);

    public static ProxyHeaderScan Missing() => Failed(
        ProxyFailure.Missing, "does not begin with a PROXY header: have the proxy send one (HAProxy: send-proxy-v2 on the server's line), or take BindOptions.ProxyProtocol away.");

    public static ProxyHeaderScan Malformed(string what) => Failed(ProxyFailure.Malformed, $"sent a PROXY header that is malformed: {what}.");
}
