using ProtoSockets.Streams;

namespace ProtoSockets.Runtime;

/// <content>Members of unknown length.</content>
public static partial class WireStreams
{
    /// <summary>Takes a member that comes in chunks. Where all of them are in memory, they are copied together.</summary>
    /// <param name="reader">The reader, behind all other members.</param>
    /// <param name="member">The member.</param>
    /// <param name="most">The most bytes that it may have.</param>
    /// <param name="width">The bytes of a chunk's length; 0 for HTTP's lines of hexadecimal digits.</param>
    /// <param name="littleEndian">Whether a length's least significant byte comes first.</param>
    /// <param name="value">The member.</param>
    /// <returns>False when the chunks do not end, are malformed, or have more bytes.</returns>
    public static bool TryReadChunks(ref WireReader reader, string member, long most, int width, bool littleEndian, out StreamedBytes value)
    {
        if (reader.Tail is not null)
        {
            return reader.TryTakeStream(member, long.MaxValue, out value);
        }

        value = default;
        ReadOnlySpan<byte> rest = reader.Rest;
        FrameStatus status = Measure(new ChunkFormat(width, littleEndian), rest, most, [], out int needed, out int content, out string? reason);
        if (status == FrameStatus.Incomplete)
        {
            return reader.Short(needed) || reader.In(member);
        }

        if (status == FrameStatus.Malformed)
        {
            return reader.Malformed(reason!) || reader.In(member);
        }

        byte[] bytes = new byte[content];
        _ = Measure(new ChunkFormat(width, littleEndian), rest, most, bytes, out needed, out _, out _);
        reader.Skip(needed);
        value = bytes;
        return true;
    }

    /// <summary>Writes a member that comes in chunks: where a connection sends it, behind what is written here; else into the buffer.</summary>
    /// <param name="writer">The writer, behind all other members.</param>
    /// <param name="member">The member.</param>
    /// <param name="most">The most bytes that it may have.</param>
    /// <param name="width">The bytes of a chunk's length; 0 for HTTP's lines of hexadecimal digits.</param>
    /// <param name="littleEndian">Whether a length's least significant byte comes first.</param>
    /// <param name="value">The member.</param>
    /// <exception cref="WireFormatException">It has more bytes, or they are not in memory and no connection sends them.</exception>
    public static void WriteChunks(ref WireWriter writer, string member, long most, int width, bool littleEndian, in StreamedBytes value)
    {
        if (!IsInBuffer(in writer, member, most, in value))
        {
            return;
        }

        ChunkFormat format = new(width, littleEndian);
        ReadOnlySpan<byte> rest = value.Bytes.Span;
        bool isFirst = true;
        while (!rest.IsEmpty)
        {
            ReadOnlySpan<byte> chunk = rest[..Math.Min(rest.Length, format.MaxChunk)];
            writer.Advance(format.WriteHead(writer.Rest, chunk.Length, isFirst));
            writer.Write(chunk);
            rest = rest[chunk.Length..];
            isFirst = false;
        }

        writer.Advance(format.WriteHead(writer.Rest, 0, isFirst));
    }

    /// <summary>Writes a member that ends with the connection: where a connection sends it, behind what is written here; else into the buffer.</summary>
    /// <param name="writer">The writer, behind all other members.</param>
    /// <param name="member">The member.</param>
    /// <param name="most">The most bytes that it may have.</param>
    /// <param name="value">The member.</param>
    /// <exception cref="WireFormatException">It has more bytes, or they are not in memory and no connection sends them.</exception>
    public static void WriteToEnd(ref WireWriter writer, string member, long most, in StreamedBytes value)
    {
        if (IsInBuffer(in writer, member, most, in value))
        {
            writer.Write(value.Bytes.Span);
        }
    }

    /// <summary>How many bytes a member in chunks takes at most in a buffer.</summary>
    /// <param name="value">The member.</param>
    /// <param name="width">The bytes of a chunk's length; 0 for HTTP's lines of hexadecimal digits.</param>
    /// <returns>A number of bytes.</returns>
    public static int GetChunkedSize(in StreamedBytes value, int width)
    {
        int length = value.Bytes.Length;
        return length + (((length / new ChunkFormat(width, littleEndian: false).MaxChunk) + 2) * ChunkFormat.MaxHead);
    }

    /// <summary>Steps over chunks, and puts their content together where there is room for it.</summary>
    internal static FrameStatus Measure(ChunkFormat format, ReadOnlySpan<byte> bytes, long most, Span<byte> room, out int consumed, out int content, out string? reason)
    {
        consumed = 0;
        content = 0;
        bool isFirst = true;
        while (true)
        {
            FrameStatus status = format.ReadHead(bytes[consumed..], isFirst, out int head, out long length, out reason);
            if (status == FrameStatus.Found && length > most - content)
            {
                reason = $"chunks of {(Int128)content + length} bytes are over the limit of {most}";
                status = FrameStatus.Malformed;
            }

            if (status != FrameStatus.Found)
            {
                consumed = bytes.Length + 1;
                return status;
            }

            consumed += head;
            if (length == 0)
            {
                return FrameStatus.Found;
            }

            if (length > bytes.Length - consumed)
            {
                consumed = (int)Math.Min(int.MaxValue, consumed + length);
                return FrameStatus.Incomplete;
            }

            if (!room.IsEmpty)
            {
                bytes.Slice(consumed, (int)length).CopyTo(room[content..]);
            }

            consumed += (int)length;
            content += (int)length;
            isFirst = false;
        }
    }

    private static bool IsInBuffer(in WireWriter writer, string member, long most, in StreamedBytes value)
    {
        if (value.Length > most)
        {
            WireChecks.ThrowTooLong(member, value.Length, most);
        }

        if (!writer.IsHeadOnly && !value.IsBuffered)
        {
            throw NotInMemory(member);
        }

        return !writer.IsHeadOnly;
    }

    private static WireFormatException NotInMemory(string member) =>
        new($"{member} streams from a source: only a connection can send it, or read it into memory first (ToArrayAsync)");
}
