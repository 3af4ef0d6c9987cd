using System.Net;
using ProtoSockets;
using ProtoSockets.Runtime;
using ProtoSockets.Servers;
using ProtoSockets.Transports;

namespace Samples;

/// <summary>What the commands that serve have in common.</summary>
internal static class Serving
{
    /// <summary>Serves an address until a signal comes, says where and when it has stopped, and lets the clients finish.</summary>
    /// <param name="server">The server, which is disposed of.</param>
    /// <param name="listen">The address.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> UntilSignalAsync<TProtocol>(ProtocolServer<TProtocol> server, TransportAddress listen)
        where TProtocol : struct, IProtocol
    {
        using var stopping = new StopSignal();
        await using (server)
        {
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
        }
    }
}
