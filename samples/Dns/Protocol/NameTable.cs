using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using ProtoSockets;

namespace DnsSample;

/// <summary>
/// Where in the message which names were written, so that later ones can point there. The few names of an ordinary message are compared with each other; those of a zone transfer are found by the
/// hash of each of their suffixes.
/// </summary>
internal sealed class NameTable : WireContext
{
    /// <summary>How many names are compared with a new one: about where that starts to take longer than the hashes of its suffixes.</summary>
    private const int MaxListed = 8;

    private readonly Written[] _names = new Written[MaxListed];
    private readonly NameIndex _index = new();
    private int _count;
    private bool _isIndexed;

    public NameCompression Compression { get; set; }

    protected override void Reset()
    {
        Compression = default;
        _count = 0;
        if (_isIndexed)
        {
            _index.Clear();
            _isIndexed = false;
        }
    }

    /// <summary>Writes the part of a name that was not written before, and points to where the rest was.</summary>
    // Not inlined: together with the record around it, it would not fit the processor's registers.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Write(ref WireWriter writer, DomainName name, bool mayPoint)
    {
        if (_isIndexed)
        {
            WriteIndexed(ref writer, name, mayPoint);
            return;
        }

        ReadOnlySpan<byte> wire = name.Wire;
        int end = Compression.MaxSuffixes == 0 ? wire.Length - 1 : EndOf(wire, Compression.MaxSuffixes);
        int own = FindLongest(wire, end, out int offset);
        bool points = offset >= 0 && mayPoint;
        Keep(name, writer.Position, points ? own : end);
        if (points)
        {
            WritePointer(ref writer, wire[..own], offset);
        }
        else
        {
            writer.Write(wire);
        }
    }

    /// <summary>Where the suffixes end that are looked for and remembered.</summary>
    private static int EndOf(ReadOnlySpan<byte> wire, int maxSuffixes)
    {
        int end = 0;
        for (int suffixes = 0; wire[end] != 0 && suffixes < maxSuffixes; suffixes++)
        {
            end += 1 + wire[end];
        }

        return end;
    }

    private static void WritePointer(ref WireWriter writer, ReadOnlySpan<byte> labels, int offset)
    {
        Span<byte> bytes = writer.Take(labels.Length + sizeof(ushort));
        labels.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[labels.Length..], (ushort)(0xC000 | offset));
    }

    /// <summary>
    /// Finds the longest suffix that was written before. In the same case: a name that is pointed to is given back as it stands there. It is compared with names rather than with the message, whose
    /// bytes have only just been stored. The first place counts, as dnsmasq has it.
    /// </summary>
    /// <param name="wire">The name.</param>
    /// <param name="end">In front of where the suffix has to start.</param>
    /// <param name="offset">Where in the message it is; -1 for nowhere.</param>
    /// <returns>Where in the name it starts.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int FindLongest(ReadOnlySpan<byte> wire, int end, out int offset)
    {
        offset = -1;
        foreach (ref readonly Written written in _names.AsSpan(0, _count))
        {
            // From label to label, in whichever name has more left: where both have the same left, the rest may be the same.
            ReadOnlySpan<byte> other = written.Name.Wire;
            int own = 0;
            int there = 0;
            while (own < end && there < written.End)
            {
                int longer = wire.Length - own - (other.Length - there);
                if (longer == 0 && wire[own..].SequenceEqual(other[there..]))
                {
                    offset = written.Offset + there;
                    end = own;
                    break;
                }

                if (longer >= 0)
                {
                    own += 1 + wire[own];
                }

                if (longer <= 0)
                {
                    there += 1 + other[there];
                }
            }
        }

        return end;
    }

    /// <summary>Remembers a name, up to where its suffixes are written out and a pointer can say where.</summary>
    private void Keep(DomainName name, int offset, int end)
    {
        end = Math.Min(end, NameIndex.MaxOffset + 1 - offset);
        if (end <= 0)
        {
            return;
        }

        if (_count < _names.Length)
        {
            _names[_count++] = new Written(name, offset, end);
            return;
        }

        foreach (Written written in _names)
        {
            _index.AddAll(written.Name, written.Offset, written.End);
        }

        _index.AddAll(name, offset, end);
        _isIndexed = true;
    }

    private void WriteIndexed(ref WireWriter writer, DomainName name, bool mayPoint)
    {
        ReadOnlySpan<byte> wire = name.Wire;
        int end = Compression.MaxSuffixes == 0 ? wire.Length - 1 : EndOf(wire, Compression.MaxSuffixes);
        int own = 0;
        int offset = -1;
        while (own < end && (offset = _index.Find(wire[own..])) < 0)
        {
            own += 1 + wire[own];
        }

        bool points = offset >= 0 && mayPoint;
        _index.AddAll(name, writer.Position, points ? own : end);
        if (points)
        {
            WritePointer(ref writer, wire[..own], offset);
        }
        else
        {
            writer.Write(wire);
        }
    }

    /// <summary>A name that was written.</summary>
    /// <param name="Name">The name.</param>
    /// <param name="Offset">Where in the message.</param>
    /// <param name="End">In front of where in it those of its suffixes start that can be pointed to.</param>
    private readonly record struct Written(DomainName Name, int Offset, int End);
}
