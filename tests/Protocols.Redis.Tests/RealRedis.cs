using ProtoSockets.Tests.Shared;

namespace RedisSample.Tests;

/// <summary>The redis-server of the machine: in memory only.</summary>
internal static class RealRedis
{
    public static Task<RealServer> StartAsync() => RealServer.StartAsync(new RealServerProgram
    {
        Name = "redis-server",
        Package = "redis-server",
        Arguments = port => ["--port", $"{port}", "--bind", "127.0.0.1", "--save", string.Empty, "--appendonly", "no", "--enable-debug-command", "yes"],
    });
}
