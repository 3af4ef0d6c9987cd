using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using ProtoSockets.Transports;

namespace ProtoSockets.Hosting.Tests;

/// <summary>A client is connected when somebody asks for it, and closed with the container.</summary>
public sealed class ClientTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_who_ask_at_once_share_one_connection()
    {
        using IHost host = Hosts.Harbour();
        await host.StartAsync(Cancelled);
        await using ServiceProvider services = Clients(host.Address());
        IProtoClientFactory<Harbour.Client> clients = services.GetRequiredService<IProtoClientFactory<Harbour.Client>>();
        Assert.Null(clients.Current);

        Harbour.Client[] got = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => clients.GetClientAsync(Cancelled).AsTask()));

        Assert.Single(got.Distinct());
        Assert.Same(got[0], clients.Current);
        Assert.Equal(1u, (await got[0].DockAsync(new(1), Cancelled)).Number);
        Assert.Equal(1, host.Server().ConnectionCount);
    }

    [Fact]
    public async Task After_a_restart_of_the_server_the_next_who_asks_is_connected_again()
    {
        using IHost first = Hosts.Harbour();
        await first.StartAsync(Cancelled);
        TransportAddress at = first.Address();
        await using ServiceProvider services = Clients(at);
        IProtoClientFactory<Harbour.Client> clients = services.GetRequiredService<IProtoClientFactory<Harbour.Client>>();
        Harbour.Client before = await clients.GetClientAsync(Cancelled);
        await before.DockAsync(new(1), Cancelled);
        await first.StopAsync(Cancelled);
        await before.Completion.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
        await Assert.ThrowsAsync<ConnectException>(() => clients.GetClientAsync(Cancelled).AsTask());
        Assert.Null(clients.Current);

        using IHost second = Hosts.Harbour(configure: options => options.Addresses.Add(at));
        await second.StartAsync(Cancelled);
        Harbour.Client after = await clients.GetClientAsync(Cancelled);

        Assert.NotSame(before, after);
        Assert.Equal(1u, (await after.DockAsync(new(1), Cancelled)).Number);
    }

    [Fact]
    public async Task A_client_that_connects_again_stays_the_same_and_its_health_says_how_it_is()
    {
        using IHost first = Hosts.Harbour();
        await first.StartAsync(Cancelled);
        TransportAddress at = first.Address();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddProtoClient<Harbour>(Hosts.Settings(
            ("Addresses:0", "tcp://127.0.0.1:1"), ("Addresses:1", $"tcp://{first.Server().EndPoints[0]}"), ("Reconnect:InitialDelay", "00:00:00.010"), ("Reconnect:MaxDelay", "00:00:00.050")));
        services.AddHealthChecks().AddProtoClient<Harbour>();
        await using ServiceProvider provider = services.BuildServiceProvider(validateScopes: true);
        IProtoClientFactory<Harbour.Client> clients = provider.GetRequiredService<IProtoClientFactory<Harbour.Client>>();
        HealthCheckService health = provider.GetRequiredService<HealthCheckService>();
        Harbour.Client before = await clients.GetClientAsync(Cancelled);
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync(Cancelled)).Status);
        var lost = new TaskCompletionSource();
        before.StateChanged += (_, change) =>
        {
            if (change.State == ClientState.BackingOff)
            {
                lost.TrySetResult();
            }
        };
        await first.StopAsync(Cancelled);
        await lost.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
        Assert.Equal(HealthStatus.Unhealthy, (await health.CheckHealthAsync(Cancelled)).Status);

        using IHost second = Hosts.Harbour(configure: options => options.Addresses.Add(at));
        await second.StartAsync(Cancelled);
        Assert.Equal(1u, (await before.DockAsync(new(1), Cancelled)).Number);
        Assert.Same(before, await clients.GetClientAsync(Cancelled));
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync(Cancelled)).Status);
    }

    [Fact]
    public async Task What_the_server_sends_goes_to_the_registered_handler_in_a_scope_of_the_connection()
    {
        using IHost host = Hosts.Harbour();
        await host.StartAsync(Cancelled);
        ServiceProvider services = Clients(host.Address(), collection => collection.AddScoped<Harbour.IClientHandler, TideWatch>());
        Logbook logbook = services.GetRequiredService<Logbook>();
        await using (services)
        {
            Harbour.Client client = await services.GetRequiredService<IProtoClientFactory<Harbour.Client>>().GetClientAsync(Cancelled);
            await client.DockAsync(new(42), Cancelled);
            await logbook.UntilAsync(book => !book.Notes.IsEmpty);
        }

        Assert.Equal(["tide 42 seen by crew 1", "crew 1 gone"], logbook.Notes);
    }

    [Fact]
    public async Task The_container_closes_the_client()
    {
        using IHost host = Hosts.Harbour();
        await host.StartAsync(Cancelled);
        ServiceProvider services = Clients(host.Address());
        IProtoClientFactory<Harbour.Client> clients = services.GetRequiredService<IProtoClientFactory<Harbour.Client>>();
        Harbour.Client client = await clients.GetClientAsync(Cancelled);

        await services.DisposeAsync();

        Assert.True(client.Completion.IsCompleted);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => clients.GetClientAsync(Cancelled).AsTask());
    }

    [Fact]
    public async Task Who_stops_waiting_leaves_the_attempt_to_the_others()
    {
        await using ServiceProvider services = Clients(TransportAddress.Parse("memory:nobody-here"));
        IProtoClientFactory<Harbour.Client> clients = services.GetRequiredService<IProtoClientFactory<Harbour.Client>>();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => clients.GetClientAsync(cancelled.Token).AsTask());
        await Assert.ThrowsAsync<ConnectException>(() => clients.GetClientAsync(Cancelled).AsTask());
    }

    [Fact]
    public async Task Several_servers_of_a_protocol_have_clients_by_key()
    {
        using IHost host = Hosts.Harbour();
        using IHost other = Hosts.Harbour();
        await host.StartAsync(Cancelled);
        await other.StartAsync(Cancelled);
        await using ServiceProvider services = Clients(
            host.Address(), collection => collection.AddKeyedProtoClient<Harbour>("other", Hosts.Settings(("Address", $"tcp://{other.Server().EndPoints[0]}"))));

        Harbour.Client plain = await services.GetRequiredService<IProtoClientFactory<Harbour.Client>>().GetClientAsync(Cancelled);
        Harbour.Client keyed = await services.GetRequiredKeyedService<IProtoClientFactory<Harbour.Client>>("other").GetClientAsync(Cancelled);

        Assert.Equal(host.Server().EndPoints[0], plain.RemoteEndPoint);
        Assert.Equal(other.Server().EndPoints[0], keyed.RemoteEndPoint);
    }

    /// <summary>No host: a command-line program with a container.</summary>
    private static ServiceProvider Clients(TransportAddress at, Action<IServiceCollection>? more = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<Logbook>();
        services.AddScoped<Crew>();
        services.AddProtoClient<Harbour>(options => options.Address = at);
        more?.Invoke(services);
        return services.BuildServiceProvider(validateScopes: true);
    }
}
