using System.Net.Sockets;
using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests;

/// <summary>A header whose member chooses the byte order, over sockets: each message in the order that its sender says.</summary>
public sealed class HeaderOrderTests : Locator.IServerHandler
{
    private static readonly TransportAddress Anywhere = TransportAddress.Parse("tcp://127.0.0.1:0");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask<Locator.LocateReply> LocateRequestAsync(Locator.LocateRequest request, Locator.Session session, CancellationToken cancellationToken) =>
        new(new Locator.LocateReply(0, (uint)request.ObjectKey.Length, !request.IsLittle));

    [Fact]
    public async Task Each_side_speaks_in_the_order_that_it_likes()
    {
        await using var server = new RunningServer<Locator.Wire>(new Locator.Server(this), Anywhere);
        await using Locator.Client client = await Locator.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Task<Locator.LocateReply>[] calls = [.. Enumerable.Range(0, 40).Select(index => client.LocateRequestAsync(new(0, new byte[index], IsLittle: index % 3 == 0), Cancelled).AsTask())];
        Locator.LocateReply[] replies = await Task.WhenAll(calls).Soon();
        Assert.Equal(Enumerable.Range(0, 40).Select(index => ((uint)index, index % 3 != 0)), replies.Select(reply => (reply.Status, reply.IsLittle)));
    }

    [Fact]
    public async Task Frames_in_either_order_are_found_wherever_they_are_cut()
    {
        await using var server = new RunningServer<Locator.Wire>(new Locator.Server(this), Anywhere);
        byte[] bytes =
        [
            .. "GIOP"u8, 1, 0, /* flags */ 1, /* Kind */ 3, /* Size */ 10, 0, 0, 0, /* RequestId */ 7, 0, 0, 0, /* ObjectKeyLength */ 2, 0, 0, 0, 1, 2,
            .. "GIOP"u8, 1, 0, /* flags */ 0, /* Kind */ 3, /* Size */ 0, 0, 0, 11, /* RequestId */ 0, 0, 0, 8, /* ObjectKeyLength */ 0, 0, 0, 3, 1, 2, 3,
        ];
        byte[] expected =
        [
            .. "GIOP"u8, 1, 0, /* flags */ 0, /* Kind */ 4, /* Size */ 0, 0, 0, 8, /* RequestId */ 0, 0, 0, 7, /* Status */ 0, 0, 0, 2,
            .. "GIOP"u8, 1, 0, /* flags */ 1, /* Kind */ 4, /* Size */ 8, 0, 0, 0, /* RequestId */ 8, 0, 0, 0, /* Status */ 3, 0, 0, 0,
        ];
        for (int cut = 1; cut < bytes.Length; cut++)
        {
            byte[] answers = await Depots.ExchangeAsync(server.EndPoint, bytes, cut, expected.Length);
            Assert.True(answers.AsSpan().SequenceEqual(expected) || answers.AsSpan().SequenceEqual((byte[])[.. expected[20..], .. expected[..20]]), Convert.ToHexString(answers));
        }
    }
}
