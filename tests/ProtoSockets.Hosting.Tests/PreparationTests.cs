using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ProtoSockets.Transports;

namespace ProtoSockets.Hosting.Tests;

/// <summary>What brings each new connection of a hosted client up before calls go over it.</summary>
public sealed class PreparationTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_connection_is_prepared_in_a_scope_of_its_own_before_calls_go_over_it()
    {
        using IHost first = Keeps(Hosts.AnyPort);
        await first.StartAsync(Cancelled);
        TransportAddress at = first.Services.GetRequiredService<IProtoServer<Keep>>().EndPoints[0];
        var services = new ServiceCollection();
        services.AddSingleton<Roll>();
        services.AddScoped<Squire>();
        services.AddScoped<IProtoClientPreparation<Keep.Client>, Oath>();
        services.AddProtoClient<Keep>(Hosts.Settings(
            ("Address", $"tcp://{at.EndPoint}"), ("Connections", "2"), ("Reconnect:InitialDelay", "00:00:00.010"), ("Reconnect:MaxDelay", "00:00:00.050")));
        await using ServiceProvider provider = services.BuildServiceProvider(validateScopes: true);
        Roll roll = provider.GetRequiredService<Roll>();
        Keep.Client client = await provider.GetRequiredService<IProtoClientFactory<Keep.Client>>().GetClientAsync(Cancelled);
        Assert.Equal("ada", (await client.WhoAsync(default, Cancelled)).Value);
        await roll.UntilAsync(2);
        await first.StopAsync(Cancelled);

        using IHost second = Keeps(at);
        await second.StartAsync(Cancelled);
        Assert.Equal("ada", (await client.WhoAsync(default, Cancelled)).Value);
        await roll.UntilAsync(4);
        Assert.Equal(4, roll.Squires.Distinct().Count());
        await roll.UntilGoneAsync(4);
    }

    [Fact]
    public async Task A_few_words_prepare_the_client_of_a_key_and_no_other_in_the_order_in_which_they_were_added()
    {
        using IHost host = Keeps(Hosts.AnyPort);
        await host.StartAsync(Cancelled);
        TransportAddress at = host.Services.GetRequiredService<IProtoServer<Keep>>().EndPoints[0];
        var services = new ServiceCollection();
        ConcurrentQueue<string> order = new();
        services.AddSingleton("ben");
        services.AddProtoClient<Keep>(options => options.Address = at);
        services.AddKeyedProtoClient<Keep>("north", options => options.Address = at);
        services.PrepareProtoClient<Keep.Client>(
            async (provider, client, cancellationToken) =>
            {
                order.Enqueue("first");
                await client.SwearAsync(new(provider.GetRequiredService<string>()), cancellationToken);
            },
            "north");
        services.PrepareProtoClient<Keep.Client>(
            (provider, client, cancellationToken) =>
            {
                order.Enqueue("second");
                return default;
            },
            "north");
        await using ServiceProvider provider = services.BuildServiceProvider(validateScopes: true);
        Keep.Client north = await provider.GetRequiredKeyedService<IProtoClientFactory<Keep.Client>>("north").GetClientAsync(Cancelled);
        Assert.Equal("ben", (await north.WhoAsync(default, Cancelled)).Value);
        Keep.Client other = await provider.GetRequiredService<IProtoClientFactory<Keep.Client>>().GetClientAsync(Cancelled);
        Assert.Equal("nobody", (await other.WhoAsync(default, Cancelled)).Value);
        Assert.Equal(["first", "second"], order);
    }

    [Fact]
    public async Task What_it_throws_fails_the_attempt_and_the_next_who_asks_tries_again()
    {
        using IHost host = Keeps(Hosts.AnyPort);
        await host.StartAsync(Cancelled);
        TransportAddress at = host.Services.GetRequiredService<IProtoServer<Keep>>().EndPoints[0];
        var services = new ServiceCollection();
        int attempts = 0;
        services.AddProtoClient<Keep>(options => options.Address = at);
        services.PrepareProtoClient<Keep.Client>(async (_, client, cancellationToken) => await client.SwearAsync(new(attempts++ == 0 ? string.Empty : "ada"), cancellationToken));
        await using ServiceProvider provider = services.BuildServiceProvider(validateScopes: true);
        IProtoClientFactory<Keep.Client> keeps = provider.GetRequiredService<IProtoClientFactory<Keep.Client>>();
        CallRefusedException refused = await Assert.ThrowsAsync<CallRefusedException>(() => keeps.GetClientAsync(Cancelled).AsTask());
        Assert.Equal("by whom?", refused.Message);
        Assert.Equal("ada", (await (await keeps.GetClientAsync(Cancelled)).WhoAsync(default, Cancelled)).Value);
    }

    private static IHost Keeps(TransportAddress at)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddScoped<Keep.IServerHandler, Warden>();
        builder.Services.AddProtoServer<Keep>(options => options.Addresses.Add(at));
        return builder.Build();
    }

    /// <summary>Knows one client, by the name that it has sworn by.</summary>
    private sealed class Warden : Keep.IServerHandler
    {
        private string _name = "nobody";

        public ValueTask<Keep.Name> SwearAsync(Keep.Swear request, Keep.Session session, CancellationToken cancellationToken)
        {
            _name = request.Name.Length == 0 ? throw new CallRefusedException("by whom?") : request.Name;
            return new(new Keep.Name(_name));
        }

        public ValueTask<Keep.Name> WhoAsync(Keep.Who request, Keep.Session session, CancellationToken cancellationToken) => new(new Keep.Name(_name));
    }

    private sealed class Oath(Squire squire, Roll roll) : IProtoClientPreparation<Keep.Client>
    {
        public async ValueTask PrepareAsync(Keep.Client client, CancellationToken cancellationToken)
        {
            await client.SwearAsync(new("ada"), cancellationToken);
            roll.Squires.Enqueue(squire);
            roll.Sworn.Release();
        }
    }

    private sealed class Squire(Roll roll) : IDisposable
    {
        public void Dispose() => roll.Gone.Release();
    }

    private sealed class Roll : IDisposable
    {
        private int _sworn;
        private int _gone;

        public ConcurrentQueue<Squire> Squires { get; } = new();

        public SemaphoreSlim Sworn { get; } = new(0);

        public SemaphoreSlim Gone { get; } = new(0);

        public async Task UntilAsync(int count)
        {
            for (; _sworn < count; _sworn++)
            {
                Assert.True(await Sworn.WaitAsync(TimeSpan.FromSeconds(30), Cancelled));
            }
        }

        public async Task UntilGoneAsync(int count)
        {
            for (; _gone < count; _gone++)
            {
                Assert.True(await Gone.WaitAsync(TimeSpan.FromSeconds(30), Cancelled));
            }
        }

        public void Dispose()
        {
            Sworn.Dispose();
            Gone.Dispose();
        }
    }
}

/// <summary>Knows its clients by what they have sworn.</summary>
[Protocol]
public sealed partial class Keep
{
    [Request<Name>(1)] public readonly partial record struct Swear([MaxBytes(20)] string Name);

    [Request<Name>(2)] public readonly partial record struct Who;

    [Reply(3)] public readonly partial record struct Name([MaxBytes(20)] string Value);
}
