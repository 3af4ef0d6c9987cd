using System.Buffers.Binary;

namespace MemcachedSample.Tests;

/// <summary>Hostile bytes, made from real ones; the same in every run.</summary>
internal sealed class Mutation
{
    /// <summary>Values that lengths and numbers go wrong at.</summary>
    private static readonly uint[] Edges = [0, 1, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF];

    private readonly Random _random;
    private readonly ReadOnlyMemory<byte>[] _frames;

    /// <summary>Mutates frames in the order that a seed gives.</summary>
    public Mutation(IEnumerable<ReadOnlyMemory<byte>> frames, int seed)
    {
        _frames = [.. frames];
        _random = new Random(seed);
    }

    /// <summary>All captured frames, of both sides.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> AllFrames { get; } = [.. Vector.Streams.SelectMany(name => Frames.Cut(Vector.Read(name)))];

    /// <summary>The captured frames of one side.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> FramesOf(bool client) =>
        Vector.Streams.Where(name => Vector.IsFromClient(name) == client).SelectMany(name => Frames.Cut(Vector.Read(name)));

    /// <summary>The next one: one to four changes to a real frame.</summary>
    public byte[] Next()
    {
        byte[] bytes = _frames[_random.Next(_frames.Length)].ToArray();
        for (int change = _random.Next(1, 5); change > 0 && bytes.Length > 0; change--)
        {
            bytes = Change(bytes);
        }

        return bytes;
    }

    /// <summary>As <see cref="Next"/>, with a length in the header that agrees, so that the frame is found and what is in it is wrong.</summary>
    public byte[] NextFrame()
    {
        while (true)
        {
            byte[] bytes = Next();
            if (bytes.Length >= Frames.HeaderSize)
            {
                BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(8), (uint)(bytes.Length - Frames.HeaderSize));
                return bytes;
            }
        }
    }

    private byte[] Change(byte[] bytes)
    {
        int at = _random.Next(bytes.Length);
        switch (_random.Next(8))
        {
            case 0:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                return bytes;
            case 1:
                bytes[at] = (byte)_random.Next(256);
                return bytes;
            case 2:
                // Where the lengths are.
                bytes[Math.Min(bytes.Length - 1, _random.Next(2, 12))] = (byte)_random.Next(256);
                return bytes;
            case 3 when bytes.Length >= 12:
                BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(8), Edges[_random.Next(Edges.Length)]);
                return bytes;
            case 4 when bytes.Length >= 4:
                BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)Edges[_random.Next(Edges.Length)]);
                return bytes;
            case 5:
                return bytes[..at];
            case 6:
                byte[] more = new byte[_random.Next(1, 64)];
                _random.NextBytes(more);
                return [.. bytes[..at], .. more, .. bytes[at..]];
            default:
                return [.. bytes[..at], .. bytes[_random.Next(at, bytes.Length)..]];
        }
    }
}
