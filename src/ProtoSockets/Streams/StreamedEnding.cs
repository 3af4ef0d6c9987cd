using ProtoSockets.Streams;

namespace ProtoSockets.Runtime;

/// <summary>What ends a member that streams, where that is more than its length: bytes that have to stand behind it, an empty chunk, or the end of the connection.</summary>
public sealed class StreamedEnding
{
    private StreamedEnding()
    {
    }

    /// <summary>The bytes behind the member, which no length counts.</summary>
    internal ReadOnlyMemory<byte> Suffix { get; private init; }

    /// <summary>The form of the chunks that it comes in, or null.</summary>
    internal ChunkFormat? Chunks { get; private init; }

    /// <summary>Whether the connection ends with it.</summary>
    internal bool IsConnection { get; private init; }

    /// <summary>Whether nothing says its length before it has come.</summary>
    internal bool IsOpen => Chunks is not null || IsConnection;

    /// <summary>For one of unknown length: the most bytes.</summary>
    internal long Most { get; private init; } = long.MaxValue;

    /// <summary>Bytes that have to follow the member, and that no length counts (<see cref="TerminatedAttribute"/>).</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>The ending.</returns>
    public static StreamedEnding Terminator(ReadOnlySpan<byte> bytes) => new() { Suffix = bytes.ToArray() };

    /// <summary>An empty chunk (<see cref="ChunkedAttribute{TPrefix}"/>, <see cref="ChunkedAttribute"/>).</summary>
    /// <param name="width">The bytes of a chunk's length; 0 for HTTP's lines of hexadecimal digits.</param>
    /// <param name="littleEndian">Whether a length's least significant byte comes first.</param>
    /// <param name="most">The most bytes in all chunks.</param>
    /// <returns>The ending.</returns>
    public static StreamedEnding Chunked(int width, bool littleEndian, long most) => new() { Chunks = new ChunkFormat(width, littleEndian), Most = most };

    /// <summary>The end of the connection (<see cref="CloseDelimitedAttribute"/>).</summary>
    /// <param name="most">The most bytes.</param>
    /// <returns>The ending.</returns>
    public static StreamedEnding Connection(long most) => new() { IsConnection = true, Most = most };
}
