using System.Diagnostics;
using System.Text;
using ProtoSockets.Runtime;

namespace ProtoSockets.Connections;

/// <summary>
/// The default envelope's note of the trace that a request belongs to, in front of the request and with its correlation id. Behind the envelope, as W3C's Trace Context names them (level 1, sections 3.2 and 3.3):
/// <code>
/// offset size
///      0   16  trace-id
///     16    8  parent-id: the span of the call
///     24    1  trace-flags
///     25    n  tracestate, ASCII, at most 512 bytes; none if it is longer
/// </code>
/// </summary>
internal readonly struct TraceFrame(ActivityContext context) : IProtocolMessage<TraceFrame>
{
    private const int TraceIdSize = 16;
    private const int SpanIdSize = 8;
    private const int Size = TraceIdSize + SpanIdSize + 1;
    private const int MaxStateBytes = 512;

    public ActivityContext Context { get; } = context;

    public static bool TryReadFrame(ref WireReader frame, out TraceFrame message)
    {
        message = default;
        if (!Envelope.TryRead(ref frame, out _) || !frame.TryTake(Size, out ReadOnlySpan<byte> bytes))
        {
            return frame.In("Trace");
        }

        ReadOnlySpan<byte> state = frame.Rest;
        message = new TraceFrame(new ActivityContext(
            ActivityTraceId.CreateFromBytes(bytes[..TraceIdSize]),
            ActivitySpanId.CreateFromBytes(bytes.Slice(TraceIdSize, SpanIdSize)),
            (ActivityTraceFlags)bytes[Size - 1],
            state.IsEmpty || state.Length > MaxStateBytes ? null : Encoding.ASCII.GetString(state),
            isRemote: true));
        return true;
    }

    public void WriteFrame(ref WireWriter frame, in FrameRoute route)
    {
        Envelope.Write(ref frame, new FrameRoute(FrameKind.Trace, 0, route.CorrelationId));
        Span<byte> bytes = frame.Take(Size);
        Context.TraceId.CopyTo(bytes[..TraceIdSize]);
        Context.SpanId.CopyTo(bytes.Slice(TraceIdSize, SpanIdSize));
        bytes[Size - 1] = (byte)Context.TraceFlags;
        if (Context.TraceState is { Length: > 0 and <= MaxStateBytes } state)
        {
            Encoding.ASCII.GetBytes(state, frame.Take(state.Length));
        }

        Envelope.Complete(ref frame);
    }

    public int GetFrameSize() => Envelope.Size + Size + MaxStateBytes;

    public TraceFrame ToOwnedMessage() => this;
}
