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
    /// <exception cref="ArgumentException">There is no certificate, or it has no private key.</exception>
    internal static SslServerAuthenticationOptions Copy(SslServerAuthenticationOptions options)
    {
        if (options is { ServerCertificate: null, ServerCertificateContext: null, ServerCertificateSelectionCallback: null })
        {
            throw new ArgumentException(
                "A TLS server needs a certificate: set ServerCertificateContext, ServerCertificate or ServerCertificateSelectionCallback.", nameof(options));
        }

        SslStreamCertificateContext? context = options.ServerCertificateContext;
        if (context is null && options.ServerCertificate is X509Certificate2 certificate)
        {
            if (!certificate.HasPrivateKey)
            {
                throw new ArgumentException($"The server's certificate ({certificate.Subject}) has no private key.", nameof(options));
            }

            // Offline: nothing is fetched from the network to complete the chain. Whoever has intermediate certificates makes a context with them.
            context = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);
        }

        var copy = new SslServerAuthenticationOptions
        {
            AllowRenegotiation = options.AllowRenegotiation,
            AllowTlsResume = options.AllowTlsResume,
            ClientCertificateRequired = options.ClientCertificateRequired,
            ApplicationProtocols = options.ApplicationProtocols is { } protocols ? [.. protocols] : null,
            RemoteCertificateValidationCallback = options.RemoteCertificateValidationCallback,
            ServerCertificateSelectionCallback = options.ServerCertificateSelectionCallback,
            ServerCertificate = context is null ? options.ServerCertificate : null,
            ServerCertificateContext = context,
            EnabledSslProtocols = Protocols(options.EnabledSslProtocols),
            CertificateRevocationCheckMode = options.CertificateRevocationCheckMode,
            EncryptionPolicy = options.EncryptionPolicy,
            CipherSuitesPolicy = options.CipherSuitesPolicy,
            CertificateChainPolicy = options.CertificateChainPolicy?.Clone(),
        };
        if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
        {
            copy.AllowRsaPssPadding = options.AllowRsaPssPadding;
            copy.AllowRsaPkcs1Padding = options.AllowRsaPkcs1Padding;
        }

        return copy;
    }

    /// <summary>Copies a client's options.</summary>
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
            EncryptionPolicy = options.EncryptionPolicy,
            EnabledSslProtocols = Protocols(options.EnabledSslProtocols),
            CipherSuitesPolicy = options.CipherSuitesPolicy,
            CertificateChainPolicy = options.CertificateChainPolicy?.Clone(),
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

    private static SslProtocols Protocols(SslProtocols chosen) => chosen == SslProtocols.None ? Current : chosen;
}
