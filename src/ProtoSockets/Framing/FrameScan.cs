using ProtoSockets.Runtime;

namespace ProtoSockets;

/// <summary>
/// What a framer remembers of a frame that has begun and has not ended, so that it looks at no byte twice however the bytes arrive. The connection keeps it from
/// call to call, and clears it for every new frame. The default is the start of a frame from either side.
/// </summary>
public struct FrameScan
{
    /// <summary>The records that the next byte is in, from the outside in; <see cref="Depth"/> of them count. Made when first needed, and kept.</summary>
    internal ShapeLevel[]? Levels;

    /// <summary>How many levels are open; 0 before the first byte of a frame.</summary>
    internal int Depth;

    /// <summary>How many bytes belong to parts of the message that are whole.</summary>
    internal int Position;

    /// <summary>Starts the first frame of a connection.</summary>
    /// <param name="from">Who sends the bytes.</param>
    public FrameScan(Side from) => From = from;

    /// <summary>Who sends the bytes: what a frame looks like may depend on it. <see cref="Side.Both"/> where nobody knows.</summary>
    public Side From { get; }

    /// <summary>The version of the protocol that is spoken, where messages differ by it; 0 for the newest.</summary>
    public ushort Version { get; set; }

    /// <summary>How many of the received bytes earlier calls looked at in vain. A framer sets it to go on from there next time.</summary>
    public int Scanned { get; set; }

    /// <summary>Starts a new frame.</summary>
    public void Reset()
    {
        Scanned = 0;
        Depth = 0;
        Position = 0;
    }
}
