using System.Text;
using ProtoSockets;
using ProtoSockets.Tests.Shared;

namespace RedisSample.Tests;

/// <summary>Bytes that nobody should send: a frame, a need for more, or an error; never an exception, and never memory or time that the bytes do not pay for.</summary>
public sealed class HostileBytesTests
{
    private const int Mutations = 100_000;

    /// <summary>An error with its texts, arrays of the values that are there, and what the frames' ends are remembered in.</summary>
    private const int MaxAllocatedBytes = 64 * 1024;

    private static (byte[] Frame, Side From)[] All { get; } = [.. Frames.Names.SelectMany(name => Frames.Cut(Frames.Read(name), Frames.SenderOf(name)).Select(frame => (frame, Frames.SenderOf(name))))];

    [Fact]
    public void Mutated_frames_are_found_and_read_or_refused()
    {
        var random = new Random(1);
        int read = 0;
        int refused = 0;
        for (int i = 0; i < Mutations; i++)
        {
            (byte[] frame, Side from) = All[random.Next(All.Length)];
            byte[] bytes = Change(random, frame);
            byte[]? written = null;
            long allocated = AllocatedBytes.Within(MaxAllocatedBytes, () => written = FindAndRead(bytes, from));
            Assert.True(allocated <= MaxAllocatedBytes, $"{allocated} bytes were allocated for {Convert.ToHexString(bytes)}");
            if (written is null)
            {
                refused++;
            }
            else
            {
                read++;
                AssertStable(written, from);
            }
        }

        Assert.InRange(read, Mutations / 20, Mutations);
        Assert.InRange(refused, Mutations / 20, Mutations);
    }

    [Fact]
    public void Random_bytes_are_found_and_read_or_refused()
    {
        var random = new Random(2);
        for (int i = 0; i < 50_000; i++)
        {
            byte[] bytes = new byte[random.Next(1, 60)];
            random.NextBytes(bytes);
            if (i % 2 == 0)
            {
                // A first byte that is known, and line ends.
                bytes[0] = (byte)"+-:$*_#,(!=%~>|"[random.Next(15)];
                bytes[^1] = (byte)'\n';
                if (bytes.Length > 2)
                {
                    bytes[^2] = (byte)'\r';
                }
            }

            FrameScan scan = new(Side.Server);
            if (Frames.Find(bytes, ref scan, out FrameBounds bounds, out _) == FrameStatus.Found)
            {
                _ = Frames.RoundTrip(bytes.AsMemory(0, bounds.FrameLength), Side.Server, out _);
            }
        }
    }

    [Theory]
    [InlineData("*1\r\n")]
    [InlineData("%1\r\n:1\r\n")]
    [InlineData("|0\r\n")]
    public void Values_that_nest_without_end_are_refused(string level)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(level, 10_000)));
        FrameScan scan = new(Side.Server);
        Assert.Equal(FrameStatus.Malformed, Frames.Find(bytes, ref scan, out _, out string? reason));
        Assert.Contains("nested deeper", reason);

        byte[] shallow = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(level, 100)) + ":1\r\n");
        Assert.False(RespValue.TryRead(shallow, out _, out _, out WireError? error));
        Assert.Contains("nested deeper", error!.Reason);
    }

    [Theory]
    [InlineData("*1000000000\r\n")]
    [InlineData("$1000000000\r\n")]
    [InlineData("*9223372036854775807\r\n")]
    [InlineData("%1048576\r\n")]
    [InlineData("*2147483648\r\n")]
    public void Sizes_that_no_frame_has_are_refused_before_memory_is_taken(string text)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        FrameStatus status = default;
        long allocated = AllocatedBytes.Least(() =>
        {
            FrameScan scan = new(Side.Server);
            status = Frames.Find(bytes, ref scan, out _, out _);
        });
        Assert.InRange(allocated, 0, 4096);
        Assert.Equal(FrameStatus.Malformed, status);
    }

    [Fact]
    public void An_array_that_comes_byte_by_byte_is_looked_at_once()
    {
        byte[] bytes = Encoding.ASCII.GetBytes("*20000\r\n" + string.Concat(Enumerable.Repeat("$1\r\nx\r\n", 20_000)));
        FrameScan scan = new(Side.Client);
        for (int length = 1; length < bytes.Length; length++)
        {
            Assert.Equal(FrameStatus.Incomplete, Frames.Find(bytes.AsSpan(0, length), ref scan, out FrameBounds bounds, out _));
            Assert.InRange(bounds.FrameLength, length + 1, bytes.Length);
        }

        FrameStatus status = default;
        Assert.Equal(0, AllocatedBytes.Least(() =>
        {
            FrameScan atTheEnd = scan;
            status = Frames.Find(bytes, ref atTheEnd, out _, out _);
        }));
        Assert.Equal(FrameStatus.Found, status);
    }

    /// <summary>Finds the frame and reads it.</summary>
    /// <returns>What was read, written again; null if it was refused.</returns>
    private static byte[]? FindAndRead(byte[] bytes, Side from)
    {
        FrameScan scan = new(from);
        FrameStatus status = Frames.Find(bytes, ref scan, out FrameBounds bounds, out string? reason);
        Assert.Equal(status == FrameStatus.Malformed, reason is not null);
        if (status != FrameStatus.Found)
        {
            return null;
        }

        byte[]? written = Frames.RoundTrip(bytes.AsMemory(0, bounds.FrameLength), from, out WireError? error);
        Assert.Equal(written is null, error is not null);
        return written;
    }

    /// <summary>What was written is read to the same bytes again.</summary>
    private static void AssertStable(byte[] written, Side from)
    {
        byte[]? again = Frames.RoundTrip(written, from, out WireError? error);
        Assert.True(error is null && written.AsSpan().SequenceEqual(again), $"{error}: {Convert.ToHexString(written)}");
    }

    private static byte[] Change(Random random, byte[] frame)
    {
        byte[] bytes = [.. frame];
        for (int change = random.Next(1, 4); change > 0 && bytes.Length > 0; change--)
        {
            int at = random.Next(bytes.Length);
            bytes = random.Next(6) switch
            {
                0 => [.. bytes[..at], (byte)random.Next(256), .. bytes[(at + 1)..]],
                1 => [.. bytes[..at], (byte)('0' + random.Next(10)), .. bytes[(at + 1)..]],
                2 => [.. bytes[..at], (byte)"+-:$*_#,(!=%~>|\r\n"[random.Next(17)], .. bytes[(at + 1)..]],
                3 => bytes[..at],
                4 => [.. bytes[..at], .. "\r\n"u8, .. bytes[at..]],
                _ => [.. bytes[..at], .. bytes[random.Next(at, bytes.Length)..]],
            };
        }

        return bytes.Length == 0 ? "\r\n"u8.ToArray() : bytes;
    }
}
