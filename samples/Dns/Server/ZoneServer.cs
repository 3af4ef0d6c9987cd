using System.Net;
using ProtoSockets;

namespace DnsSample;

/// <summary>Serves a zone at one address over UDP and TCP.</summary>
public static class ZoneServer
{
    /// <summary>How often another port is tried when port 0 is asked for, and the one that TCP got is not free for UDP.</summary>
    private const int Attempts = 10;

    /// <summary>An answer over UDP has up to 1,232 bytes where the question offers as much (EDNS), and such a question 28 or more.</summary>
    private const int MaxAmplification = 44;

    /// <summary>Binds UDP and TCP to the same address and port.</summary>
    /// <param name="handler">Who answers.</param>
    /// <param name="address">The address; port 0 asks for a port that is free for both.</param>
    /// <param name="options">The server's options.</param>
    /// <returns>The server, ready to be run, and its address.</returns>
    /// <exception cref="BindException">The address can't be bound.</exception>
    public static async Task<(Dns.Server Server, IPEndPoint EndPoint)> BindAsync(ZoneHandler handler, IPEndPoint address, ServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        for (int attempt = 1; ; attempt++)
        {
            var server = new Dns.Server(handler, (options ?? ServerOptions.Default) with { MaxAmplification = MaxAmplification });
            try
            {
                var bound = (IPEndPoint)server.Bind(new TransportAddress(ProtoSockets.Transports.Transports.Tcp, address));
                server.Bind(new TransportAddress(ProtoSockets.Transports.Transports.Udp, bound));
                return (server, bound);
            }
            catch (ProtoSockets.Transports.BindException exception)
                when (exception.Failure == ProtoSockets.Transports.BindFailure.InUse && address.Port == 0 && attempt < Attempts)
            {
                await server.DisposeAsync();
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }
        }
    }
}
