using ProtoSockets;

namespace RedisSample.Tests;

/// <summary>Cuts what a peer sent into frames, as a connection does, and reads and writes each.</summary>
internal static class Frames
{
    private const int MaxFrameBytes = 1 << 20;

    public static IEnumerable<string> Names => Directory.EnumerateFiles(Folder, "*.bin").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Vectors");

    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Folder, name));

    public static Side SenderOf(string name) => name.Contains("c2s", StringComparison.Ordinal) ? Side.Client : Side.Server;

    /// <summary>The frames of a whole stream.</summary>
    public static List<byte[]> Cut(byte[] stream, Side from)
    {
        List<byte[]> frames = [];
        FrameScan scan = new(from);
        for (int start = 0; start < stream.Length;)
        {
            FrameStatus status = Redis.Wire.Find(stream.AsSpan(start), ref scan, MaxFrameBytes, out FrameBounds bounds, out string? reason);
            Assert.True(status == FrameStatus.Found, reason ?? "the stream ends in the middle of a frame");
            frames.Add(stream.AsSpan(start, bounds.FrameLength).ToArray());
            start += bounds.FrameLength;
            scan.Reset();
        }

        return frames;
    }

    /// <summary>What looks at the front of bytes that arrive in pieces.</summary>
    public static FrameStatus Find(ReadOnlySpan<byte> received, ref FrameScan scan, out FrameBounds bounds, out string? reason) =>
        Redis.Wire.Find(received, ref scan, MaxFrameBytes, out bounds, out reason);

    /// <summary>Reads a frame as the message that its first bytes lead to, and writes that.</summary>
    /// <returns>The bytes, or null when it can't be read.</returns>
    public static byte[]? RoundTrip(ReadOnlyMemory<byte> frame, Side from, out WireError? error)
    {
        WireReader route = new(frame, isComplete: true, from);
        Assert.True(Redis.Wire.TryReadRoute(ref route, out ProtoSockets.Runtime.FrameRoute found));
        return (from, found.Kind) switch
        {
            (Side.Client, ProtoSockets.Runtime.FrameKind.Message) => RoundTrip<Redis.Subscribe>(frame, out error),
            (Side.Client, _) => frame.Span[0] == '*' ? RoundTrip<Redis.Command>(frame, out error) : RoundTrip<Redis.Inline>(frame, out error),
            (_, ProtoSockets.Runtime.FrameKind.Message) => RoundTrip<Redis.Push>(frame, out error),
            (_, ProtoSockets.Runtime.FrameKind.Error) => RoundTrip<Redis.Refusal>(frame, out error),
            _ => RoundTrip<Redis.Reply>(frame, out error),
        };
    }

    private static byte[]? RoundTrip<T>(ReadOnlyMemory<byte> frame, out WireError? error)
        where T : IWireSerializable<T>
    {
        WireReader reader = new(frame, isComplete: true);
        bool isRead = T.TryRead(ref reader, out T value) && reader.TryEnd();
        error = reader.Error;
        if (!isRead)
        {
            return null;
        }

        byte[] written = new byte[value.GetSize()];
        WireWriter writer = new(written);
        value.Write(ref writer);
        return written[..writer.Position];
    }
}
