using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using ProtoSockets.Benchmarks.Wire.Peers;

namespace ProtoSockets.Benchmarks.Wire.Shapes;

/// <summary>Twelve fields in 64 bits, the most significant first, as RFCs draw them.</summary>
[WireStruct]
internal readonly partial record struct PackedHeader(
    [Bits(3)] byte Version,
    [Bits(5)] byte Kind,
    [Bits(1)] bool IsUrgent,
    [Bits(1)] bool IsLast,
    [Bits(3)] byte Priority,
    [Bits(4)] byte Hops,
    [Bits(11)] ushort Source,
    [Bits(11)] ushort Target,
    [Bits(12)] ushort Sequence,
    [Bits(6)] byte Window,
    [Bits(1)] bool HasOptions,
    [Bits(6)] byte Code);

/// <summary>Fields of a few bits, which cross the borders of bytes.</summary>
internal static class PackedShape
{
    private const int Size = 8;

    private static readonly PackedHeader[] Samples =
    [
        .. Enumerable.Range(0, 16).Select(i => new PackedHeader(
            5, (byte)i, (i & 1) != 0, (i & 2) != 0, 6, (byte)i, (ushort)(1000 + i), (ushort)(2000 + i), (ushort)(3000 + i), 42, (i & 4) != 0, 33)),
    ];

    public static Shape Create()
    {
        byte[] buffer = new byte[64];
        byte[][] frames = [.. Samples.Select(sample => sample.ToBytes())];
        PackedHeader sample = Samples[3];
        PackedForm form = new()
        {
            Version = sample.Version,
            Kind = sample.Kind,
            IsUrgent = sample.IsUrgent,
            IsLast = sample.IsLast,
            Priority = sample.Priority,
            Hops = sample.Hops,
            Source = sample.Source,
            Target = sample.Target,
            Sequence = sample.Sequence,
            Window = sample.Window,
            HasOptions = sample.HasOptions,
            Code = sample.Code,
        };
        PackedMessage message = new()
        {
            Version = sample.Version,
            Kind = sample.Kind,
            IsUrgent = sample.IsUrgent,
            IsLast = sample.IsLast,
            Priority = sample.Priority,
            Hops = sample.Hops,
            Source = sample.Source,
            Target = sample.Target,
            Sequence = sample.Sequence,
            Window = sample.Window,
            HasOptions = sample.HasOptions,
            Code = sample.Code,
        };
        Agreement.Check(frames[3], buffer.AsSpan(0, WriteByHand(buffer, in sample)));
        return new Shape(
            "12 packed fields",
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
                .. Rivals.Encode(form, JsonForms.Default.PackedForm, message),
            ],
            [
                new(Shape.ByHand, count =>
                {
                    long sum = 0;
                    for (int i = 0; i < count; i++)
                    {
                        sum += TryReadByHand(frames[i & 15], out PackedHeader header) ? Sum(in header) : throw Agreement.Broken();
                    }

                    return sum;
                }),
                new(Shape.Generated, count =>
                {
                    long sum = 0;
                    for (int i = 0; i < count; i++)
                    {
                        sum += TryReadGenerated(frames[i & 15], out PackedHeader header) ? Sum(in header) : throw Agreement.Broken();
                    }

                    return sum;
                }),
                .. Rivals.Decode(form, JsonForms.Default.PackedForm, message, PackedMessage.Parser),
            ]);
    }

    private static long Sum(in PackedHeader header) =>
        header.Version + header.Kind + (header.IsUrgent ? 1 : 0) + (header.IsLast ? 2 : 0) + header.Priority + header.Hops + header.Source + header.Target
        + header.Sequence + header.Window + (header.HasOptions ? 4 : 0) + header.Code;

    /// <summary>What does not fit its bits is refused, as generated code does: neighbours would be overwritten.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int WriteByHand(Span<byte> destination, in PackedHeader header)
    {
        if (header.Version > 7 || header.Kind > 31 || header.Priority > 7 || header.Hops > 15 || header.Source > 2047 || header.Target > 2047
            || header.Sequence > 4095 || header.Window > 63 || header.Code > 63)
        {
            throw new ArgumentOutOfRangeException(nameof(header));
        }

        ulong bits = ((ulong)header.Version << 61)
            | ((ulong)header.Kind << 56)
            | ((header.IsUrgent ? 1UL : 0) << 55)
            | ((header.IsLast ? 1UL : 0) << 54)
            | ((ulong)header.Priority << 51)
            | ((ulong)header.Hops << 47)
            | ((ulong)header.Source << 36)
            | ((ulong)header.Target << 25)
            | ((ulong)header.Sequence << 13)
            | ((ulong)header.Window << 7)
            | ((header.HasOptions ? 1UL : 0) << 6)
            | header.Code;
        BinaryPrimitives.WriteUInt64BigEndian(destination, bits);
        return Size;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int WriteGenerated(Span<byte> destination, in PackedHeader header) => header.Write(destination);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryReadByHand(ReadOnlySpan<byte> source, out PackedHeader header)
    {
        if (source.Length < Size)
        {
            header = default;
            return false;
        }

        ulong bits = BinaryPrimitives.ReadUInt64BigEndian(source);
        header = new PackedHeader(
            (byte)(bits >> 61),
            (byte)((bits >> 56) & 31),
            ((bits >> 55) & 1) != 0,
            ((bits >> 54) & 1) != 0,
            (byte)((bits >> 51) & 7),
            (byte)((bits >> 47) & 15),
            (ushort)((bits >> 36) & 2047),
            (ushort)((bits >> 25) & 2047),
            (ushort)((bits >> 13) & 4095),
            (byte)((bits >> 7) & 63),
            ((bits >> 6) & 1) != 0,
            (byte)(bits & 63));
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryReadGenerated(ReadOnlySpan<byte> source, out PackedHeader header) => PackedHeader.TryRead(source, out header, out _, out _);
}
