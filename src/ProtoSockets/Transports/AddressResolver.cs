using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports;

/// <summary>Turns a name into addresses.</summary>
internal delegate Task<IPAddress[]> ResolveName(string host, CancellationToken cancellationToken);

/// <summary>Turns the peer that was asked for into the addresses to try.</summary>
internal static class AddressResolver
{
    /// <summary>The system's resolver. It does not block the caller, and gives up when the token is cancelled.</summary>
    internal static readonly ResolveName System = static (host, cancellationToken) => Dns.GetHostAddressesAsync(host, cancellationToken);

    /// <summary>The addresses of a peer, in the order in which they are to be tried.</summary>
    /// <exception cref="ConnectException">The name has no address, or none fits <paramref name="local"/>.</exception>
    /// <exception cref="ArgumentException">It is not an address or a name.</exception>
    internal static async Task<IReadOnlyList<IPEndPoint>> ResolveAsync(EndPoint endPoint, EndPoint? local, ResolveName resolve, CancellationToken cancellationToken)
    {
        IReadOnlyList<IPEndPoint> found = endPoint switch
        {
            IPEndPoint address => Reachable(address),
            DnsEndPoint name => await ResolveNameAsync(name, resolve, cancellationToken).ConfigureAwait(false),
            _ => throw new ArgumentException(
                $"{EndPointText.Describe(endPoint)} is a {endPoint.GetType().Name}; this transport connects to an IPEndPoint or a DnsEndPoint.", nameof(endPoint)),
        };
        IReadOnlyList<IPEndPoint> usable = local is null ? found : [.. found.Where(address => address.AddressFamily == local.AddressFamily)];
        return usable.Count > 0
            ? AddressRace.Interleave(usable)
            : throw new ConnectException(
                endPoint,
                local is null ? "the name has no address." : $"none of its addresses ({string.Join(", ", found)}) is of the family of the local address {local}.",
                innerException: null);
    }

    private static async Task<IReadOnlyList<IPEndPoint>> ResolveNameAsync(DnsEndPoint name, ResolveName resolve, CancellationToken cancellationToken)
    {
        IPAddress[] addresses;
        try
        {
            addresses = await resolve(name.Host, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException error)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new ConnectException(name, $"the name can't be resolved: {error.Message}", error);
        }

        return [.. addresses
            .Where(address => name.AddressFamily == AddressFamily.Unspecified || name.AddressFamily == address.AddressFamily)
            .Distinct()
            .Select(address => new IPEndPoint(address, name.Port))];
    }

    /// <summary>
    /// A server's own address may be "any". Linux connects to it by way of the loopback, Windows refuses: say what is meant. A mapped IPv4 address needs no IPv6.
    /// </summary>
    private static IReadOnlyList<IPEndPoint> Reachable(IPEndPoint endPoint)
    {
        if (endPoint.Address.Equals(IPAddress.Any))
        {
            return [new IPEndPoint(IPAddress.Loopback, endPoint.Port)];
        }

        if (endPoint.Address.Equals(IPAddress.IPv6Any))
        {
            return [new IPEndPoint(IPAddress.IPv6Loopback, endPoint.Port), new IPEndPoint(IPAddress.Loopback, endPoint.Port)];
        }

        return [(IPEndPoint)EndPointText.Unmap(endPoint)!];
    }
}
