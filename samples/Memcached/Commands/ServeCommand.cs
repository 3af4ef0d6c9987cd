using System.CommandLine;
using ProtoSockets;

namespace MemcachedSample;

/// <summary>A memcached server in memory.</summary>
internal static class ServeCommand
{
    private const int BytesPerMegabyte = 1 << 20;

    public static Command Create()
    {
        Option<TransportAddress> listen = Addresses.Option("--listen", "The address to serve; port 0 takes any free one.", "127.0.0.1:11211");
        Option<int> memory = Numbers.Option("--memory", "How many megabytes all items may take.", otherwise: 64, least: 1, most: 1_000_000);
        var command = new Command("serve", "Serve items from memory until Ctrl+C or SIGTERM, and then let the clients finish.") { listen, memory };
        command.SetAction((parsed, _) => RunAsync(parsed.GetRequiredValue(listen), parsed.GetValue(memory)));
        return command;
    }

    private static Task<int> RunAsync(TransportAddress listen, int megabytes)
    {
        var store = new MemoryStore((long)megabytes * BytesPerMegabyte, TimeProvider.System);
        return Serving.UntilSignalAsync(
            new Memcached.Server(new MemcachedHandler(store, TimeProvider.System), new ServerOptions { DrainTimeout = TimeSpan.FromSeconds(5) }), listen);
    }
}
