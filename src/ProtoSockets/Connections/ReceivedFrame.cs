namespace ProtoSockets.Connections;

/// <summary>One message in the buffer it was received into.</summary>
internal readonly struct ReceivedFrame(ReceiveBuffer buffer, int offset, int length)
{
    /// <summary>The buffer, to hold on to while the message is read.</summary>
    public ReceiveBuffer Buffer { get; } = buffer;

    /// <summary>The message's bytes: header and body, without what the framing adds.</summary>
    public ReadOnlyMemory<byte> Bytes => Buffer.Memory.Slice(offset, length);

    /// <summary>Makes a reader over the message.</summary>
    public WireReader Read(Side from) => new(Bytes, isComplete: true, from);

    /// <summary>Makes a reader over the message in a version of the protocol.</summary>
    public WireReader Read(Side from, ushort version) => new(Bytes, isComplete: true, from) { Version = version };
}
