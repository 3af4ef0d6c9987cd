using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ProtoSockets.Connections;

namespace ProtoSockets.Transports;

/// <summary>
/// A certificate in files that may be replaced. Their bytes are compared in each handshake, which costs a small part of it: times of change have too coarse steps, and say nothing where a link is turned to other files.
/// </summary>
internal sealed class CertificateFiles : TlsCertificateSource
{
    private readonly Lock _gate = new();
    private readonly string[] _paths;
    private readonly Func<byte[][], SslStreamCertificateContext> _read;
    private SslStreamCertificateContext _current;

    /// <summary>What the files held when they were last looked into, whether it could be used or not.</summary>
    private byte[] _seen;

    /// <summary>Why the files could not be read; to say it once.</summary>
    private string? _unreadable;

    public CertificateFiles(string[] paths, Func<byte[][], SslStreamCertificateContext> read)
    {
        _paths = paths;
        _read = read;
        byte[][] files = ReadFiles();
        try
        {
            _current = read(files);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new ArgumentException($"There is no certificate with its private key in {Names}: {exception.Message}", nameof(paths), exception);
        }

        _seen = DigestOf(files);
    }

    private string Names => string.Join(" and ", _paths.Distinct(StringComparer.Ordinal));

    public override SslStreamCertificateContext Get(string? serverName) => Get(serverName, NullLogger.Instance);

    internal override SslStreamCertificateContext Get(string? serverName, ILogger logger)
    {
        lock (_gate)
        {
            try
            {
                byte[][] files = ReadFiles();
                byte[] digest = DigestOf(files);
                _unreadable = null;
                if (!digest.AsSpan().SequenceEqual(_seen))
                {
                    _seen = digest;
                    Replace(_read(files), logger);
                }
            }
            catch (Exception exception) when (exception is CryptographicException or ArgumentException)
            {
                Log.CertificateNotReplaced(logger, Names, exception.Message);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                if (!string.Equals(_unreadable, exception.Message, StringComparison.Ordinal))
                {
                    _unreadable = exception.Message;
                    Log.CertificateNotReplaced(logger, Names, exception.Message);
                }
            }

            return _current;
        }
    }

    public static SslStreamCertificateContext ReadPem(byte[] certificateFile, byte[] keyFile, string? password)
    {
        (string certificates, string key) = (Encoding.UTF8.GetString(certificateFile), Encoding.UTF8.GetString(keyFile));
        using X509Certificate2 certificate = password is null ? X509Certificate2.CreateFromPem(certificates, key) : X509Certificate2.CreateFromEncryptedPem(certificates, key, password);
        X509Certificate2Collection all = [];
        all.ImportFromPem(certificates);

        // Windows can't use a key that was never written down.
        return Context(X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null), all);
    }

    public static SslStreamCertificateContext ReadPkcs12(byte[] file, string? password)
    {
        X509Certificate2Collection all = X509CertificateLoader.LoadPkcs12Collection(file, password);
        X509Certificate2 certificate = all.FirstOrDefault(one => one.HasPrivateKey) ?? throw new CryptographicException("none of the certificates has a private key.");
        return Context(certificate, all);
    }

    private static SslStreamCertificateContext Context(X509Certificate2 certificate, X509Certificate2Collection all) =>
        TlsOptions.ContextOf(certificate, [.. all.Where(other => !other.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span))], nameof(certificate));

    private static byte[] DigestOf(byte[][] files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (byte[] file in files)
        {
            hash.AppendData(BitConverter.GetBytes(file.Length));
            hash.AppendData(file);
        }

        return hash.GetHashAndReset();
    }

    private void Replace(SslStreamCertificateContext next, ILogger logger)
    {
        X509Certificate2 certificate = next.TargetCertificate;
        if (certificate.NotAfter.ToUniversalTime() < TimeProvider.System.GetUtcNow().UtcDateTime)
        {
            throw new CryptographicException($"the certificate ({certificate.Subject}) has expired on {certificate.NotAfter.ToUniversalTime():u}.");
        }

        _current = next;
        Log.CertificateReplaced(logger, Names, certificate.Subject, certificate.NotAfter.ToUniversalTime());
    }

    private byte[][] ReadFiles() => Array.ConvertAll(_paths, File.ReadAllBytes);
}
