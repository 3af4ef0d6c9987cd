using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using ProtoSockets.Runtime;

namespace ProtoSockets.Conversations.Tests.Links;

/// <summary>A peer that speaks the default envelope byte by byte, and only when the test says so.</summary>
internal sealed class RawPeer : IDisposable
{
    /// <summary>What this library's own clients say that they understand: heartbeats, and trying elsewhere.</summary>
    public const byte Everything = 3;

    private const int HeaderSize = 12;

    private RawPeer(Socket socket) => Socket = socket;

    public Socket Socket { get; }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static byte[] Hello<TProtocol>(byte capabilities)
        where TProtocol : struct, IProtocol
    {
        var hello = new byte[32];
        hello[3] = 32;
        hello[4] = 5;
        "PSKT"u8.CopyTo(hello.AsSpan(12));
        hello[16] = 1;
        hello[17] = capabilities;
        BinaryPrimitives.WriteUInt16BigEndian(hello.AsSpan(18), TProtocol.Description.Version);
        BinaryPrimitives.WriteUInt64BigEndian(hello.AsSpan(20), TProtocol.Description.SchemaHash);
        BinaryPrimitives.WriteUInt32BigEndian(hello.AsSpan(28), 1 << 20);
        return hello;
    }

    /// <summary>A frame of the envelope.</summary>
    public static byte[] Frame(byte kind, ushort messageId, uint correlationId, params byte[] body)
    {
        byte[] frame = new byte[HeaderSize + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length);
        frame[4] = kind;
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(6), messageId);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(8), correlationId);
        body.CopyTo(frame.AsSpan(HeaderSize));
        return frame;
    }

    /// <summary>Takes over a connection.</summary>
    public static RawPeer Of(Socket socket) => new(socket);

    /// <summary>Connects and says nothing.</summary>
    public static async Task<RawPeer> ConnectAsync(EndPoint endPoint)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(endPoint, Cancelled);
        return new RawPeer(socket);
    }

    /// <summary>Connects and shakes hands.</summary>
    public static async Task<RawPeer> GreetAsync<TProtocol>(EndPoint endPoint, byte capabilities)
        where TProtocol : struct, IProtocol
    {
        RawPeer peer = await ConnectAsync(endPoint);
        await peer.SendAsync(Hello<TProtocol>(capabilities));
        Assert.Equal(5, (await peer.ReadFrameAsync())![4]);
        return peer;
    }

    /// <summary>Listens, and lets a client of this library in.</summary>
    public static async Task<(RawPeer Server, TClient Client)> AcceptAsync<TProtocol, TClient>(byte capabilities, Func<EndPoint, Task<TClient>> connect)
        where TProtocol : struct, IProtocol
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Task<TClient> connecting = connect(listener.LocalEndPoint!);
        RawPeer peer = new(await listener.AcceptAsync(Cancelled).Soon());
        Assert.Equal(5, (await peer.ReadFrameAsync())![4]);
        await peer.SendAsync(Hello<TProtocol>(capabilities));
        return (peer, await connecting.Soon());
    }

    public async Task SendAsync(params byte[] bytes) => await Socket.SendAsync(bytes, Cancelled);

    /// <summary>The next frame; null at the end.</summary>
    public async Task<byte[]?> ReadFrameAsync()
    {
        byte[] length = new byte[4];
        if (!await TryFillAsync(length))
        {
            return null;
        }

        byte[] frame = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
        length.CopyTo(frame, 0);
        Assert.True(await TryFillAsync(frame.AsMemory(4)), "the connection ended in the middle of a frame");
        return frame;
    }

    /// <summary>Reads until the other side has closed.</summary>
    /// <returns>The kinds of the frames that came before, and 0xFF for a reset.</returns>
    public async Task<byte[]> ReadToEndAsync()
    {
        List<byte> kinds = [];
        try
        {
            while (await ReadFrameAsync() is { } frame)
            {
                kinds.Add(frame[4]);
            }
        }
        catch (SocketException)
        {
            kinds.Add(0xFF);
        }

        return [.. kinds];
    }

    public void Dispose() => Socket.Dispose();

    private async Task<bool> TryFillAsync(Memory<byte> room)
    {
        while (!room.IsEmpty)
        {
            int count = await Socket.ReceiveAsync(room, Cancelled).Soon();
            if (count == 0)
            {
                return false;
            }

            room = room[count..];
        }

        return true;
    }
}
