using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports;

/// <summary>
/// For a listener behind a proxy that says in front of each connection whose it is: the PROXY protocol, versions 1 and 2, as HAProxy's specification has it. Every connection has to begin with such a header then.
/// </summary>
/// <remarks>
/// The header is in front of everything, TLS included. It has to have come within <see cref="ServerOptions.HandshakeTimeout"/>. Sessions then have the address that the header tells as their
/// <c>RemoteEndPoint</c>, and <see cref="ServerOptions.MaxConnectionsPerAddress"/> counts by it.
/// </remarks>
public sealed record ProxyProtocolOptions
{
    /// <summary>
    /// Where the proxies are. Whoever connects from elsewhere is closed without a byte being read: anybody could claim any address in such a header.
    /// </summary>
    public required IReadOnlyList<IPNetwork> TrustedNetworks { get; init; }

    /// <summary>Whether peers over Unix sockets are proxies, too: who may connect there is what the rights of the path say. Off by default.</summary>
    public bool TrustsUnixPeers { get; init; }

    /// <summary>The largest header that is accepted, in bytes; the specification allows up to 65,551, and proxies send some hundreds. Default 4,096. Version 1 is never longer than 107.</summary>
    public int MaxHeaderBytes { get; init; } = 4096;

    /// <summary>Checks what a listener can't work with.</summary>
    /// <param name="parameter">What the caller has the options from.</param>
    /// <exception cref="ArgumentException">Nobody is trusted, so that nobody could connect; or not even a header without addresses has room.</exception>
    internal void Check(string parameter)
    {
        if (TrustedNetworks is not { Count: > 0 } && !TrustsUnixPeers)
        {
            throw new ArgumentException("ProxyProtocolOptions.TrustedNetworks is empty: nobody could connect. Name the networks of the proxies, as IPNetwork.Parse(\"10.0.0.0/24\").", parameter);
        }

        if (MaxHeaderBytes < ProxyHeaderText.MaxBytes)
        {
            throw new ArgumentException($"ProxyProtocolOptions.MaxHeaderBytes is {MaxHeaderBytes}; headers of version 1 alone have up to {ProxyHeaderText.MaxBytes}.", parameter);
        }
    }

    /// <summary>Whether a peer is one of the proxies.</summary>
    internal bool Trusts(StreamConnection connection)
    {
        if (EndPointText.Unmap(connection.RemoteEndPoint) is IPEndPoint { Address: var address })
        {
            foreach (IPNetwork network in TrustedNetworks)
            {
                if (network.Contains(address))
                {
                    return true;
                }
            }

            return false;
        }

        // The peer of a Unix socket has no name, as a rule; its own end has.
        return TrustsUnixPeers && connection.LocalEndPoint is UnixDomainSocketEndPoint;
    }
}
