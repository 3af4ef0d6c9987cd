namespace ProtoSockets;

/// <summary>
/// A member that streams (<see cref="StreamedBytes"/>) comes in chunks: each has its length in front, and an empty one ends it. So it may be sent before anybody knows how long it is
/// (<see cref="StreamedBytes.ToEndOf(Stream, bool)"/>). For frames that end with their message (<see cref="SelfDelimitingAttribute"/>).
/// </summary>
/// <typeparam name="TPrefix">A chunk's length: <c>byte</c>, <c>ushort</c>, <c>uint</c> or <c>ulong</c>, in the member's byte order.</typeparam>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class ChunkedAttribute<TPrefix> : Attribute
    where TPrefix : unmanaged
{
    /// <summary>The width of an odd length (3 for a 24-bit one); 0 is the size of the type.</summary>
    public int Bytes { get; set; }
}

/// <summary>
/// A member that streams (<see cref="StreamedBytes"/>) comes in the chunks of HTTP/1.1 (RFC 9112, section 7.1): each has its length in front as a line of hexadecimal digits, and CR LF behind it; an empty one
/// ends it. Extensions and trailer fields are passed over, and not written.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class ChunkedAttribute : Attribute;

/// <summary>
/// A member that streams (<see cref="StreamedBytes"/>) goes on until its sender ends: a server closes the connection behind it (RFC 9112, section 6.3, calls it close-delimited), a client ends its half, and
/// receives what is answered behind that. It is the last message that its sender sends. For frames that end with their message (<see cref="SelfDelimitingAttribute"/>).
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class CloseDelimitedAttribute : Attribute;
