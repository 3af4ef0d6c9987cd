using System.Buffers.Binary;

namespace ProtoSockets.Benchmarks.Net;

/// <summary>
/// The messages, for peers that are written by hand; <see cref="Exchange"/> declares the same. A frame is: length of all of it (32 bits), kind (16), call (32), payload; big-endian. The reply has the first 32
/// bytes of the request's payload, so that an answer to another request is found.
/// </summary>
internal static class Frames
{
    public const int HeaderSize = 10;

    /// <summary>The size of a reply.</summary>
    public const int ReplySize = HeaderSize + 32;

    /// <summary>The size of a note, which is one way.</summary>
    public const int NoteSize = 64;

    /// <summary>How many notes are sent in one piece, where a peer sends by batch.</summary>
    public const int Batch = 256;

    /// <summary>
    /// How many notes in datagrams may be on their way before the server has answered a request behind them, so that none gets lost. Each takes 768 bytes of the receiver's buffer on Linux, whatever is in it.
    /// </summary>
    public const int Window = 512;

    /// <summary>The receiver's buffer for <see cref="Window"/>.</summary>
    public const int DatagramBufferBytes = 1 << 20;

    public const ushort Request = 1;
    public const ushort Reply = 2;
    public const ushort Note = 3;
    public const ushort Pushed = 4;
    public const ushort Publish = 5;

    /// <summary>Writes a request of this payload; what is in it follows from the call.</summary>
    public static int WriteRequest(Span<byte> to, uint call, int payload)
    {
        WriteHeader(to, HeaderSize + payload, Request, call);
        to.Slice(HeaderSize, payload).Fill((byte)call);
        return HeaderSize + payload;
    }

    /// <summary>Writes the reply to a request.</summary>
    public static int WriteReply(Span<byte> to, ReadOnlySpan<byte> request)
    {
        WriteHeader(to, ReplySize, Reply, Call(request));
        request.Slice(HeaderSize, ReplySize - HeaderSize).CopyTo(to[HeaderSize..]);
        return ReplySize;
    }

    /// <summary>Writes a message that gets no answer.</summary>
    public static int WriteNote(Span<byte> to, int number)
    {
        WriteHeader(to, NoteSize, Note, 0);
        to[HeaderSize..NoteSize].Fill((byte)number);
        return NoteSize;
    }

    /// <summary>Writes a message that the server is to push to all.</summary>
    public static int WritePublish(Span<byte> to, ulong number)
    {
        WriteHeader(to, NoteSize, Publish, 0);
        BinaryPrimitives.WriteUInt64BigEndian(to[HeaderSize..], number);
        to[(HeaderSize + sizeof(ulong))..NoteSize].Clear();
        return NoteSize;
    }

    /// <summary>Writes the message that is pushed for it.</summary>
    public static int WritePushed(Span<byte> to, ReadOnlySpan<byte> publish)
    {
        publish.CopyTo(to);
        BinaryPrimitives.WriteUInt16BigEndian(to[4..], Pushed);
        return publish.Length;
    }

    /// <summary>The number of a message that was pushed.</summary>
    public static ulong Number(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadUInt64BigEndian(frame[HeaderSize..]);

    /// <summary>The length of the frame in front, if all of it is there.</summary>
    public static bool TryFind(ReadOnlySpan<byte> received, out int length)
    {
        length = received.Length < HeaderSize ? int.MaxValue : (int)BinaryPrimitives.ReadUInt32BigEndian(received);
        return received.Length >= length;
    }

    public static ushort Kind(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadUInt16BigEndian(frame[4..]);

    public static uint Call(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadUInt32BigEndian(frame[6..]);

    /// <summary>The call that a reply answers.</summary>
    /// <exception cref="InvalidDataException">It is not the reply to that call.</exception>
    public static uint CheckReply(ReadOnlySpan<byte> frame)
    {
        uint call = Call(frame);
        return frame.Length == ReplySize && Kind(frame) == Reply && frame[HeaderSize] == (byte)call && frame[ReplySize - 1] == (byte)call
            ? call
            : throw new InvalidDataException("The reply is another one's.");
    }

    /// <summary>What a reply says.</summary>
    public static Answer ReadReply(ReadOnlySpan<byte> frame) => new(
        BinaryPrimitives.ReadUInt64BigEndian(frame[HeaderSize..]),
        BinaryPrimitives.ReadUInt64BigEndian(frame[(HeaderSize + 8)..]),
        BinaryPrimitives.ReadUInt64BigEndian(frame[(HeaderSize + 16)..]),
        BinaryPrimitives.ReadUInt64BigEndian(frame[(HeaderSize + 24)..]));

    private static void WriteHeader(Span<byte> to, int length, ushort kind, uint call)
    {
        BinaryPrimitives.WriteUInt32BigEndian(to, (uint)length);
        BinaryPrimitives.WriteUInt16BigEndian(to[4..], kind);
        BinaryPrimitives.WriteUInt32BigEndian(to[6..], call);
    }
}

/// <summary>A reply as the caller gets it, by hand as from <see cref="Exchange.Taken"/>.</summary>
internal readonly record struct Answer(ulong First, ulong Second, ulong Third, ulong Fourth);
