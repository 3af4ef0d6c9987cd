using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace ProtoSockets.Benchmarks.Wire.Shapes;

/// <summary>Members behind a varint, behind ones that need not be there, and a length around several: where members are depends on what is read in front of them.</summary>
[WireStruct]
internal readonly partial record struct Event
{
    [VarInt(VarIntFormat.Leb128)]
    public ulong Id { get; init; }

    [Bits(1), FlagOf(nameof(Source))]
    public partial bool HasSource { get; }

    [Bits(1), FlagOf(nameof(Region))]
    public partial bool HasRegion { get; }

    [Bits(6)]
    public byte Level { get; init; }

    public uint Time { get; init; }

    [LengthOf(nameof(Host), nameof(Service), nameof(Port))]
    public partial ushort OriginLength { get; }

    [LengthPrefixed<byte>]
    public Utf8Text Host { get; init; }

    [LengthPrefixed<byte>]
    public Utf8Text Service { get; init; }

    public ushort Port { get; init; }

    [When(nameof(HasSource)), LengthPrefixed<byte>]
    public Utf8Text? Source { get; init; }

    [When(nameof(HasRegion))]
    public uint? Region { get; init; }

    [VarInt(VarIntFormat.Leb128)]
    public uint Count { get; init; }

    [LengthPrefixed<ushort>, MaxBytes(1024)]
    public ReadOnlyMemory<byte> Body { get; init; }

    public byte Priority { get; init; }
}

/// <summary>A handler that looks at three members of such a record.</summary>
internal readonly struct EventShape : ILook
{
    public static Shape Create()
    {
        byte[] frame = new Event
        {
            Id = 4711,
            Level = 3,
            Time = 1_700_000_000,
            Host = "web-17.example.test",
            Service = "checkout",
            Port = 8443,
            Source = "cart.cs:117",
            Count = 200,
            Body = new byte[60],
            Priority = 7,
        }.ToBytes();
        return ViewShape.Create<EventShape>("three of conditional", frame);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long ByHand(ReadOnlySpan<byte> frame)
    {
        if (!TryVarInt(frame, 0, out ulong id, out int position) || frame.Length - position < 7)
        {
            throw Agreement.Broken();
        }

        byte flags = frame[position];
        int origin = BinaryPrimitives.ReadUInt16BigEndian(frame[(position + 5)..]);
        position += 7;
        if (origin < 2 || frame.Length - position < origin)
        {
            throw Agreement.Broken();
        }

        position += origin;
        int port = BinaryPrimitives.ReadUInt16BigEndian(frame[(position - 2)..]);
        if ((flags & 0x80) != 0)
        {
            if (position >= frame.Length)
            {
                throw Agreement.Broken();
            }

            position += 1 + frame[position];
        }

        position += (flags & 0x40) != 0 ? 4 : 0;
        if (!TryVarInt(frame, position, out _, out position) || frame.Length - position < 2)
        {
            throw Agreement.Broken();
        }

        position += 2 + BinaryPrimitives.ReadUInt16BigEndian(frame[position..]);
        if (position >= frame.Length)
        {
            throw Agreement.Broken();
        }

        return (long)id + port + frame[position];
    }

    private static bool TryVarInt(ReadOnlySpan<byte> frame, int start, out ulong value, out int end)
    {
        value = 0;
        end = start;
        for (int shift = 0; shift < 64 && end < frame.Length; shift += 7)
        {
            byte part = frame[end++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return true;
            }
        }

        return false;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long ByView(ReadOnlySpan<byte> frame) =>
        Event.View.TryCreate(frame, out Event.View view, out _) ? (long)view.Id + view.Port + view.Priority : throw Agreement.Broken();

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long ByRecord(ReadOnlyMemory<byte> frame) =>
        Event.TryRead(frame, out Event record, out _, out _) ? (long)record.Id + record.Port + record.Priority : throw Agreement.Broken();
}
