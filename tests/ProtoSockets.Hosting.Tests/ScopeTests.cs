using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ProtoSockets.Hosting.Tests;

/// <summary>Each conversation has a scope, which lives as long as it, and longer than its last handler.</summary>
public sealed class ScopeTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_client_has_a_scope_that_ends_with_it()
    {
        using IHost host = Hosts.Harbour();
        await host.StartAsync(Cancelled);
        Logbook logbook = host.Logbook();
        await using Harbour.Client first = await Harbour.Client.ConnectAsync(host.Address(), cancellationToken: Cancelled);
        Assert.Equal(1u, (await first.DockAsync(new(1), Cancelled)).Number);
        await using (Harbour.Client second = await Harbour.Client.ConnectAsync(host.Address(), cancellationToken: Cancelled))
        {
            Assert.Equal(2u, (await second.DockAsync(new(1), Cancelled)).Number);
            Assert.Equal(2u, (await second.DockAsync(new(1), Cancelled)).Number);
        }

        await logbook.UntilAsync(book => book.ScopesDisposed == 1);

        Assert.Equal("crew 2 gone", logbook.Notes.Last());
        Assert.Equal(1u, (await first.DockAsync(new(1), Cancelled)).Number);
    }

    [Fact]
    public async Task A_scope_outlives_the_handlers_that_still_run()
    {
        using IHost host = Hosts.Harbour();
        await host.StartAsync(Cancelled);
        Logbook logbook = host.Logbook();
        await using (Harbour.Client client = await Harbour.Client.ConnectAsync(host.Address(), cancellationToken: Cancelled))
        {
            _ = client.WaitAsync(new(1), Cancelled).AsTask();
            await logbook.UntilAsync(book => book.Notes.Contains("waiting"));
            client.Abort();
        }

        await logbook.UntilAsync(book => book.Notes.Contains("disconnected"));
        Assert.Equal(0, logbook.ScopesDisposed);
        logbook.Released.SetResult();
        await logbook.UntilAsync(book => book.ScopesDisposed == 1);

        Assert.Equal(["connected", "waiting", "disconnected", "released", "crew 1 gone"], logbook.Notes);
    }

    [Fact]
    public async Task All_scopes_are_disposed_when_the_host_has_stopped()
    {
        using IHost host = Hosts.Harbour();
        await host.StartAsync(Cancelled);
        List<Harbour.Client> clients = [];
        for (int count = 0; count < 20; count++)
        {
            Harbour.Client client = await Harbour.Client.ConnectAsync(host.Address(), cancellationToken: Cancelled);
            clients.Add(client);
            await client.DockAsync(new(1), Cancelled);
        }

        await host.StopAsync(Cancelled);

        Assert.Equal((20, 20), (host.Logbook().Scopes, host.Logbook().ScopesDisposed));
        foreach (Harbour.Client client in clients)
        {
            await client.DisposeAsync();
        }
    }

    [Fact]
    public async Task Peers_of_datagrams_have_scopes_too()
    {
        using IHost host = Hosts.Harbour(configure: options => options.Addresses.Add(TransportAddress.Parse("udp://127.0.0.1:0")));
        await host.StartAsync(Cancelled);
        TransportAddress at = TransportAddress.Parse($"udp://{host.Server().EndPoints[0]}");
        await using Harbour.Client client = await Harbour.Client.ConnectAsync(at, cancellationToken: Cancelled);
        Assert.Equal(1u, (await client.DockAsync(new(1), Cancelled)).Number);

        await client.DepartAsync(new(1), Cancelled);
        await host.Logbook().UntilAsync(book => book.ScopesDisposed == 1);

        Assert.Equal(2u, (await client.DockAsync(new(1), Cancelled)).Number);
        await host.StopAsync(Cancelled);
        Assert.Equal(2, host.Logbook().ScopesDisposed);
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("udp")]
    public async Task A_handler_that_can_not_be_made_costs_its_client_alone(string scheme)
    {
        bool fails = true;
        using IHost host = Hosts.Harbour(
            builder => builder.Services.AddScoped<Harbour.IServerHandler>(provider => fails
                ? throw new InvalidOperationException("No harbour master today.")
                : ActivatorUtilities.CreateInstance<HarbourMaster>(provider)),
            options => options.Addresses.Add(TransportAddress.Parse($"{scheme}://127.0.0.1:0")));
        await host.StartAsync(Cancelled);
        TransportAddress at = TransportAddress.Parse($"{scheme}://{host.Server().EndPoints[0]}");
        ClientOptions impatient = new() { ConnectTimeout = TimeSpan.FromMilliseconds(500) };
        await Assert.ThrowsAnyAsync<Exception>(() => Harbour.Client.ConnectAsync(at, impatient, cancellationToken: Cancelled));

        fails = false;
        await using Harbour.Client client = await Harbour.Client.ConnectAsync(at, cancellationToken: Cancelled);

        Assert.Equal(1u, (await client.DockAsync(new(1), Cancelled)).Number);
        Assert.Contains(host.Log(), entry => entry.Event.Id == 11);
    }

    [Fact]
    public async Task A_service_that_fails_to_be_disposed_is_logged()
    {
        using IHost host = Hosts.Harbour();
        host.Logbook().CrewFails = true;
        await host.StartAsync(Cancelled);
        await using (Harbour.Client client = await Harbour.Client.ConnectAsync(host.Address(), cancellationToken: Cancelled))
        {
            await client.DockAsync(new(1), Cancelled);
        }

        await host.StopAsync(Cancelled);

        Assert.Contains(host.Log(), entry => entry.Event.Id == 11);
        Assert.Equal(SocketState.Closed, host.Server().State);
    }
}
