using ProtoSockets.Transports;

namespace ProtoSockets.Hosting;

/// <summary>What a hosted server binds, and how.</summary>
/// <remarks>
/// A section of the configuration has the same names: <c>Addresses</c> (a list of texts, or one), <c>Tls:Certificate</c>, <c>Tls:Key</c> and <c>Tls:ClientAuthorities</c> (files in PEM form), and the properties of
/// <see cref="ServerOptions"/> directly in it, <c>Bind</c> as a section of its own. Names that nobody knows are errors.
/// </remarks>
public sealed class ProtoServerOptions
{
    /// <summary>The addresses to bind when the host starts. A server that other listeners bring connections to (Kestrel) needs none.</summary>
    public IList<TransportAddress> Addresses { get; } = [];

    /// <summary>How to bind, and what to grant clients. Without a logger factory of its own the server logs with the host's.</summary>
    public ServerOptions Server { get; set; } = ServerOptions.Default;

    /// <summary>The certificate of addresses whose scheme is <c>tls</c>; null when each of them has its own.</summary>
    public TlsServerOptions? Tls { get; set; }

    /// <summary>What could not be read from the configuration; reported together with everything else when the host starts.</summary>
    internal List<string> Problems { get; } = [];
}
