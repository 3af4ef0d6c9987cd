using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using ProtoSockets.Benchmarks.Wire.Peers;

namespace ProtoSockets.Benchmarks.Wire.Shapes;

/// <summary>The 24 bytes in front of every message of memcached's binary protocol.</summary>
[WireStruct]
internal readonly partial record struct CacheHeader(
    byte Magic, byte Opcode, ushort KeyLength, byte ExtrasLength, byte DataType, ushort Status, uint BodyLength, uint Opaque, ulong Cas);

/// <summary>A header of fixed size, big-endian.</summary>
internal static class HeaderShape
{
    private const int Size = 24;

    /// <summary>Several, so that the compiler can't take one for a constant.</summary>
    private static readonly CacheHeader[] Samples =
    [
        .. Enumerable.Range(0, 16).Select(i => new CacheHeader(0x80, (byte)i, (ushort)(5 + i), 8, 0, (ushort)i, (uint)(100 + i), 0xDEADBEEF + (uint)i, (ulong)i << 33)),
    ];

    public static Shape Create()
    {
        byte[] buffer = new byte[64];
        byte[][] frames = [.. Samples.Select(sample => sample.ToBytes())];
        CacheHeader sample = Samples[3];
        HeaderForm form = new()
        {
            Magic = sample.Magic,
            Opcode = sample.Opcode,
            KeyLength = sample.KeyLength,
            ExtrasLength = sample.ExtrasLength,
            DataType = sample.DataType,
            Status = sample.Status,
            BodyLength = sample.BodyLength,
            Opaque = sample.Opaque,
            Cas = sample.Cas,
        };
        HeaderMessage message = new()
        {
            Magic = sample.Magic,
            Opcode = sample.Opcode,
            KeyLength = sample.KeyLength,
            ExtrasLength = sample.ExtrasLength,
            DataType = sample.DataType,
            Status = sample.Status,
            BodyLength = sample.BodyLength,
            Opaque = sample.Opaque,
            Cas = sample.Cas,
        };
        Agreement.Check(frames[3], buffer.AsSpan(0, WriteByHand(buffer, in sample)));
        return new Shape(
            "memcached header",
            Size,
            [
                new(Shape.ByHand, count =>
                {
                    long sum = 0;
                    for (int i = 0; i < count; i++)
                    {
                        sum += WriteByHand(buffer, in Samples[i & 15]) + buffer[7];
                    }

                    return sum;
                }),
                new(Shape.Generated, count =>
                {
                    long sum = 0;
                    for (int i = 0; i < count; i++)
                    {
                        sum += WriteGenerated(buffer, in Samples[i & 15]) + buffer[7];
                    }

                    return sum;
                }),
                .. Rivals.Encode(form, JsonForms.Default.HeaderForm, message),
            ],
            [
                new(Shape.ByHand, count =>
                {
                    long sum = 0;
                    for (int i = 0; i < count; i++)
                    {
                        sum += TryReadByHand(frames[i & 15], out CacheHeader header) ? Sum(in header) : throw Agreement.Broken();
                    }

                    return sum;
                }),
                new(Shape.Generated, count =>
                {
                    long sum = 0;
                    for (int i = 0; i < count; i++)
                    {
                        sum += TryReadGenerated(frames[i & 15], out CacheHeader header) ? Sum(in header) : throw Agreement.Broken();
                    }

                    return sum;
                }),
                .. Rivals.Decode(form, JsonForms.Default.HeaderForm, message, HeaderMessage.Parser),
            ]);
    }

    private static long Sum(in CacheHeader header) =>
        header.Magic + header.Opcode + header.KeyLength + header.ExtrasLength + header.DataType + header.Status + header.BodyLength + header.Opaque + (long)header.Cas;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int WriteByHand(Span<byte> destination, in CacheHeader header)
    {
        Span<byte> bytes = destination[..Size];
        bytes[0] = header.Magic;
        bytes[1] = header.Opcode;
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], header.KeyLength);
        bytes[4] = header.ExtrasLength;
        bytes[5] = header.DataType;
        BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], header.Status);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[8..], header.BodyLength);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[12..], header.Opaque);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[16..], header.Cas);
        return Size;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int WriteGenerated(Span<byte> destination, in CacheHeader header) => header.Write(destination);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryReadByHand(ReadOnlySpan<byte> source, out CacheHeader header)
    {
        if (source.Length < Size)
        {
            header = default;
            return false;
        }

        ReadOnlySpan<byte> bytes = source[..Size];
        header = new CacheHeader(
            bytes[0],
            bytes[1],
            BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]),
            bytes[4],
            bytes[5],
            BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]),
            BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]));
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryReadGenerated(ReadOnlySpan<byte> source, out CacheHeader header) => CacheHeader.TryRead(source, out header, out _, out _);
}
