using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Conversations.Tests.Attacks;

/// <summary>Small questions over UDP with somebody else's address on them: the large answers must not go there.</summary>
public sealed class AmplificationTests
{
    private const int HeaderBytes = 12;
    private const int QuestionBytes = HeaderBytes + 2;

    private static readonly TransportAddress Anywhere = TransportAddress.Parse("udp://127.0.0.1:0");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_address_that_may_be_forged_gets_no_more_than_a_set_factor_of_what_came_from_it()
    {
        await using var server = new RunningServer<Quarry.Wire>(new Quarry.Server(new QuarryHandler(), new ServerOptions { MaxAmplification = 10 }), Anywhere);
        using Socket attacker = Connect(server);
        int fits = (10 * QuestionBytes) - HeaderBytes - 2;

        // Too much, and then just enough: what comes first is the second answer. The first question counts as well, so that the sum is right, too.
        await attacker.SendAsync(Question(fits + (10 * QuestionBytes) + 1, 1), Cancelled);
        await attacker.SendAsync(Question(fits, 2), Cancelled);
        byte[] answer = await ReceiveAsync(attacker);
        Assert.Equal(2, answer[11]);
        Assert.Equal(10 * QuestionBytes, answer.Length);
        Assert.Equal(0, attacker.Available);
    }

    [Fact]
    public async Task The_default_limits_it_too()
    {
        TaskCompletionSource<string> dropped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ListLogger log = new(entry => _ = entry.Contains("MaxAmplification", StringComparison.Ordinal) && dropped.TrySetResult(entry));
        await using var server = new RunningServer<Quarry.Wire>(new Quarry.Server(new QuarryHandler(), new ServerOptions { LoggerFactory = log }), Anywhere);
        using Socket attacker = Connect(server);
        await attacker.SendAsync(Question(4000, 1), Cancelled);
        await attacker.SendAsync(Question(10, 2), Cancelled);
        Assert.Equal(2, (await ReceiveAsync(attacker))[11]);
        Assert.Contains("it is more than 16 times what came from there", await dropped.Task.Soon(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_is_there_asks_again_until_it_has_sent_enough()
    {
        await using var server = new RunningServer<Quarry.Wire>(new Quarry.Server(new QuarryHandler()), Anywhere);
        await using Quarry.Client client = await Quarry.Client.ConnectAsync(server.Address, new ClientOptions { RetransmitInterval = TimeSpan.FromMilliseconds(10) }, cancellationToken: Cancelled);
        Assert.Equal(900, (await client.DigAsync(new(900), Cancelled)).Content.Length);
    }

    [Fact]
    public async Task An_address_that_was_verified_gets_all_of_it()
    {
        await using var server = new RunningServer<Quarry.Wire>(new Quarry.Server(new QuarryHandler { Verifies = true }), Anywhere);
        using Socket client = Connect(server);
        await client.SendAsync(Question(4000, 1), Cancelled);
        Assert.Equal(HeaderBytes + 2 + 4000, (await ReceiveAsync(client)).Length);
    }

    private static Socket Connect(RunningServer<Quarry.Wire> server)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect((IPEndPoint)server.EndPoint);
        return socket;
    }

    private static byte[] Question(int bytes, byte id) => [0, 0, 0, QuestionBytes, 2, 0, 0, 1, 0, 0, 0, id, (byte)(bytes >> 8), (byte)bytes];

    private static async Task<byte[]> ReceiveAsync(Socket socket)
    {
        byte[] buffer = new byte[8192];
        return buffer[..await socket.ReceiveAsync(buffer, Cancelled).AsTask().WaitAsync(Patience.Long, Cancelled)];
    }
}
