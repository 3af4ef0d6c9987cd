using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using ProtoSockets;

namespace DnsSample;

/// <summary>
/// Where in the message which names were written, so that later ones can point there. The few suffixes of an ordinary message are looked through one after the other; those of a zone transfer are
/// found by their hash.
/// </summary>
internal sealed class NameTable : WireContext
{
    /// <summary>A pointer has 14 bits.</summary>
    private const int MaxOffset = 0x3FFF;

    /// <summary>How many suffixes are looked through: about where that starts to take longer than a hash.</summary>
    private const int MaxListed = 16;

    /// <summary>2^64 divided by the golden ratio, and odd: what Fibonacci hashing multiplies by (Knuth, The Art of Computer Programming, volume 3, section 6.4).</summary>
    private const ulong Multiplier = 0x9E3779B97F4A7C15;

    private const int BucketBits = 8;

    private readonly int[] _buckets = new int[1 << BucketBits];
    private DomainName[] _names = new DomainName[8];
    private Entry[] _entries = new Entry[64];
    private int _nameCount;
    private int _count;

    public NameCompression Compression { get; set; }

    protected override void Reset()
    {
        Compression = default;
        if (_count > MaxListed)
        {
            _buckets.AsSpan().Clear();
        }

        _count = 0;
        _nameCount = 0;
    }

    /// <summary>Writes the part of a name that was not written before, and points to where the rest was.</summary>
    // Not inlined: together with the record around it, it would not fit the processor's registers.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Write(ref WireWriter writer, DomainName name, bool mayPoint)
    {
        ReadOnlySpan<byte> wire = name.Wire;
        int start = writer.Position;
        int most = Compression.MaxSuffixes == 0 ? int.MaxValue : Compression.MaxSuffixes;
        int before = _count;
        bool isKept = false;
        int own = 0;
        for (int suffixes = 0; wire[own] != 0 && suffixes < most; suffixes++)
        {
            ulong key = Key(wire, own);
            int offset = Find(wire[own..], key, before);
            if (offset >= 0 && mayPoint)
            {
                writer.Write(wire[..own]);
                BinaryPrimitives.WriteUInt16BigEndian(writer.Take(2), (ushort)(0xC000 | offset));
                return;
            }

            // The first place counts, as dnsmasq has it.
            if (offset < 0 && start + own <= MaxOffset)
            {
                if (!isKept)
                {
                    Keep(name);
                    isKept = true;
                }

                Add(wire[own..], key, own, start + own);
            }

            own += 1 + wire[own];
        }

        writer.Write(wire);
    }

    /// <summary>The first eight octets of a suffix, or all of them and zeros; of suffixes of one length, mostly another for each.</summary>
    private static ulong Key(ReadOnlySpan<byte> wire, int start)
    {
        int length = wire.Length - start;
        if (length >= sizeof(ulong))
        {
            return BinaryPrimitives.ReadUInt64LittleEndian(wire[start..]);
        }

        if (wire.Length >= sizeof(ulong))
        {
            // The last eight octets of the name, without those in front of the suffix.
            return BinaryPrimitives.ReadUInt64LittleEndian(wire[^sizeof(ulong)..]) >> (8 * (sizeof(ulong) - length));
        }

        ulong key = 0;
        for (int index = wire.Length - 1; index >= start; index--)
        {
            key = (key << 8) | wire[index];
        }

        return key;
    }

    /// <summary>Finds a suffix among the first ones.</summary>
    private int Find(ReadOnlySpan<byte> suffix, ulong key, int count)
    {
        if (_count > MaxListed)
        {
            return FindByHash(suffix, key);
        }

        foreach (ref readonly Entry entry in _entries.AsSpan(0, count))
        {
            if (entry.Key == key && IsSame(in entry, suffix))
            {
                return entry.Offset;
            }
        }

        return -1;
    }

    private int FindByHash(ReadOnlySpan<byte> suffix, ulong key)
    {
        for (int index = _buckets[Bucket(suffix, key)]; index != 0; index = _entries[index - 1].Next)
        {
            ref readonly Entry entry = ref _entries[index - 1];
            if (entry.Key == key && IsSame(in entry, suffix))
            {
                return entry.Offset;
            }
        }

        return -1;
    }

    /// <summary>
    /// Whether an entry is a suffix. In the same case: a name that is pointed to is given back as it stands there. It is compared with the name rather than with the message, whose bytes have only just been stored.
    /// </summary>
    private bool IsSame(ref readonly Entry entry, ReadOnlySpan<byte> suffix) => SuffixOf(in entry).SequenceEqual(suffix);

    private ReadOnlySpan<byte> SuffixOf(ref readonly Entry entry) => _names[entry.Name].Wire[entry.Start..];

    private void Keep(DomainName name)
    {
        if (_nameCount == _names.Length)
        {
            Array.Resize(ref _names, 2 * _nameCount);
        }

        _names[_nameCount++] = name;
    }

    /// <summary>Adds a suffix of the name that was kept last.</summary>
    private void Add(ReadOnlySpan<byte> suffix, ulong key, int start, int offset)
    {
        if (_count == _entries.Length)
        {
            Array.Resize(ref _entries, 2 * _count);
        }

        _entries[_count++] = new Entry(key, _nameCount - 1, start, offset, Next: 0);
        if (_count > MaxListed)
        {
            AddToBuckets(suffix, key);
        }
    }

    /// <summary>Adds the last entry to those that are found by their hash; and all in front of it, if it is the first one of these.</summary>
    private void AddToBuckets(ReadOnlySpan<byte> suffix, ulong key)
    {
        if (_count == MaxListed + 1)
        {
            for (int index = 0; index < MaxListed; index++)
            {
                ref readonly Entry entry = ref _entries[index];
                Link(index, Bucket(SuffixOf(in entry), entry.Key));
            }
        }

        Link(_count - 1, Bucket(suffix, key));
    }

    private void Link(int index, uint bucket)
    {
        _entries[index] = _entries[index] with { Next = _buckets[bucket] };
        _buckets[bucket] = index + 1;
    }

    /// <summary>
    /// A hash of a suffix's length and of the first and last octets of its first label, eight each. Suffixes that differ only elsewhere are few: a pointer has 14 bits, so that no more than some
    /// thousand are remembered.
    /// </summary>
    private static uint Bucket(ReadOnlySpan<byte> suffix, ulong key)
    {
        ulong hash = (key ^ (uint)suffix.Length) * Multiplier;
        int end = 1 + suffix[0];
        if (end > sizeof(ulong))
        {
            hash ^= BinaryPrimitives.ReadUInt64LittleEndian(suffix[(end - sizeof(ulong))..]);
        }

        return (uint)((hash * Multiplier) >> (64 - BucketBits));
    }

    /// <summary>A suffix of a name that was written.</summary>
    /// <param name="Key">What tells it from most others.</param>
    /// <param name="Name">The name's number.</param>
    /// <param name="Start">Where in it the suffix starts.</param>
    /// <param name="Offset">Where the suffix starts in the message.</param>
    /// <param name="Next">The number of the next entry of the same bucket, counted from 1; 0 for none.</param>
    private readonly record struct Entry(ulong Key, int Name, int Start, int Offset, int Next);
}
