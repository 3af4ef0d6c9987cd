namespace ProtoSockets;

/// <summary>On a stream, a frame of the protocol ends with these bytes, which are not part of it.</summary>
/// <param name="delimiter">The ASCII text that ends a frame: <c>"\r\n"</c>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class DelimitedAttribute(string delimiter) : Attribute
{
    /// <summary>The ASCII text that ends a frame.</summary>
    public string Delimiter { get; } = delimiter;

    /// <summary>On a protocol whose sides frame their messages differently: whose messages look like this. Default both.</summary>
    public Side From { get; set; }
}

/// <summary>On a stream, every frame of the protocol has the same size.</summary>
/// <param name="bytes">The size of a frame.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class FixedSizeAttribute(int bytes) : Attribute
{
    /// <summary>The size of a frame in bytes.</summary>
    public int Bytes { get; } = bytes;

    /// <summary>On a protocol whose sides frame their messages differently: whose messages look like this. Default both.</summary>
    public Side From { get; set; }
}

/// <summary>On a stream, frames of the protocol are found and written by <typeparamref name="TFramer"/>.</summary>
/// <typeparam name="TFramer">The protocol's own <see cref="IFramer"/>.</typeparam>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class FramerAttribute<TFramer> : Attribute
    where TFramer : IFramer
{
    /// <summary>On a protocol whose sides frame their messages differently: whose messages look like this. Default both.</summary>
    public Side From { get; set; }
}
