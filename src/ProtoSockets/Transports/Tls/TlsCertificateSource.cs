using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace ProtoSockets.Transports;

/// <summary>
/// Where the certificate comes from that is shown in TLS handshakes: asked for each of them, so that a new certificate needs no restart. Connections that are there keep the one that they began with.
/// </summary>
public abstract class TlsCertificateSource
{
    /// <summary>The certificate for a handshake that begins now. Called from any thread; what it throws fails that handshake alone.</summary>
    /// <param name="serverName">The host name that the client asked for (RFC 6066, section 3); null when it did not say, and for a client's own certificate.</param>
    /// <returns>The certificate with its key and the intermediate certificates. The same object as long as it is the same certificate: what belongs to it is prepared once.</returns>
    public abstract SslStreamCertificateContext Get(string? serverName);

    /// <summary>As <see cref="Get(string?)"/>, where it can be said what goes wrong without failing a handshake.</summary>
    internal virtual SslStreamCertificateContext Get(string? serverName, ILogger logger) => Get(serverName);

    /// <summary>One certificate for good.</summary>
    /// <param name="certificate">The certificate, with its private key.</param>
    /// <param name="intermediates">The certificates between it and the root, to be shown with it.</param>
    /// <returns>The source.</returns>
    /// <exception cref="ArgumentException">It has no private key.</exception>
    public static TlsCertificateSource Fixed(X509Certificate2 certificate, X509Certificate2Collection? intermediates = null)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return new FixedCertificate(TlsOptions.ContextOf(certificate, intermediates, nameof(certificate)));
    }

    /// <summary>
    /// PEM files, which may be replaced at any time: they are looked at in each handshake. While new ones can't be used (one of two is replaced, the key is another one's, the certificate has expired) the old
    /// certificate stays in use, and the log says so (event 41).
    /// </summary>
    /// <param name="certificatePath">The certificate, and behind it the intermediate ones, if there are any.</param>
    /// <param name="keyPath">The private key (PKCS #8, PKCS #1 or SEC 1); null when it is in the same file.</param>
    /// <param name="password">What the key is encrypted with (PKCS #8); null when it is not.</param>
    /// <returns>The source.</returns>
    /// <exception cref="IOException">A file can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    /// <exception cref="ArgumentException">There is no certificate with its key in them; the message says what is wrong.</exception>
    public static TlsCertificateSource FromPemFiles(string certificatePath, string? keyPath = null, string? password = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(certificatePath);
        return new CertificateFiles([certificatePath, keyPath ?? certificatePath], files => CertificateFiles.ReadPem(files[0], files[1], password));
    }

    /// <summary>As <see cref="FromPemFiles"/>, for one file in PKCS #12 (.pfx, .p12).</summary>
    /// <param name="path">The file: the certificate with its key, and the intermediate ones.</param>
    /// <param name="password">What it is encrypted with; null when it is not.</param>
    /// <returns>The source.</returns>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="ArgumentException">There is no certificate with its key in it; the message says what is wrong.</exception>
    public static TlsCertificateSource FromPkcs12File(string path, string? password = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new CertificateFiles([path], files => CertificateFiles.ReadPkcs12(files[0], password));
    }

    private sealed class FixedCertificate(SslStreamCertificateContext context) : TlsCertificateSource
    {
        public override SslStreamCertificateContext Get(string? serverName) => context;
    }
}
