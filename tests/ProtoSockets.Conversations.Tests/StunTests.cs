using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests;

/// <summary>STUN by the test vectors of RFC 5769, and what is asked of transaction ids (RFC 8489, section 5).</summary>
public sealed class StunTests : Stun.IServerHandler
{
    private static readonly byte[] Key = Encoding.ASCII.GetBytes("VOkJxbRl1RmTxUk/WvJxBt");

    /// <summary>RFC 5769, section 2.1.</summary>
    private static readonly byte[] SampleRequest =
    [
        0x00, 0x01, 0x00, 0x58, // request type and message length
        0x21, 0x12, 0xA4, 0x42, // magic cookie
        0xB7, 0xE7, 0xA7, 0x01, 0xBC, 0x34, 0xD6, 0x86, 0xFA, 0x87, 0xDF, 0xAE, // transaction id
        0x80, 0x22, 0x00, 0x10, // SOFTWARE
        0x53, 0x54, 0x55, 0x4E, 0x20, 0x74, 0x65, 0x73, 0x74, 0x20, 0x63, 0x6C, 0x69, 0x65, 0x6E, 0x74, // STUN test client
        0x00, 0x24, 0x00, 0x04, // PRIORITY
        0x6E, 0x00, 0x01, 0xFF,
        0x80, 0x29, 0x00, 0x08, // ICE-CONTROLLED
        0x93, 0x2F, 0xF9, 0xB1, 0x51, 0x26, 0x3B, 0x36, // tie breaker
        0x00, 0x06, 0x00, 0x09, // USERNAME
        0x65, 0x76, 0x74, 0x6A, 0x3A, 0x68, 0x36, 0x76, 0x59, // evtj:h6vY
        0x20, 0x20, 0x20, // padding
        0x00, 0x08, 0x00, 0x14, // MESSAGE-INTEGRITY
        0x9A, 0xEA, 0xA7, 0x0C, 0xBF, 0xD8, 0xCB, 0x56, 0x78, 0x1E, 0xF2, 0xB5, 0xB2, 0xD3, 0xF2, 0x49, 0xC1, 0xB5, 0x71, 0xA2,
        0x80, 0x28, 0x00, 0x04, // FINGERPRINT
        0xE5, 0x7A, 0x3B, 0xCF,
    ];

    /// <summary>RFC 5769, section 2.2.</summary>
    private static readonly byte[] SampleResponse =
    [
        0x01, 0x01, 0x00, 0x3C, // response type and message length
        0x21, 0x12, 0xA4, 0x42, // magic cookie
        0xB7, 0xE7, 0xA7, 0x01, 0xBC, 0x34, 0xD6, 0x86, 0xFA, 0x87, 0xDF, 0xAE, // transaction id
        0x80, 0x22, 0x00, 0x0B, // SOFTWARE
        0x74, 0x65, 0x73, 0x74, 0x20, 0x76, 0x65, 0x63, 0x74, 0x6F, 0x72, // test vector
        0x20, // padding
        0x00, 0x20, 0x00, 0x08, // XOR-MAPPED-ADDRESS
        0x00, 0x01, 0xA1, 0x47, // IPv4, port
        0xE1, 0x12, 0xA6, 0x43, // address
        0x00, 0x08, 0x00, 0x14, // MESSAGE-INTEGRITY
        0x2B, 0x91, 0xF5, 0x99, 0xFD, 0x9E, 0x90, 0xC3, 0x8C, 0x74, 0x89, 0xF9, 0x2A, 0xF9, 0xBA, 0x53, 0xF0, 0x6B, 0xE7, 0xD7,
        0x80, 0x28, 0x00, 0x04, // FINGERPRINT
        0xC0, 0x7D, 0x4C, 0x96,
    ];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask<CallResult<Stun.Success, Stun.Failure>> BindingAsync(Stun.Binding request, Stun.Session session, CancellationToken cancellationToken) =>
        new(request.Attributes.IsEmpty ? new Stun.Failure(request.Attributes) : new Stun.Success(request.Attributes));

    public ValueTask IndicationAsync(Stun.Indication message, Stun.Session session, CancellationToken cancellationToken) => default;

    public Stun.Failure? OnUnknownRequest(long messageId, Stun.Session session) => null;

    [Fact]
    public void The_sample_request_is_read_and_written_as_published()
    {
        Assert.True(Stun.Binding.TryRead(SampleRequest, out Stun.Header header, out Stun.Binding request, out _));
        Assert.Equal("B7E7A701BC34D686FA87DFAE", Convert.ToHexString(header.TransactionId.Span));
        Assert.Equal(
            [StunItemType.Software, StunItemType.Priority, StunItemType.IceControlled, StunItemType.Username, StunItemType.MessageIntegrity, StunItemType.Fingerprint],
            request.Attributes.Select(attribute => attribute.Type));
        Assert.Equal("STUN test client", Encoding.UTF8.GetString(Value(request.Attributes, StunItemType.Software)));
        Assert.Equal("evtj:h6vY", Encoding.UTF8.GetString(Value(request.Attributes, StunItemType.Username)));
        AssertSealed(SampleRequest, request.Attributes);
        Assert.Equal(Unpadded(SampleRequest), Unpadded(request.ToBytes(header)));
    }

    [Fact]
    public void The_sample_response_is_read_and_written_as_published()
    {
        Assert.True(Stun.Success.TryRead(SampleResponse, out Stun.Header header, out Stun.Success response, out _));
        Assert.Equal("test vector", Encoding.UTF8.GetString(Value(response.Attributes, StunItemType.Software)));
        byte[] mapped = Value(response.Attributes, StunItemType.XorMappedAddress);
        Assert.Equal(32853, BinaryPrimitives.ReadUInt16BigEndian(mapped.AsSpan(2)) ^ 0x2112);
        Assert.Equal(0xC0000201U, BinaryPrimitives.ReadUInt32BigEndian(mapped.AsSpan(4)) ^ header.Cookie);
        AssertSealed(SampleResponse, response.Attributes);
        Assert.Equal(Unpadded(SampleResponse), Unpadded(response.ToBytes(header)));
    }

    [Theory]
    [InlineData("tcp://127.0.0.1:0")]
    [InlineData("udp://127.0.0.1:0")]
    public async Task The_server_sends_back_whatever_id_arrives(string address)
    {
        await using var server = new RunningServer<Stun.Wire>(new Stun.Server(this), TransportAddress.Parse(address));
        using Socket socket = address[0] == 't' ? new(SocketType.Stream, ProtocolType.Tcp) : new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(server.EndPoint, Cancelled);
        await socket.SendAsync(SampleRequest, Cancelled);
        byte[] answer = new byte[SampleRequest.Length];
        int received = 0;
        while (received < answer.Length)
        {
            int bytes = await socket.ReceiveAsync(answer.AsMemory(received), Cancelled).AsTask().Soon();
            Assert.NotEqual(0, bytes);
            received += bytes;
        }

        Assert.Equal([0x01, 0x01, .. SampleRequest[2..20]], answer[..20]);
    }

    [Theory]
    [InlineData("tcp://127.0.0.1:0")]
    [InlineData("udp://127.0.0.1:0")]
    public async Task Calls_get_their_replies_and_refusals(string address)
    {
        await using var server = new RunningServer<Stun.Wire>(new Stun.Server(this), TransportAddress.Parse(address));
        await using Stun.Client client = await Stun.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Task<Stun.Success>[] calls = [.. Enumerable.Range(0, 20).Select(call => client.BindingAsync(Named($"call {call}"), Cancelled).AsTask())];
        for (int call = 0; call < calls.Length; call++)
        {
            Assert.Equal($"call {call}", Encoding.UTF8.GetString(Value((await calls[call].Soon()).Attributes, StunItemType.Software)));
        }

        Assert.True((await client.TryBindingAsync(default, Cancelled).Soon()).IsError);
    }

    [Fact]
    public async Task Every_id_is_drawn_at_random_and_a_reply_without_the_right_one_is_none()
    {
        const int count = 64;
        using Socket server = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await using Stun.Client client = await Stun.Client.ConnectAsync(TransportAddress.Parse($"udp://{server.LocalEndPoint}"), cancellationToken: Cancelled);
        Task<Stun.Success>[] calls = [.. Enumerable.Range(0, count).Select(call => client.BindingAsync(Named($"{call:00}"), Cancelled).AsTask())];
        await client.IndicationAsync(default, Cancelled);
        await client.IndicationAsync(default, Cancelled);

        Dictionary<string, byte[]> requests = [];
        List<byte[]> indications = [];
        EndPoint peer = new IPEndPoint(IPAddress.Any, 0);
        byte[] buffer = new byte[2048];
        while (requests.Count < count || indications.Count < 2)
        {
            SocketReceiveFromResult received = await server.ReceiveFromAsync(buffer, peer, Cancelled).AsTask().Soon();
            peer = received.RemoteEndPoint;
            if (buffer[1] == 0x11)
            {
                indications.Add(buffer[8..20]);
            }
            else
            {
                // What is sent again after a while has the same id.
                requests[Convert.ToHexString(buffer, 8, 12)] = buffer[..received.ReceivedBytes];
            }
        }

        byte[][] ids = [.. requests.Values.Select(request => request[8..20]), .. indications];
        for (int place = 0; place < 12; place++)
        {
            // Of 66 random bytes about 58 differ; that fewer than 32 do has not happened since there are bytes.
            Assert.InRange(ids.Select(id => id[place]).Distinct().Count(), 32, count + 2);
        }

        foreach (byte[] request in requests.Values.Reverse())
        {
            byte[] forged = [.. request];
            forged[0] = 0x01;
            forged[19] ^= 1;
            forged[25] ^= 1;
            await server.SendToAsync(forged, peer, Cancelled);
            byte[] reply = [.. request];
            reply[0] = 0x01;
            await server.SendToAsync(reply, peer, Cancelled);
            await server.SendToAsync(reply, peer, Cancelled);
        }

        for (int call = 0; call < count; call++)
        {
            Assert.Equal($"{call:00}", Encoding.UTF8.GetString(Value((await calls[call].Soon()).Attributes, StunItemType.Software)));
        }
    }

    [Fact]
    public async Task A_reply_that_comes_too_late_is_dropped_and_one_that_nobody_asked_for_ends_the_connection()
    {
        using Socket listener = new(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        Task<Socket> accepting = listener.AcceptAsync(Cancelled).AsTask();
        await using Stun.Client client = await Stun.Client.ConnectAsync(TransportAddress.Parse($"tcp://{listener.LocalEndPoint}"), cancellationToken: Cancelled);
        using Socket server = await accepting.Soon();
        using CancellationTokenSource giveUp = new();
        Task<Stun.Success> first = client.BindingAsync(Named("1"), giveUp.Token).AsTask();
        byte[] request = new byte[28];
        Assert.Equal(28, await server.ReceiveAsync(request, Cancelled).AsTask().Soon());
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.Soon());

        Task<Stun.Success> second = client.BindingAsync(Named("2"), Cancelled).AsTask();
        byte[] next = new byte[28];
        Assert.Equal(28, await server.ReceiveAsync(next, Cancelled).AsTask().Soon());
        request[0] = next[0] = 0x01;
        await server.SendAsync((byte[])[.. request, .. next], Cancelled);
        Assert.Equal("2", Encoding.UTF8.GetString(Value((await second.Soon()).Attributes, StunItemType.Software)));

        Task<Stun.Success> third = client.BindingAsync(Named("3"), Cancelled).AsTask();
        await server.SendAsync(request, Cancelled);
        CallLostException lost = await Assert.ThrowsAsync<CallLostException>(() => third.Soon());
        Assert.Contains("nobody asked for", lost.ToString(), StringComparison.Ordinal);
    }

    private static Stun.Binding Named(string name) => new(new StunItem[] { new() { Type = StunItemType.Software, Value = Encoding.UTF8.GetBytes(name) } });

    private static byte[] Value(WireList<StunItem> attributes, StunItemType type) => attributes.Single(attribute => attribute.Type == type).Value.ToArray();

    /// <summary>The bytes with zeros for padding, whose content is anybody's choice (RFC 8489, section 14).</summary>
    private static string Unpadded(byte[] message)
    {
        byte[] bytes = [.. message];
        for (int at = 20; at < bytes.Length;)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at + 2));
            int padded = (length + 3) & ~3;
            bytes.AsSpan(at + 4 + length, padded - length).Clear();
            at += 4 + padded;
        }

        return Convert.ToHexString(bytes);
    }

    /// <summary>Checks MESSAGE-INTEGRITY (section 14.5) and FINGERPRINT (section 14.7): that the bytes of this test are the published ones.</summary>
    private static void AssertSealed(byte[] message, WireList<StunItem> attributes)
    {
        byte[] signed = message[..^32];
        BinaryPrimitives.WriteUInt16BigEndian(signed.AsSpan(2), (ushort)(message.Length - 20 - 8));
#pragma warning disable CA5350 // It is the protocol's own choice.
        Assert.Equal(HMACSHA1.HashData(Key, signed), Value(attributes, StunItemType.MessageIntegrity));
#pragma warning restore CA5350
        uint checksum = Crc32.Compute(message.AsSpan(0, message.Length - 8));
        Assert.Equal(checksum ^ 0x5354554EU, BinaryPrimitives.ReadUInt32BigEndian(Value(attributes, StunItemType.Fingerprint)));
    }
}
