using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace ProtoSockets.Benchmarks.Wire;

/// <summary>The same bytes, written and read as an expert would by hand: one length check for each run of fixed size, constant offsets. Not inlined: a serializer is called.</summary>
internal static class HandWritten
{
    private const int HeaderSize = 8;
    private const int NumbersSize = 40;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Write(Span<byte> destination, uint sequence, in Sensors.Sample sample)
    {
        WriteHeader(destination, kind: 1, HeaderSize + NumbersSize, sequence);
        WriteNumbers(
            destination.Slice(HeaderSize, NumbersSize),
            sample.Sensor, sample.Timestamp, sample.Status, sample.Temperature, sample.Pressure, sample.Latitude, sample.Longitude, sample.Battery);
        return HeaderSize + NumbersSize;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Write(Span<byte> destination, uint sequence, in Sensors.NamedSample sample, ReadOnlySpan<byte> name)
    {
        int size = HeaderSize + 1 + name.Length + NumbersSize;
        WriteHeader(destination, kind: 2, size, sequence);
        destination[HeaderSize] = checked((byte)name.Length);
        name.CopyTo(destination[(HeaderSize + 1)..]);
        WriteNumbers(
            destination.Slice(HeaderSize + 1 + name.Length, NumbersSize),
            sample.Sensor, sample.Timestamp, sample.Status, sample.Temperature, sample.Pressure, sample.Latitude, sample.Longitude, sample.Battery);
        return size;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool TryRead(ReadOnlySpan<byte> frame, out uint sequence, out Sensors.Sample sample)
    {
        sample = default;
        sequence = 0;
        if (frame.Length != HeaderSize + NumbersSize || !TryReadHeader(frame, kind: 1, out sequence))
        {
            return false;
        }

        ReadOnlySpan<byte> body = frame.Slice(HeaderSize, NumbersSize);
        sample = new Sensors.Sample(
            BinaryPrimitives.ReadUInt32BigEndian(body),
            BinaryPrimitives.ReadInt64BigEndian(body[4..]),
            BinaryPrimitives.ReadUInt16BigEndian(body[12..]),
            BinaryPrimitives.ReadInt16BigEndian(body[14..]),
            BinaryPrimitives.ReadInt32BigEndian(body[16..]),
            BinaryPrimitives.ReadDoubleBigEndian(body[20..]),
            BinaryPrimitives.ReadDoubleBigEndian(body[28..]),
            BinaryPrimitives.ReadSingleBigEndian(body[36..]));
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool TryRead(ReadOnlyMemory<byte> memory, out uint sequence, out Sensors.NamedSample sample)
    {
        ReadOnlySpan<byte> frame = memory.Span;
        sample = default;
        sequence = 0;
        if (frame.Length < HeaderSize + 1 + NumbersSize || !TryReadHeader(frame, kind: 2, out sequence))
        {
            return false;
        }

        int nameLength = frame[HeaderSize];
        if (frame.Length != HeaderSize + 1 + nameLength + NumbersSize)
        {
            return false;
        }

        ReadOnlySpan<byte> body = frame.Slice(HeaderSize + 1 + nameLength, NumbersSize);
        sample = new Sensors.NamedSample(
            new Utf8Text(memory.Slice(HeaderSize + 1, nameLength)),
            BinaryPrimitives.ReadUInt32BigEndian(body),
            BinaryPrimitives.ReadInt64BigEndian(body[4..]),
            BinaryPrimitives.ReadUInt16BigEndian(body[12..]),
            BinaryPrimitives.ReadInt16BigEndian(body[14..]),
            BinaryPrimitives.ReadInt32BigEndian(body[16..]),
            BinaryPrimitives.ReadDoubleBigEndian(body[20..]),
            BinaryPrimitives.ReadDoubleBigEndian(body[28..]),
            BinaryPrimitives.ReadSingleBigEndian(body[36..]));
        return true;
    }

    private static void WriteHeader(Span<byte> destination, byte kind, int length, uint sequence)
    {
        Span<byte> header = destination[..HeaderSize];
        header[0] = kind;
        header[1] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)length);
        BinaryPrimitives.WriteUInt32BigEndian(header[4..], sequence);
    }

    private static bool TryReadHeader(ReadOnlySpan<byte> frame, byte kind, out uint sequence)
    {
        sequence = BinaryPrimitives.ReadUInt32BigEndian(frame[4..]);
        return frame[0] == kind && BinaryPrimitives.ReadUInt16BigEndian(frame[2..]) == frame.Length;
    }

    private static void WriteNumbers(
        Span<byte> body, uint sensor, long timestamp, ushort status, short temperature, int pressure, double latitude, double longitude, float battery)
    {
        BinaryPrimitives.WriteUInt32BigEndian(body, sensor);
        BinaryPrimitives.WriteInt64BigEndian(body[4..], timestamp);
        BinaryPrimitives.WriteUInt16BigEndian(body[12..], status);
        BinaryPrimitives.WriteInt16BigEndian(body[14..], temperature);
        BinaryPrimitives.WriteInt32BigEndian(body[16..], pressure);
        BinaryPrimitives.WriteDoubleBigEndian(body[20..], latitude);
        BinaryPrimitives.WriteDoubleBigEndian(body[28..], longitude);
        BinaryPrimitives.WriteSingleBigEndian(body[36..], battery);
    }
}
