using System.Buffers.Binary;

namespace DnsSample;

/// <summary>Where in a message of many names which suffixes of them were written, by their hash.</summary>
internal sealed class NameIndex
{
    /// <summary>A pointer has 14 bits.</summary>
    public const int MaxOffset = 0x3FFF;

    /// <summary>2^64 divided by the golden ratio, and odd: what Fibonacci hashing multiplies by (Knuth, The Art of Computer Programming, volume 3, section 6.4).</summary>
    private const ulong Multiplier = 0x9E3779B97F4A7C15;

    private const int BucketBits = 8;

    private readonly int[] _buckets = new int[1 << BucketBits];
    private Entry[] _entries = new Entry[64];
    private int _count;

    public void Clear()
    {
        _buckets.AsSpan().Clear();
        _count = 0;
    }

    /// <summary>Adds the suffixes of a name that are not there yet: the first place counts.</summary>
    /// <param name="name">The name.</param>
    /// <param name="offset">Where in the message it is.</param>
    /// <param name="end">In front of where in it the suffixes start.</param>
    public void AddAll(DomainName name, int offset, int end)
    {
        ReadOnlySpan<byte> wire = name.Wire;
        for (int start = 0; start < end && offset + start <= MaxOffset; start += 1 + wire[start])
        {
            ReadOnlySpan<byte> suffix = wire[start..];
            ulong hash = Hash(suffix);
            if (Find(suffix, hash) < 0)
            {
                Add(new Entry(hash, name, start, offset + start, _buckets[Bucket(hash)]));
            }
        }
    }

    /// <summary>Finds a suffix, in the same case.</summary>
    /// <returns>Where in the message it is; -1 for nowhere.</returns>
    public int Find(ReadOnlySpan<byte> suffix) => Find(suffix, Hash(suffix));

    private int Find(ReadOnlySpan<byte> suffix, ulong hash)
    {
        for (int index = _buckets[Bucket(hash)]; index != 0; index = _entries[index - 1].Next)
        {
            ref readonly Entry entry = ref _entries[index - 1];
            if (entry.Hash == hash && entry.Name.Wire[entry.Start..].SequenceEqual(suffix))
            {
                return entry.Offset;
            }
        }

        return -1;
    }

    private void Add(in Entry entry)
    {
        if (_count == _entries.Length)
        {
            Array.Resize(ref _entries, 2 * _count);
        }

        _entries[_count++] = entry;
        _buckets[Bucket(entry.Hash)] = _count;
    }

    private static int Bucket(ulong hash) => (int)(hash >> (64 - BucketBits));

    /// <summary>
    /// A hash of a suffix's length and of the first and last octets of its first label, eight each. Suffixes that differ only elsewhere are few: a pointer has 14 bits, so that no more than some
    /// thousand are remembered.
    /// </summary>
    private static ulong Hash(ReadOnlySpan<byte> suffix)
    {
        int end = 1 + suffix[0];
        ulong hash = (uint)suffix.Length;
        if (end > sizeof(ulong))
        {
            hash ^= BinaryPrimitives.ReadUInt64LittleEndian(suffix);
            hash = (hash * Multiplier) ^ BinaryPrimitives.ReadUInt64LittleEndian(suffix[(end - sizeof(ulong))..]);
        }
        else
        {
            foreach (byte octet in suffix[..end])
            {
                hash = (hash << 8) ^ octet;
            }
        }

        return hash * Multiplier;
    }

    /// <summary>A suffix of a name that was written.</summary>
    /// <param name="Hash">Its hash.</param>
    /// <param name="Name">The name.</param>
    /// <param name="Start">Where in it the suffix starts.</param>
    /// <param name="Offset">Where the suffix starts in the message.</param>
    /// <param name="Next">The number of the next entry of the same bucket, counted from 1; 0 for none.</param>
    private readonly record struct Entry(ulong Hash, DomainName Name, int Start, int Offset, int Next);
}
