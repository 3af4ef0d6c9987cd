using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;

namespace ProtoSockets.Conversations.Tests.Protocols;

/// <summary>Depots that run, and peers of theirs that are not ours.</summary>
internal static class Depots
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>The handshake that a peer of the depot sends.</summary>
    public static byte[] Hello { get; } = MakeHello();

    public static RunningServer<Depot.Wire> Start(Depot.IServerHandler handler, string carrier = "tcp", ServerOptions? options = null)
    {
        string name = Guid.NewGuid().ToString("N")[..12];
        string address = carrier switch
        {
            "unix" => $"unix:{Path.Combine(Path.GetTempPath(), name)}",
            "memory" => $"memory:{name}",
            _ => "tcp://127.0.0.1:0",
        };
        return new RunningServer<Depot.Wire>(new Depot.Server(handler, options), TransportAddress.Parse(address));
    }

    public static async Task<Socket> ConnectAsync(EndPoint server)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync((IPEndPoint)server, Cancelled);
        return socket;
    }

    public static async Task ReceiveAsync(Socket socket, byte[] bytes)
    {
        int received = 0;
        while (received < bytes.Length)
        {
            int count = await socket.ReceiveAsync(bytes.AsMemory(received), Cancelled).AsTask().Soon();
            Assert.NotEqual(0, count);
            received += count;
        }
    }

    /// <summary>Sends bytes over a connection of its own in two pieces, and reads as many as are to come back.</summary>
    public static async Task<byte[]> ExchangeAsync(EndPoint server, ReadOnlyMemory<byte> bytes, int cut, int answerBytes)
    {
        using Socket socket = await ConnectAsync(server);
        socket.NoDelay = true;
        await socket.SendAsync(bytes[..cut], Cancelled);
        await socket.SendAsync(bytes[cut..], Cancelled);
        byte[] answers = new byte[answerBytes];
        await ReceiveAsync(socket, answers);
        return answers;
    }

    /// <summary>Reads until the peer has closed, in good order or not.</summary>
    public static async Task WaitForEndAsync(Socket socket)
    {
        byte[] rest = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(rest.AsMemory(), Cancelled).AsTask().Soon() > 0)
            {
                // Whatever it still says.
            }
        }
        catch (SocketException)
        {
            // Bytes that it had not read: a reset.
        }
    }

    /// <summary>Lets a clock go on in steps of some seconds until something has happened.</summary>
    public static async Task PassTimeUntilAsync(FakeTimeProvider time, int seconds, Func<bool> hasHappened)
    {
        long start = Environment.TickCount64;
        while (!hasHappened())
        {
            Assert.True(Environment.TickCount64 - start < Patience.Long.TotalMilliseconds, "It has not happened.");
            time.Advance(TimeSpan.FromSeconds(seconds));
            await Task.Yield();
        }
    }

    private static byte[] MakeHello()
    {
        byte[] hello =
        [
            /* Length */ 0, 0, 0, 32, /* Kind, Flags */ 5, 0, /* MessageId */ 0, 0, /* CorrelationId */ 0, 0, 0, 0,
            /* Magic */ (byte)'P', (byte)'S', (byte)'K', (byte)'T', /* Version, Reserved */ 1, 0, /* Protocol */ 0, 1, /* Schema */ 0, 0, 0, 0, 0, 0, 0, 0, /* MaxFrameBytes */ 0, 0, 16, 0,
        ];
        BinaryPrimitives.WriteUInt16BigEndian(hello.AsSpan(18), Depot.Wire.Description.Version);
        BinaryPrimitives.WriteUInt64BigEndian(hello.AsSpan(20), Depot.Wire.Description.SchemaHash);
        return hello;
    }
}
