using System.CommandLine;
using System.Net;
using System.Runtime.InteropServices;
using ProtoSockets;
using ProtoSockets.Transports;

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

    private static async Task<int> RunAsync(TransportAddress listen)
    {
        using var stopping = new CancellationTokenSource();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

        await using var server = new Redis.Server(new RedisHandler(TimeProvider.System), new ServerOptions { DrainTimeout = TimeSpan.FromSeconds(5) });
        try
        {
            EndPoint bound = server.Bind(listen);
            Console.WriteLine($"Listening on {bound}");
        }
        catch (BindException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return ExitCodes.Failed;
        }

        await server.RunAsync(stopping.Token);
        Console.WriteLine("Stopped");
        return ExitCodes.Done;

        void Stop(PosixSignalContext context)
        {
            // Ended here, not by the runtime: first the clients finish. A second signal ends at once.
            context.Cancel = !stopping.IsCancellationRequested;
            stopping.Cancel();
        }
    }
}
