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
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
    }

    private static X509Certificate2 Issue(X509Certificate2 authority, string subject, Action<CertificateRequest> extend)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        extend(request);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 bare = request.Create(authority, now.AddDays(-1), now.AddDays(1), RandomNumberGenerator.GetBytes(8));
        using X509Certificate2 certificate = bare.CopyWithPrivateKey(key);

        // Windows can't use a key that was never written down.
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
    }
}
