using System.Numerics;
using System.Runtime.InteropServices;

namespace ProtoSockets.Fuzz.Coverage;

/// <summary>The branches that were taken so far, and about how often: a bit for each of 1, 2, 3, 4-7, 8-15, 16-31, 32-127 and more times.</summary>
internal sealed class SeenEdges
{
    private static readonly byte[] Buckets = CreateBuckets();

    private readonly byte[] _seen = new byte[EdgeMap.Size];

    /// <summary>How many branches.</summary>
    public int Count { get; private set; }

    /// <summary>Adds what an input did.</summary>
    /// <param name="counts">How often it took each branch.</param>
    /// <returns>Whether some of it was new.</returns>
    public bool Add(ReadOnlySpan<byte> counts)
    {
        bool isNew = false;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(counts);
        for (int word = 0; word < words.Length; word++)
        {
            // Nearly all of the map is empty.
            if (words[word] == 0)
            {
                continue;
            }

            for (int index = word * 8; index < (word * 8) + 8; index++)
            {
                byte bucket = Buckets[counts[index]];
                if ((bucket & ~_seen[index]) != 0)
                {
                    Count += _seen[index] == 0 ? 1 : 0;
                    _seen[index] |= bucket;
                    isNew = true;
                }
            }
        }

        return isNew;
    }

    private static byte[] CreateBuckets()
    {
        byte[] buckets = new byte[256];
        for (int count = 1; count < buckets.Length; count++)
        {
            buckets[count] = count switch
            {
                <= 3 => (byte)(1 << (count - 1)),
                < 32 => (byte)(1 << (BitOperations.Log2((uint)count) + 1)),
                < 128 => 1 << 6,
                _ => 1 << 7,
            };
        }

        return buckets;
    }
}
