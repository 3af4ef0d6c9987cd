using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Reflection;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace ProtoSockets.Transports.Tests;

public sealed class TlsTransportTests : StreamTransportContract
{
    protected override StreamTransport ServerTransport => Transports.Tls(Certificates.ServerOptions());

    protected override StreamTransport ClientTransport => Transports.Tls(Certificates.ClientOptions());

    protected override bool SendsAtOnce => false;

    // Measured on .NET 10 and OpenSSL 3: 24 bytes for each receive. A send that waits is encrypted in records of 16 kB.
    protected override int FrameworkBytesPerOperation => 100;

    // What was received and decrypted and not asked for yet is not the system's to know of.
    protected override bool ResetsForUnreadBytes => false;

    [Theory]
    [InlineData(SslProtocols.None, SslProtocols.Tls13)]
    [InlineData(SslProtocols.Tls12, SslProtocols.Tls12)]
    public async Task The_newest_protocol_is_spoken_unless_another_is_chosen(SslProtocols chosen, SslProtocols spoken)
    {
        SslProtocols seen = SslProtocols.None;
        SslClientAuthenticationOptions options = Certificates.ClientOptions();
        options.EnabledSslProtocols = chosen;
        options.RemoteCertificateValidationCallback = (sender, _, _, errors) =>
        {
            seen = ((SslStream)sender).SslProtocol;
            return errors == SslPolicyErrors.None;
        };
        using StreamListener listener = ServerTransport.Listen(FreeEndPoint(), new());
        using StreamPair pair = await StreamPair.ConnectAsync(listener, Transports.Tls(options));
        Assert.Equal(spoken, seen);
    }

    [Fact]
    public async Task Protocols_that_are_out_of_use_are_not_spoken()
    {
        using StreamListener listener = ServerTransport.Listen(FreeEndPoint(), new());
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(listener.LocalEndPoint, Bounded.Token);
        Task<StreamConnection> accepting = listener.AcceptAsync(Bounded.Token).AsTask();
        using StreamConnection server = await accepting;
        Task handshake = server.HandshakeAsync(Bounded.Token).AsTask();

        // A ClientHello of TLS 1.1 (RFC 4346, section 7.4.1.2): record version 3.1, handshake version 3.2, one cipher suite, no extensions.
        byte[] hello =
        [
            22, 3, 1, 0, 45,                    // record: handshake, 45 bytes
            1, 0, 0, 41,                        // client_hello, 41 bytes
            3, 2,                               // version: TLS 1.1
            .. new byte[32],                    // random
            0,                                  // no session
            0, 2, 0xC0, 0x14,                   // TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA
            1, 0,                               // compression: none
        ];
        await socket.SendAsync(hello.AsMemory(), Bounded.Token);
        TlsHandshakeException error = await Assert.ThrowsAsync<TlsHandshakeException>(() => handshake.WithinLimit());
        Assert.Equal(TlsFailure.ProtocolVersion, error.Failure);
        Assert.Contains("handshake", error.Message, StringComparison.Ordinal);
        Assert.Contains("protocol", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_server_shows_its_certificate_and_the_client_none()
    {
        using StreamPair pair = await ConnectAsync();
        Assert.Equal(Certificates.Server.Thumbprint, pair.Client.RemoteCertificate?.Thumbprint);
        Assert.Null(pair.Server.RemoteCertificate);
    }

    [Fact]
    public async Task With_mutual_authentication_the_server_knows_the_client()
    {
        SslClientAuthenticationOptions client = Certificates.ClientOptions();
        client.ClientCertificates = [Certificates.Client];
        using StreamListener listener = MutualTransport().Listen(FreeEndPoint(), new());
        using StreamPair pair = await StreamPair.ConnectAsync(listener, Transports.Tls(client));
        Assert.Equal("CN=ada", pair.Server.RemoteCertificate?.Subject);
        Assert.True(pair.Server.RemoteCertificate!.Equals(Certificates.Client));
        await pair.Client.SendAllAsync("hello"u8.ToArray());
        Assert.Equal("hello"u8.ToArray(), await pair.Server.ReceiveExactlyAsync(5));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task With_mutual_authentication_a_client_that_is_not_known_is_refused(bool showsCertificate)
    {
        SslClientAuthenticationOptions client = Certificates.ClientOptions();
        if (showsCertificate)
        {
            client.ClientCertificates = [Certificates.ClientOfOther];
        }

        using StreamListener listener = MutualTransport().Listen(FreeEndPoint(), new());
        Task<StreamConnection> connecting = Transports.Tls(client).ConnectAsync(listener.LocalEndPoint, new(), Bounded.Token).AsTask();
        using StreamConnection server = await listener.AcceptAsync(Bounded.Token);
        TlsHandshakeException refused = await Assert.ThrowsAsync<TlsHandshakeException>(() => server.HandshakeAsync(Bounded.Token).WithinLimit());
        Assert.Equal(showsCertificate ? TlsFailure.CertificateAuthority : TlsFailure.CertificateMissing, refused.Failure);
        Assert.Contains("the TLS handshake with 127.0.0.1", refused.Message, StringComparison.Ordinal);
        server.Dispose();

        // In TLS 1.3 the client's handshake may end before the server has looked at its certificate; the first receive tells then.
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            using StreamConnection connection = await connecting.WithinLimit();
            if (await connection.ReceiveAsync(new byte[1], Bounded.Token) == 0)
            {
                throw new IOException("The server ended it.");
            }
        });
    }

    [Fact]
    public async Task A_certificate_of_an_unknown_authority_is_refused() =>
        await AssertRefusedAsync(new() { ServerCertificate = Certificates.ServerOfOther }, Certificates.ClientOptions(), new DnsEndPoint("localhost", 0), TlsFailure.CertificateAuthority);

    [Fact]
    public async Task A_certificate_of_another_name_is_refused()
    {
        SslClientAuthenticationOptions client = Certificates.ClientOptions();
        client.TargetHost = "mallory.test";
        await AssertRefusedAsync(Certificates.ServerOptions(), client, new DnsEndPoint("localhost", 0), TlsFailure.CertificateName);
    }

    [Fact]
    public async Task Without_a_choice_the_systems_authorities_are_trusted_and_not_ours() =>
        await AssertRefusedAsync(Certificates.ServerOptions(), new(), new DnsEndPoint("localhost", 0), TlsFailure.CertificateAuthority);

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    public async Task The_certificate_has_to_name_the_host_that_was_connected_to(string host)
    {
        using StreamListener listener = ServerTransport.Listen(FreeEndPoint(), new());
        int port = ((IPEndPoint)listener.LocalEndPoint).Port;
        EndPoint peer = IPAddress.TryParse(host, out IPAddress? address) ? new IPEndPoint(address, port) : new DnsEndPoint(host, port);
        using StreamPair pair = await StreamPair.ConnectAsync(listener, ClientTransport, peer);
        Assert.NotNull(pair.Client.RemoteCertificate);
    }

    [Fact]
    public async Task A_handshake_can_be_cancelled()
    {
        using StreamListener listener = ServerTransport.Listen(FreeEndPoint(), new());
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await silent.ConnectAsync(listener.LocalEndPoint, Bounded.Token);
        using StreamConnection server = await listener.AcceptAsync(Bounded.Token);
        using var cancelling = new CancellationTokenSource();
        Task handshake = server.HandshakeAsync(cancelling.Token).AsTask();
        Assert.False(handshake.IsCompleted);
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => handshake.WithinLimit());
    }

    [Fact]
    public async Task Connecting_to_a_server_that_never_answers_can_be_cancelled()
    {
        using StreamListener tcp = Transports.Tcp.Listen(FreeEndPoint(), new());
        using var cancelling = new CancellationTokenSource();
        Task<StreamConnection> connecting = ClientTransport.ConnectAsync(tcp.LocalEndPoint, new(), cancelling.Token).AsTask();
        using StreamConnection silent = await tcp.AcceptAsync(Bounded.Token);
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting.WithinLimit());
    }

    [Fact]
    public async Task A_peer_that_does_not_speak_TLS_fails_the_handshake_and_not_the_listener()
    {
        using StreamListener listener = ServerTransport.Listen(FreeEndPoint(), new());
        using StreamConnection plain = await Transports.Tcp.ConnectAsync(listener.LocalEndPoint, new(), Bounded.Token);
        using StreamConnection server = await listener.AcceptAsync(Bounded.Token);
        await plain.SendAllAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());
        Assert.Equal(TlsFailure.NotTls, (await Assert.ThrowsAsync<TlsHandshakeException>(() => server.HandshakeAsync(Bounded.Token).WithinLimit())).Failure);
        using StreamPair pair = await StreamPair.ConnectAsync(listener, ClientTransport);
        Assert.NotNull(pair.Client.RemoteCertificate);
    }

    [Fact]
    public async Task The_end_is_told_before_the_connection_is_closed()
    {
        using StreamPair pair = await ConnectAsync();
        await pair.Server.ShutdownSendAsync(Bounded.Token);
        await pair.Server.ShutdownSendAsync(Bounded.Token);
        Assert.Equal(0, await pair.Client.ReceiveAsync(new byte[1], Bounded.Token));
        await pair.Client.SendAllAsync("still here"u8.ToArray());
        Assert.Equal("still here"u8.ToArray(), await pair.Server.ReceiveExactlyAsync(10));
    }

    [Fact]
    public void A_transport_of_clients_can_not_listen()
    {
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => Transports.Tls().Listen(FreeEndPoint(), new()));
        Assert.Contains("needs a certificate", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_needs_a_certificate_with_its_key()
    {
        Assert.Contains("needs a certificate", Assert.Throws<ArgumentException>(() => Transports.Tls(new SslServerAuthenticationOptions())).Message, StringComparison.Ordinal);
        using X509Certificate2 bare = X509CertificateLoader.LoadCertificate(Certificates.Server.RawData);
        ArgumentException error = Assert.Throws<ArgumentException>(() => Transports.Tls(new SslServerAuthenticationOptions { ServerCertificate = bare }));
        Assert.Contains("CN=server) has no private key", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_that_change_later_change_nothing()
    {
        SslServerAuthenticationOptions server = Certificates.ServerOptions();
        SslClientAuthenticationOptions client = Certificates.ClientOptions();
        TlsTransport serverTransport = Transports.Tls(server);
        TlsTransport clientTransport = Transports.Tls(client);
        server.ServerCertificate = Certificates.ServerOfOther;
        client.TargetHost = "mallory.test";
        client.CertificateChainPolicy!.CustomTrustStore.Clear();
        Assert.Equal(SslProtocols.None, server.EnabledSslProtocols);
        using StreamListener listener = serverTransport.Listen(FreeEndPoint(), new());
        using StreamPair pair = await StreamPair.ConnectAsync(listener, clientTransport);
        Assert.Equal(Certificates.Server.Thumbprint, pair.Client.RemoteCertificate?.Thumbprint);
    }

    [Fact]
    public void All_options_are_copied()
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsWindows())
        {
            Assert.Skip("Not all options are on this system.");
            return;
        }

        // Red when a new version of .NET adds an option: TlsOptions has to copy it then.
        var server = new SslServerAuthenticationOptions
        {
            AllowRenegotiation = true,
            AllowTlsResume = false,
            AllowRsaPssPadding = false,
            AllowRsaPkcs1Padding = false,
            ClientCertificateRequired = true,
            ApplicationProtocols = [new SslApplicationProtocol("chat")],
            RemoteCertificateValidationCallback = (_, _, _, errors) => errors == SslPolicyErrors.None,
            ServerCertificateSelectionCallback = (_, _) => Certificates.Server,
            ServerCertificateContext = SslStreamCertificateContext.Create(Certificates.Server, additionalCertificates: null),
            EnabledSslProtocols = SslProtocols.Tls12,
            CertificateRevocationCheckMode = X509RevocationMode.Offline,
            CertificateChainPolicy = Certificates.Trust(),
        };
        var client = new SslClientAuthenticationOptions
        {
            AllowRenegotiation = false,
            AllowTlsResume = false,
            AllowRsaPssPadding = false,
            AllowRsaPkcs1Padding = false,
            LocalCertificateSelectionCallback = (_, _, _, _, _) => Certificates.Client,
            RemoteCertificateValidationCallback = (_, _, _, errors) => errors == SslPolicyErrors.None,
            ApplicationProtocols = [new SslApplicationProtocol("chat")],
            TargetHost = "chat.test",
            ClientCertificates = [Certificates.Client],
            ClientCertificateContext = SslStreamCertificateContext.Create(Certificates.Client, additionalCertificates: null),
            CertificateRevocationCheckMode = X509RevocationMode.Offline,
            EnabledSslProtocols = SslProtocols.Tls12,
            CertificateChainPolicy = Certificates.Trust(),
        };

        // Left out: the certificate, which becomes the context; a policy with no other value in use; and what not every system has.
        AssertCopied(server, TlsOptions.Copy, "ServerCertificate", "EncryptionPolicy", "CipherSuitesPolicy");
        AssertCopied(client, TlsOptions.Copy, "EncryptionPolicy", "CipherSuitesPolicy");
    }

    protected override EndPoint FreeEndPoint() => new IPEndPoint(IPAddress.Loopback, 0);

    protected override void AssertReset(Exception error)
    {
        IOException lost = Assert.IsAssignableFrom<IOException>(error);
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(lost.InnerException).SocketErrorCode);
    }

    private static TlsTransport MutualTransport() => Transports.Tls(new SslServerAuthenticationOptions
    {
        ServerCertificate = Certificates.Server,
        ClientCertificateRequired = true,
        CertificateChainPolicy = Certificates.Trust(),
    });

    private static void AssertCopied<TOptions>(TOptions options, Func<TOptions, TOptions> copy, params string[] exceptions)
        where TOptions : new()
    {
        TOptions defaults = new();
        TOptions copied = copy(options);
        foreach (PropertyInfo property in typeof(TOptions).GetProperties().Where(property => property.CanWrite && !exceptions.Contains(property.Name, StringComparer.Ordinal)))
        {
            Assert.False(Equals(property.GetValue(options), property.GetValue(defaults)), $"{property.Name} is at its default: this test does not show that it is copied.");
            Assert.False(Equals(property.GetValue(copied), property.GetValue(defaults)), $"{property.Name} is not copied.");
        }
    }

    private static async Task AssertRefusedAsync(SslServerAuthenticationOptions server, SslClientAuthenticationOptions client, DnsEndPoint host, TlsFailure failure)
    {
        using StreamListener listener = Transports.Tls(server).Listen(new IPEndPoint(IPAddress.Loopback, 0), new());
        var peer = new DnsEndPoint(host.Host, ((IPEndPoint)listener.LocalEndPoint).Port);
        Task<StreamConnection> connecting = Transports.Tls(client).ConnectAsync(peer, new(), Bounded.Token).AsTask();
        using StreamConnection accepted = await listener.AcceptAsync(Bounded.Token);
        Task handshake = accepted.HandshakeAsync(Bounded.Token).AsTask();
        ConnectException error = await Assert.ThrowsAsync<ConnectException>(() => connecting.WithinLimit());
        Assert.Contains($"Cannot connect to {peer.Host}:{peer.Port}: the TLS handshake", error.Message, StringComparison.Ordinal);
        Assert.Equal(failure, Assert.IsType<TlsHandshakeException>(error.InnerException).Failure);

        // The server notices now or, in TLS 1.3, later.
        await handshake.WithinLimit().ContinueWith(_ => { }, TaskScheduler.Default);
    }
}
