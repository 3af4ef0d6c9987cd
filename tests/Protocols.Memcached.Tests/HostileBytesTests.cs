using ProtoSockets;
using ProtoSockets.Tests.Shared;

namespace MemcachedSample.Tests;

/// <summary>
/// Bytes that nobody should send, for every reader: a value or an error, never an exception, and never memory that the bytes do not pay for.
/// </summary>
public sealed class HostileBytesTests
{
    private const int Mutations = 100_000;

    /// <summary>An error with its texts takes a few hundred bytes; what is read borrows.</summary>
    private const int MaxAllocatedBytes = 4096;

    [Fact]
    public void Every_prefix_of_a_frame_is_refused_by_every_reader()
    {
        foreach (ReadOnlyMemory<byte> frame in Mutation.AllFrames)
        {
            for (int length = 0; length < frame.Length; length++)
            {
                byte[] prefix = frame[..length].ToArray();
                foreach (MessageShape shape in MessageShapes.All)
                {
                    bool isRead = shape.TryRead(prefix, out WireError? error);
                    Assert.False(isRead, $"{shape.Name} was read from {length} bytes of {Convert.ToHexString(frame.Span)}");
                    Assert.NotNull(error);
                    Assert.InRange(error.Offset, 0, Math.Max(length, Frames.HeaderSize));
                    Assert.NotEmpty(error.Reason);
                }
            }
        }
    }

    [Fact]
    public void Mutated_frames_are_read_or_refused_by_every_reader()
    {
        var mutation = new Mutation(Mutation.AllFrames, seed: 1);
        MessageShape[] shapes = [.. MessageShapes.All];
        int read = 0;
        int refused = 0;
        for (int i = 0; i < Mutations; i++)
        {
            byte[] bytes = i % 2 == 0 ? mutation.Next() : mutation.NextFrame();
            foreach (MessageShape shape in shapes)
            {
                bool isRead = false;
                WireError? error = null;
                long allocated = AllocatedBytes.Within(MaxAllocatedBytes, () => isRead = shape.TryRead(bytes, out error));
                if (allocated > MaxAllocatedBytes || isRead == (error is not null))
                {
                    Assert.Fail($"{shape.Name}: {allocated} bytes allocated, {(isRead ? "read" : "refused")}, {error}: {Convert.ToHexString(bytes)}");
                }

                if (isRead)
                {
                    read++;
                    AssertStable(shape, bytes);
                }
                else
                {
                    refused++;
                }
            }
        }

        // So that a mutation which breaks everything, or nothing, is not taken for a pass.
        Assert.InRange(read, Mutations / 10, Mutations * 4);
        Assert.InRange(refused, Mutations, int.MaxValue);
    }

    [Fact]
    public void Random_bytes_are_read_or_refused_by_every_reader()
    {
        var random = new Random(2);
        MessageShape[] shapes = [.. MessageShapes.All];
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = new byte[random.Next(80)];
            random.NextBytes(bytes);
            foreach (MessageShape shape in shapes)
            {
                Assert.Equal(!shape.TryRead(bytes, out WireError? error), error is not null);
            }
        }
    }

    [Fact]
    public void Datagrams_are_read_or_refused()
    {
        byte[][] datagrams = [.. Vector.Datagrams.Select(Vector.Read)];
        var mutation = new Mutation(datagrams.Select(datagram => (ReadOnlyMemory<byte>)datagram), seed: 3);
        for (int i = 0; i < Mutations; i++)
        {
            byte[] bytes = mutation.Next();

            // The reserved bytes are passed over and written as zeros, so the same bytes come back for the rest only.
            bool isRead = UdpDatagram.TryRead(bytes, out UdpDatagram datagram, out int consumed, out WireError? error);
            Assert.Equal(bytes.Length >= 8, isRead);
            Assert.Equal(!isRead, error is not null);
            if (isRead)
            {
                Assert.Equal(bytes.Length, consumed);
                byte[] written = datagram.ToBytes();
                Assert.True(written.AsSpan(8).SequenceEqual(bytes.AsSpan(8)));
                Assert.True(written.AsSpan(0, 6).SequenceEqual(bytes.AsSpan(0, 6)));
            }
        }
    }

    /// <summary>What was read can be written, and is the same when it is read again.</summary>
    private static void AssertStable(MessageShape shape, byte[] bytes)
    {
        byte[]? written = shape.RoundTrip(bytes, out _);
        Assert.NotNull(written);
        Assert.True(written.AsSpan().SequenceEqual(bytes), $"{shape.Name}: {Convert.ToHexString(bytes)} became {Convert.ToHexString(written)}");
    }
}
