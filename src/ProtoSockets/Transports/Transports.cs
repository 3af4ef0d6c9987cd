using System.Diagnostics.CodeAnalysis;
using System.Net.Security;

namespace ProtoSockets.Transports;

/// <summary>The transports that are there.</summary>
[SuppressMessage("Design", "MA0049:Type name should not match containing namespace",
    Justification = "Users write Transports.Tcp with a using; only code inside the namespace ProtoSockets itself has to write Transports.Transports.Tcp.")]
public static class Transports
{
    private static readonly TlsTransport TlsOfClients = new(new TcpTransport(), TlsClientSettings.Of(new TlsClientOptions()));

    /// <summary>TCP over IPv4 and IPv6. Scheme <c>tcp</c>.</summary>
    public static TcpTransport Tcp { get; } = new();

    /// <summary>TLS over TCP, for clients: the system's trusted roots, and the name that was connected to. Scheme <c>tls</c>.</summary>
    /// <returns>The transport, always the same.</returns>
    public static TlsTransport Tls() => TlsOfClients;

    /// <summary>TLS over TCP, for clients. Scheme <c>tls</c>.</summary>
    /// <param name="options">Whom to trust, and what to show.</param>
    /// <returns>The transport.</returns>
    /// <exception cref="ArgumentException">An option can't be; the message says which.</exception>
    public static TlsTransport Tls(TlsClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new TlsTransport(Tcp, TlsClientSettings.Of(options));
    }

    /// <summary>TLS over TCP, for servers. Scheme <c>tls</c>.</summary>
    /// <param name="options">The certificate, and whom to let in.</param>
    /// <returns>The transport.</returns>
    /// <exception cref="ArgumentException">An option can't be; the message says which.</exception>
    public static TlsTransport Tls(TlsServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new TlsTransport(Tcp, TlsServerSettings.Of(options));
    }

    /// <summary>TLS over TCP, for clients. Scheme <c>tls</c>.</summary>
    /// <param name="options">
    /// How to authenticate. Without <see cref="SslClientAuthenticationOptions.TargetHost"/> it is the host that is connected to; without protocols, TLS 1.2 and 1.3.
    /// </param>
    /// <returns>The transport. It has copied the options.</returns>
    public static TlsTransport Tls(SslClientAuthenticationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new TlsTransport(Tcp, TlsClientSettings.Of(options));
    }

    /// <summary>TLS over TCP, for servers. Scheme <c>tls</c>.</summary>
    /// <param name="options">How to authenticate: at least a certificate with its private key. Without protocols, TLS 1.2 and 1.3.</param>
    /// <returns>The transport. It has copied the options.</returns>
    /// <exception cref="ArgumentException">There is no certificate, or it has no private key.</exception>
    public static TlsTransport Tls(SslServerAuthenticationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new TlsTransport(Tcp, TlsServerSettings.Of(options));
    }

    /// <summary>Streams between processes of one machine, by a path or an abstract name. Scheme <c>unix</c>.</summary>
    public static UnixStreamTransport Unix { get; } = new();

    /// <summary>UDP over IPv4 and IPv6. Scheme <c>udp</c>.</summary>
    public static UdpTransport Udp { get; } = new();

    /// <summary>Datagrams between processes of one machine, by a path or an abstract name. Scheme <c>unixgram</c>.</summary>
    public static UnixDatagramTransport UnixDatagram { get; } = new();

    /// <summary>Streams inside this process, for tests. Scheme <c>memory</c>; its end points are <see cref="MemoryEndPoint"/>.</summary>
    public static MemoryTransport Memory { get; } = new();

    /// <summary>Datagrams inside this process, for tests. Scheme <c>memorygram</c>; its end points are <see cref="MemoryEndPoint"/>.</summary>
    public static MemoryDatagramTransport MemoryDatagram { get; } = new();
}
