using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using ProtoSockets.Benchmarks.Wire.Peers;

namespace ProtoSockets.Benchmarks.Wire.Shapes;

/// <summary>An order as exchanges take it.</summary>
[WireStruct, LittleEndian]
internal readonly partial record struct Order(
    ulong OrderId, ulong Timestamp, long Price, uint Instrument, int Quantity, uint Account, ushort Flags, byte Side, byte Kind);

/// <summary>40 bytes of fixed size, little-endian.</summary>
internal static class OrderShape
{
    private const int Size = 40;

    private static readonly Order[] Samples =
    [
        .. Enumerable.Range(0, 16).Select(i => new Order((ulong)i << 40, 1_765_432_100_123_456_789, 101_250 + i, (uint)(4711 + i), -i, 42, (ushort)i, (byte)(i & 1), 2)),
    ];

    public static Shape Create()
    {
        byte[] buffer = new byte[64];
        byte[][] frames = [.. Samples.Select(sample => sample.ToBytes())];
        Order sample = Samples[3];
        OrderForm form = new()
        {
            OrderId = sample.OrderId,
            Timestamp = sample.Timestamp,
            Price = sample.Price,
            Instrument = sample.Instrument,
            Quantity = sample.Quantity,
            Account = sample.Account,
            Flags = sample.Flags,
            Side = sample.Side,
            Kind = sample.Kind,
        };
        OrderMessage message = new()
        {
            OrderId = sample.OrderId,
            Timestamp = sample.Timestamp,
            Price = sample.Price,
            Instrument = sample.Instrument,
            Quantity = sample.Quantity,
            Account = sample.Account,
            Flags = sample.Flags,
            Side = sample.Side,
            Kind = sample.Kind,
        };
        Agreement.Check(frames[3], buffer.AsSpan(0, WriteByHand(buffer, in sample)));
        return new Shape(
            "market order",
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
                .. Rivals.Encode(form, JsonForms.Default.OrderForm, message),
            ],
            [
                new(Shape.ByHand, count =>
                {
                    long sum = 0;
                    for (int i = 0; i < count; i++)
                    {
                        sum += TryReadByHand(frames[i & 15], out Order order) ? Sum(in order) : throw Agreement.Broken();
                    }

                    return sum;
                }),
                new(Shape.Generated, count =>
                {
                    long sum = 0;
                    for (int i = 0; i < count; i++)
                    {
                        sum += TryReadGenerated(frames[i & 15], out Order order) ? Sum(in order) : throw Agreement.Broken();
                    }

                    return sum;
                }),
                .. Rivals.Decode(form, JsonForms.Default.OrderForm, message, OrderMessage.Parser),
            ]);
    }

    private static long Sum(in Order order) =>
        (long)order.OrderId + (long)order.Timestamp + order.Price + order.Instrument + order.Quantity + order.Account + order.Flags + order.Side + order.Kind;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int WriteByHand(Span<byte> destination, in Order order)
    {
        Span<byte> bytes = destination[..Size];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, order.OrderId);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], order.Timestamp);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], order.Price);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[24..], order.Instrument);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[28..], order.Quantity);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[32..], order.Account);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[36..], order.Flags);
        bytes[38] = order.Side;
        bytes[39] = order.Kind;
        return Size;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int WriteGenerated(Span<byte> destination, in Order order) => order.Write(destination);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryReadByHand(ReadOnlySpan<byte> source, out Order order)
    {
        if (source.Length < Size)
        {
            order = default;
            return false;
        }

        ReadOnlySpan<byte> bytes = source[..Size];
        order = new Order(
            BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[28..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[32..]),
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[36..]),
            bytes[38],
            bytes[39]);
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryReadGenerated(ReadOnlySpan<byte> source, out Order order) => Order.TryRead(source, out order, out _, out _);
}
