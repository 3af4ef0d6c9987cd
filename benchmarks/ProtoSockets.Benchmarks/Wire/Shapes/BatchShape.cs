using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ProtoSockets.Benchmarks.Wire.Peers;

namespace ProtoSockets.Benchmarks.Wire.Shapes;

/// <summary>16 bytes, big-endian.</summary>
[WireStruct]
internal readonly partial record struct Point(uint Id, int X, int Y, ushort Weight, ushort Flags);

/// <summary>Numbers and records, each with their count in front; both lists borrow what was received.</summary>
[WireStruct]
internal readonly partial record struct Batch(
    [CountPrefixed<ushort>, MaxCount(1024)] WireList<int> Values, [CountPrefixed<ushort>, MaxCount(1024)] WireList<Point> Points);

/// <summary>256 big-endian numbers, and the same with 64 records of 16 bytes.</summary>
internal static class BatchShape
{
    private const int Values = 256;
    private const int Points = 64;
    private const int PointSize = 16;
    private const int Size = 2 + (4 * Values) + 2 + (PointSize * Points);

    private static readonly int[] ValueSamples = [.. Enumerable.Range(0, Values).Select(i => i * 0x01010101)];
    private static readonly Point[] PointSamples = [.. Enumerable.Range(0, Points).Select(i => new Point((uint)i, i * 1000, -i, (ushort)i, 7))];
    private static readonly Batch Sample = new(ValueSamples, PointSamples);

    /// <summary>The numbers alone, beside the same message with the numbers' bytes copied as they are in memory.</summary>
    public static Shape CreateNumbers()
    {
        byte[] frame = Sample.ToBytes().AsSpan(0, 2 + (4 * Values)).ToArray();
        byte[] buffer = new byte[frame.Length];
        int[] values = new int[Values];
        Numbers sample = new(ValueSamples);
        Agreement.Check(frame, sample.ToBytes());
        return new Shape(
            "256 big-endian int",
            frame.Length,
            [
                new("memcpy", count =>
                {
                    for (int i = 0; i < count; i++)
                    {
                        WriteCopy(buffer, ValueSamples);
                    }

                    return buffer[7];
                }),
                new(Shape.Generated, count =>
                {
                    for (int i = 0; i < count; i++)
                    {
                        WriteGenerated(buffer, in sample);
                    }

                    return buffer[7];
                }),
            ],
            [
                new("memcpy", count =>
                {
                    for (int i = 0; i < count; i++)
                    {
                        ReadCopy(frame, values);
                    }

                    return values[7];
                }),
                new(Shape.Generated, count =>
                {
                    for (int i = 0; i < count; i++)
                    {
                        ReadGenerated(frame, values);
                    }

                    return values[7];
                }),
            ])
        {
            Baseline = "memcpy",
            Goal = 1.15,
        };
    }

    public static Shape Create()
    {
        byte[] buffer = new byte[Size];
        byte[] frame = Sample.ToBytes();
        int[] values = new int[Values];
        Point[] points = new Point[Points];
        BatchForm form = new() { Values = ValueSamples, Points = [.. PointSamples.Select(point => new PointForm(point.Id, point.X, point.Y, point.Weight, point.Flags))] };
        BatchMessage message = new();
        message.Values.AddRange(ValueSamples);
        message.Points.AddRange(PointSamples.Select(point => new PointMessage { Id = point.Id, X = point.X, Y = point.Y, Weight = point.Weight, Flags = point.Flags }));
        Agreement.Check(frame, buffer.AsSpan(0, WriteByHand(buffer, ValueSamples, PointSamples)));
        return new Shape(
            "256 int, 64 records",
            Size,
            [
                new(Shape.ByHand, count =>
                {
                    long sum = 0;
                    for (int i = 0; i < count; i++)
                    {
                        sum += WriteByHand(buffer, ValueSamples, PointSamples);
                    }

                    return sum;
                }),
                new(Shape.Generated, count =>
                {
                    long sum = 0;
                    for (int i = 0; i < count; i++)
                    {
                        sum += WriteGenerated(buffer, in Sample);
                    }

                    return sum;
                }),
                .. Rivals.Encode(form, JsonForms.Default.BatchForm, message),
            ],
            [
                new(Shape.ByHand, count =>
                {
                    long sum = 0;
                    for (int i = 0; i < count; i++)
                    {
                        sum += TryReadByHand(frame, values, points) ? values[i & 255] + points[i & 63].X : throw Agreement.Broken();
                    }

                    return sum;
                }),
                new(Shape.Generated, count =>
                {
                    long sum = 0;
                    for (int i = 0; i < count; i++)
                    {
                        sum += TryReadGenerated(frame, values, points) ? values[i & 255] + points[i & 63].X : throw Agreement.Broken();
                    }

                    return sum;
                }),
                .. Rivals.Decode(form, JsonForms.Default.BatchForm, message, BatchMessage.Parser),
            ]);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int WriteCopy(Span<byte> destination, ReadOnlySpan<int> values)
    {
        Span<byte> bytes = destination[..(2 + (4 * values.Length))];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, checked((ushort)values.Length));
        MemoryMarshal.AsBytes(values).CopyTo(bytes[2..]);
        return bytes.Length;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ReadCopy(ReadOnlySpan<byte> source, Span<int> values)
    {
        if (source.Length < 2)
        {
            throw Agreement.Broken();
        }

        int count = BinaryPrimitives.ReadUInt16BigEndian(source);
        if (count > values.Length || source.Length < 2 + (4 * count))
        {
            throw Agreement.Broken();
        }

        source.Slice(2, 4 * count).CopyTo(MemoryMarshal.AsBytes(values));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int WriteGenerated(Span<byte> destination, in Numbers numbers) => numbers.Write(destination);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ReadGenerated(ReadOnlyMemory<byte> source, Span<int> values)
    {
        if (!Numbers.TryRead(source, out Numbers numbers, out _, out _))
        {
            throw Agreement.Broken();
        }

        numbers.Values.CopyTo(values);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int WriteByHand(Span<byte> destination, ReadOnlySpan<int> values, ReadOnlySpan<Point> points)
    {
        Span<byte> bytes = destination[..(4 + (4 * values.Length) + (PointSize * points.Length))];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)values.Length);
        BinaryPrimitives.ReverseEndianness(values, MemoryMarshal.Cast<byte, int>(bytes.Slice(2, 4 * values.Length)));
        bytes = bytes[(2 + (4 * values.Length))..];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)points.Length);
        bytes = bytes[2..];
        for (int i = 0; i < points.Length; i++)
        {
            ref readonly Point point = ref points[i];
            Span<byte> own = bytes.Slice(i * PointSize, PointSize);
            BinaryPrimitives.WriteUInt32BigEndian(own, point.Id);
            BinaryPrimitives.WriteInt32BigEndian(own[4..], point.X);
            BinaryPrimitives.WriteInt32BigEndian(own[8..], point.Y);
            BinaryPrimitives.WriteUInt16BigEndian(own[12..], point.Weight);
            BinaryPrimitives.WriteUInt16BigEndian(own[14..], point.Flags);
        }

        return destination.Length - bytes.Length + (PointSize * points.Length);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int WriteGenerated(Span<byte> destination, in Batch batch) => batch.Write(destination);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryReadByHand(ReadOnlySpan<byte> source, Span<int> values, Span<Point> points)
    {
        if (source.Length < 2)
        {
            return false;
        }

        int count = BinaryPrimitives.ReadUInt16BigEndian(source);
        if (count > values.Length || source.Length < 4 + (4 * count))
        {
            return false;
        }

        BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, int>(source.Slice(2, 4 * count)), values);
        source = source[(2 + (4 * count))..];
        count = BinaryPrimitives.ReadUInt16BigEndian(source);
        if (count > points.Length || source.Length < 2 + (PointSize * count))
        {
            return false;
        }

        source = source[2..];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> own = source.Slice(i * PointSize, PointSize);
            points[i] = new Point(
                BinaryPrimitives.ReadUInt32BigEndian(own),
                BinaryPrimitives.ReadInt32BigEndian(own[4..]),
                BinaryPrimitives.ReadInt32BigEndian(own[8..]),
                BinaryPrimitives.ReadUInt16BigEndian(own[12..]),
                BinaryPrimitives.ReadUInt16BigEndian(own[14..]));
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryReadGenerated(ReadOnlyMemory<byte> source, Span<int> values, Span<Point> points)
    {
        if (!Batch.TryRead(source, out Batch batch, out _, out _))
        {
            return false;
        }

        batch.Values.CopyTo(values);
        batch.Points.CopyTo(points);
        return true;
    }
}

/// <summary>Numbers with their count in front.</summary>
[WireStruct]
internal readonly partial record struct Numbers([CountPrefixed<ushort>, MaxCount(1024)] WireList<int> Values);
