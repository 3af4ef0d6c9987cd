using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports;

/// <summary>How end points are written for people: <c>host:port</c>, <c>[::1]:port</c>, a path, <c>@abstract</c>.</summary>
internal static class EndPointText
{
    /// <summary>The end point's text, without a scheme.</summary>
    internal static string Describe(EndPoint endPoint) => endPoint switch
    {
        // DnsEndPoint's own text is "Unspecified/host:port".
        DnsEndPoint name => $"{name.Host}:{name.Port}",
        UnixDomainSocketEndPoint path => Describe(path),
        _ => endPoint.ToString() ?? endPoint.GetType().Name,
    };

    /// <summary>An IPv4 address that came through an IPv6 socket (::ffff:a.b.c.d), as the IPv4 address that people know.</summary>
    internal static EndPoint? Unmap(EndPoint? endPoint) =>
        endPoint is IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped ? new IPEndPoint(mapped.Address.MapToIPv4(), mapped.Port) : endPoint;

    /// <summary>Whether the name is in Linux's abstract space, which has no file: its first byte is zero (unix(7)).</summary>
    internal static bool IsAbstract(UnixDomainSocketEndPoint endPoint)
    {
        const int PathOffset = 2;
        SocketAddress address = endPoint.Serialize();
        return address.Size > PathOffset && address[PathOffset] == 0;
    }

    private static string Describe(UnixDomainSocketEndPoint endPoint)
    {
        // The framework writes an abstract name with @ in front, too, so a path that starts with @ needs another first character.
        string text = endPoint.ToString();
        return text.StartsWith('@') && !IsAbstract(endPoint) ? "./" + text : text;
    }
}
