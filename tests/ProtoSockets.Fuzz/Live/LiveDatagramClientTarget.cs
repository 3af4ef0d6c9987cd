using System.Buffers.Binary;
using System.Net;
using ProtoSockets.Fuzz.Targets;
using ProtoSockets.Transports;

namespace ProtoSockets.Fuzz.Live;

/// <summary>
/// A client that calls a hostile server over datagrams. What is garbage is dropped there, and the client waits on: behind all of it comes the right answer, with which the call ends unless it has.
/// </summary>
internal sealed class LiveDatagramClientTarget(LiveProtocol protocol) : LiveTarget(protocol, "datagrams.client")
{
    private const int IdBytes = 4;
    private const int KindOffset = 4;
    private const byte Request = 2;

    /// <summary>Deadlines that would end what hangs: they are longer than anything may take.</summary>
    private static readonly ClientOptions Options = new() { CallTimeout = TimeSpan.FromMinutes(5), ConnectTimeout = TimeSpan.FromMinutes(5) };

    /// <summary>The reply to the first call that was recorded.</summary>
    private byte[] Reply => Recording.Server[..BinaryPrimitives.ReadInt32BigEndian(Recording.Server)];

    public override IEnumerable<byte[]> Seeds(Random random) =>
    [
        LiveMode.Of(isGreeted: true, [(byte)Reply.Length, .. Reply, (byte)Reply.Length, .. Reply]),
        LiveMode.Of(isGreeted: false, [(byte)Recording.ServerHello.Length, .. Recording.ServerHello, (byte)Reply.Length, .. Reply]),
        LiveMode.Of(isGreeted: true, [(byte)Recording.ServerHello.Length, .. Recording.ServerHello, 14, 0, 0, 0, 14, 4, 0, 0, 0, .. Reply[8..12], 0, 4]),
        LiveMode.Of(isGreeted: true, [0, 12, 0, 0, 0, 12, 6, 0, 0, 0, 0, 0, 0, 0, 18, 0, 0, 0, 18, 11, 0, 0, 0, .. Reply[8..12], 0, 4, 0, 0, 0, 9]),
    ];

    protected override async Task RunAsync(LiveMode mode, byte[] bytes)
    {
        LiveBounds bounds = new();
        using (DatagramChannel server = Transports.Transports.MemoryDatagram.Bind(new MemoryEndPoint(string.Empty), new BindOptions()))
        {
            Task client = TalkAsync(new TransportAddress(Transports.Transports.MemoryDatagram, server.LocalEndPoint));
            Task talk = AnswerAsync(server, client, mode, bytes);
            await LiveBounds.EndsAsync(talk, "the client has not called, or has not received what was sent");
            await LiveBounds.EndsAsync(client, "the client's call has not ended, and the right answer was sent");
        }

        await bounds.CheckAsync(bytes.Length);
    }

    private async Task AnswerAsync(DatagramChannel server, Task client, LiveMode mode, byte[] bytes)
    {
        byte[] buffer = new byte[server.MaxDatagramBytes];
        SocketAddress from = server.CreateAddress();
        await server.ReceiveAsync(buffer, from, CancellationToken.None);
        if (!mode.IsGreeted)
        {
            // The call is not made yet: what is said is about none.
            await SayAsync(server, from, bytes);
        }

        await SendAsync(server, from, Recording.ServerHello);
        using CancellationTokenSource ended = new();
        _ = client.ContinueWith(_ => ended.Cancel(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            while (await server.ReceiveAsync(buffer, from, ended.Token) < Protocol.CorrelationOffset + IdBytes || buffer[KindOffset] != Request)
            {
                // Its hello, once more.
            }
        }
        catch (OperationCanceledException)
        {
            // It did not like the server's hello.
            return;
        }

        ReadOnlyMemory<byte> id = buffer.AsMemory(Protocol.CorrelationOffset, IdBytes);
        if (mode.IsGreeted)
        {
            if (mode.IsAnswer)
            {
                // What is damaged is the reply to this very call.
                bytes = Answering(bytes, id.Span);
            }

            await SayAsync(server, from, bytes);
        }

        await SendAsync(server, from, Answering(Reply, id.Span));
    }

    /// <summary>The same with the id of the call that was made, wherever that of the call is that was recorded.</summary>
    private byte[] Answering(byte[] bytes, ReadOnlySpan<byte> id)
    {
        byte[] answer = (byte[])bytes.Clone();
        byte[] recorded = Reply[Protocol.CorrelationOffset..(Protocol.CorrelationOffset + IdBytes)];
        for (int at = answer.AsSpan().IndexOf(recorded), next; at >= 0; at = next < 0 ? -1 : at + IdBytes + next)
        {
            id.CopyTo(answer.AsSpan(at));
            next = answer.AsSpan(at + IdBytes).IndexOf(recorded);
        }

        return answer;
    }

    private static async Task SayAsync(DatagramChannel server, SocketAddress to, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int length = Math.Min(bytes.Span[0], bytes.Length - 1);
            await SendAsync(server, to, bytes.Slice(1, length));
            bytes = bytes[(1 + length)..];
        }
    }

    private static async Task SendAsync(DatagramChannel server, SocketAddress to, ReadOnlyMemory<byte> datagram)
    {
        try
        {
            await server.SendAsync(datagram, to, CancellationToken.None);
        }
        catch (Exception exception) when (exception is System.Net.Sockets.SocketException or IOException)
        {
            // The client has heard enough.
        }
    }

    /// <summary>Connects and calls: that ends with an answer, whatever it is, or with one of the declared errors.</summary>
    private async Task TalkAsync(TransportAddress address)
    {
        try
        {
            await using LiveClient client = await Protocol.ConnectAsync(address, Options);
            await client.CallAsync(7);
        }
        catch (Exception exception) when (exception is CallException or ConnectionClosedException or HandshakeException or WireFormatException)
        {
            // What a client may be told.
        }
    }
}
