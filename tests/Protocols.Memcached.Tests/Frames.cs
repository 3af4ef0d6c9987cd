using System.Buffers.Binary;

namespace MemcachedSample.Tests;

/// <summary>Cuts captured bytes into frames, by the length in the header.</summary>
internal static class Frames
{
    public const int HeaderSize = 24;

    /// <summary>All frames of a stream; the last one has to be whole.</summary>
    public static List<ReadOnlyMemory<byte>> Cut(ReadOnlyMemory<byte> stream)
    {
        var frames = new List<ReadOnlyMemory<byte>>();
        while (!stream.IsEmpty)
        {
            int length = HeaderSize + (int)BinaryPrimitives.ReadUInt32BigEndian(stream.Span[8..]);
            frames.Add(stream[..length]);
            stream = stream[length..];
        }

        return frames;
    }
}
