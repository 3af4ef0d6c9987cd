namespace ProtoSockets.Runtime;

/// <summary>Stands for the error reply in protocols that declare none. It is never read or written.</summary>
public readonly struct NoErrorReply : IProtocolMessage<NoErrorReply>, IEquatable<NoErrorReply>
{
    static bool IProtocolMessage<NoErrorReply>.TryReadFrame(ref WireReader frame, out NoErrorReply message)
    {
        message = default;
        return frame.Malformed("the protocol has no error reply");
    }

    void IProtocolMessage<NoErrorReply>.WriteFrame(ref WireWriter frame, in FrameRoute route) =>
        throw new NotSupportedException("The protocol has no error reply.");

    int IProtocolMessage<NoErrorReply>.GetFrameSize() => 0;

    NoErrorReply IProtocolMessage<NoErrorReply>.ToOwnedMessage() => this;

    /// <inheritdoc/>
    public bool Equals(NoErrorReply other) => true;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is NoErrorReply;

    /// <inheritdoc/>
    public override int GetHashCode() => 0;

    /// <summary>Always true.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(NoErrorReply left, NoErrorReply right) => true;

    /// <summary>Always false.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(NoErrorReply left, NoErrorReply right) => false;
}
