using System.Reflection;
using ProtoSockets.Runtime;

namespace ProtoSockets.Fuzz.Targets;

/// <summary>What finds frames in a stream: it finds the same ones however the bytes arrive, within the limit, and at the cost of the bytes.</summary>
internal sealed class ProtocolTarget<TWire>(string group, string name) : FuzzTarget(group, name)
    where TWire : struct, IProtocol
{
    private const int MostFrameBytes = 1 << 14;

    private delegate string Describing(ReadOnlySpan<byte> bytes, Side from);

    /// <summary>Datagrams come whole.</summary>
    private static bool IsStreamed => TWire.Description.Carriers.HasFlag(Carriers.Stream);

    private readonly Cost _cost = new(typeof(byte));
    private readonly Describing? _describe = typeof(TWire).DeclaringType?.GetMethod("Describe", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic, [typeof(ReadOnlySpan<byte>), typeof(Side)])?.CreateDelegate<Describing>();

    public override IEnumerable<byte[]> Seeds(Random random) => CapturedFrames.StreamsOf(Group).Select(stream => InputMode.Of(stream.From, stream.Bytes));

    public override void Run(byte[] input)
    {
        if (input.Length == 0)
        {
            return;
        }

        InputMode mode = new(input[0]);
        ReadOnlyMemory<byte> bytes = input.AsMemory(1);
        int mostFrameBytes = Math.Min(TWire.Description.MaxFrameBytes, MostFrameBytes);
        int pieces = mode.IsComplete || !IsStreamed ? 1 : 1 + (mode.Version % 7);
        _cost.Check(bytes.Length, () =>
        {
            // One for all frames, as a connection has it.
            FrameScan whole = new(mode.From);
            FrameScan parts = new(mode.From);
            int start = 0;
            while (start < bytes.Length && Find(mode, bytes[start..], mostFrameBytes, pieces, ref whole, ref parts) is int length)
            {
                start += length;
                whole.Reset();
                parts.Reset();
            }
        });
        if (TWire.HasStreams)
        {
            FindStreamed(mode, bytes, mostFrameBytes);
        }

        if (_describe is not null && mode.IsComplete)
        {
            FindingException.Require(_describe(bytes.Span, mode.From).Length > 0 || bytes.IsEmpty, $"There is nothing to show");
        }
    }

    /// <returns>The length of the frame at the front; null when there is none, or when nothing comes after it.</returns>
    private static int? Find(InputMode mode, ReadOnlyMemory<byte> bytes, int mostFrameBytes, int piece, ref FrameScan whole, ref FrameScan parts)
    {
        FrameStatus status = TWire.Find(bytes.Span, ref whole, mostFrameBytes, out FrameBounds bounds, out string? reason);
        Check(status, bounds, reason, bytes.Length, mostFrameBytes);
        if (piece > 1)
        {
            FrameStatus partly = FrameStatus.Incomplete;
            FrameBounds found = default;
            for (int length = 0; partly == FrameStatus.Incomplete && length <= bytes.Length; length = length < bytes.Length ? Math.Min(bytes.Length, length + piece) : length + 1)
            {
                partly = TWire.Find(bytes.Span[..length], ref parts, mostFrameBytes, out found, out reason);
                Check(partly, found, reason, length, mostFrameBytes);
            }

            // A frame that is too long is refused when that is known, which may be before its end has come.
            FindingException.Require(partly == status || (status == FrameStatus.Incomplete && partly == FrameStatus.Malformed), $"At once it is {status}, and {piece} bytes at a time {partly}");
            // What the connection's end ends has all that has come.
            FindingException.Require(status != FrameStatus.Found || TWire.HasStreams || bounds == found, $"At once it is {bounds}, and {piece} bytes at a time {found}");
        }

        if (status != FrameStatus.Found)
        {
            return null;
        }

        WireReader reader = mode.ReadWhole(bytes.Slice(bounds.PayloadOffset, bounds.PayloadLength));
        if (TWire.TryReadRoute(ref reader, out _))
        {
            return bounds.FrameLength;
        }

        // Which ends a connection.
        FindingException.Require(reader.Error is not null, $"It has no route, and there is no error");
        return null;
    }

    private static void Check(FrameStatus status, FrameBounds bounds, string? reason, int length, int mostFrameBytes)
    {
        switch (status)
        {
            case FrameStatus.Found:
                FindingException.Require(
                    bounds.FrameLength > 0 && bounds.FrameLength <= Math.Min(length, mostFrameBytes) && bounds.PayloadOffset >= 0 && bounds.PayloadLength >= 0 && bounds.PayloadOffset + bounds.PayloadLength <= bounds.FrameLength,
                    $"Of {length} bytes and at most {mostFrameBytes}, a frame is {bounds}");
                break;
            case FrameStatus.Incomplete:
                FindingException.Require(bounds.FrameLength == 0 || (bounds.FrameLength > length && bounds.FrameLength <= mostFrameBytes), $"{length} bytes are a part of at least {bounds.FrameLength}, and {mostFrameBytes} are allowed");
                break;
            default:
                FindingException.Require(reason is not null, $"There is no frame, and no reason");
                break;
        }
    }

    private static void FindStreamed(InputMode mode, ReadOnlyMemory<byte> bytes, int mostFrameBytes)
    {
        FrameScan scan = new(mode.From);
        FrameStatus? status = TWire.FindStreamed(bytes, ref scan, mostFrameBytes, mode.Version, out _, out string? reason);
        FindingException.Require(status != FrameStatus.Malformed || reason is not null, $"There is no frame, and no reason");
    }
}
