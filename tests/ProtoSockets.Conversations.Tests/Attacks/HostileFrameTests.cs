using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Conversations.Tests.Attacks;

/// <summary>Frames that ask for more than they bring: memory, depth, elements. The connection ends with one typed error, and others go on.</summary>
public sealed class HostileFrameTests
{
    private const int HeaderBytes = 12;

    private static readonly TransportAddress Anywhere = TransportAddress.Parse("tcp://127.0.0.1:0");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(8193u)]
    [InlineData(0x7FFFFFFFu)]
    [InlineData(0xFFFFFFFFu)]
    public async Task A_frame_that_announces_more_than_the_limit_ends_its_connection_before_it_has_come(uint length)
    {
        byte[] frame = Frame(4, [0]);
        BinaryPrimitives.WriteUInt32BigEndian(frame, length);
        await EndsAsync(frame.AsMemory(0, 4), $"a frame of {length} bytes is over the limit of 8192");
    }

    [Fact]
    public async Task Values_in_values_end_at_the_limit() =>
        await EndsAsync(Frame(3, [.. Enumerable.Repeat((byte)1, 5000)]), "values are nested deeper than the limit of 64");

    [Theory]
    [InlineData(0xFFFFFFFFu)]
    [InlineData(1u << 20)]
    public async Task A_count_that_the_frame_has_no_elements_for_ends_its_connection(uint count)
    {
        byte[] body = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(body, count);
        await EndsAsync(Frame(4, body), "Numbers");
    }

    [Fact]
    public async Task A_frame_that_is_announced_and_does_not_come_takes_no_memory()
    {
        const int Connections = 40;
        await using var server = new RunningServer<Quarry.Wire>(
            new Quarry.Server(new QuarryHandler(), new ServerOptions { MaxFrameBytes = 64 << 20 }), Anywhere);
        List<Socket> attackers = [];
        byte[] hello = await HelloAsync();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int count = 0; count < Connections; count++)
        {
            Socket attacker = await GreetAsync(server.EndPoint, hello);
            byte[] frame = Frame(4, [0, 0, 0, 0, 0]);
            BinaryPrimitives.WriteUInt32BigEndian(frame, 64 << 20);
            await attacker.SendAsync(frame, Cancelled);
            attackers.Add(attacker);
        }

        // One more is answered: what the others sent was read by then, or stays with the system.
        await using Quarry.Client client = await Quarry.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Assert.Equal(5, (await client.DigAsync(new(5), Cancelled)).Content.Length);
        long each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Connections;
        attackers.ForEach(attacker => attacker.Dispose());

        // Other tests allocate meanwhile; what was announced is 64 times this.
        Assert.True(each < 1 << 20, $"{each} bytes for each connection");
    }

    private static byte[] Frame(byte id, ReadOnlySpan<byte> body)
    {
        byte[] frame = [0, 0, 0, 0, 1, 0, 0, id, 0, 0, 0, 0, .. body];
        BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)frame.Length);
        return frame;
    }

    private static async Task EndsAsync(ReadOnlyMemory<byte> attack, string reason)
    {
        ListLogger log = new();
        await using var server = new RunningServer<Quarry.Wire>(new Quarry.Server(new QuarryHandler(), new ServerOptions { LoggerFactory = log }), Anywhere);
        await using Quarry.Client bystander = await Quarry.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        using Socket attacker = await GreetAsync(server.EndPoint, await HelloAsync());
        await attacker.SendAsync(attack, Cancelled);
        await EndOfAsync(attacker);
        Assert.Equal(3, (await bystander.DigAsync(new(3), Cancelled)).Content.Length);
        Assert.Contains(reason, Assert.Single(log.Entries, entry => entry.StartsWith("Warning", StringComparison.Ordinal) || entry.StartsWith("Error", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    /// <summary>A connection behind the handshake, whose answer is the same bytes.</summary>
    private static async Task<Socket> GreetAsync(EndPoint server, byte[] hello)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server, Cancelled);
        await socket.SendAsync(hello, Cancelled);
        byte[] answer = new byte[hello.Length];
        for (int count = 0; count < answer.Length;)
        {
            int received = await socket.ReceiveAsync(answer.AsMemory(count), Cancelled).AsTask().WaitAsync(Patience.Long, Cancelled);
            Assert.NotEqual(0, received);
            count += received;
        }

        return socket;
    }

    /// <summary>What a client says first.</summary>
    private static async Task<byte[]> HelloAsync()
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Task<Quarry.Client> connecting = Quarry.Client.ConnectAsync(listener.LocalEndPoint!, cancellationToken: Cancelled);
        using Socket accepted = await listener.AcceptAsync(Cancelled);
        byte[] bytes = new byte[256];
        int count = 0;
        while (count < HeaderBytes || count < BinaryPrimitives.ReadInt32BigEndian(bytes))
        {
            count += await accepted.ReceiveAsync(bytes.AsMemory(count), Cancelled);
        }

        // As a server answers: the client is connected, and closed.
        await accepted.SendAsync(bytes.AsMemory(0, count), Cancelled);
        await (await connecting.Soon()).DisposeAsync();
        return bytes[..count];
    }

    private static async Task EndOfAsync(Socket socket)
    {
        byte[] buffer = new byte[256];
        try
        {
            while (await socket.ReceiveAsync(buffer, Cancelled).AsTask().WaitAsync(Patience.Long, Cancelled) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // Closed with bytes unread, which resets it.
        }
    }
}
