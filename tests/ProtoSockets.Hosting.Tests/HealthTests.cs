using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace ProtoSockets.Hosting.Tests;

/// <summary>What health checks say at each time of a server's and a client's life.</summary>
public sealed class HealthTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_is_unhealthy_before_it_listens_and_while_it_drains_and_after()
    {
        using IHost host = Hosts.Harbour(builder => builder.Services.AddHealthChecks().AddProtoServer<Harbour>());
        Assert.Equal((HealthStatus.Unhealthy, "The server is not listening: Created."), await CheckAsync(host));
        await host.StartAsync(Cancelled);
        Assert.Equal((HealthStatus.Healthy, "0 connections."), await CheckAsync(host));
        await using Harbour.Client client = await Harbour.Client.ConnectAsync(host.Address(), cancellationToken: Cancelled);
        Task<Harbour.Berth> call = client.WaitAsync(new(1), Cancelled).AsTask();
        await host.Logbook().UntilAsync(logbook => logbook.Notes.Contains("waiting"));
        Assert.Equal((HealthStatus.Healthy, "1 connections."), await CheckAsync(host));

        Task stopping = host.StopAsync(Cancelled);
        Assert.Equal((HealthStatus.Unhealthy, "The server is draining."), await CheckAsync(host));
        host.Logbook().Released.SetResult();
        await call;
        await stopping;

        Assert.Equal((HealthStatus.Unhealthy, "The server is not listening: Closed."), await CheckAsync(host));
    }

    [Fact]
    public async Task A_full_server_is_degraded()
    {
        using IHost host = Hosts.Harbour(
            builder => builder.Services.AddHealthChecks().AddProtoServer<Harbour>(),
            options =>
            {
                options.Addresses.Add(Hosts.AnyPort);
                options.Server = options.Server with { MaxConnections = 1 };
            });
        await host.StartAsync(Cancelled);
        await using Harbour.Client client = await Harbour.Client.ConnectAsync(host.Address(), cancellationToken: Cancelled);
        await client.DockAsync(new(1), Cancelled);

        Assert.Equal((HealthStatus.Degraded, "The server is full: 1 connections."), await CheckAsync(host));
    }

    [Fact]
    public async Task The_check_fails_with_the_status_that_it_was_given()
    {
        using IHost host = Hosts.Harbour(builder => builder.Services.AddHealthChecks().AddProtoServer<Harbour>(failureStatus: HealthStatus.Degraded));

        Assert.Equal(HealthStatus.Degraded, (await CheckAsync(host)).Status);
    }

    [Fact]
    public async Task A_client_is_healthy_when_it_can_be_connected()
    {
        using IHost server = Hosts.Harbour();
        await server.StartAsync(Cancelled);
        TransportAddress at = server.Address();
        using IHost host = Hosts.Build(builder =>
        {
            builder.Services.AddProtoClient<Harbour>(options => options.Address = at);
            builder.Services.AddHealthChecks().AddProtoClient<Harbour>();
        });
        await host.StartAsync(Cancelled);
        Assert.Equal((HealthStatus.Healthy, $"Connected to {server.Server().EndPoints[0]}."), await CheckAsync(host));

        await server.StopAsync(Cancelled);

        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync(host)).Status);
    }

    private static async Task<(HealthStatus Status, string? Description)> CheckAsync(IHost host)
    {
        HealthReport report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancelled);
        HealthReportEntry entry = Assert.Single(report.Entries).Value;
        return (entry.Status, entry.Description);
    }
}
