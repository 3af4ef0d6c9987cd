using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace ProtoSockets.Runtime;

/// <summary>How text is written as bytes.</summary>
public enum TextEncoding
{
    /// <summary>UTF-8 (RFC 3629).</summary>
    Utf8,

    /// <summary>7-bit ASCII.</summary>
    Ascii,

    /// <summary>ISO 8859-1: each byte is a character.</summary>
    Latin1,

    /// <summary>UTF-16, most significant byte first.</summary>
    Utf16BigEndian,

    /// <summary>UTF-16, least significant byte first.</summary>
    Utf16LittleEndian,
}

/// <summary>
/// Reads and writes text members. Nothing is replaced on the way: bytes that are not the encoding's are malformed, and characters that it can't hold can't
/// be written.
/// </summary>
public static partial class WireText
{
    /// <summary>Reads a text of known length.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="byteCount">Its length in bytes.</param>
    /// <param name="encoding">Its encoding.</param>
    /// <param name="value">The text.</param>
    /// <returns>False when fewer bytes are left, or they are not in the encoding.</returns>
    public static bool TryRead(ref WireReader reader, int byteCount, TextEncoding encoding, out string value)
    {
        int start = reader.Position;
        if (reader.TryTake(byteCount, out ReadOnlySpan<byte> bytes))
        {
            return TryDecode(ref reader, start, bytes, encoding, out value);
        }

        value = string.Empty;
        return false;
    }

    /// <summary>Reads a text in a field of fixed size: what stands before its trailing padding.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="byteCount">The size of the field in bytes.</param>
    /// <param name="pad">The padding; in UTF-16, the code unit of that value.</param>
    /// <param name="encoding">Its encoding.</param>
    /// <param name="value">The text.</param>
    /// <returns>False when fewer bytes are left, or they are not in the encoding.</returns>
    public static bool TryReadFixed(ref WireReader reader, int byteCount, byte pad, TextEncoding encoding, out string value)
    {
        int start = reader.Position;
        if (reader.TryTake(byteCount, out ReadOnlySpan<byte> bytes))
        {
            return TryDecode(ref reader, start, TrimPadding(bytes, pad, encoding), encoding, out value);
        }

        value = string.Empty;
        return false;
    }

    /// <summary>Reads a text up to a zero, in UTF-16 up to two in one code unit, and passes over these.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="maxBytes">The most bytes that the text may have, its terminator not counted.</param>
    /// <param name="encoding">Its encoding.</param>
    /// <param name="value">The text.</param>
    /// <returns>False when no terminator follows, or it is too far away, or the bytes are not in the encoding.</returns>
    public static bool TryReadTerminated(ref WireReader reader, int maxBytes, TextEncoding encoding, out string value)
    {
        int unit = IsUtf16(encoding) ? sizeof(char) : sizeof(byte);
        int start = reader.Position;
        if (WireBytes.TryFindTerminator(ref reader, maxBytes, unit, out int length))
        {
            ReadOnlySpan<byte> bytes = reader.Rest[..length];
            reader.Skip(length + unit);
            return TryDecode(ref reader, start, bytes, encoding, out value);
        }

        value = string.Empty;
        return false;
    }

    /// <summary>How many bytes <see cref="Write(ref WireWriter, string, TextEncoding)"/> takes.</summary>
    /// <param name="value">The text.</param>
    /// <param name="encoding">Its encoding.</param>
    /// <returns>A number of bytes; an upper bound for a text that can't be written.</returns>
    /// <exception cref="WireFormatException">The text is null.</exception>
    public static int GetSize(string value, TextEncoding encoding)
    {
        ThrowIfNull(value);
        return encoding switch
        {
            TextEncoding.Utf8 => Encoding.UTF8.GetByteCount(value),
            TextEncoding.Ascii or TextEncoding.Latin1 => value.Length,
            TextEncoding.Utf16BigEndian or TextEncoding.Utf16LittleEndian => checked(value.Length * sizeof(char)),
            _ => throw UnknownEncoding(encoding),
        };
    }

    /// <summary>Writes a text.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="value">The text.</param>
    /// <param name="encoding">Its encoding.</param>
    /// <returns>How many bytes it took.</returns>
    /// <exception cref="WireFormatException">The text is null, or has a character that the encoding can't hold, or a lone surrogate.</exception>
    public static int Write(ref WireWriter writer, string value, TextEncoding encoding)
    {
        ThrowIfNull(value);
        if (!TryEncode(value, writer.Rest, encoding, out int written))
        {
            // The writer's own error says how much room is missing.
            written = GetSize(value, encoding);
        }

        writer.Advance(written);
        return written;
    }

    /// <summary>Writes a text into a field of fixed size and pads it.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="value">The text.</param>
    /// <param name="byteCount">The size of the field in bytes.</param>
    /// <param name="pad">The padding; in UTF-16, the code unit of that value.</param>
    /// <param name="encoding">Its encoding.</param>
    /// <exception cref="WireFormatException">
    /// The text is null, longer than the field, ends with the padding (reading would drop it), or has a character that the encoding can't hold.
    /// </exception>
    public static void WriteFixed(ref WireWriter writer, string value, int byteCount, byte pad, TextEncoding encoding)
    {
        ThrowIfNull(value);
        Span<byte> field = writer.Take(byteCount);
        if (!TryEncode(value, field, encoding, out int written))
        {
            throw new WireFormatException($"A text of {GetSize(value, encoding)} bytes does not fit a field of {byteCount}.");
        }

        if (value.Length > 0 && value[^1] == pad)
        {
            ThrowEndsWithPadding(pad);
        }

        FillPadding(field[written..], pad, encoding);
    }

    /// <summary>Writes a text and a zero, in UTF-16 two.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="value">The text.</param>
    /// <param name="encoding">Its encoding.</param>
    /// <exception cref="WireFormatException">The text is null, contains a zero, or has a character that the encoding can't hold.</exception>
    public static void WriteTerminated(ref WireWriter writer, string value, TextEncoding encoding)
    {
        ThrowIfNull(value);
        if (value.Contains('\0', StringComparison.Ordinal))
        {
            ThrowContainsTerminator(value.IndexOf('\0', StringComparison.Ordinal));
        }

        _ = Write(ref writer, value, encoding);
        writer.Take(IsUtf16(encoding) ? sizeof(char) : sizeof(byte)).Clear();
    }

    private static bool IsUtf16(TextEncoding encoding) => encoding is TextEncoding.Utf16BigEndian or TextEncoding.Utf16LittleEndian;

    internal static bool TryDecode(ref WireReader reader, int start, ReadOnlySpan<byte> bytes, TextEncoding encoding, out string value)
    {
        value = string.Empty;
        switch (encoding)
        {
            case TextEncoding.Utf8:
                if (!Utf8.IsValid(bytes))
                {
                    return NotUtf8(ref reader, start, bytes);
                }

                value = Encoding.UTF8.GetString(bytes);
                return true;

            case TextEncoding.Ascii:
                if (!Ascii.IsValid(bytes))
                {
                    return NotAscii(ref reader, start, bytes);
                }

                value = Encoding.ASCII.GetString(bytes);
                return true;

            case TextEncoding.Latin1:
                value = Encoding.Latin1.GetString(bytes);
                return true;

            case TextEncoding.Utf16BigEndian:
            case TextEncoding.Utf16LittleEndian:
                return TryDecodeUtf16(ref reader, start, bytes, encoding, out value);

            default:
                throw UnknownEncoding(encoding);
        }
    }

    private static bool TryDecodeUtf16(ref WireReader reader, int start, ReadOnlySpan<byte> bytes, TextEncoding encoding, out string value)
    {
        if (bytes.Length % sizeof(char) != 0)
        {
            value = string.Empty;
            return reader.MalformedAt(start, $"a UTF-16 text of {bytes.Length} bytes, which is odd");
        }

        bool swap = SwapsBytes(encoding);
        value = string.Create(bytes.Length / sizeof(char), new Utf16Source(bytes, swap), static (chars, source) =>
        {
            source.Bytes.CopyTo(MemoryMarshal.AsBytes(chars));
            if (source.Swap)
            {
                SwapBytes(chars);
            }
        });
        int lone = IndexOfLoneSurrogate(value);
        return lone < 0 || NotUtf16(ref reader, start, value, lone);
    }

    /// <summary>Encodes a text; false when the buffer is too small.</summary>
    private static bool TryEncode(string value, Span<byte> bytes, TextEncoding encoding, out int written)
    {
        switch (encoding)
        {
            case TextEncoding.Utf8:
                return TryEncodeUtf8(value, bytes, out written);

            case TextEncoding.Ascii:
                OperationStatus status = Ascii.FromUtf16(value, bytes, out written);
                if (status is OperationStatus.InvalidData)
                {
                    ThrowNotEncodable(value, written, "ASCII");
                }

                return status is OperationStatus.Done;

            case TextEncoding.Latin1:
                int beyond = Units(value).IndexOfAnyExceptInRange((ushort)0x00, (ushort)0xFF);
                if (beyond >= 0)
                {
                    ThrowNotEncodable(value, beyond, "ISO 8859-1");
                }

                return Encoding.Latin1.TryGetBytes(value, bytes, out written);

            case TextEncoding.Utf16BigEndian:
            case TextEncoding.Utf16LittleEndian:
                int lone = IndexOfLoneSurrogate(value);
                if (lone >= 0)
                {
                    ThrowNotEncodable(value, lone, "UTF-16");
                }

                return TryEncodeUtf16(value, bytes, SwapsBytes(encoding), out written);

            default:
                throw UnknownEncoding(encoding);
        }
    }

    private static bool TryEncodeUtf8(string value, Span<byte> bytes, out int written)
    {
        OperationStatus status = Utf8.FromUtf16(value, bytes, out int read, out written, replaceInvalidSequences: false);
        if (status is OperationStatus.InvalidData)
        {
            ThrowNotEncodable(value, read, "UTF-8");
        }

        return status is OperationStatus.Done;
    }

    private static bool TryEncodeUtf16(string value, Span<byte> bytes, bool swap, out int written)
    {
        ReadOnlySpan<byte> source = MemoryMarshal.AsBytes(value.AsSpan());
        written = source.Length;
        if (source.Length > bytes.Length)
        {
            return false;
        }

        if (!swap)
        {
            source.CopyTo(bytes);
            return true;
        }

        for (int index = 0; index < source.Length - 1; index += sizeof(char))
        {
            bytes[index] = source[index + 1];
            bytes[index + 1] = source[index];
        }

        return true;
    }

    private static bool SwapsBytes(TextEncoding encoding) => encoding is TextEncoding.Utf16LittleEndian != BitConverter.IsLittleEndian;

    private static void SwapBytes(Span<char> chars)
    {
        Span<ushort> units = MemoryMarshal.Cast<char, ushort>(chars);
        System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(units, units);
    }

    /// <summary>The text as numbers: searching characters for a range boxes its ends in builds without optimisation.</summary>
    private static ReadOnlySpan<ushort> Units(ReadOnlySpan<char> text) => MemoryMarshal.Cast<char, ushort>(text);

    private static int IndexOfLoneSurrogate(ReadOnlySpan<char> text)
    {
        int index = 0;
        while (true)
        {
            int next = Units(text[index..]).IndexOfAnyInRange((ushort)0xD800, (ushort)0xDFFF);
            if (next < 0)
            {
                return -1;
            }

            index += next;
            if (index + 1 >= text.Length || !char.IsSurrogatePair(text[index], text[index + 1]))
            {
                return index;
            }

            index += 2;
        }
    }

    internal static ReadOnlySpan<byte> TrimPadding(ReadOnlySpan<byte> bytes, byte pad, TextEncoding encoding)
    {
        if (!IsUtf16(encoding))
        {
            return bytes.TrimEnd(pad);
        }

        int low = encoding is TextEncoding.Utf16LittleEndian ? 0 : 1;
        while (bytes.Length >= sizeof(char) && bytes[^(2 - low)] == pad && bytes[^(1 + low)] == 0)
        {
            bytes = bytes[..^sizeof(char)];
        }

        return bytes;
    }

    private static void FillPadding(Span<byte> bytes, byte pad, TextEncoding encoding)
    {
        if (!IsUtf16(encoding))
        {
            bytes.Fill(pad);
            return;
        }

        int low = encoding is TextEncoding.Utf16LittleEndian ? 0 : 1;
        bytes.Clear();
        for (int index = low; index < bytes.Length; index += sizeof(char))
        {
            bytes[index] = pad;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool NotUtf8(ref WireReader reader, int start, ReadOnlySpan<byte> bytes)
    {
        int index = 0;
        while (Rune.DecodeFromUtf8(bytes[index..], out _, out int consumed) is OperationStatus.Done)
        {
            index += consumed;
        }

        return reader.MalformedAt(start, $"not UTF-8: 0x{bytes[index]:X2} at byte {start + index}");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool NotAscii(ref WireReader reader, int start, ReadOnlySpan<byte> bytes)
    {
        int index = bytes.IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
        return reader.MalformedAt(start, $"not ASCII: 0x{bytes[index]:X2} at byte {start + index}");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool NotUtf16(ref WireReader reader, int start, string value, int index) =>
        reader.MalformedAt(start, $"not UTF-16: the lone surrogate 0x{(int)value[index]:X4} at byte {start + (index * sizeof(char))}");

    private static void ThrowIfNull([NotNull] string? value)
    {
        if (value is null)
        {
            throw new WireFormatException("A text is null, which has no wire form; an empty one has.");
        }
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowNotEncodable(string value, int index, string encoding) =>
        throw new WireFormatException($"The character U+{(int)value[index]:X4} at index {index} can't be written as {encoding}.");

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowContainsTerminator(int index) =>
        throw new WireFormatException($"The text has a zero at index {index}, where its reader would see the end.");

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowEndsWithPadding(byte pad) =>
        throw new WireFormatException($"The text ends with 0x{pad:X2}, which its reader would take for padding.");

    private static ArgumentOutOfRangeException UnknownEncoding(TextEncoding encoding) =>
        new(nameof(encoding), encoding, "There is no such encoding of text.");

    private readonly ref struct Utf16Source(ReadOnlySpan<byte> bytes, bool swap)
    {
        public ReadOnlySpan<byte> Bytes { get; } = bytes;

        public bool Swap { get; } = swap;
    }
}
