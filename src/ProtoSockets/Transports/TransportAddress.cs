using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using ProtoSockets.Transports;

namespace ProtoSockets;

/// <summary>
/// An end point of a conversation, named by address, port and protocol: what a server binds and a client connects to.
/// </summary>
/// <remarks>
/// <list type="table">
/// <item><term><c>tcp://127.0.0.1:5000</c>, <c>tcp://[::1]:5000</c></term><description>an address; <c>127.0.0.1:5000</c> alone means the same</description></item>
/// <item><term><c>tcp://localhost:5000</c></term><description>a name</description></item>
/// <item><term><c>tcp://*:5000</c></term><description>all addresses of this machine, IPv6 and IPv4; port 0 asks for any free port</description></item>
/// <item>
/// <term><c>tls://chat.example.com:5000</c></term>
/// <description>TLS over TCP, as a client: the certificate has to name the host. A server gives its certificate to <see cref="WithTls(SslServerAuthenticationOptions)"/></description>
/// </item>
/// <item><term><c>unix:chat.sock</c>, <c>unix:/run/chat.sock</c>, <c>unix:@chat</c></term><description>a path, relative or not; a name in Linux's abstract space</description></item>
/// <item><term><c>udp://</c>…, <c>unixgram:</c>…</term><description>the same, for datagrams</description></item>
/// <item><term><c>memory:chat</c>, <c>memorygram:chat</c></term><description>a name inside this process, for streams and for datagrams</description></item>
/// </list>
/// Two addresses are equal when their end points are equal and their transport is the same object.
/// </remarks>
public sealed record TransportAddress
{
    private static readonly Scheme[] Schemes =
    [
        new("tcp", SchemeKind.Host, static () => Transports.Transports.Tcp),
        new("tls", SchemeKind.Host, static () => Transports.Transports.Tls()),
        new("udp", SchemeKind.Host, static () => Transports.Transports.Udp),
        new("unix", SchemeKind.Path, static () => Transports.Transports.Unix),
        new("unixgram", SchemeKind.Path, static () => Transports.Transports.UnixDatagram),
        new("memory", SchemeKind.Memory, static () => Transports.Transports.Memory),
        new("memorygram", SchemeKind.Memory, static () => Transports.Transports.MemoryDatagram),
    ];

    /// <summary>Puts an address together.</summary>
    /// <param name="transport">The protocol.</param>
    /// <param name="endPoint">The address and port, name, or path.</param>
    public TransportAddress(Transport transport, EndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(endPoint);
        Transport = transport;
        EndPoint = endPoint;
    }

    /// <summary>The protocol.</summary>
    public Transport Transport { get; }

    /// <summary>The address and port, name, or path.</summary>
    public EndPoint EndPoint { get; }

    /// <summary>An address and port: TCP. A path: a stream Unix socket. A name in memory: a stream of the memory transport.</summary>
    /// <param name="endPoint">The end point.</param>
    /// <exception cref="ArgumentException">It is of another kind, which says nothing of the transport.</exception>
    public static implicit operator TransportAddress(EndPoint endPoint) => FromEndPoint(endPoint);

    /// <summary>An address and port: TCP. A path: a stream Unix socket. A name in memory: a stream of the memory transport.</summary>
    /// <param name="endPoint">The end point.</param>
    /// <returns>The address.</returns>
    /// <exception cref="ArgumentException">It is of another kind, which says nothing of the transport.</exception>
    public static TransportAddress FromEndPoint(EndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        return endPoint switch
        {
            IPEndPoint or DnsEndPoint => new TransportAddress(Transports.Transports.Tcp, endPoint),
            UnixDomainSocketEndPoint => new TransportAddress(Transports.Transports.Unix, endPoint),
            MemoryEndPoint => new TransportAddress(Transports.Transports.Memory, endPoint),
            _ => throw new ArgumentException(
                $"A {endPoint.GetType().Name} does not say which transport is meant. Write new TransportAddress(transport, endPoint).", nameof(endPoint)),
        };
    }

    /// <summary>Reads an address; the remarks of <see cref="TransportAddress"/> show the forms.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The address.</returns>
    /// <exception cref="FormatException">It is not one; the message says why.</exception>
    public static TransportAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out TransportAddress? address, out string? reason)
            ? address
            : throw new FormatException($"\"{text}\" is not a transport address: {reason}");
    }

    /// <summary>Reads an address; the remarks of <see cref="TransportAddress"/> show the forms.</summary>
    /// <param name="text">The text.</param>
    /// <param name="address">The address.</param>
    /// <param name="reason">Why it is not one, in one line.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse(
        [NotNullWhen(true)] string? text, [NotNullWhen(true)] out TransportAddress? address, [NotNullWhen(false)] out string? reason)
    {
        address = null;
        if (string.IsNullOrEmpty(text))
        {
            reason = "it is empty.";
            return false;
        }

        if (text.Any(static letter => char.IsControl(letter)))
        {
            reason = "it has control characters.";
            return false;
        }

        const string Slashes = "://";
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        bool hasSlashes = colon >= 0 && text.AsSpan(colon).StartsWith(Slashes, StringComparison.Ordinal);
        string name = colon >= 0 ? text[..colon] : "";
        Scheme? scheme = Array.Find(Schemes, one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (scheme is null)
        {
            if (hasSlashes)
            {
                reason = $"the scheme \"{name}\" is not known; there are {string.Join(", ", Schemes.Select(static one => one.Name))}.";
                return false;
            }

            return TryParseHost(Schemes[0], text, out address, out reason);
        }

        if (scheme.Kind == SchemeKind.Host)
        {
            if (!hasSlashes)
            {
                reason = $"write {scheme.Name}://host:port, with two slashes.";
                return false;
            }

            return TryParseHost(scheme, text[(colon + Slashes.Length)..], out address, out reason);
        }

        string path = text[(colon + 1)..];
        if (hasSlashes)
        {
            // unix:///run/chat.sock, as many tools write it: an empty host, and a path from the root.
            path = text[(colon + Slashes.Length)..];
            if (!path.StartsWith('/'))
            {
                reason = $"there is no host in it; write {scheme.Name}:{path}.";
                return false;
            }
        }

        return TryParsePath(scheme, path, out address, out reason);
    }

    /// <summary>The same address over TLS, for a server.</summary>
    /// <param name="options">The certificate, and whom to let in.</param>
    /// <returns>The address.</returns>
    /// <exception cref="InvalidOperationException">TLS is spoken over TCP, and this address is of another transport.</exception>
    /// <exception cref="ArgumentException">An option can't be; the message says which.</exception>
    public TransportAddress WithTls(TlsServerOptions options) => new(TlsInstead(Transports.Transports.Tls(options)), EndPoint);

    /// <summary>The same address over TLS, for a client.</summary>
    /// <param name="options">Whom to trust, and what to show.</param>
    /// <returns>The address.</returns>
    /// <exception cref="InvalidOperationException">TLS is spoken over TCP, and this address is of another transport.</exception>
    /// <exception cref="ArgumentException">An option can't be; the message says which.</exception>
    public TransportAddress WithTls(TlsClientOptions options) => new(TlsInstead(Transports.Transports.Tls(options)), EndPoint);

    /// <summary>The same address over TLS, for a server.</summary>
    /// <param name="options">How to authenticate: at least a certificate with its private key.</param>
    /// <returns>The address.</returns>
    /// <exception cref="InvalidOperationException">TLS is spoken over TCP, and this address is of another transport.</exception>
    /// <exception cref="ArgumentException">There is no certificate, or it has no private key.</exception>
    public TransportAddress WithTls(SslServerAuthenticationOptions options) => new(TlsInstead(Transports.Transports.Tls(options)), EndPoint);

    /// <summary>The same address over TLS, for a client.</summary>
    /// <param name="options">How to authenticate. Without <see cref="SslClientAuthenticationOptions.TargetHost"/> it is this address's host.</param>
    /// <returns>The address.</returns>
    /// <exception cref="InvalidOperationException">TLS is spoken over TCP, and this address is of another transport.</exception>
    public TransportAddress WithTls(SslClientAuthenticationOptions options) => new(TlsInstead(Transports.Transports.Tls(options)), EndPoint);

    /// <summary>The address as <see cref="Parse"/> reads it.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        if (EndPoint is IPEndPoint { Port: var port } any && any.Address.Equals(IPAddress.IPv6Any))
        {
            return $"{Transport.Scheme}://*:{port}";
        }

        return EndPoint is IPEndPoint or DnsEndPoint
            ? $"{Transport.Scheme}://{EndPointText.Describe(EndPoint)}"
            : $"{Transport.Scheme}:{EndPointText.Describe(EndPoint)}";
    }

    private TlsTransport TlsInstead(TlsTransport tls) => Transport is TcpTransport or TlsTransport
        ? tls
        : throw new InvalidOperationException($"TLS is spoken over TCP, and {this} is not an address of TCP.");

    private static bool TryParseHost(Scheme scheme, string rest, out TransportAddress? address, [NotNullWhen(false)] out string? reason)
    {
        address = null;
        int colon = rest.LastIndexOf(':');
        if (colon < 0 || colon < rest.LastIndexOf(']'))
        {
            reason = "the port is missing.";
            return false;
        }

        string host = rest[..colon];
        if (!ushort.TryParse(rest.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
        {
            reason = $"\"{rest[(colon + 1)..]}\" is not a port: a number from 0 to 65535, and nothing behind it.";
            return false;
        }

        if (!TryReadHost(host, port, out EndPoint? endPoint, out reason))
        {
            return false;
        }

        address = new TransportAddress(scheme.Transport(), endPoint);
        return true;
    }

    private static bool TryReadHost(string host, ushort port, [NotNullWhen(true)] out EndPoint? endPoint, [NotNullWhen(false)] out string? reason)
    {
        endPoint = null;
        reason = null;
        if (host is "*")
        {
            endPoint = new IPEndPoint(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, port);
            return true;
        }

        if (host.StartsWith('[') && host.EndsWith(']'))
        {
            if (IPAddress.TryParse(host.AsSpan(1, host.Length - 2), out IPAddress? inBrackets) && inBrackets.AddressFamily == AddressFamily.InterNetworkV6)
            {
                endPoint = new IPEndPoint(inBrackets, port);
                return true;
            }

            reason = $"{host} is not an IPv6 address.";
            return false;
        }

        if (IPAddress.TryParse(host, out IPAddress? address))
        {
            string canonical = address.ToString();
            if (address.AddressFamily == AddressFamily.InterNetworkV6)
            {
                reason = $"write an IPv6 address in brackets: [{canonical}]:{port}.";
                return false;
            }

            // The old forms of inet_aton are traps: 010.0.0.1 is 8.0.0.1, and 1234 is 0.0.4.210.
            if (!canonical.Equals(host, StringComparison.Ordinal))
            {
                reason = $"write four decimal numbers; \"{host}\" would be {canonical}.";
                return false;
            }

            endPoint = new IPEndPoint(address, port);
            return true;
        }

        if (host.Length == 0)
        {
            reason = "the host is missing; write * for all addresses of this machine.";
            return false;
        }

        if (Uri.CheckHostName(host) != UriHostNameType.Dns)
        {
            reason = $"\"{host}\" is not a host name or an address.";
            return false;
        }

        endPoint = new DnsEndPoint(host, port);
        return true;
    }

    private static bool TryParsePath(Scheme scheme, string path, out TransportAddress? address, [NotNullWhen(false)] out string? reason)
    {
        address = null;
        reason = null;
        if (path.Length == 0)
        {
            reason = "the name is missing.";
            return false;
        }

        if (path is "@" && scheme.Kind == SchemeKind.Path)
        {
            reason = "the name behind @ is missing.";
            return false;
        }

        try
        {
            EndPoint endPoint = scheme.Kind == SchemeKind.Memory
                ? new MemoryEndPoint(path)
                : new UnixDomainSocketEndPoint(path.StartsWith('@') ? string.Concat("\0", path.AsSpan(1)) : path);
            address = new TransportAddress(scheme.Transport(), endPoint);
            return true;
        }
        catch (ArgumentException)
        {
            // The limit of a path is the system's: 107 bytes on Linux, 103 on macOS.
            reason = scheme.Kind == SchemeKind.Memory ? $"the name has more than {MemoryEndPoint.MaxNameBytes} bytes." : "the path is longer than the system allows.";
            return false;
        }
        catch (PlatformNotSupportedException)
        {
            reason = "this system has no Unix sockets.";
            return false;
        }
    }

    private enum SchemeKind
    {
        Host,
        Path,
        Memory,
    }

    private sealed record Scheme(string Name, SchemeKind Kind, Func<Transport> Transport);
}
