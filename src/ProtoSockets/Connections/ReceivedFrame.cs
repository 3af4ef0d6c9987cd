using System.Runtime.CompilerServices;
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

    /// <summary>Reads where the message belongs.</summary>
    /// <param name="from">Who sent it.</param>
    /// <param name="route">Where it belongs.</param>
    /// <param name="error">What is wrong with its header, or null.</param>
    public bool TryRoute<TProtocol>(Side from, out FrameRoute route, out WireError? error)
        where TProtocol : struct, IProtocol
    {
        error = null;
        return TProtocol.TryRoute(Buffer.Span.Slice(offset, length), from, out route) || TryReadRoute<TProtocol>(from, out route, out error);
    }

    /// <summary>Reads the message without a reader, where that can be: see <see cref="IProtocolMessage{TSelf}.TryReadDirect"/>.</summary>
    /// <param name="from">Who sent it.</param>
    /// <param name="message">The message. Only what is inlined may take its address: in registers its members are not stored one by one, and then loaded together, which waits for all the stores.</param>
    /// <returns>False when it takes <see cref="ReadWhole"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadDirect<TMessage>(Side from, out TMessage message)
        where TMessage : IProtocolMessage<TMessage> => TMessage.TryReadDirect(Buffer.Span.Slice(offset, length), Bytes, from, out message);

    /// <summary>Reads the message.</summary>
    /// <param name="from">Who sent it.</param>
    /// <param name="version">The version of the protocol that is spoken, which the message can change.</param>
    /// <param name="error">What is wrong, or null.</param>
    /// <param name="callTag">For a reply: the tag that its request gives to a union in it.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public TMessage ReadWhole<TMessage>(Side from, ref ushort version, out WireError? error, long callTag = 0)
        where TMessage : IProtocolMessage<TMessage>
    {
        WireReader reader = Read(from, version);
        reader.CallTag = callTag;
        if (TMessage.TryReadFrame(ref reader, out TMessage message))
        {
            error = null;
            version = reader.Version;
        }
        else
        {
            error = reader.Error;
        }

        return message;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryReadRoute<TProtocol>(Side from, out FrameRoute route, out WireError? error)
        where TProtocol : struct, IProtocol
    {
        WireReader reader = Read(from);
        bool isRead = TProtocol.TryReadRoute(ref reader, out route);
        error = reader.Error;
        return isRead;
    }

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
