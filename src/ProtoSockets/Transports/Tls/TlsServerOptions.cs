using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace ProtoSockets.Transports;

/// <summary>
/// How a server speaks TLS. TLS 1.2 and 1.3; nothing here leaves anything of a client's certificate unchecked.
/// </summary>
public sealed record TlsServerOptions
{
    /// <summary>The server's certificate, asked for in each handshake: <see cref="TlsCertificateSource.FromPemFiles"/> takes replaced files without a restart.</summary>
    public required TlsCertificateSource Certificate { get; init; }

    /// <summary>
    /// For mutual TLS: who may sign clients' certificates. A client has to show a certificate that one of them has signed, for clients, in its time; it is then the session's <c>RemoteCertificate</c>. Null asks clients for none.
    /// </summary>
    public X509Certificate2Collection? ClientAuthorities { get; init; }

    /// <summary>Lets clients in that show no certificate at all: their session's <c>RemoteCertificate</c> is null. One that is shown has to be valid all the same.</summary>
    public bool IsClientCertificateOptional { get; init; }

    /// <summary>Whether clients' certificates are looked up as revoked. Default: no, which needs nobody else's server; <see cref="X509RevocationMode.Offline"/> takes lists that the machine has.</summary>
    public X509RevocationMode ClientRevocation { get; init; } = X509RevocationMode.NoCheck;

    /// <summary>
    /// The names of the protocols that the server speaks, the preferred one first (ALPN, RFC 7301). A client has to name one of them; the session's <c>ApplicationProtocol</c> says which was chosen. None by default: then none is agreed on.
    /// </summary>
    public IReadOnlyList<string> ApplicationProtocols { get; init; } = [];

    /// <summary>Changes what is not here: cipher suites, revocation of the server's own kind. Called once, when the transport is made.</summary>
    public Action<SslServerAuthenticationOptions>? Configure { get; init; }
}

/// <summary>
/// How a client speaks TLS. TLS 1.2 and 1.3; the server's certificate has to be trusted, in its time, and to name the host. To trust a certificate of one's own, name its authority, or itself, in <see cref="Authorities"/>.
/// </summary>
public sealed record TlsClientOptions
{
    /// <summary>Who may sign the server's certificate; null for those that the system trusts.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>The name that the server's certificate has to have; null for the host that is connected to.</summary>
    public string? ServerName { get; init; }

    /// <summary>For mutual TLS: the client's own certificate, asked for in each handshake; null for none.</summary>
    public TlsCertificateSource? Certificate { get; init; }

    /// <summary>Whether the server's certificate is looked up as revoked. Default: no, as .NET has it.</summary>
    public X509RevocationMode Revocation { get; init; } = X509RevocationMode.NoCheck;

    /// <summary>The names of the protocols that the client speaks, the preferred one first (ALPN, RFC 7301). The server has to choose one of them. None by default.</summary>
    public IReadOnlyList<string> ApplicationProtocols { get; init; } = [];

    /// <summary>Changes what is not here. Called once, when the transport is made.</summary>
    public Action<SslClientAuthenticationOptions>? Configure { get; init; }
}
