using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace ProtoSockets.Transports;

/// <summary>Copies of the options of TLS with our defaults filled in. The originals are the user's: they are not changed, and later changes to them have no effect.</summary>
internal static class TlsOptions
{
    // RFC 8996 took TLS 1.0 and 1.1 out of use in 2021. Systems may still be set up to allow them.
    private const SslProtocols Current = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>Copies a server's options, and prepares its certificate once for all connections.</summary>
    /// <exception cref="ArgumentException">There is no certificate, or it has no private key; or a protocol is chosen that is out of use, or no encryption.</exception>
    internal static SslServerAuthenticationOptions Copy(SslServerAuthenticationOptions options)
    {
        if (options is { ServerCertificate: null, ServerCertificateContext: null, ServerCertificateSelectionCallback: null })
        {
            throw new ArgumentException(
                "A TLS server needs a certificate: set ServerCertificateContext, ServerCertificate or ServerCertificateSelectionCallback.", nameof(options));
        }

        SslServerAuthenticationOptions copy = CopyWithoutCertificate(options);
        copy.ServerCertificateSelectionCallback = options.ServerCertificateSelectionCallback;
        copy.ServerCertificateContext = options.ServerCertificateContext
            ?? (options.ServerCertificate is X509Certificate2 certificate ? ContextOf(certificate, intermediates: null, nameof(options)) : null);
        copy.ServerCertificate = copy.ServerCertificateContext is null ? options.ServerCertificate : null;
        return copy;
    }

    /// <summary>Prepares a certificate for many connections.</summary>
    /// <exception cref="ArgumentException">It has no private key.</exception>
    internal static SslStreamCertificateContext ContextOf(X509Certificate2 certificate, X509Certificate2Collection? intermediates, string parameter) => certificate.HasPrivateKey
        // Offline: nothing is fetched from the network to complete the chain.
        ? SslStreamCertificateContext.Create(certificate, intermediates, offline: true)
        : throw new ArgumentException($"The certificate ({certificate.Subject}) has no private key.", parameter);

    /// <summary>Copies a server's options, but for its certificate.</summary>
    /// <exception cref="ArgumentException">A protocol is chosen that is out of use, or no encryption.</exception>
    internal static SslServerAuthenticationOptions CopyWithoutCertificate(SslServerAuthenticationOptions options)
    {
        var copy = new SslServerAuthenticationOptions
        {
            AllowRenegotiation = options.AllowRenegotiation,
            AllowTlsResume = options.AllowTlsResume,
            ClientCertificateRequired = options.ClientCertificateRequired,
            ApplicationProtocols = options.ApplicationProtocols is { } protocols ? [.. protocols] : null,
            RemoteCertificateValidationCallback = options.RemoteCertificateValidationCallback,
            EnabledSslProtocols = Protocols(options.EnabledSslProtocols),
            CertificateRevocationCheckMode = options.CertificateRevocationCheckMode,
            EncryptionPolicy = Encrypting(options.EncryptionPolicy),
            CipherSuitesPolicy = options.CipherSuitesPolicy,
            CertificateChainPolicy = Policy(options.CertificateChainPolicy, options.CertificateRevocationCheckMode),
        };
        if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
        {
            copy.AllowRsaPssPadding = options.AllowRsaPssPadding;
            copy.AllowRsaPkcs1Padding = options.AllowRsaPkcs1Padding;
        }

        return copy;
    }

    /// <summary>Copies a client's options.</summary>
    /// <exception cref="ArgumentException">A protocol is chosen that is out of use, or no encryption.</exception>
    internal static SslClientAuthenticationOptions Copy(SslClientAuthenticationOptions options)
    {
        var copy = new SslClientAuthenticationOptions
        {
            AllowRenegotiation = options.AllowRenegotiation,
            AllowTlsResume = options.AllowTlsResume,
            LocalCertificateSelectionCallback = options.LocalCertificateSelectionCallback,
            RemoteCertificateValidationCallback = options.RemoteCertificateValidationCallback,
            ApplicationProtocols = options.ApplicationProtocols is { } protocols ? [.. protocols] : null,
            TargetHost = options.TargetHost,
            ClientCertificates = options.ClientCertificates is { } certificates ? new X509CertificateCollection(certificates) : null,
            ClientCertificateContext = options.ClientCertificateContext,
            CertificateRevocationCheckMode = options.CertificateRevocationCheckMode,
            EncryptionPolicy = Encrypting(options.EncryptionPolicy),
            EnabledSslProtocols = Protocols(options.EnabledSslProtocols),
            CipherSuitesPolicy = options.CipherSuitesPolicy,
            CertificateChainPolicy = Policy(options.CertificateChainPolicy, options.CertificateRevocationCheckMode),
        };
        if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
        {
            copy.AllowRsaPssPadding = options.AllowRsaPssPadding;
            copy.AllowRsaPkcs1Padding = options.AllowRsaPkcs1Padding;
        }

        return copy;
    }

    /// <summary>The options for one peer: its name, which its certificate has to have, is that of the end point unless the user chose another.</summary>
    internal static SslClientAuthenticationOptions For(SslClientAuthenticationOptions options, EndPoint peer)
    {
        if (!string.IsNullOrEmpty(options.TargetHost))
        {
            return options;
        }

        SslClientAuthenticationOptions named = Copy(options);
        named.TargetHost = peer switch
        {
            DnsEndPoint name => name.Host,
            IPEndPoint address => address.Address.ToString(),
            _ => options.TargetHost,
        };
        return named;
    }

    /// <summary>The framework's own, where the user gives none, fetches the issuers that a certificate names: the peer would choose what this machine connects to.</summary>
    private static X509ChainPolicy Policy(X509ChainPolicy? chosen, X509RevocationMode revocation) => chosen?.Clone()
        ?? new X509ChainPolicy { RevocationMode = revocation, RevocationFlag = X509RevocationFlag.ExcludeRoot, DisableCertificateDownloads = true };

    private static SslProtocols Protocols(SslProtocols chosen) => (chosen | Current) != Current
        ? throw new ArgumentException($"The choice {chosen} has versions of TLS that are out of use (RFC 8996): leave EnabledSslProtocols alone, or choose Tls12 or Tls13.", nameof(chosen))
        : chosen == SslProtocols.None ? Current : chosen;

    private static EncryptionPolicy Encrypting(EncryptionPolicy chosen) => chosen == EncryptionPolicy.RequireEncryption
        ? chosen
        : throw new ArgumentException($"The choice {chosen} allows connections that are not encrypted: leave EncryptionPolicy alone.", nameof(chosen));
}
