using System.Net;
using System.Reflection;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ProtoSockets.Hosting.Settings;
using ProtoSockets.Transports;
using ProtoSockets.Transports.Tests;

namespace ProtoSockets.Hosting.Tests;

/// <summary>Options come from the configuration, and what is wrong with them is said, all of it, when the host starts.</summary>
public sealed class OptionsTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public void A_section_says_all_that_a_server_can_be_told()
    {
        ProtoServerOptions options = new();
        SectionReader.Read(options, Hosts.Settings(
            ("Addresses:0", "tcp://127.0.0.1:5000"),
            ("Addresses:1", "unix:/run/chat.sock"),
            ("MaxConnections", "12"),
            ("maxframebytes", "4096"),
            ("IdleTimeout", "Infinite"),
            ("DrainTimeout", "00:00:03"),
            ("SlowPeer", "disconnect"),
            ("Threading", "Dedicated"),
            ("Bind:Backlog", "7"),
            ("Bind:DualMode", "false")));

        Assert.Empty(options.Problems);
        Assert.Equal(["tcp://127.0.0.1:5000", "unix:/run/chat.sock"], options.Addresses.Select(address => address.ToString()));
        Assert.Equal(
            ServerOptions.Default with
            {
                MaxConnections = 12,
                MaxFrameBytes = 4096,
                IdleTimeout = Timeout.InfiniteTimeSpan,
                DrainTimeout = TimeSpan.FromSeconds(3),
                SlowPeer = SlowPeerPolicy.Disconnect,
                Threading = ThreadingMode.Dedicated,
                Bind = new BindOptions { Backlog = 7, DualMode = false },
            },
            options.Server);
    }

    [Fact]
    public void A_section_says_all_that_a_client_can_be_told()
    {
        ProtoClientOptions options = new();
        SectionReader.Read(options, Hosts.Settings(
            ("Address", "tls://localhost:5001"), ("CallTimeout", "00:00:01.5"), ("PushBacklog", "3"), ("Connect:NoDelay", "False"), ("Connect:SendBufferBytes", "65536")));

        Assert.Empty(options.Problems);
        Assert.Equal("tls://localhost:5001", options.Address!.ToString());
        Assert.Equal(
            ClientOptions.Default with
            {
                CallTimeout = TimeSpan.FromSeconds(1.5),
                PushBacklog = 3,
                Connect = new ConnectOptions { NoDelay = false, SendBufferBytes = 65536 },
            },
            options.Client);
    }

    [Fact]
    public void A_section_says_how_a_client_connects_again()
    {
        ProtoClientOptions options = new();
        SectionReader.Read(options, Hosts.Settings(
            ("Addresses:0", "tcp://one:1"), ("Addresses:1", "tcp://two:2"), ("Connections", "3"), ("Reconnect:MaxDelay", "00:00:09"), ("Reconnect:Jitter", "0.5"), ("Reconnect:MaxAttempts", "7"),
            ("Reconnect:MaxQueuedCalls", "0")));

        Assert.Empty(options.Problems);
        Assert.Equal(["tcp://one:1", "tcp://two:2"], options.AllAddresses.Select(address => address.ToString()));
        Assert.Equal(
            ClientOptions.Default with
            {
                Connections = 3,
                Reconnect = new ReconnectOptions { MaxDelay = TimeSpan.FromSeconds(9), Jitter = 0.5, MaxAttempts = 7, MaxQueuedCalls = 0 },
            },
            options.Client);
    }

    [Theory]
    [InlineData("Reconnect:Jitter", "much", "Client:Reconnect:Jitter is \"much\", and must be a number from 0 to 1.")]
    [InlineData("Reconnect:Delay", "00:00:01", "Client:Reconnect:Delay is not a setting; there are InitialDelay, Jitter, MaxAttempts, MaxDelay, MaxQueuedCalls, StableAfter.")]
    [InlineData("Addresses:0", "tcp://", "Client:Addresses:0 is \"tcp://\", which is not a transport address")]
    public void What_can_not_be_read_of_connecting_again_is_named(string name, string value, string problem)
    {
        ProtoClientOptions options = new();
        SectionReader.Read(options, Hosts.Settings(($"Client:{name}", value)).GetSection("Client"));
        Assert.StartsWith(problem, Assert.Single(options.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Values_of_connecting_again_are_checked_wherever_they_come_from() => Assert.Equal(
        ["Reconnect:Jitter is 2, and must be from 0 to 1."], SettingTables.Client.Check(ClientOptions.Default with { Reconnect = new ReconnectOptions { Jitter = 2 } }));

    [Fact]
    public void What_the_section_does_not_name_stays_as_it_was()
    {
        ProtoServerOptions options = new() { Server = new ServerOptions { MaxConnections = 3, CallTimeout = TimeSpan.FromSeconds(4) } };
        SectionReader.Read(options, Hosts.Settings(("MaxConnections", "5")));

        Assert.Equal(new ServerOptions { MaxConnections = 5, CallTimeout = TimeSpan.FromSeconds(4) }, options.Server);
    }

    [Fact]
    public void The_proxies_in_front_are_networks_below_one_another_or_in_one_text()
    {
        foreach ((string, string)[] networks in ((string, string)[][])[
            [("Bind:ProxyProtocol:TrustedNetworks:0", "10.0.0.0/24"), ("Bind:ProxyProtocol:TrustedNetworks:1", "fd00::/8")], [("Bind:ProxyProtocol:TrustedNetworks", "10.0.0.0/24, fd00::/8")]])
        {
            ProtoServerOptions options = new();
            SectionReader.Read(options, Hosts.Settings([.. networks, ("Bind:ProxyProtocol:MaxHeaderBytes", "512")]));
            Assert.Empty(options.Problems);
            ProxyProtocolOptions proxy = options.Server.Bind.ProxyProtocol!;
            Assert.Equal([IPNetwork.Parse("10.0.0.0/24"), IPNetwork.Parse("fd00::/8")], proxy.TrustedNetworks);
            Assert.Equal((512, false), (proxy.MaxHeaderBytes, proxy.TrustsUnixPeers));
            Assert.Empty(SettingTables.Server.Check(options.Server));
        }
    }

    [Theory]
    [InlineData("TrustedNetworks", "10.0.0.0/33", "Bind:ProxyProtocol:TrustedNetworks has \"10.0.0.0/33\", and must have networks such as 10.0.0.0/24")]
    [InlineData("TrustedNetworks", "", "Bind:ProxyProtocol:TrustedNetworks is empty")]
    [InlineData("MaxHeaderBytes", "50", "Bind:ProxyProtocol:MaxHeaderBytes is 50, and must be at least 107.")]
    public void Proxies_that_can_not_be_are_told(string name, string value, string problem)
    {
        ProtoServerOptions options = new();
        SectionReader.Read(options, Hosts.Settings(($"Bind:ProxyProtocol:{name}", value)));
        Assert.Contains(options.Problems.Concat(SettingTables.Server.Check(options.Server)), text => text.Contains(problem, StringComparison.Ordinal));
    }

    /// <summary>A property that is added to the options must be added to the table, or here with its reason.</summary>
    [Fact]
    public void No_option_is_forgotten()
    {
        // Objects, which no text can name.
        string[] objects = [nameof(ServerOptions.LoggerFactory), nameof(ServerOptions.TimeProvider), nameof(ConnectOptions.LocalEndPoint), nameof(ReconnectOptions.Random), nameof(ServerOptions.Interceptors)];

        Check<ServerOptions>(SettingTables.Server.Names);
        Check<ClientOptions>(SettingTables.Client.Names);
        Check<BindOptions>(SettingTables.Bind.Names);
        Check<ConnectOptions>(SettingTables.Connect.Names);
        Check<ReconnectOptions>(SettingTables.Reconnect.Names);

        void Check<TOptions>(IEnumerable<string> names) => Assert.Equal(
            typeof(TOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => property.Name).Except(objects).Order(), names.Order());
    }

    [Fact]
    public void All_defaults_are_valid()
    {
        Assert.Empty(SettingTables.Server.Check(ServerOptions.Default));
        Assert.Empty(SettingTables.Client.Check(ClientOptions.Default));
    }

    [Theory]
    [InlineData("MaxConnections", "many", "Harbour:MaxConnections is \"many\", and must be a whole number.")]
    [InlineData("MaxConnections", "0", "MaxConnections is 0, and must be at least 1.")]
    [InlineData("MaxConnections:Old", "1", "Harbour:MaxConnections must be one value, not a section.")]
    [InlineData("MaxFrameBytes", "-1", "MaxFrameBytes is -1, and must be at least 1.")]
    [InlineData("DrainTimeout", "30", "Harbour:DrainTimeout is \"30\", and must be a time such as 00:00:30.")]
    [InlineData("DrainTimeout", "Infinite", "Harbour:DrainTimeout is \"Infinite\", and must be a time such as 00:00:30.")]
    [InlineData("DrainTimeout", "00:00:00", "DrainTimeout is 00:00:00, and must be a time such as 00:00:30, and longer than none.")]
    [InlineData("IdleTimeout", "soon", "Harbour:IdleTimeout is \"soon\", and must be a time such as 00:00:30, or Infinite.")]
    [InlineData("SlowPeer", "Ignore", "Harbour:SlowPeer is \"Ignore\", and must be one of Wait, Drop, Disconnect.")]
    [InlineData("SlowPeer", "1", "Harbour:SlowPeer is \"1\", and must be one of Wait, Drop, Disconnect.")]
    [InlineData("Bind:SharePort", "yes", "Harbour:Bind:SharePort is \"yes\", and must be true or false.")]
    [InlineData("Bind:Backlog", "0", "Bind:Backlog is 0, and must be at least 1.")]
    [InlineData("Addresses:1", "chat", "Harbour:Addresses:1 is \"chat\", which is not a transport address: the port is missing.")]
    [InlineData("Tls:Key", "a.pem", "Harbour:Tls:Certificate is missing: a file in PEM form.")]
    public async Task What_is_wrong_ends_the_start_of_the_host_with_its_path(string key, string value, string message)
    {
        IConfiguration settings = Hosts.Settings(("Harbour:Addresses:0", "tcp://127.0.0.1:0"), ($"Harbour:{key}", value));
        using IHost host = Hosts.Build(builder => builder.Services.AddProtoServer<Harbour>(settings.GetSection("Harbour")));

        OptionsValidationException exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancelled));

        Assert.Equal([$"The Harbour server: {message}"], exception.Failures);
        Assert.Equal(SocketState.Created, host.Server().State);
    }

    [Fact]
    public async Task A_name_that_nobody_knows_is_an_error()
    {
        IConfiguration settings = Hosts.Settings(("Harbour:Addresses", "tcp://127.0.0.1:0"), ("Harbour:MaxConections", "5"));
        using IHost host = Hosts.Build(builder => builder.Services.AddProtoServer<Harbour>(settings.GetSection("Harbour")));

        OptionsValidationException exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancelled));

        string failure = Assert.Single(exception.Failures);
        Assert.StartsWith("The Harbour server: Harbour:MaxConections is not a setting; there are Addresses, Bind, ", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_that_is_wrong_is_said_at_once()
    {
        using IHost host = Hosts.Build(builder =>
        {
            builder.Services.RemoveAll<Harbour.IServerHandler>();
            builder.Services.AddProtoServer<Harbour>(Hosts.Settings(("MaxConnections", "x"), ("Addresses", "y")));
        });

        OptionsValidationException exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancelled));

        Assert.Equal(3, exception.Failures.Count());
    }

    [Fact]
    public async Task A_server_without_a_handler_does_not_start()
    {
        using IHost host = Hosts.Build(builder => builder.Services.AddProtoServer<Beacon>(options => options.Addresses.Add(Hosts.AnyPort)));

        OptionsValidationException exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancelled));

        Assert.Equal(["The Beacon server: No handler: add services.AddScoped<Beacon.IServerHandler, ...>(), or another lifetime."], exception.Failures);
    }

    [Fact]
    public async Task A_server_without_an_address_does_not_start()
    {
        using IHost host = Hosts.Build(builder => builder.Services.AddProtoServer<Harbour>(Hosts.Settings()));

        OptionsValidationException exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancelled));

        Assert.Equal(["The Harbour server: there are no Addresses to bind, and nothing else brings it connections."], exception.Failures);
    }

    [Fact]
    public async Task Neither_server_nor_client_takes_what_does_not_carry_their_protocol()
    {
        using IHost host = Hosts.Build(builder =>
        {
            builder.Services.AddSingleton<Beacon.IServerHandler, Lighthouse>();
            builder.Services.AddProtoServer<Beacon>(Hosts.Settings(("Addresses", "udp://127.0.0.1:0")));
            builder.Services.AddProtoClient<Beacon>(Hosts.Settings(("Address", "udp://127.0.0.1:1")));
        });

        AggregateException exception = await Assert.ThrowsAsync<AggregateException>(() => host.StartAsync(Cancelled));

        Assert.Equal(
            [
                "The Beacon server: udp://127.0.0.1:0 carries datagrams, which Beacon is not declared for.",
                "The Beacon client: udp://127.0.0.1:1 carries datagrams, which Beacon is not declared for.",
            ],
            exception.InnerExceptions.Cast<OptionsValidationException>().SelectMany(inner => inner.Failures));
    }

    [Fact]
    public async Task A_client_without_an_address_ends_the_start_of_the_host()
    {
        using IHost host = Hosts.Build(builder => builder.Services.AddProtoClient<Harbour>(Hosts.Settings(("CallTimeout", "00:00:01"))));

        OptionsValidationException exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancelled));

        Assert.Equal(["The Harbour client: There is no Address to connect to."], exception.Failures);
    }

    [Fact]
    public async Task A_certificate_comes_from_files_that_the_configuration_names()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("protosockets-hosting-");
        try
        {
            string certificateFile = Path.Combine(folder.FullName, "harbour.pem");
            string keyFile = Path.Combine(folder.FullName, "harbour.key");
            await File.WriteAllTextAsync(certificateFile, Certificates.Server.ExportCertificatePem(), Cancelled);
            await File.WriteAllTextAsync(keyFile, Certificates.Server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem(), Cancelled);
            using IHost host = Hosts.Build(builder => builder.Services.AddProtoServer<Harbour>(
                Hosts.Settings(("Addresses", "tls://127.0.0.1:0"), ("Tls:Certificate", certificateFile), ("Tls:Key", keyFile))));
            await host.StartAsync(Cancelled);

            TransportAddress at = ((TransportAddress)host.Server().EndPoints[0]).WithTls(Certificates.ClientOptions());
            await using Harbour.Client client = await Harbour.Client.ConnectAsync(at, cancellationToken: Cancelled);

            Assert.Equal(1u, (await client.DockAsync(new(1), Cancelled)).Number);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
