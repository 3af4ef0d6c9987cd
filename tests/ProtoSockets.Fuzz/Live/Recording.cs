using ProtoSockets.Fuzz.Targets;
using ProtoSockets.Servers;
using ProtoSockets.Testing;
using ProtoSockets.Transports;

namespace ProtoSockets.Fuzz.Live;

/// <summary>What a real client and a real server say to each other.</summary>
/// <param name="ClientHello">The client's handshake; nothing where there is none.</param>
/// <param name="Client">What the client says behind it.</param>
/// <param name="ServerHello">The server's handshake; nothing where there is none.</param>
/// <param name="Server">What the server says behind it.</param>
internal sealed record Recording(byte[] ClientHello, byte[] Client, byte[] ServerHello, byte[] Server)
{
    private const int Calls = 3;

    /// <summary>Has them talk.</summary>
    public static async Task<Recording> OfAsync(LiveProtocol protocol)
    {
        ConversationRecorder recorder = new();
        await using IProtocolServer server = protocol.CreateServer(new ServerOptions());
        TransportAddress address = new(Transports.Transports.Memory, server.Bind(new MemoryEndPoint(string.Empty)));
        using CancellationTokenSource stop = new();
        Task running = server.RunAsync(stop.Token);
        await using (LiveClient client = await protocol.ConnectAsync(recorder.Over(address), ClientOptions.Default))
        {
            for (int number = 0; number < Calls; number++)
            {
                FindingException.Require(await client.CallAsync(number), $"A call gets the wrong answer");
            }
        }

        await stop.CancelAsync();
        await running;
        Conversation said = recorder.Conversations[0];
        int hellos = protocol.IsGreeted ? 1 : 0;
        return new Recording(HelloOf(Side.Client), RestOf(Side.Client), HelloOf(Side.Server), RestOf(Side.Server));

        byte[] HelloOf(Side side) => [.. said.Parts.Where(part => part.From == side).Take(hellos).SelectMany(static part => part.Bytes.ToArray())];

        byte[] RestOf(Side side) => said.BytesFrom(side)[HelloOf(side).Length..];
    }
}
