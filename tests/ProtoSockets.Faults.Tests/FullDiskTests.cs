using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using ProtoSockets.Faults.Peer;
using ProtoSockets.Tests.Shared;

namespace ProtoSockets.Faults.Tests;

/// <summary>Logs on a disk without room: each entry throws where it is written, and the server does not mind.</summary>
public sealed class FullDiskTests
{
    private const string FullDisk = "/dev/full";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_whose_log_has_no_room_serves_refuses_closes_and_stops_as_any_other()
    {
        Assert.SkipUnless(File.Exists(FullDisk), $"There is no {FullDisk} here.");
        await using PeerProgram server = await PeerProgram.ServeAsync("tcp://", "127.0.0.1:0", FullDisk);
        await using Errands.Client client = await Errands.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Assert.Equal(1, (await client.FetchAsync(new Errands.Fetch(1, default), Cancelled).Soon()).Number);

        // Closing a connection for what it said logs a warning on the way.
        using Socket attacker = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await attacker.ConnectAsync(server.Address.EndPoint, Cancelled);
        await attacker.SendAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray(), Cancelled);
        Assert.Equal(0, await EndOfAsync(attacker).Soon());

        Assert.Equal(2, (await client.FetchAsync(new Errands.Fetch(2, default), Cancelled).Soon()).Number);
        await client.DisposeAsync();
        ProgramResult ended = await server.StopAsync();
        Assert.True(ended is { ExitCode: 0, Output: "Stopped\n", Errors: "" }, ended.ToString());
    }

    [Fact]
    public async Task A_client_whose_log_has_no_room_ends_its_calls_with_what_happened()
    {
        Assert.SkipUnless(File.Exists(FullDisk), $"There is no {FullDisk} here.");
        using FileLog log = new(FullDisk);
        Assert.Throws<IOException>(() => log.Log(LogLevel.Error, default, 0, null, static (_, _) => "there is no room"));
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Task<Errands.Client> connecting = Errands.Client.ConnectAsync(listener.LocalEndPoint!, new ClientOptions { LoggerFactory = log }, Cancelled);
        using Socket server = await listener.AcceptAsync(Cancelled).Soon();

        // The client says hello, and hears what no server says.
        await server.SendAsync(new byte[] { 0, 0, 0, 1 }, Cancelled);
        await Assert.ThrowsAsync<WireFormatException>(connecting.Soon);
    }

    private static async Task<int> EndOfAsync(Socket socket)
    {
        byte[] buffer = new byte[256];
        try
        {
            int received;
            do
            {
                received = await socket.ReceiveAsync(buffer, Cancelled);
            }
            while (received > 0);
        }
        catch (SocketException)
        {
            // Closed with bytes unread, which resets it.
        }

        return 0;
    }
}
