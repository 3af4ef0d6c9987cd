using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ProtoSockets.Transports.Tests;

/// <summary>An authority of the tests' own, and what it has signed.</summary>
internal static class Certificates
{
    internal static readonly X509Certificate2 Authority = MakeAuthority("CN=Authority of the tests");
    internal static readonly X509Certificate2 OtherAuthority = MakeAuthority("CN=Another authority");
    internal static readonly X509Certificate2 Server = Issue(Authority, "CN=server", name => Names(name, "localhost", "chat.test"));
    internal static readonly X509Certificate2 ServerOfOther = Issue(OtherAuthority, "CN=server", name => Names(name, "localhost"));
    internal static readonly X509Certificate2 Client = Issue(Authority, "CN=ada", _ => { });
    internal static readonly X509Certificate2 ClientOfOther = Issue(OtherAuthority, "CN=mallory", _ => { });

    /// <summary>Trusts <see cref="Authority"/> and nobody else.</summary>
    internal static X509ChainPolicy Trust()
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(Authority);
        return policy;
    }

    internal static SslServerAuthenticationOptions ServerOptions() => new() { ServerCertificate = Server };

    internal static SslClientAuthenticationOptions ClientOptions() => new() { CertificateChainPolicy = Trust() };

    /// <summary>For each file in PEM: a certificate of <see cref="Authority"/> for a server of this name, and its key.</summary>
    internal static (string Certificate, string Key) ServerFiles(string subject, int validDays = 1)
    {
        using X509Certificate2 certificate = Issue(Authority, subject, name => Names(name, "localhost"), validDays);
        using ECDsa key = certificate.GetECDsaPrivateKey()!;
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>A certificate for a server of this name, which is or was valid to some day from now.</summary>
    internal static X509Certificate2 ServerUntil(int validDays) => Issue(Authority, "CN=server", name => Names(name, "localhost"), validDays);

    /// <summary>A certificate of <see cref="Authority"/> for a client, and its key, in PEM.</summary>
    internal static (string Certificate, string Key) ClientFiles(string subject = "CN=ada")
    {
        using X509Certificate2 certificate = Issue(Authority, subject, _ => { });
        using ECDsa key = certificate.GetECDsaPrivateKey()!;
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>A certificate of <see cref="Authority"/> that says it is for servers, and for nothing else (RFC 5280, section 4.2.1.12).</summary>
    internal static X509Certificate2 ForServersOnly() => Issue(
        Authority, "CN=server", request => request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false)));

    /// <summary>A root, and in PEM: a server's certificate, its key, and the certificate between the two.</summary>
    internal static (X509Certificate2 Root, string Files) Chain()
    {
        X509Certificate2 root = MakeAuthority("CN=root");
        using X509Certificate2 between = Issue(
            root, "CN=between", request => request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true)), validDays: 2);
        using X509Certificate2 leaf = Issue(between, "CN=leaf", request => Names(request, "localhost"));
        using ECDsa key = leaf.GetECDsaPrivateKey()!;
        return (root, $"{leaf.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n{between.ExportCertificatePem()}\n");
    }

    /// <summary>A certificate whose issuer nobody has, and which names where that could be fetched (RFC 5280, section 4.2.2.1).</summary>
    internal static X509Certificate2 NamingItsIssuerAt(Uri place)
    {
        using X509Certificate2 unknown = MakeAuthority("CN=known to nobody");
        return Issue(unknown, "CN=leaf", request =>
        {
            Names(request, "localhost");
            request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(ocspUris: null, caIssuersUris: [place.ToString()]));
        });
    }

    private static void Names(CertificateRequest request, params string[] names)
    {
        var alternatives = new SubjectAlternativeNameBuilder();
        alternatives.AddIpAddress(IPAddress.Loopback);
        alternatives.AddIpAddress(IPAddress.IPv6Loopback);
        foreach (string name in names)
        {
            alternatives.AddDnsName(name);
        }

        request.CertificateExtensions.Add(alternatives.Build());
    }

    private static X509Certificate2 MakeAuthority(string subject)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-9), now.AddDays(9));
    }

    private static X509Certificate2 Issue(X509Certificate2 authority, string subject, Action<CertificateRequest> extend, int validDays = 1)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        extend(request);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 bare = request.Create(authority, now.AddHours(-23 + Math.Min(0, validDays * 24)), now.AddDays(validDays), RandomNumberGenerator.GetBytes(8));
        using X509Certificate2 certificate = bare.CopyWithPrivateKey(key);

        // Windows can't use a key that was never written down.
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null, X509KeyStorageFlags.Exportable);
    }
}
