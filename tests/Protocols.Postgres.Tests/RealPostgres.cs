using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ProtoSockets;
using ProtoSockets.Tests.Shared;
using ProtoSockets.Transports;

namespace PostgresSample.Tests;

/// <summary>The PostgreSQL of the machine, with a cluster of its own that the tests of a class share: a role for each way to log in, and TLS.</summary>
public sealed class RealPostgres : IAsyncDisposable
{
    /// <summary>The password of all roles.</summary>
    public const string Password = "s3cr\u00E9t";

    private const string Programs = "/usr/lib/postgresql/15/bin";
    private const string Package = "postgresql-15";

    private readonly SemaphoreSlim _gate = new(1);
    private readonly string _folder = Directory.CreateTempSubdirectory("postgres-").FullName;
    private RealServer? _server;

    /// <summary>The certificate of the server.</summary>
    public string CertificateFile => Path.Combine(_folder, "data", "server.crt");

    public string Port => $"{_server!.Port}";

    public SslClientAuthenticationOptions Tls
    {
        get
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPemFile(CertificateFile);
            return new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
        }
    }

    /// <summary>Its address; starts it if it does not run yet.</summary>
    public async Task<TransportAddress> GetAsync()
    {
        await _gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            _server ??= await StartAsync();
            return _server.EndPoint;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Its Unix socket.</summary>
    public async Task<TransportAddress> GetUnixAsync()
    {
        await GetAsync();
        return TransportAddress.Parse($"unix:{_folder}/.s.PGSQL.{_server!.Port}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
        _gate.Dispose();
    }

    private async Task<RealServer> StartAsync()
    {
        string initialize = ExternalProgram.Find($"{Programs}/initdb", Package);
        string data = Path.Combine(_folder, "data");
        if (Environment.UserName == "root")
        {
            await RunAsync("/bin/chown", "postgres", _folder);
        }

        await RunAsync([.. As(), initialize, "-D", data, "-U", "postgres", "-A", "trust", "-N", "--no-locale", "-E", "UTF8"]);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await File.WriteAllTextAsync(CertificateFile, certificate.ExportCertificatePem());
        string keyFile = Path.Combine(data, "server.key");
        await File.WriteAllTextAsync(keyFile, key.ExportPkcs8PrivateKeyPem());
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(keyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        await File.WriteAllTextAsync(
            Path.Combine(data, "pg_hba.conf"),
            """
            local all all trust
            host all postgres 127.0.0.1/32 trust
            host all scram 127.0.0.1/32 scram-sha-256
            host all md5 127.0.0.1/32 md5
            host all clear 127.0.0.1/32 password

            """);
        if (Environment.UserName == "root")
        {
            await RunAsync("/bin/chown", "postgres", keyFile, CertificateFile, Path.Combine(data, "pg_hba.conf"));
        }

        string[] asPostgres = As();
        string program = $"{Programs}/postgres";
        RealServer server = await RealServer.StartAsync(new RealServerProgram
        {
            Name = asPostgres.Length > 0 ? asPostgres[0] : program,
            Package = Package,
            Arguments = port =>
            [
                .. asPostgres.Skip(1),
                .. asPostgres.Length > 0 ? [program] : Array.Empty<string>(),
                "-D", data, "-p", $"{port}", "-c", "listen_addresses=127.0.0.1", "-c", $"unix_socket_directories={_folder}", "-c", "fsync=off", "-c", "ssl=on",
            ],
            IsReadyAsync = IsReadyAsync,
        });
        await using PostgresConnection connection = await PostgresConnection.ConnectAsync(server.EndPoint, new LoginOptions { User = "postgres" }, TestContext.Current.CancellationToken);
        await connection.QueryAsync(
            $"""
            create role scram login password '{Password}';
            create role clear login password '{Password}';
            set password_encryption = 'md5';
            create role md5 login password '{Password}';
            """,
            TestContext.Current.CancellationToken);
        return server;
    }

    /// <summary>While it starts up it accepts connections, and refuses them with the code 57P03.</summary>
    private static async Task<bool> IsReadyAsync(int port, CancellationToken cancellationToken)
    {
        try
        {
            await using PostgresConnection connection = await PostgresConnection.ConnectAsync(
                new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, port), new LoginOptions { User = "postgres" }, cancellationToken);
            return true;
        }
        catch (LoginException exception) when (exception.Report?.Code == "57P03")
        {
            return false;
        }
    }

    /// <summary>It refuses to run as root.</summary>
    private static string[] As() => Environment.UserName == "root" ? ["/usr/sbin/runuser", "-u", "postgres", "--"] : [];

    private static async Task RunAsync(params string[] command)
    {
        ProgramResult result = await ExternalProgram.RunAsync(command[0], command[1..]);
        Assert.True(result.ExitCode == 0, result.ToString());
    }
}
