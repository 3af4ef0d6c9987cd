using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ProtoSockets;
using ProtoSockets.Transports;

namespace Quickstart;

/// <summary>The chat room as a process of its own.</summary>
internal static class ChatServer
{
    /// <summary>How long stopping may take: what the members have to leave by themselves, and a little more.</summary>
    public static TimeSpan StopTimeout => Options.DrainTimeout + TimeSpan.FromSeconds(5);

    private static readonly ServerOptions Options = new();

    public static async Task<int> RunAsync(string listen, CancellationToken cancellationToken)
    {
        TransportAddress address = TransportAddress.Parse(listen);
        if (string.Equals(address.Transport.Scheme, "tls", StringComparison.Ordinal))
        {
            X509Certificate2 certificate = CreateCertificate();
            address = address.WithTls(new SslServerAuthenticationOptions { ServerCertificate = certificate });
            Console.WriteLine($"fingerprint {certificate.GetCertHashString(HashAlgorithmName.SHA256)}");
        }

        await using var server = new Chat.Server(new ChatRoom(), Options);
        server.Bind(address);
        Console.WriteLine($"listening on {address.Transport.Scheme} {server.EndPoints[0]}; Ctrl+C stops");
        await server.RunAsync(cancellationToken);
        return 0;
    }

    /// <summary>Makes a certificate that clients recognise by its fingerprint.</summary>
    private static X509Certificate2 CreateCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        return request.CreateSelfSigned(now.AddMinutes(-5), now.AddDays(1));
    }
}
