using System.CommandLine;
using ProtoSockets;

namespace RedisSample;

/// <summary>A Redis server in memory.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        Option<TransportAddress> listen = Addresses.Option("--listen", "The address to serve; port 0 takes any free one.", "127.0.0.1:6379");
        var command = new Command("serve", "Serve keys from memory until Ctrl+C or SIGTERM, and then let the clients finish.") { listen };
        command.SetAction((parsed, _) => RunAsync(parsed.GetRequiredValue(listen)));
        return command;
    }

    private static Task<int> RunAsync(TransportAddress listen) => Serving.UntilSignalAsync(
        new Redis.Server(new RedisHandler(TimeProvider.System), new ServerOptions { DrainTimeout = TimeSpan.FromSeconds(5) }), listen);
}
