using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace ProtoSockets.Transports.Tests;

/// <summary>Certificates that are replaced while a server runs.</summary>
public sealed class TlsCertificateSourceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("certificates").FullName;
    private readonly Entries _log = new();

    private string Certificate => Path.Combine(_folder, "server.pem");

    private string Key => Path.Combine(_folder, "server.key");

    [Fact]
    public async Task New_connections_get_the_new_certificate_and_old_ones_go_on()
    {
        Write("CN=first");
        using StreamListener listener = Listen(TlsCertificateSource.FromPemFiles(Certificate, Key));
        using StreamPair old = await ConnectAsync(listener, "CN=first");
        Write("CN=second");
        using StreamPair other = await ConnectAsync(listener, "CN=second");
        await TalkAsync(old);
        await TalkAsync(other);
        Assert.Contains("Information 40: TLS shows the certificate CN=second", Assert.Single(_log), StringComparison.Ordinal);
        using StreamPair again = await ConnectAsync(listener, "CN=second");
        Assert.Single(_log);
    }

    [Fact]
    public async Task A_pair_of_which_one_file_is_replaced_waits_for_the_other()
    {
        Write("CN=first");
        using StreamListener listener = Listen(TlsCertificateSource.FromPemFiles(Certificate, Key));
        (string certificate, string key) = Certificates.ServerFiles("CN=second");
        File.WriteAllText(Certificate, certificate);
        using StreamPair half = await ConnectAsync(listener, "CN=first");
        using StreamPair same = await ConnectAsync(listener, "CN=first");
        Assert.Contains("Warning 41: TLS goes on showing the certificate that it has", Assert.Single(_log), StringComparison.Ordinal);
        File.WriteAllText(Key, key);
        using StreamPair whole = await ConnectAsync(listener, "CN=second");
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("empty")]
    [InlineData("missing")]
    [InlineData("expired")]
    public async Task Files_that_can_not_be_used_leave_the_old_certificate_in_use(string what)
    {
        Write("CN=first");
        using StreamListener listener = Listen(TlsCertificateSource.FromPemFiles(Certificate, Key));
        switch (what)
        {
            case "garbage":
                File.WriteAllText(Certificate, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
                break;
            case "empty":
                File.WriteAllText(Certificate, string.Empty);
                break;
            case "missing":
                File.Delete(Certificate);
                break;
            default:
                Write("CN=late", validDays: -1);
                break;
        }

        using StreamPair one = await ConnectAsync(listener, "CN=first");
        using StreamPair two = await ConnectAsync(listener, "CN=first");
        Assert.StartsWith("Warning 41:", Assert.Single(_log), StringComparison.Ordinal);
        Write("CN=second");
        using StreamPair mended = await ConnectAsync(listener, "CN=second");
    }

    [Fact]
    public async Task A_link_that_is_turned_to_other_files_is_followed()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Links need rights on this system.");
        }

        foreach (string name in (string[])["one", "two"])
        {
            (string certificate, string key) = Certificates.ServerFiles($"CN={name}");
            Directory.CreateDirectory(Path.Combine(_folder, name));
            File.WriteAllText(Path.Combine(_folder, name, "tls.pem"), certificate + "\n" + key + "\n");
        }

        string current = Path.Combine(_folder, "current.pem");
        File.CreateSymbolicLink(current, Path.Combine(_folder, "one", "tls.pem"));
        using StreamListener listener = Listen(TlsCertificateSource.FromPemFiles(current));
        using StreamPair first = await ConnectAsync(listener, "CN=one");
        File.Delete(current);
        File.CreateSymbolicLink(current, Path.Combine(_folder, "two", "tls.pem"));
        using StreamPair second = await ConnectAsync(listener, "CN=two");
    }

    [Fact]
    public async Task Intermediate_certificates_behind_the_own_one_are_shown()
    {
        (X509Certificate2 root, string chain) = Certificates.Chain();
        string path = Path.Combine(_folder, "chain.pem");
        File.WriteAllText(path, chain);
        using StreamListener listener = Listen(TlsCertificateSource.FromPemFiles(path));
        using StreamPair pair = await StreamPair.ConnectAsync(listener, Transports.Tls(new TlsClientOptions { Authorities = [root] }));
        Assert.Equal("CN=leaf", pair.Client.RemoteCertificate?.Subject);
    }

    [Fact]
    public async Task A_file_in_PKCS_12_is_read_and_replaced()
    {
        string path = Path.Combine(_folder, "server.pfx");
        File.WriteAllBytes(path, Certificates.Server.Export(X509ContentType.Pkcs12, "secret"));
        using StreamListener listener = Listen(TlsCertificateSource.FromPkcs12File(path, "secret"));
        using StreamPair first = await ConnectAsync(listener, "CN=server");
        using X509Certificate2 second = Certificates.ServerUntil(5);
        File.WriteAllBytes(path, second.Export(X509ContentType.Pkcs12, "secret"));
        using StreamPair pair = await StreamPair.ConnectAsync(listener, Client());
        Assert.Equal(second.SerialNumber, pair.Client.RemoteCertificate?.SerialNumber);
    }

    [Fact]
    public void Files_that_can_not_be_used_are_refused_at_the_start()
    {
        Assert.ThrowsAny<IOException>(() => TlsCertificateSource.FromPemFiles(Certificate, Key));
        Write("CN=first");
        File.WriteAllText(Key, Certificates.ServerFiles("CN=other").Key);
        ArgumentException error = Assert.Throws<ArgumentException>(() => TlsCertificateSource.FromPemFiles(Certificate, Key));
        Assert.Contains($"no certificate with its private key in {Certificate} and {Key}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_of_ones_own_is_asked_with_the_name_and_may_fail_one_handshake()
    {
        Named source = new();
        using StreamListener listener = Listen(source);
        using StreamPair pair = await StreamPair.ConnectAsync(listener, Transports.Tls(new TlsClientOptions { Authorities = [Certificates.Authority], ServerName = "chat.test" }));
        Assert.Equal("chat.test", source.Asked.Single());
        Task<StreamConnection> connecting = Transports.Tls(new TlsClientOptions { ServerName = "nobody.test" }).ConnectAsync(listener.LocalEndPoint, new(), Bounded.Token).AsTask();
        using StreamConnection server = await listener.AcceptAsync(Bounded.Token);
        TlsHandshakeException error = await Assert.ThrowsAsync<TlsHandshakeException>(() => server.HandshakeAsync(Bounded.Token).WithinLimit());
        Assert.Contains("The source of the certificate has failed: nobody.test is not here.", error.Message, StringComparison.Ordinal);
        server.Dispose();
        await Assert.ThrowsAsync<ConnectException>(() => connecting.WithinLimit());
    }

    [Fact]
    public async Task A_clients_certificate_is_replaced_as_well()
    {
        (string certificate, string key) = Certificates.ClientFiles("CN=ada");
        File.WriteAllText(Certificate, certificate + "\n" + key);
        using StreamListener listener = Transports.Tls(new TlsServerOptions { Certificate = TlsCertificateSource.Fixed(Certificates.Server), ClientAuthorities = [Certificates.Authority] })
            .Listen(new IPEndPoint(IPAddress.Loopback, 0), new());
        TlsTransport client = Transports.Tls(new TlsClientOptions { Authorities = [Certificates.Authority], Certificate = TlsCertificateSource.FromPemFiles(Certificate) });
        using StreamPair first = await StreamPair.ConnectAsync(listener, client);
        (certificate, key) = Certificates.ClientFiles("CN=bob");
        File.WriteAllText(Certificate, certificate + "\n" + key);
        using StreamPair second = await StreamPair.ConnectAsync(listener, client);
        Assert.Equal(("CN=ada", "CN=bob"), (first.Server.RemoteCertificate?.Subject, second.Server.RemoteCertificate?.Subject));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static TlsTransport Client() => Transports.Tls(new TlsClientOptions { Authorities = [Certificates.Authority] });

    private static async Task<StreamPair> ConnectAsync(StreamListener listener, string subject)
    {
        StreamPair pair = await StreamPair.ConnectAsync(listener, Client());
        Assert.Equal(subject, pair.Client.RemoteCertificate?.Subject);
        return pair;
    }

    private static async Task TalkAsync(StreamPair pair)
    {
        await pair.Client.SendAllAsync("hello"u8.ToArray());
        Assert.Equal("hello"u8.ToArray(), await pair.Server.ReceiveExactlyAsync(5));
    }

    private StreamListener Listen(TlsCertificateSource source)
    {
        StreamListener listener = Transports.Tls(new TlsServerOptions { Certificate = source }).Listen(new IPEndPoint(IPAddress.Loopback, 0), new());
        listener.Logger = _log;
        return listener;
    }

    private void Write(string subject, int validDays = 1)
    {
        (string certificate, string key) = Certificates.ServerFiles(subject, validDays);
        File.WriteAllText(Certificate, certificate);
        File.WriteAllText(Key, key);
    }

    private sealed class Named : TlsCertificateSource
    {
        private readonly SslStreamCertificateContext _context = SslStreamCertificateContext.Create(Certificates.Server, additionalCertificates: null, offline: true);

        public ConcurrentQueue<string?> Asked { get; } = new();

        public override SslStreamCertificateContext Get(string? serverName)
        {
            if (serverName is "nobody.test")
            {
                throw new CryptographicException("nobody.test is not here.");
            }

            Asked.Enqueue(serverName);
            return _context;
        }
    }

    private sealed class Entries : ConcurrentQueue<string>, ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Enqueue($"{logLevel} {eventId.Id}: {formatter(state, exception)}");
    }
}
