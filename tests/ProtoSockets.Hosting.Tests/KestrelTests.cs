using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ProtoSockets.Transports.Tests;

namespace ProtoSockets.Hosting.Tests;

/// <summary>The same server behind Kestrel, beside HTTP in one process.</summary>
public sealed class KestrelTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_process_serves_HTTP_and_the_protocol_behind_Kestrel_and_on_its_own_socket()
    {
        await using WebApplication host = await StartAsync(options => options.Addresses.Add(Hosts.AnyPort));
        (TransportAddress protocol, Uri http) = Addresses(host);
        await using Harbour.Client behind = await Harbour.Client.ConnectAsync(protocol, cancellationToken: Cancelled);
        await using Harbour.Client beside = await Harbour.Client.ConnectAsync(host.Server().EndPoints[0], cancellationToken: Cancelled);
        await behind.DockAsync(new(1), Cancelled);
        await beside.DockAsync(new(1), Cancelled);
        using var browser = new HttpClient { BaseAddress = http };

        Assert.Equal("2 ships", await browser.GetStringAsync(new Uri("/ships", UriKind.Relative), Cancelled));
        await foreach (Harbour.Tide tide in behind.ReceiveAsync<Harbour.Tide>(Cancelled))
        {
            Assert.Equal(1, tide.Centimetres);
            break;
        }
    }

    [Fact]
    public async Task Many_calls_at_once_of_more_bytes_than_the_pipes_hold_come_through()
    {
        await using WebApplication host = await StartAsync();
        await using Harbour.Client client = await Harbour.Client.ConnectAsync(Addresses(host).Protocol, cancellationToken: Cancelled);
        byte[] goods = new byte[1_400];
        new Random(7).NextBytes(goods);

        Task<Harbour.Cargo>[] loads = [.. Enumerable.Range(0, 3000).Select(_ => client.LoadAsync(new(goods), Cancelled).AsTask())];
        Task<Harbour.Berth>[] docks = [.. Enumerable.Range(0, 2000).Select(ship => client.DockAsync(new((uint)ship % 1000), TimeSpan.FromMinutes(1), Cancelled).AsTask())];
        await Task.WhenAll(docks);

        foreach (Harbour.Cargo cargo in await Task.WhenAll(loads))
        {
            Assert.True(cargo.Goods.Span.SequenceEqual(goods));
        }
    }

    [Fact]
    public async Task A_client_that_leaves_ends_its_session_and_scope()
    {
        await using WebApplication host = await StartAsync();
        await using (Harbour.Client client = await Harbour.Client.ConnectAsync(Addresses(host).Protocol, cancellationToken: Cancelled))
        {
            await client.DockAsync(new(1), Cancelled);
        }

        await host.Logbook().UntilAsync(logbook => logbook.ScopesDisposed == 1);

        Assert.Equal(["connected", "disconnected", "crew 1 gone"], host.Logbook().Notes);
    }

    [Fact]
    public async Task A_session_that_the_server_closes_gets_its_last_answer()
    {
        await using WebApplication host = await StartAsync();
        await using Harbour.Client client = await Harbour.Client.ConnectAsync(Addresses(host).Protocol, cancellationToken: Cancelled);
        Task<Harbour.Berth> call = client.WaitAsync(new(1), Cancelled).AsTask();
        await host.Logbook().UntilAsync(logbook => logbook.Notes.Contains("waiting"));

        await client.DepartAsync(new(1), Cancelled);
        host.Logbook().Released.SetResult();

        Assert.Equal(1u, (await call).Number);
        await client.Completion.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
    }

    [Fact]
    public async Task Stopping_answers_the_calls_that_run_and_ends()
    {
        await using WebApplication host = await StartAsync();
        await using Harbour.Client client = await Harbour.Client.ConnectAsync(Addresses(host).Protocol, cancellationToken: Cancelled);
        Task<Harbour.Berth> call = client.WaitAsync(new(1), Cancelled).AsTask();
        await host.Logbook().UntilAsync(logbook => logbook.Notes.Contains("waiting"));

        Task stopping = host.StopAsync(Cancelled);
        host.Logbook().Released.SetResult();

        Assert.Equal(1u, (await call).Number);
        await stopping.WaitAsync(TimeSpan.FromSeconds(20), Cancelled);
        Assert.DoesNotContain(host.Log(), entry => entry.Event.Id is 1001 or 1002);
        Assert.Equal(1, host.Logbook().ScopesDisposed);
    }

    [Fact]
    public async Task More_connections_than_allowed_are_closed()
    {
        await using WebApplication host = await StartAsync(options => options.Server = options.Server with { MaxConnections = 1 });
        await using Harbour.Client client = await Harbour.Client.ConnectAsync(Addresses(host).Protocol, cancellationToken: Cancelled);

        await Assert.ThrowsAnyAsync<Exception>(() => Harbour.Client.ConnectAsync(Addresses(host).Protocol, cancellationToken: Cancelled));

        await client.DockAsync(new(1), Cancelled);
    }

    [Fact]
    public async Task Garbage_ends_its_own_connection()
    {
        await using WebApplication host = await StartAsync();
        (TransportAddress protocol, _) = Addresses(host);
        await using Harbour.Client client = await Harbour.Client.ConnectAsync(protocol, cancellationToken: Cancelled);
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        await socket.ConnectAsync(protocol.EndPoint, Cancelled);
        await socket.SendAsync("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), Cancelled);

        try
        {
            Assert.Equal(0, await socket.ReceiveAsync(new byte[100], Cancelled));
        }
        catch (System.Net.Sockets.SocketException)
        {
            // Reset: its bytes were not all read.
        }

        await client.DockAsync(new(1), Cancelled);
    }

    [Fact]
    public async Task Kestrels_TLS_stands_in_front_and_the_session_knows_the_client()
    {
        await using WebApplication host = await StartAsync(listen: listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = Certificates.Server;
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = (certificate, _, _) => certificate.Subject == "CN=ada";
        }));
        System.Net.Security.SslClientAuthenticationOptions tls = Certificates.ClientOptions();
        tls.ClientCertificates = [Certificates.Client];

        await using Harbour.Client client = await Harbour.Client.ConnectAsync(Addresses(host).Protocol.WithTls(tls), cancellationToken: Cancelled);

        Assert.Equal(1u, (await client.DockAsync(new(1), Cancelled)).Number);
    }

    [Fact]
    public void A_protocol_that_nobody_serves_can_not_be_used()
    {
        WebApplicationBuilder builder = Builder();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseProtocol<Beacon>()));

        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(builder.Build);

        Assert.Equal("There is no server of Beacon: call services.AddProtoServer<Beacon>().", exception.Message);
    }

    private static WebApplicationBuilder Builder()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        Hosts.AddHarbour(builder.Services);
        builder.Services.AddRouting();
        return builder;
    }

    /// <summary>A web application with the protocol at Kestrel's first end point and HTTP at the second.</summary>
    private static async Task<WebApplication> StartAsync(Action<ProtoServerOptions>? configure = null, Action<ListenOptions>? listen = null)
    {
        WebApplicationBuilder builder = Builder();
        builder.Services.AddProtoServer<Harbour>(configure);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, options =>
            {
                listen?.Invoke(options);
                options.UseProtocol<Harbour>();
            });
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        WebApplication host = builder.Build();
        host.MapGet("/ships", (IProtoServer<Harbour> server) => $"{server.ConnectionCount} ships");
        await host.StartAsync(Cancelled);
        return host;
    }

    private static (TransportAddress Protocol, Uri Http) Addresses(WebApplication host)
    {
        Uri[] addresses = [.. host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address))];
        return (new IPEndPoint(IPAddress.Loopback, addresses[0].Port), addresses[1]);
    }
}
