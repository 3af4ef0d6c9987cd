using System.Net.Sockets;
using ProtoSockets;
using ProtoSockets.Tests.Shared;

namespace MqttSample.Tests;

/// <summary>Bytes that nobody should send: a value or an error, never an exception, and never memory that the bytes do not pay for.</summary>
public sealed class HostileBytesTests
{
    private const int Mutations = 30_000;

    /// <summary>An error with its texts takes a few hundred bytes; what is read borrows.</summary>
    private const int MaxAllocatedBytes = 4096;

    private static readonly ushort[] Versions = [3, 4, 5];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static byte[][] Small { get; } = [.. Vector.Names.Select(Vector.Read).Where(bytes => bytes.Length < 1000)];

    [Fact]
    public void Every_prefix_of_a_packet_is_refused_by_every_reader()
    {
        foreach (byte[] bytes in Small)
        {
            for (int length = 0; length < bytes.Length; length++)
            {
                byte[] prefix = bytes[..length];
                foreach (Packet packet in Packet.All)
                {
                    Assert.False(packet.TryRead(prefix, 5, out WireError? error), $"{packet.Name} was read from {length} bytes of {Convert.ToHexString(bytes)}");
                    Assert.NotNull(error);
                    Assert.NotEmpty(error.Reason);
                }
            }
        }
    }

    [Fact]
    public void Mutated_packets_are_read_or_refused_by_every_reader()
    {
        var mutation = new Mutation(Small, seed: 1);
        int read = 0;
        for (int i = 0; i < Mutations; i++)
        {
            byte[] bytes = mutation.Next();
            ushort version = Versions[i % Versions.Length];
            foreach (Packet packet in Packet.All)
            {
                bool isRead = false;
                WireError? error = null;
                long allocated = AllocatedBytes.Within(MaxAllocatedBytes, () => isRead = packet.TryRead(bytes, version, out error));
                if (allocated > MaxAllocatedBytes || isRead == (error is not null))
                {
                    Assert.Fail($"{packet.Name}: {allocated} bytes allocated, {(isRead ? "read" : "refused")}, {error}: {Convert.ToHexString(bytes)}");
                }

                if (isRead)
                {
                    read++;
                    AssertStable(packet, bytes, version);
                }
            }
        }

        // So that a mutation which breaks everything, or nothing, is not taken for a pass.
        Assert.InRange(read, Mutations / 20, Mutations * 2);
    }

    [Fact]
    public async Task A_broker_that_is_sent_mutated_packets_goes_on_serving_others()
    {
        await using MqttServer server = await MqttServer.StartAsync(isReal: false);
        await using MqttClient healthy = await MqttClient.ConnectAsync(server.Address, new MqttClientOptions(), Cancelled);
        var mutation = new Mutation([.. Small.Where(bytes => bytes[0] >> 4 is 1 or 3 or 4 or 5 or 6 or 8 or 10 or 12)], seed: 2);
        byte[][] connects = [Vector.Read("01-c2s-connect-req"), Vector.Read("v5-01-c2s-v5-connect-req")];
        for (int connection = 0; connection < 300; connection++)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(server.EndPoint, Cancelled);
                await socket.SendAsync(connection % 3 == 2 ? mutation.Next() : connects[connection % 3], Cancelled);
                for (int packet = 0; packet < 6; packet++)
                {
                    await socket.SendAsync(mutation.Next(), Cancelled);
                }

                socket.Shutdown(SocketShutdown.Send);
                byte[] buffer = new byte[4096];
                while (await socket.ReceiveAsync(buffer, Cancelled).AsTask().Soon() > 0)
                {
                    // Answers, up to the end that the broker makes.
                }
            }
            catch (SocketException)
            {
                // Cut off, as it deserves.
            }
        }

        await healthy.PublishAsync(new MqttMessage("healthy", "still"u8.ToArray(), Qos.ExactlyOnce, Retain: false, []), Cancelled).Soon();
    }

    /// <summary>What was read can be written, and is the same when it is read again.</summary>
    private static void AssertStable(Packet packet, byte[] bytes, ushort version)
    {
        byte[]? written = packet.RoundTrip(bytes, version, out WireError? error);
        Assert.True(written is not null, error?.ToString());

        // The header's length need not be the shortest.
        byte[]? again = packet.RoundTrip(written, version, out error);
        Assert.True(again is not null, $"{packet.Name}: {error}: {Convert.ToHexString(bytes)} became {Convert.ToHexString(written)}");
        Assert.Equal(Convert.ToHexString(written), Convert.ToHexString(again));
    }
}

/// <summary>Hostile bytes, made from real ones; the same in every run.</summary>
internal sealed class Mutation(byte[][] packets, int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>The next one: one to three changes to a real packet, mostly with a length that agrees.</summary>
    public byte[] Next()
    {
        byte[] bytes = [.. packets[_random.Next(packets.Length)]];
        for (int change = _random.Next(1, 4); change > 0 && bytes.Length > 2; change--)
        {
            bytes = Change(bytes);
        }

        if (_random.Next(4) > 0 && bytes.Length is > 2 and < 130)
        {
            bytes[1] = (byte)(bytes.Length - 2);
        }

        return bytes;
    }

    private byte[] Change(byte[] bytes)
    {
        int at = _random.Next(bytes.Length);
        switch (_random.Next(6))
        {
            case 0:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                return bytes;
            case 1:
                bytes[at] = (byte)_random.Next(256);
                return bytes;
            case 2:
                bytes[Math.Min(bytes.Length - 1, _random.Next(2, 12))] = (byte)_random.Next(256);
                return bytes;
            case 3:
                return bytes[..Math.Max(1, at)];
            case 4:
                byte[] more = new byte[_random.Next(1, 32)];
                _random.NextBytes(more);
                return [.. bytes[..at], .. more, .. bytes[at..]];
            default:
                return [bytes[0], .. bytes[Math.Min(1, at)..at], .. bytes[_random.Next(at, bytes.Length)..]];
        }
    }
}
