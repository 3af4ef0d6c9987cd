using ProtoSockets.Runtime;

namespace ProtoSockets.Connections;

/// <summary>A frame of the default envelope that says all by its kind: an envelope with nothing in it.</summary>
/// <param name="kind">What it says.</param>
internal readonly struct SignalFrame(FrameKind kind) : IProtocolMessage<SignalFrame>
{
    /// <summary>The message id of a server's last goodbye: a request that has got no answer by then was not accepted, and will not be.</summary>
    public const int AllAnswered = 1;

    private readonly FrameKind _kind = kind;

    public static bool TryReadFrame(ref WireReader frame, out SignalFrame message)
    {
        bool isRead = Envelope.TryRead(ref frame, out FrameRoute route);
        message = new SignalFrame(route.Kind);
        return isRead;
    }

    public void WriteFrame(ref WireWriter frame, in FrameRoute route)
    {
        Envelope.Write(ref frame, new FrameRoute(_kind, route.MessageId, 0));
        Envelope.Complete(ref frame);
    }

    public int GetFrameSize() => Envelope.Size;

    public SignalFrame ToOwnedMessage() => this;
}
