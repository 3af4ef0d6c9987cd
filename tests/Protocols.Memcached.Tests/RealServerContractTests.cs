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
}

/// <summary>The generated client against memcached over a Unix socket.</summary>
public sealed class MemcachedOverUnixTests(SharedServer server) : MemcachedContract, IClassFixture<SharedServer>
{
    protected override Task<TransportAddress> AddressAsync() => server.GetAsync(static async () =>
    {
        string folder = Directory.CreateTempSubdirectory("memcached-").FullName;
        if (!OperatingSystem.IsWindows())
        {
            // It serves as another user, who has to get into the folder.
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_111_111);
        }

        string path = Path.Combine(folder, "socket");
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
}
