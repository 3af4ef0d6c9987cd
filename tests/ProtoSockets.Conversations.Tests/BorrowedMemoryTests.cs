using System.Net;
using System.Net.Sockets;
using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests;

/// <summary>What the page of PSOCK3005 says happens at run time.</summary>
public sealed class BorrowedMemoryTests
{
    private static readonly TransportAddress Anywhere = TransportAddress.Parse("tcp://127.0.0.1:0");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_handler_keeps_without_a_copy_holds_later_messages()
    {
        var handler = new Keeper();
        await using var server = new RunningServer<Postbag.Wire>(new Postbag.Server(handler), Anywhere);
        await using Postbag.Client client = await Postbag.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);

        // The receive buffer is filled from its start to its end before it is used again.
        byte[] contents = new byte[1000];
        for (int number = 0; number < 500; number++)
        {
            contents.AsSpan().Fill((byte)(number % 250));
            await client.SendParcelAsync(new(contents), Cancelled).Soon();
        }

        Assert.All(handler.Copy.ToArray(), value => Assert.Equal(0, value));
        Assert.Contains(handler.Kept.ToArray(), value => value != 0);
    }

    [Fact]
    public async Task What_is_received_into_one_buffer_holds_what_came_last()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var sender = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await sender.ConnectAsync(listener.LocalEndpoint, Cancelled);
        using Socket receiver = await listener.AcceptSocketAsync(Cancelled);
        byte[] buffer = new byte[1];
        var packets = new List<ReadOnlyMemory<byte>>();
        for (byte number = 1; number <= 3; number++)
        {
            await sender.SendAsync(new[] { number }, Cancelled);
            Assert.Equal(1, await receiver.ReceiveAsync(buffer.AsMemory(), Cancelled));
#pragma warning disable PSOCK3005 // this is what the test shows
            packets.Add(buffer.AsMemory(0, 1));
#pragma warning restore PSOCK3005
        }

        Assert.Equal<byte>([3, 3, 3], packets.Select(packet => packet.Span[0]));
    }

    /// <summary>Keeps the first parcel, once as it should and once as it should not.</summary>
    private sealed class Keeper : Postbag.IServerHandler
    {
        public ReadOnlyMemory<byte> Kept { get; private set; }

        public ReadOnlyMemory<byte> Copy { get; private set; }

        public ValueTask<Postbag.Receipt> SendParcelAsync(Postbag.SendParcel request, Postbag.Session session, CancellationToken cancellationToken)
        {
            if (Copy.IsEmpty)
            {
                Copy = request.Contents.ToArray();
#pragma warning disable PSOCK3005 // this is what the test shows
                Kept = request.Contents;
#pragma warning restore PSOCK3005
            }

            return new(new Postbag.Receipt(request.Contents.Length));
        }
    }
}
