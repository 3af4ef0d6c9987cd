using System.Net.Sockets;
using ProtoSockets;
using ProtoSockets.Tests.Shared;

namespace MemcachedSample.Tests;

/// <summary>The generated client against memcached over TCP.</summary>
public sealed class MemcachedOverTcpTests(SharedServer server) : MemcachedContract, IClassFixture<SharedServer>
{
    protected override Task<TransportAddress> AddressAsync() => server.GetAsync(static async () =>
    {
        RealServer started = await RealMemcached.StartAsync();
        return (started, started.EndPoint);
    });

    /// <remarks>
    /// On a server of its own: memcached 1.6.18 looks for the minus of a number over 2^63 beyond the end of the value (strchr in safe_strtoull), and so takes
    /// it for none when an item that was stored in the same memory before had a '-' in it.
    /// </remarks>
    [Fact]
    public async Task Incrementing_wraps_at_64_bits()
    {
        await using RealServer fresh = await RealMemcached.StartAsync();
        await using Memcached.Client client = await Memcached.Client.ConnectAsync(fresh.EndPoint, cancellationToken: TestContext.Current.CancellationToken);

        await WrapAsync(client);
    }
}

/// <summary>The generated client against memcached over a Unix socket.</summary>
public sealed class MemcachedOverUnixTests(SharedServer server) : MemcachedContract, IClassFixture<SharedServer>
{
    protected override Task<TransportAddress> AddressAsync() => server.GetAsync(async () =>
    {
        string path = Path.Combine(server.Folder, "socket");
        return (await RealMemcached.StartAsync(path), new UnixDomainSocketEndPoint(path));
    });
}

/// <summary>The generated client against the sample's own server, in this process.</summary>
public sealed class OwnServerContractTests(SharedServer server) : MemcachedContract, IClassFixture<SharedServer>
{
    protected override Task<TransportAddress> AddressAsync() => server.GetAsync(static () =>
    {
        var started = new OwnServer();
        return Task.FromResult<(IAsyncDisposable, TransportAddress)>((started, started.Address));
    });

    [Fact]
    public async Task Verbosity_is_answered()
    {
        await using Memcached.Client client = await ConnectAsync();

        await client.VerbosityAsync(new(2), TestContext.Current.CancellationToken).Soon();
    }

    [Fact]
    public async Task Incrementing_wraps_at_64_bits()
    {
        await using Memcached.Client client = await ConnectAsync();

        await WrapAsync(client);
    }

    [Fact]
    public async Task An_empty_key_is_refused_and_the_connection_goes_on()
    {
        await using Memcached.Client client = await ConnectAsync();

        Assert.Equal(Status.InvalidArguments, await StatusOf(client.TryGetAsync(default, TestContext.Current.CancellationToken)));
        Assert.Equal(Status.InvalidArguments, await StatusOf(client.TrySetAsync(default, TestContext.Current.CancellationToken)));
        Assert.Equal(Status.InvalidArguments, await StatusOf(client.TryIncrementAsync(default, TestContext.Current.CancellationToken)));
        Assert.Equal(Status.InvalidArguments, await StatusOf(client.TryDeleteAsync(default, TestContext.Current.CancellationToken)));
        Assert.Equal(Status.InvalidArguments, await StatusOf(client.TryTouchAsync(default, TestContext.Current.CancellationToken)));
        Assert.Equal(Status.InvalidArguments, await StatusOf(client.TryAppendAsync(default, TestContext.Current.CancellationToken)));
    }
}
