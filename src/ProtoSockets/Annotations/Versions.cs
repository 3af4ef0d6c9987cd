namespace ProtoSockets;

/// <summary>
/// The member or message is on the wire from this version of the protocol on. In earlier versions a member is left out on write and has its default when it is read, and a
/// message is refused. The version is that of the connection (<see cref="ProtocolVersionAttribute"/>, or the handshake of the default envelope); without a connection, the
/// argument of <c>TryRead</c> and <c>Write</c>, or the newest.
/// </summary>
/// <param name="version">The first version with it, at least 1.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class SinceAttribute(ushort version) : Attribute
{
    /// <summary>The first version with it.</summary>
    public ushort Version { get; } = version;
}

/// <summary>The member or message is on the wire up to the version before this one; the counterpart of <see cref="SinceAttribute"/>.</summary>
/// <param name="version">The first version without it, at least 1.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class BeforeAttribute(ushort version) : Attribute
{
    /// <summary>The first version without it.</summary>
    public ushort Version { get; } = version;
}

/// <summary>
/// The member of a message that says which version is spoken from here on: in the rest of the message, and in all that either side sends after it on this
/// connection. A value outside of <see cref="ProtocolAttribute.MinVersion"/> to <see cref="ProtocolAttribute.Version"/> stands for the lowest of them, so that the refusal can be
/// read by whoever sent it. An unsigned integer, or an enum of one, of at most 16 bits.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class ProtocolVersionAttribute : Attribute;
