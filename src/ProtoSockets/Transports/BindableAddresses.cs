using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports;

/// <summary>Turns the address that was asked for into the ones that can be bound.</summary>
internal static class BindableAddresses
{
    /// <summary>Binds the address, or the first of the name's addresses that can be bound.</summary>
    /// <exception cref="BindException">None could be bound; the first failure.</exception>
    /// <exception cref="ArgumentException">It is not an address or a name.</exception>
    internal static TBound BindFirst<TBound>(EndPoint endPoint, Func<IPEndPoint, TBound> bind)
    {
        BindException? first = null;
        foreach (IPEndPoint address in Resolve(endPoint))
        {
            try
            {
                return bind(address);
            }
            catch (BindException error)
            {
                first ??= error;
            }
        }

        throw first ?? new BindException(endPoint, BindFailure.NotAvailable, innerException: null);
    }

    /// <summary>Whether the name is this machine's own, and may be an IPv4 address.</summary>
    internal static bool IsLocalhost(DnsEndPoint name) =>
        name.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) && name.AddressFamily is AddressFamily.Unspecified or AddressFamily.InterNetwork;

    private static IEnumerable<IPEndPoint> Resolve(EndPoint endPoint)
    {
        switch (endPoint)
        {
            case IPEndPoint address:
                return [address];

            // One socket has one address, and this name has two. IPv4's is on every machine, and clients that ask for the name try it, too.
            case DnsEndPoint local when IsLocalhost(local):
                return [new IPEndPoint(IPAddress.Loopback, local.Port)];

            case DnsEndPoint name:
                try
                {
                    return Dns.GetHostAddresses(name.Host, name.AddressFamily).Select(address => new IPEndPoint(address, name.Port));
                }
                catch (SocketException error)
                {
                    throw new BindException(endPoint, BindFailure.NotAvailable, error);
                }

            default:
                throw new ArgumentException(
                    $"{EndPointText.Describe(endPoint)} is a {endPoint.GetType().Name}; this transport binds an IPEndPoint or a DnsEndPoint.", nameof(endPoint));
        }
    }
}
