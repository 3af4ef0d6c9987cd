using System.Buffers.Binary;
using ProtoSockets;
using ProtoSockets.Tests.Shared;

namespace PostgresSample.Tests;

/// <summary>Bytes that nobody should send, for every reader: a value or an error, never an exception, and never memory that the bytes do not pay for.</summary>
public sealed class HostileBytesTests
{
    private const int Mutations = 20_000;

    /// <summary>Texts and lists are owned: they cost a multiple of their bytes, and the error a few hundred.</summary>
    private const int MaxAllocatedBytes = 64 * 1024;

    private static readonly uint[] Edges = [0, 1, 3, 4, 5, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF];

    private static readonly byte[][] Messages = [.. Vector.All.Where(message => message.Bytes.Length > 1).Select(message => (message.IsTagged ? message.Bytes : message.Bytes[4..]).ToArray())];

    [Fact]
    public void Every_prefix_of_a_tagged_message_is_refused_by_every_reader()
    {
        foreach (CapturedMessage message in Vector.All.Where(message => message.IsTagged))
        {
            for (int length = 0; length < message.Bytes.Length; length++)
            {
                byte[] prefix = message.Bytes[..length].ToArray();
                foreach (MessageShape shape in MessageShapes.Client.Concat(MessageShapes.Server))
                {
                    Assert.Null(shape.RoundTrip(prefix, out WireError? error));
                    Assert.NotNull(error);
                    Assert.NotEmpty(error.Reason);
                }
            }
        }
    }

    [Fact]
    public void Mutated_messages_are_read_or_refused_by_every_reader()
    {
        var random = new Random(1);
        MessageShape[] shapes = [.. MessageShapes.All];
        int read = 0;
        for (int round = 0; round < Mutations; round++)
        {
            byte[] bytes = Mutate(random, Messages[random.Next(Messages.Length)]);
            foreach (MessageShape shape in shapes)
            {
                byte[]? written = null;
                WireError? error = null;
                long allocated = AllocatedBytes.Within(MaxAllocatedBytes, () => written = shape.RoundTrip(bytes, out error));
                Assert.True(allocated <= MaxAllocatedBytes, $"{shape.Name}: {allocated} bytes allocated for {Convert.ToHexString(bytes)}");
                Assert.Equal(written is null, error is not null);
                if (written is not null)
                {
                    read++;
                    Assert.Equal(bytes, written);
                }
            }
        }

        Assert.InRange(read, Mutations / 10, Mutations * 5);
    }

    private static byte[] Mutate(Random random, byte[] message)
    {
        byte[] bytes = [.. message];
        for (int change = random.Next(1, 4); change > 0 && bytes.Length > 5; change--)
        {
            int at = random.Next(bytes.Length);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2 when at + 4 <= bytes.Length:
                    BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(at), Edges[random.Next(Edges.Length)]);
                    break;
                case 3 when at + 2 <= bytes.Length:
                    BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(at), (ushort)Edges[random.Next(Edges.Length)]);
                    break;
                case 4:
                    bytes = bytes[..at];
                    break;
                default:
                    byte[] more = new byte[random.Next(1, 32)];
                    random.NextBytes(more);
                    bytes = [.. bytes[..at], .. more, .. bytes[at..]];
                    break;
            }
        }

        if (bytes.Length >= 5 && random.Next(2) == 0)
        {
            // So that the message is found, and what is in it is wrong.
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(1), bytes.Length - 1);
        }

        return bytes;
    }
}
