using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace ProtoSockets.Benchmarks.Wire.Shapes;

/// <summary>Thirty members, six of them text, as a monitoring agent reports them.</summary>
[WireStruct]
internal readonly partial record struct Report(
    ulong Id,
    uint Load1,
    uint Load5,
    uint Load15,
    uint Users,
    uint Tasks,
    ulong Uptime,
    ulong Total,
    ulong Free,
    ulong Cached,
    [LengthPrefixed<byte>] Utf8Text Host,
    [LengthPrefixed<byte>] Utf8Text Kernel,
    ushort Cores,
    ushort Sockets,
    ulong Received,
    ulong Sent,
    ulong Dropped,
    [LengthPrefixed<byte>] Utf8Text Zone,
    [LengthPrefixed<byte>] Utf8Text Rack,
    uint Reads,
    uint Writes,
    uint Flushes,
    uint Errors,
    [LengthPrefixed<byte>] Utf8Text Owner,
    [LengthPrefixed<byte>] Utf8Text Contact,
    ushort Fans,
    ushort Rpm,
    short Celsius,
    byte Health,
    byte Alarm);

/// <summary>A handler that looks at three of thirty members: the first, one in the middle behind text, and the last.</summary>
internal readonly struct ReportShape : ILook
{
    public static Shape Create()
    {
        byte[] frame = new Report(
            7, 10, 20, 30, 4, 500, 86_400, 1UL << 34, 1UL << 33, 1UL << 32, "web-17.example.test", "6.1.0-amd64", 16, 2, 1UL << 40, 1UL << 39, 3, "zone-b", "rack-41", 1, 2, 3, 4,
            "platform", "oncall@example.test", 6, 9000, 41, 99, 1).ToBytes();
        return ViewShape.Create<ReportShape>("three of 30 members", frame);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long ByHand(ReadOnlySpan<byte> frame)
    {
        int position = 60;
        int start = 0;
        for (int text = 0; text < 6; text++)
        {
            position += text switch { 2 => 28, 4 => 16, _ => 0 };
            if (position >= frame.Length)
            {
                throw Agreement.Broken();
            }

            start = text == 2 ? position : start;
            position += 1 + frame[position];
        }

        position += 7;
        if (position >= frame.Length)
        {
            throw Agreement.Broken();
        }

        return (long)BinaryPrimitives.ReadUInt64BigEndian(frame) + frame.Slice(start + 1, frame[start]).Length + frame[position];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long ByView(ReadOnlySpan<byte> frame) =>
        Report.View.TryCreate(frame, out Report.View report, out _) ? (long)report.Id + report.Zone.Bytes.Length + report.Alarm : throw Agreement.Broken();

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long ByRecord(ReadOnlyMemory<byte> frame) =>
        Report.TryRead(frame, out Report report, out _, out _) ? (long)report.Id + report.Zone.ByteCount + report.Alarm : throw Agreement.Broken();
}
