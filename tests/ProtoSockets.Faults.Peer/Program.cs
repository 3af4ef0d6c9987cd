using System.Globalization;
using System.Net;

namespace ProtoSockets.Faults.Peer;

/// <summary><c>serve ADDRESS [LOG]</c> serves until its input ends; <c>call ADDRESS CALLS</c> calls; <c>both ADDRESS CALLS</c> does both in one process.</summary>
internal static class Program
{
    private const int Threads = 16;

    private static async Task<int> Main(string[] arguments)
    {
        TransportAddress address = TransportAddress.Parse(arguments[1]);
        switch (arguments[0])
        {
            case "call":
                return await Caller.RunAsync(address, int.Parse(arguments[2], CultureInfo.InvariantCulture));
            case "serve":
                await ServeAsync(address, arguments.ElementAtOrDefault(2), static _ => Console.In.ReadToEndAsync());
                return 0;
            default:
                int exitCode = 0;
                await ServeAsync(address, log: null, async bound => exitCode = await Caller.RunAsync(bound, int.Parse(arguments[2], CultureInfo.InvariantCulture)));
                return exitCode;
        }
    }

    /// <summary>
    /// Starts the threads that the pool will use. Each thread that .NET 10 starts on Linux opens a pipe, and where it can't, the process ends with "Out of memory": that is the runtime's, and not what is
    /// tested.
    /// </summary>
    private static async Task StartThreadsAsync()
    {
        ThreadPool.SetMinThreads(Threads, Threads);
        using Barrier all = new(Threads);
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Run(() => all.SignalAndWait(TimeSpan.FromSeconds(30)))));
    }

    private static async Task ServeAsync(TransportAddress address, string? log, Func<TransportAddress, Task> meanwhile)
    {
        await StartThreadsAsync();
        using FileLog? file = log is null ? null : new FileLog(log);
        await using Errands.Server server = new(new ErrandHandler(), new ServerOptions { LoggerFactory = file, MaxConnectionsPerAddress = 100_000 });
        EndPoint bound = server.Bind(address);
        using CancellationTokenSource stopping = new();
        Task running = server.RunAsync(stopping.Token);
        Console.WriteLine($"Listening on {bound}");
        await meanwhile(new TransportAddress(address.Transport, bound));
        await stopping.CancelAsync();
        await running;
        Console.WriteLine("Stopped");
    }
}
