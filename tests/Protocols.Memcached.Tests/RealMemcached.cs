using ProtoSockets.Tests.Shared;

namespace Protocols.Memcached.Tests;

/// <summary>The memcached of the machine.</summary>
internal static class RealMemcached
{
    /// <summary>Starts one that serves TCP.</summary>
    public static Task<RealServer> StartAsync() => RealServer.StartAsync(new RealServerProgram
    {
        Name = "memcached",
        Package = "memcached",
        Arguments = port => [.. AsNobody(), "-l", "127.0.0.1", "-p", $"{port}", "-U", "0", "-m", "64", "-t", "1"],
    });

    /// <summary>It refuses to run as root, and to change to another user when it is not.</summary>
    private static string[] AsNobody() => Environment.UserName == "root" ? ["-u", "nobody"] : [];
}
