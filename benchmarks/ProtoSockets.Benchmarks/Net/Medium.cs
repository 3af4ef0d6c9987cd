using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ProtoSockets.Benchmarks.Net;

/// <summary>What carries the messages.</summary>
internal enum Medium
{
    Tcp,
    Unix,
    Tls,
    Udp,
}

/// <summary>Where servers are. A number tells it: the port, or a part of the name of the socket's file.</summary>
internal static class Loopback
{
    /// <summary>The address of a server.</summary>
    public static EndPoint At(Medium medium, int number) => medium == Medium.Unix
        ? new UnixDomainSocketEndPoint(Path.Combine(Path.GetTempPath(), $"net-{number.ToString(CultureInfo.InvariantCulture)}.sock"))
        : new IPEndPoint(IPAddress.Loopback, number);

    /// <summary>The address to bind: any port, or a name of this process.</summary>
    public static EndPoint Free(Medium medium) => At(medium, medium == Medium.Unix ? Environment.ProcessId : 0);

    /// <summary>The number of an address that was bound.</summary>
    public static int NumberOf(EndPoint bound) => bound is IPEndPoint ip ? ip.Port : Environment.ProcessId;

    /// <summary>A socket for streams.</summary>
    public static Socket StreamSocket(Medium medium) => medium == Medium.Unix
        ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
        : new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    /// <summary>How a server proves who it is: by a certificate made just now.</summary>
    public static SslServerAuthenticationOptions ServerTls()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        return new SslServerAuthenticationOptions { ServerCertificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1)) };
    }

    /// <summary>How a client believes it: without looking, since what is measured comes behind the handshake.</summary>
#pragma warning disable CA5359, PSOCK4017 // The certificate was made a moment ago, and the peer is this machine.
    public static SslClientAuthenticationOptions ClientTls() => new() { TargetHost = "localhost", RemoteCertificateValidationCallback = static (_, _, _, _) => true };
#pragma warning restore CA5359, PSOCK4017
}
