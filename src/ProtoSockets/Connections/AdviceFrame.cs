using System.Buffers.Binary;
using System.Text;
using ProtoSockets.Runtime;

namespace ProtoSockets.Connections;

/// <summary>
/// What a server of the default envelope says that can't take on a request ("try elsewhere", with its correlation id), a connection (in place of hello), or anything more (goodbye). Behind the envelope, big-endian:
/// <code>
/// offset size
///      0    2  code (<see cref="RefusalCode"/>)
///      2    4  after how many milliseconds it is worth trying again; 0 where the server does not know
///      6    n  where to try, UTF-8, at most 255 bytes; none where the server does not know
/// </code>
/// A goodbye may be without all of it.
/// </summary>
internal readonly struct AdviceFrame(FrameKind kind, RefusalCode code, TimeSpan? retryAfter, string? elsewhere) : IProtocolMessage<AdviceFrame>
{
    /// <summary>The most bytes of <see cref="Elsewhere"/>.</summary>
    public const int MaxTextBytes = 255;

    private const int Size = 6;

    public RefusalCode Code { get; } = code;

    public TimeSpan? RetryAfter { get; } = retryAfter;

    public string? Elsewhere { get; } = elsewhere;

    public static bool TryReadFrame(ref WireReader frame, out AdviceFrame message)
    {
        message = default;
        if (!Envelope.TryRead(ref frame, out FrameRoute route))
        {
            return frame.In("TryElsewhere");
        }

        if (frame.Remaining == 0 && route.Kind == FrameKind.Goodbye)
        {
            message = new AdviceFrame(route.Kind, RefusalCode.ShuttingDown, retryAfter: null, elsewhere: null);
            return true;
        }

        if (!frame.TryTake(Size, out ReadOnlySpan<byte> bytes))
        {
            return frame.In("TryElsewhere");
        }

        uint milliseconds = BinaryPrimitives.ReadUInt32BigEndian(bytes[2..]);
        ReadOnlySpan<byte> text = frame.Rest;
        message = new AdviceFrame(
            route.Kind,
            (RefusalCode)BinaryPrimitives.ReadUInt16BigEndian(bytes),
            milliseconds == 0 ? null : TimeSpan.FromMilliseconds(milliseconds),
            text.IsEmpty ? null : Encoding.UTF8.GetString(text[..Math.Min(text.Length, MaxTextBytes)]));
        return true;
    }

    public void WriteFrame(ref WireWriter frame, in FrameRoute route)
    {
        Envelope.Write(ref frame, new FrameRoute(kind, 0, route.CorrelationId));
        Span<byte> bytes = frame.Take(Size);
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)Code);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[2..], RetryAfter is { } time ? (uint)Math.Clamp(time.TotalMilliseconds, 1, uint.MaxValue) : 0);
        if (Elsewhere is not null)
        {
            Encoding.UTF8.GetEncoder().Convert(Elsewhere, frame.Rest[..Math.Min(MaxTextBytes, frame.Rest.Length)], flush: true, out _, out int written, out _);
            frame.Advance(written);
        }

        Envelope.Complete(ref frame);
    }

    public int GetFrameSize() => Envelope.Size + Size + (Elsewhere is null ? 0 : MaxTextBytes);

    public AdviceFrame ToOwnedMessage() => this;

    /// <summary>What the caller gets.</summary>
    /// <param name="isSentOnce">Whether the request was sent once, so that nothing else can have been taken on.</param>
    public TryElsewhereException ToException(bool isSentOnce = true) => new(isSentOnce ? CallOutcome.NotAccepted : CallOutcome.Unknown, Code, RetryAfter, Elsewhere);
}
