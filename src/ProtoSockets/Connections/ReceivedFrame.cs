using ProtoSockets.Runtime;
using ProtoSockets.Streams;

namespace ProtoSockets.Connections;

/// <summary>One message in the buffer it was received into.</summary>
internal readonly struct ReceivedFrame(ReceiveBuffer buffer, int offset, int length)
{
    /// <summary>The buffer, to hold on to while the message is read.</summary>
    public ReceiveBuffer Buffer { get; } = buffer;

    /// <summary>Where in the buffer the message starts.</summary>
    public int Offset => offset;

    /// <summary>How many bytes it has.</summary>
    public int Length => length;

    /// <summary>The message's bytes: header and body, without what the framing adds.</summary>
    public ReadOnlyMemory<byte> Bytes => Buffer.Memory.Slice(offset, length);

    /// <summary>The last member, where that streams and is still coming; else null. <see cref="Bytes"/> then are those in front of it.</summary>
    public IncomingStream? Stream { get; init; }

    /// <summary>Holds on to the message.</summary>
    public void AddReference()
    {
        Buffer.AddReference();
        Stream?.AddReference();
    }

    /// <summary>Lets go of the message.</summary>
    public void Release()
    {
        Buffer.Release();
        Stream?.Release();
    }

    /// <summary>Makes a reader over the message.</summary>
    public WireReader Read(Side from) => new(Bytes, isComplete: true, from) { Tail = Tail };

    /// <summary>Makes a reader over the message in a version of the protocol.</summary>
    public WireReader Read(Side from, ushort version) => new(Bytes, isComplete: true, from) { Version = version, Tail = Tail };

    private StreamedTail? Tail => Stream is null ? null : new StreamedTail(length + Math.Max(0, Stream.Length), Stream);
}

/// <summary>A frame and where it belongs, where they are.</summary>
internal readonly ref struct RoutedFrame(ref readonly ReceivedFrame frame, ref readonly FrameRoute route)
{
    public readonly ref readonly ReceivedFrame Frame = ref frame;
    public readonly ref readonly FrameRoute Route = ref route;
}
