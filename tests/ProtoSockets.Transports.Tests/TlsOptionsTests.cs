using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ProtoSockets.Tests.Shared;

namespace ProtoSockets.Transports.Tests;

/// <summary>What servers and clients of TLS agree on and refuse, and what they say then; with OpenSSL's program and Python's ssl as others.</summary>
public sealed class TlsOptionsTests
{
    private static readonly X509Certificate2Collection Ours = [Certificates.Authority];

    [Fact]
    public async Task With_an_authority_of_ones_own_both_sides_know_each_other()
    {
        TlsServerOptions server = new() { Certificate = TlsCertificateSource.Fixed(Certificates.Server), ClientAuthorities = Ours };
        TlsClientOptions client = new() { Authorities = Ours, Certificate = TlsCertificateSource.Fixed(Certificates.Client) };
        using StreamPair pair = await ConnectAsync(server, client);
        Assert.Equal("CN=ada", pair.Server.RemoteCertificate?.Subject);
        Assert.Equal("CN=server", pair.Client.RemoteCertificate?.Subject);
        Assert.Null(pair.Server.ApplicationProtocol);
        await pair.Client.SendAllAsync("hello"u8.ToArray());
        Assert.Equal("hello"u8.ToArray(), await pair.Server.ReceiveExactlyAsync(5));
    }

    [Theory]
    [InlineData(false, TlsFailure.CertificateMissing, "shows no certificate")]
    [InlineData(true, TlsFailure.CertificateAuthority, "CN=mallory) is of CN=Another authority, which is not trusted here")]
    public async Task A_client_that_is_not_known_is_refused_with_the_reason(bool shows, TlsFailure failure, string reason)
    {
        TlsServerOptions server = new() { Certificate = TlsCertificateSource.Fixed(Certificates.Server), ClientAuthorities = Ours };
        TlsClientOptions client = new() { Authorities = Ours, Certificate = shows ? TlsCertificateSource.Fixed(Certificates.ClientOfOther) : null };
        TlsHandshakeException error = await ServerFailureAsync(server, client);
        Assert.Equal(failure, error.Failure);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_may_show_no_certificate_where_that_is_optional_but_no_wrong_one()
    {
        TlsServerOptions server = new() { Certificate = TlsCertificateSource.Fixed(Certificates.Server), ClientAuthorities = Ours, IsClientCertificateOptional = true };
        using StreamPair pair = await ConnectAsync(server, new() { Authorities = Ours });
        Assert.Null(pair.Server.RemoteCertificate);
        TlsClientOptions wrong = new() { Authorities = Ours, Certificate = TlsCertificateSource.Fixed(Certificates.ClientOfOther) };
        Assert.Equal(TlsFailure.CertificateAuthority, (await ServerFailureAsync(server, wrong)).Failure);
    }

    [Fact]
    public async Task A_certificate_for_servers_does_not_make_a_client()
    {
        X509Certificate2 certificate = Certificates.ForServersOnly();
        TlsServerOptions server = new() { Certificate = TlsCertificateSource.Fixed(Certificates.Server), ClientAuthorities = Ours };
        TlsClientOptions client = new() { Authorities = Ours, Certificate = TlsCertificateSource.Fixed(certificate) };
        Assert.Equal(TlsFailure.CertificateRejected, (await ServerFailureAsync(server, client)).Failure);
    }

    [Fact]
    public async Task An_expired_certificate_is_refused_with_its_date()
    {
        TlsHandshakeException error = await ClientFailureAsync(new() { Certificate = TlsCertificateSource.Fixed(Certificates.ServerUntil(-1)) }, new() { Authorities = Ours });
        Assert.Equal(TlsFailure.CertificateExpired, error.Failure);
        Assert.Contains("the certificate CN=server has expired on ", error.Message, StringComparison.Ordinal);
        Assert.Contains("needs a new one", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_of_another_name_is_refused_with_the_names_that_it_has()
    {
        TlsHandshakeException error = await ClientFailureAsync(
            new() { Certificate = TlsCertificateSource.Fixed(Certificates.Server) }, new() { Authorities = Ours, ServerName = "mallory.test" });
        Assert.Equal(TlsFailure.CertificateName, error.Failure);
        Assert.Contains("is for localhost, chat.test, 127.0.0.1, ::1, not for mallory.test", error.Message, StringComparison.Ordinal);
        Assert.Contains("TlsClientOptions.ServerName", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_that_is_wrong_is_said()
    {
        TlsHandshakeException error = await ClientFailureAsync(
            new() { Certificate = TlsCertificateSource.Fixed(Certificates.ServerOfOther) }, new() { Authorities = Ours, ServerName = "mallory.test" });
        Assert.Equal(TlsFailure.CertificateAuthority, error.Failure);
        Assert.Contains("not trusted here", error.Message, StringComparison.Ordinal);
        Assert.Contains("not for mallory.test", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_protocol_that_both_speak_is_agreed_on()
    {
        TlsServerOptions server = new() { Certificate = TlsCertificateSource.Fixed(Certificates.Server), ApplicationProtocols = ["chat/2", "chat/1"] };
        using StreamPair pair = await ConnectAsync(server, new() { Authorities = Ours, ApplicationProtocols = ["chat/1", "http/1.1"] });
        Assert.Equal(("chat/1", "chat/1"), (pair.Server.ApplicationProtocol, pair.Client.ApplicationProtocol));
    }

    [Theory]
    [InlineData("chat/1", "chat/2")]
    [InlineData("chat/1", null)]
    [InlineData(null, "chat/1")]
    public async Task Sides_that_speak_no_common_protocol_refuse_each_other(string? ofServer, string? ofClient)
    {
        TlsServerOptions server = new() { Certificate = TlsCertificateSource.Fixed(Certificates.Server), ApplicationProtocols = ofServer is null ? [] : [ofServer] };
        TlsClientOptions client = new() { Authorities = Ours, ApplicationProtocols = ofClient is null ? [] : [ofClient] };
        if (ofServer is not null)
        {
            Assert.Equal(TlsFailure.ApplicationProtocol, (await ServerFailureAsync(server, client)).Failure);
        }

        if (ofClient is not null)
        {
            TlsHandshakeException error = await ClientFailureAsync(server, client);
            Assert.Equal(TlsFailure.ApplicationProtocol, error.Failure);
            Assert.Contains("ALPN", error.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Else who shows a certificate chooses what this machine connects to. A client that trusts the system's authorities did so, and so did a server without a policy of its own.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_issuer_that_a_certificate_names_is_not_fetched(bool isOfServer)
    {
        using TcpListener place = new(IPAddress.Loopback, 0);
        place.Start();
        using X509Certificate2 leaf = Certificates.NamingItsIssuerAt(new Uri($"http://{place.LocalEndpoint}/issuer.cer"));
        if (isOfServer)
        {
            Assert.Equal(TlsFailure.CertificateAuthority, (await ClientFailureAsync(new() { Certificate = TlsCertificateSource.Fixed(leaf) }, new())).Failure);
        }
        else
        {
            using StreamListener listener = Transports.Tls(new SslServerAuthenticationOptions { ServerCertificate = Certificates.Server, ClientCertificateRequired = true })
                .Listen(new IPEndPoint(IPAddress.Loopback, 0), new());
            Task<StreamConnection> connecting = Transports.Tls(new TlsClientOptions { Authorities = Ours, Certificate = TlsCertificateSource.Fixed(leaf) })
                .ConnectAsync(listener.LocalEndPoint, new(), Bounded.Token).AsTask();
            using StreamConnection accepted = await listener.AcceptAsync(Bounded.Token);
            TlsHandshakeException error = await Assert.ThrowsAsync<TlsHandshakeException>(() => accepted.HandshakeAsync(Bounded.Token).WithinLimit());
            Assert.Equal(TlsFailure.CertificateAuthority, error.Failure);
            accepted.Dispose();
            await DisposeAsync(connecting);
        }

        // A handshake looks at the certificates before it fails.
        Assert.False(place.Pending());
    }

    [Fact]
    public void What_is_out_of_use_or_open_can_not_be_chosen()
    {
#pragma warning disable SYSLIB0039, SYSLIB0040, CA5397, CA5398 // They are refused, which is what this is about.
        AssertRefused(() => Transports.Tls(new SslClientAuthenticationOptions { EnabledSslProtocols = SslProtocols.Tls11 | SslProtocols.Tls12 }), "RFC 8996");
        AssertRefused(() => Transports.Tls(new SslServerAuthenticationOptions { ServerCertificate = Certificates.Server, EnabledSslProtocols = SslProtocols.Tls }), "RFC 8996");
        AssertRefused(() => Transports.Tls(new TlsClientOptions { Configure = options => options.EncryptionPolicy = EncryptionPolicy.AllowNoEncryption }), "not encrypted");
#pragma warning restore SYSLIB0039, SYSLIB0040, CA5397, CA5398
        AssertRefused(() => Transports.Tls(new TlsClientOptions { Authorities = [] }), "no server could be trusted");
        AssertRefused(() => Transports.Tls(new TlsServerOptions { Certificate = TlsCertificateSource.Fixed(Certificates.Server), ClientAuthorities = [] }), "nobody's certificate could be valid");
        using X509Certificate2 bare = X509CertificateLoader.LoadCertificate(Certificates.Server.RawData);
        AssertRefused(() => TlsCertificateSource.Fixed(bare), "CN=server) has no private key");

        static void AssertRefused(Action make, string reason) => Assert.Contains(reason, Assert.Throws<ArgumentException>(make).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_left_can_be_configured()
    {
        TlsServerOptions server = new() { Certificate = TlsCertificateSource.Fixed(Certificates.Server), Configure = options => options.EnabledSslProtocols = SslProtocols.Tls12 };
        SslProtocols seen = default;
        TlsClientOptions client = new()
        {
            Authorities = Ours,
            Configure = options => options.RemoteCertificateValidationCallback = (sender, _, _, errors) =>
            {
                seen = ((SslStream)sender).SslProtocol;
                return errors == SslPolicyErrors.None;
            },
        };
        using StreamPair pair = await ConnectAsync(server, client);
        Assert.Equal(SslProtocols.Tls12, seen);
    }

    [Theory]
    [InlineData("-tls1_2", "TLSv1.2")]
    [InlineData("-tls1_3", "TLSv1.3")]
    public async Task OpenSSL_s_client_speaks_with_our_server(string version, string said)
    {
        using StreamListener listener = Listen(new() { Certificate = TlsCertificateSource.Fixed(Certificates.Server), ClientAuthorities = Ours, ApplicationProtocols = ["chat/1"] });
        Task<ProgramResult> client = RunOpenSslAsync(listener, version, "-alpn", "chat/1");
        using StreamConnection server = await listener.AcceptAsync(Bounded.Token);
        await server.HandshakeAsync(Bounded.Token).WithinLimit();
        Assert.Equal(("CN=ada", "chat/1"), (server.RemoteCertificate?.Subject, server.ApplicationProtocol));
        await server.SendAllAsync("hello from here\n"u8.ToArray());
        await server.ShutdownSendAsync(Bounded.Token);
        ProgramResult result = await client.WithinLimit();
        Assert.Contains(said, result.Output, StringComparison.Ordinal);
        Assert.Contains("hello from here", result.Output, StringComparison.Ordinal);
        Assert.Contains("ALPN protocol: chat/1", result.Output, StringComparison.Ordinal);
        Assert.Contains("Verify return code: 0 (ok)", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-tls1", TlsFailure.ProtocolVersion)]
    [InlineData("-tls1_1", TlsFailure.ProtocolVersion)]
    public async Task OpenSSL_s_client_is_refused_with_versions_that_are_out_of_use(string version, TlsFailure failure)
    {
        using StreamListener listener = Listen(new() { Certificate = TlsCertificateSource.Fixed(Certificates.Server) });
        Task<ProgramResult> client = RunOpenSslAsync(listener, version, "-cipher", "ALL@SECLEVEL=0");
        using StreamConnection server = await listener.AcceptAsync(Bounded.Token);
        TlsHandshakeException error = await Assert.ThrowsAsync<TlsHandshakeException>(() => server.HandshakeAsync(Bounded.Token).WithinLimit());
        Assert.True(failure == error.Failure, error.Message);
        Assert.Contains("RFC 8996", error.Message, StringComparison.Ordinal);
        server.Dispose();
        Assert.NotEqual(0, (await client.WithinLimit()).ExitCode);
    }

    [Theory]
    [InlineData("TLSVersion.TLSv1_2", null)]
    [InlineData("TLSVersion.TLSv1_3", null)]
    [InlineData("TLSVersion.TLSv1_1", TlsFailure.ProtocolVersion)]
    public async Task Pythons_ssl_serves_our_client(string version, TlsFailure? failure)
    {
        const string Server = """
            import socket, ssl, sys, tempfile
            from ssl import TLSVersion
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.minimum_version = TLSVersion.TLSv1
            context.maximum_version = eval(sys.argv[3])
            context.set_ciphers("ALL:@SECLEVEL=0")
            with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:
                file.write(sys.argv[2])
                file.flush()
                context.load_cert_chain(file.name)
            server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
            while True:
                accepted, _ = server.accept()
                try:
                    with context.wrap_socket(accepted, server_side=True) as peer:
                        peer.sendall(peer.recv(100).upper())
                except OSError as error:
                    pass
            """;
        (string certificate, string key) = Certificates.ServerFiles("CN=python");
        await using RealServer server = await RealServer.StartAsync(new RealServerProgram
        {
            Name = "python3",
            Package = "python3",
            Arguments = port => ["-W", "ignore", "-c", Server, $"{port}", $"{certificate}\n{key}\n", version],
        });
        TlsTransport transport = Transports.Tls(new TlsClientOptions { Authorities = Ours });
        if (failure is not null)
        {
            ConnectException refused = await Assert.ThrowsAsync<ConnectException>(() => transport.ConnectAsync(server.EndPoint, new(), Bounded.Token).AsTask().WithinLimit());
            Assert.True(Assert.IsType<TlsHandshakeException>(refused.InnerException).Failure == failure, refused.Message);
            return;
        }

        using StreamConnection connection = await transport.ConnectAsync(server.EndPoint, new(), Bounded.Token).AsTask().WithinLimit();
        await connection.SendAllAsync("hello"u8.ToArray());
        Assert.Equal("HELLO"u8.ToArray(), await connection.ReceiveExactlyAsync(5));
    }

    private static StreamListener Listen(TlsServerOptions options) => Transports.Tls(options).Listen(new IPEndPoint(IPAddress.Loopback, 0), new());

    private static async Task<StreamPair> ConnectAsync(TlsServerOptions server, TlsClientOptions client)
    {
        using StreamListener listener = Listen(server);
        return await StreamPair.ConnectAsync(listener, Transports.Tls(client));
    }

    /// <summary>How the server's handshake fails.</summary>
    private static async Task<TlsHandshakeException> ServerFailureAsync(TlsServerOptions server, TlsClientOptions client)
    {
        using StreamListener listener = Listen(server);
        Task<StreamConnection> connecting = Transports.Tls(client).ConnectAsync(listener.LocalEndPoint, new(), Bounded.Token).AsTask();
        using StreamConnection accepted = await listener.AcceptAsync(Bounded.Token);
        TlsHandshakeException error = await Assert.ThrowsAsync<TlsHandshakeException>(() => accepted.HandshakeAsync(Bounded.Token).WithinLimit());
        accepted.Dispose();
        await DisposeAsync(connecting);
        return error;
    }

    /// <summary>How the client's handshake fails.</summary>
    private static async Task<TlsHandshakeException> ClientFailureAsync(TlsServerOptions server, TlsClientOptions client)
    {
        using StreamListener listener = Listen(server);
        Task<StreamConnection> connecting = Transports.Tls(client).ConnectAsync(listener.LocalEndPoint, new(), Bounded.Token).AsTask();
        using StreamConnection accepted = await listener.AcceptAsync(Bounded.Token);
        Task handshake = accepted.HandshakeAsync(Bounded.Token).AsTask();
        ConnectException error = await Assert.ThrowsAsync<ConnectException>(() => connecting.WithinLimit());
        await handshake.WithinLimit().ContinueWith(_ => { }, TaskScheduler.Default);
        return Assert.IsType<TlsHandshakeException>(error.InnerException);
    }

    private static async Task DisposeAsync(Task<StreamConnection> connecting)
    {
        try
        {
            (await connecting.WithinLimit()).Dispose();
        }
        catch (ConnectException)
        {
            // Refused on this side, too.
        }
    }

    private static async Task<ProgramResult> RunOpenSslAsync(StreamListener listener, params string[] arguments)
    {
        string openssl = ExternalProgram.Find("openssl", "openssl");
        string folder = Directory.CreateTempSubdirectory("openssl").FullName;
        try
        {
            (string certificate, string key) = Certificates.ClientFiles();
            string identity = Path.Combine(folder, "client.pem");
            string authority = Path.Combine(folder, "authority.pem");
            await File.WriteAllTextAsync(identity, certificate + "\n" + key + "\n", Bounded.Token);
            await File.WriteAllTextAsync(authority, Certificates.Authority.ExportCertificatePem() + "\n", Bounded.Token);
            return await ExternalProgram.RunAsync(
                openssl,
                [
                    "s_client", "-connect", $"{listener.LocalEndPoint}", "-servername", "localhost", "-verify_hostname", "localhost", "-verify_return_error", "-ign_eof",
                    "-CAfile", authority, "-cert", identity, .. arguments,
                ]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
