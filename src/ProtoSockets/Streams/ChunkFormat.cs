using System.Globalization;
using System.Runtime.CompilerServices;
using ProtoSockets.Runtime;

namespace ProtoSockets.Streams;

/// <summary>What stands in front of a chunk, and ends the last one.</summary>
/// <param name="width">The bytes of a length; 0 for HTTP's lines of hexadecimal digits.</param>
/// <param name="littleEndian">Whether a length's least significant byte comes first.</param>
internal readonly struct ChunkFormat(int width, bool littleEndian)
{
    /// <summary>The most bytes that <see cref="WriteHead"/> takes: CR LF behind the chunk in front, digits, CR LF, and the empty line behind the last one.</summary>
    public const int MaxHead = 2 + 16 + 2 + 2;

    /// <summary>A line with a chunk's length and its extensions, and the trailer behind the last one, have at most as many bytes.</summary>
    private const int MaxLine = 4096;

    private static ReadOnlySpan<byte> NewLine => "\r\n"u8;

    /// <summary>The most bytes of a chunk.</summary>
    public int MaxChunk => width is 0 or > 3 ? int.MaxValue : (1 << (8 * width)) - 1;

    /// <summary>Writes what stands in front of a chunk; of none, what ends the member.</summary>
    /// <param name="destination">The buffer.</param>
    /// <param name="length">The chunk's length; 0 ends the member.</param>
    /// <param name="isFirst">Whether no chunk was in front of it.</param>
    /// <returns>How many bytes were written.</returns>
    public int WriteHead(Span<byte> destination, int length, bool isFirst)
    {
        if (width > 0)
        {
            if (littleEndian)
            {
                OddWidth.WriteLittleEndian(destination[..width], (ulong)length);
            }
            else
            {
                OddWidth.WriteBigEndian(destination[..width], (ulong)length);
            }

            return width;
        }

        // chunk = chunk-size CRLF chunk-data CRLF; last-chunk = "0" CRLF; then an empty trailer section and CRLF (RFC 9112, section 7.1).
        int position = isFirst ? 0 : NewLine.Length;
        NewLine[..position].CopyTo(destination);
        _ = length.TryFormat(destination[position..], out int digits, "X", CultureInfo.InvariantCulture);
        position += digits;
        NewLine.CopyTo(destination[position..]);
        position += NewLine.Length;
        if (length == 0)
        {
            NewLine.CopyTo(destination[position..]);
            position += NewLine.Length;
        }

        return position;
    }

    /// <summary>Reads what stands in front of a chunk; of an empty one, all that ends the member.</summary>
    /// <param name="received">The bytes.</param>
    /// <param name="isFirst">Whether no chunk was in front of it.</param>
    /// <param name="consumed">How many bytes it takes.</param>
    /// <param name="length">The chunk's length; 0 ends the member.</param>
    /// <param name="reason">For <see cref="FrameStatus.Malformed"/>: what is wrong.</param>
    public FrameStatus ReadHead(ReadOnlySpan<byte> received, bool isFirst, out int consumed, out long length, out string? reason)
    {
        consumed = 0;
        length = 0;
        reason = null;
        if (width == 0)
        {
            return ReadLine(received, isFirst, out consumed, out length, out reason);
        }

        if (received.Length < width)
        {
            return FrameStatus.Incomplete;
        }

        consumed = width;
        ulong value = littleEndian ? OddWidth.ReadLittleEndian(received[..width]) : OddWidth.ReadBigEndian(received[..width]);
        return value <= long.MaxValue ? Found(value, out length) : Wrong($"no chunk has {value} bytes", out reason);
    }

    private static FrameStatus ReadLine(ReadOnlySpan<byte> received, bool isFirst, out int consumed, out long length, out string? reason)
    {
        consumed = isFirst ? 0 : NewLine.Length;
        length = 0;
        reason = null;
        int there = Math.Min(consumed, received.Length);
        if (!received[..there].SequenceEqual(NewLine[..there]))
        {
            return Wrong($"a chunk is followed by {Convert.ToHexString(received[..there])} instead of 0D0A", out reason);
        }

        ReadOnlySpan<byte> rest = received[there..];
        int end = rest.IndexOf(NewLine);
        if (end < 0 || there < consumed)
        {
            return rest.Length < MaxLine ? FrameStatus.Incomplete : Wrong($"no end of a chunk's line within {MaxLine} bytes", out reason);
        }

        // chunk-ext = *( BWS ";" BWS chunk-ext-name [ ... ] )
        ReadOnlySpan<byte> line = rest[..end];
        int extensions = line.IndexOfAny(" \t;"u8);
        ReadOnlySpan<byte> digits = extensions < 0 ? line : line[..extensions];
        if (digits.Length is 0 or > 16 || !ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong value) || value > long.MaxValue)
        {
            return Wrong("a chunk has no length in hexadecimal digits in front", out reason);
        }

        consumed += end + NewLine.Length;
        return value > 0 ? Found(value, out length) : ReadTrailer(received, ref consumed, out reason);
    }

    /// <summary>trailer-section = *( field-line CRLF ), and CRLF.</summary>
    private static FrameStatus ReadTrailer(ReadOnlySpan<byte> received, ref int consumed, out string? reason)
    {
        reason = null;
        ReadOnlySpan<byte> trailer = received[consumed..];
        int position = 0;
        while (trailer[position..].IndexOf(NewLine) is var end and >= 0)
        {
            position += end + NewLine.Length;
            if (end == 0)
            {
                consumed += position;
                return FrameStatus.Found;
            }
        }

        return trailer.Length < MaxLine ? FrameStatus.Incomplete : Wrong($"no end of the trailer within {MaxLine} bytes", out reason);
    }

    private static FrameStatus Found(ulong value, out long length)
    {
        length = (long)value;
        return FrameStatus.Found;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static FrameStatus Wrong(string why, out string? reason)
    {
        reason = why;
        return FrameStatus.Malformed;
    }
}
