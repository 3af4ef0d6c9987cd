using System.Buffers.Binary;
using ProtoSockets.Runtime;

namespace ProtoSockets.Connections;

/// <summary>
/// The default envelope's credit for a stream: how much more of it its receiver takes. Behind the envelope, which has the call's correlation id:
/// <code>
/// offset size
///      0    4  further items
///      4    4  further bytes, envelopes included
/// </code>
/// </summary>
internal readonly struct CreditFrame(uint items, uint bytes) : IProtocolMessage<CreditFrame>
{
    private const int Size = 2 * sizeof(uint);

    public uint Items { get; } = items;

    public uint Bytes { get; } = bytes;

    public static bool TryReadFrame(ref WireReader frame, out CreditFrame message)
    {
        message = default;
        if (!Envelope.TryRead(ref frame, out _) || !frame.TryTake(Size, out ReadOnlySpan<byte> body))
        {
            return frame.In("Credit");
        }

        message = new CreditFrame(BinaryPrimitives.ReadUInt32BigEndian(body), BinaryPrimitives.ReadUInt32BigEndian(body[sizeof(uint)..]));
        return frame.TryEnd();
    }

    public void WriteFrame(ref WireWriter frame, in FrameRoute route)
    {
        Envelope.Write(ref frame, new FrameRoute(FrameKind.Credit, 0, route.CorrelationId));
        Span<byte> body = frame.Take(Size);
        BinaryPrimitives.WriteUInt32BigEndian(body, Items);
        BinaryPrimitives.WriteUInt32BigEndian(body[sizeof(uint)..], Bytes);
        Envelope.Complete(ref frame);
    }

    public int GetFrameSize() => Envelope.Size + Size;

    public CreditFrame ToOwnedMessage() => this;
}

/// <summary>
/// The default envelope's end of a stream: an envelope with the call's correlation id and nothing in it, or with what a refusal has (<see cref="RefusalFrame"/>) when the stream ends before it should.
/// </summary>
internal readonly struct StreamEndFrame : IProtocolMessage<StreamEndFrame>
{
    private readonly RefusalFrame _refusal;

    /// <summary>Ends a stream before it should.</summary>
    /// <param name="failure">What happened to its sender.</param>
    public StreamEndFrame(Exception failure)
        : this(RefusalFrame.Of(failure, "The sender of the stream failed."))
    {
    }

    private StreamEndFrame(RefusalFrame refusal)
    {
        _refusal = refusal;
        HasFailed = true;
    }

    /// <summary>Whether the stream ended before it should.</summary>
    public bool HasFailed { get; }

    /// <summary>What whoever reads the stream gets at its end; null for nothing.</summary>
    public Exception? Failure => HasFailed ? new CallRefusedException(_refusal.Code, _refusal.Text) : null;

    public static bool TryReadFrame(ref WireReader frame, out StreamEndFrame message)
    {
        message = default;
        if (!Envelope.TryRead(ref frame, out _))
        {
            return frame.In("End");
        }

        if (frame.Remaining == 0)
        {
            return true;
        }

        if (!RefusalFrame.TryReadBody(ref frame, out RefusalFrame refusal))
        {
            return frame.In("End");
        }

        message = new StreamEndFrame(refusal);
        return true;
    }

    public void WriteFrame(ref WireWriter frame, in FrameRoute route)
    {
        Envelope.Write(ref frame, new FrameRoute(FrameKind.End, 0, route.CorrelationId));
        if (HasFailed)
        {
            _refusal.WriteBody(ref frame);
        }

        Envelope.Complete(ref frame);
    }

    public int GetFrameSize() => Envelope.Size + RefusalFrame.MaxBodyBytes;

    public StreamEndFrame ToOwnedMessage() => this;
}
