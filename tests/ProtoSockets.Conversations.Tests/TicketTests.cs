using System.Net;
using System.Net.Sockets;
using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests;

/// <summary>Correlation ids in bodies that are bytes.</summary>
public sealed class TicketTests : Tickets.IServerHandler
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask<Tickets.Taken> TakeAsync(Tickets.Take request, Tickets.Session session, CancellationToken cancellationToken) => new(new Tickets.Taken(request.Token.ToArray(), request.Name.Length));

    public ValueTask<Tickets.Found> FindAsync(Tickets.Find request, Tickets.Session session, CancellationToken cancellationToken) => new(new Tickets.Found(7, request.Id));

    public ValueTask<Tickets.Sum> AddAsync(Tickets.Add request, Tickets.Session session, CancellationToken cancellationToken) => new(new Tickets.Sum(request.Id, (long)request.Left + request.Right));

    [Fact]
    public async Task Requests_get_ids_of_their_own_and_keep_those_that_the_caller_chose()
    {
        await using var server = new RunningServer<Tickets.Wire>(new Tickets.Server(this), TransportAddress.Parse("tcp://127.0.0.1:0"));
        await using Tickets.Client client = await Tickets.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Tickets.Taken[] taken = await Task.WhenAll(Enumerable.Range(1, 9).Select(length => client.TakeAsync(new(new string('a', length), default), Cancelled).AsTask())).Soon();
        Assert.Equal(Enumerable.Range(1, 9), taken.Select(reply => reply.Number));
        Assert.Equal(9, taken.Select(reply => Convert.ToHexString(reply.Token)).Distinct().Count());
        Assert.Equal("token567"u8.ToArray(), (await client.TakeAsync(new("x", "token567"u8.ToArray()), Cancelled).Soon()).Token);

        Tickets.Found found = await client.FindAsync(default, Cancelled).Soon();
        Assert.Equal(7, found.Shelf);
        Assert.NotEqual(Guid.Empty, found.Id);
        Guid chosen = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");
        Assert.Equal(chosen, (await client.FindAsync(new(chosen), Cancelled).Soon()).Id);

        Tickets.Sum[] sums = await Task.WhenAll(Enumerable.Range(1, 9).Select(number => client.AddAsync(new(0, number, 1), Cancelled).AsTask())).Soon();
        Assert.Equal(Enumerable.Range(2, 9).Select(number => (long)number), sums.Select(sum => sum.Value));
        Assert.Equal(UInt128.MaxValue, (await client.AddAsync(new(UInt128.MaxValue, 1, 1), Cancelled).Soon()).Id);
    }

    [Fact]
    public async Task An_id_of_another_size_is_not_sent()
    {
        await using var server = new RunningServer<Tickets.Wire>(new Tickets.Server(this), TransportAddress.Parse("tcp://127.0.0.1:0"));
        await using Tickets.Client client = await Tickets.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        WireFormatException thrown = await Assert.ThrowsAsync<WireFormatException>(() => client.TakeAsync(new("x", "short"u8.ToArray()), Cancelled).Soon());
        Assert.Equal("Token has 5 bytes, and must have 8", thrown.Message);
        Assert.Equal(1, (await client.TakeAsync(new("x", default), Cancelled).Soon()).Number);
    }

    [Fact]
    public async Task Bytes_are_sent_as_they_are_and_replies_in_any_order_find_their_calls()
    {
        using Socket listener = new(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        Task<Socket> accepting = listener.AcceptAsync(Cancelled).AsTask();
        await using Tickets.Client client = await Tickets.Client.ConnectAsync(TransportAddress.Parse($"tcp://{listener.LocalEndPoint}"), cancellationToken: Cancelled);
        using Socket server = await accepting.Soon();
        Task<Tickets.Found> first = client.FindAsync(new(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff")), Cancelled).AsTask();
        Task<Tickets.Found> second = client.FindAsync(new(Guid.Parse("ffeeddcc-bbaa-9988-7766-554433221100")), Cancelled).AsTask();
        byte[] requests = new byte[38];
        for (int received = 0; received < requests.Length;)
        {
            received += await server.ReceiveAsync(requests.AsMemory(received), Cancelled).AsTask().Soon();
        }

        byte[] ascending = [0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF];
        byte[] descending = [.. ascending.Reverse()];
        Assert.Equal([/* Kind */ 3, /* Length */ 0, 16, .. ascending, /* Kind */ 3, /* Length */ 0, 16, .. descending], requests);
        await server.SendAsync((byte[])[/* Kind */ 4, /* Length */ 0, 17, /* Shelf */ 2, .. descending, /* Kind */ 4, /* Length */ 0, 17, /* Shelf */ 1, .. ascending], Cancelled);
        Assert.Equal(1, (await first.Soon()).Shelf);
        Assert.Equal(2, (await second.Soon()).Shelf);
    }
}
