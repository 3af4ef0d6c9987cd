using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Unicode;

namespace ProtoSockets.Runtime;

/// <content>The same for <see cref="Utf8Text"/>, which borrows its bytes from the message.</content>
public static partial class WireText
{
    /// <summary>Reads a text of known length.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="byteCount">Its length in bytes.</param>
    /// <param name="value">The text, borrowed from the message.</param>
    /// <returns>False when fewer bytes are left, or they are not UTF-8.</returns>
    public static bool TryRead(ref WireReader reader, int byteCount, out Utf8Text value)
    {
        int start = reader.Position;
        if (reader.TryTake(byteCount, out ReadOnlySpan<byte> bytes))
        {
            return TryAccept(ref reader, start, bytes, out value);
        }

        value = default;
        return false;
    }

    /// <summary>Reads a text in a field of fixed size: what stands before its trailing padding.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="byteCount">The size of the field in bytes.</param>
    /// <param name="pad">The padding.</param>
    /// <param name="value">The text, borrowed from the message.</param>
    /// <returns>False when fewer bytes are left, or they are not UTF-8.</returns>
    public static bool TryReadFixed(ref WireReader reader, int byteCount, byte pad, out Utf8Text value)
    {
        int start = reader.Position;
        if (reader.TryTake(byteCount, out ReadOnlySpan<byte> bytes))
        {
            return TryAccept(ref reader, start, bytes.TrimEnd(pad), out value);
        }

        value = default;
        return false;
    }

    /// <summary>Reads a text up to a zero, and passes over this.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="maxBytes">The most bytes that the text may have, its terminator not counted.</param>
    /// <param name="value">The text, borrowed from the message.</param>
    /// <returns>False when no terminator follows, or it is too far away, or the bytes are not UTF-8.</returns>
    public static bool TryReadTerminated(ref WireReader reader, int maxBytes, out Utf8Text value)
    {
        int start = reader.Position;
        if (WireBytes.TryFindTerminator(ref reader, maxBytes, unit: 1, out int length))
        {
            ReadOnlySpan<byte> bytes = reader.Rest[..length];
            reader.Skip(length + 1);
            return TryAccept(ref reader, start, bytes, out value);
        }

        value = default;
        return false;
    }

    /// <summary>How many bytes <see cref="Write(ref WireWriter, Utf8Text)"/> takes.</summary>
    /// <param name="value">The text.</param>
    /// <returns>A number of bytes; an upper bound for a text that can't be written.</returns>
    public static int GetSize(Utf8Text value) => value.ByteCount;

    /// <summary>Writes a text.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="value">The text.</param>
    /// <returns>How many bytes it took.</returns>
    /// <exception cref="WireFormatException">The text has a lone surrogate, or its bytes are not UTF-8.</exception>
    public static int Write(ref WireWriter writer, Utf8Text value)
    {
        if (value.TryGetString(out string? text))
        {
            return Write(ref writer, text, TextEncoding.Utf8);
        }

        ReadOnlySpan<byte> bytes = value.Bytes;
        ThrowIfNotUtf8(bytes);
        writer.Write(bytes);
        return bytes.Length;
    }

    /// <summary>Writes a text into a field of fixed size and pads it.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="value">The text.</param>
    /// <param name="byteCount">The size of the field in bytes.</param>
    /// <param name="pad">The padding.</param>
    /// <exception cref="WireFormatException">
    /// The text is longer than the field, ends with the padding (reading would drop it), has a lone surrogate, or its bytes are not UTF-8.
    /// </exception>
    public static void WriteFixed(ref WireWriter writer, Utf8Text value, int byteCount, byte pad)
    {
        if (value.TryGetString(out string? text))
        {
            WriteFixed(ref writer, text, byteCount, pad, TextEncoding.Utf8);
            return;
        }

        ReadOnlySpan<byte> bytes = value.Bytes;
        ThrowIfNotUtf8(bytes);
        Span<byte> field = writer.Take(byteCount);
        if (bytes.Length > byteCount)
        {
            throw new WireFormatException($"A text of {bytes.Length} bytes does not fit a field of {byteCount}.");
        }

        if (bytes.Length > 0 && bytes[^1] == pad)
        {
            ThrowEndsWithPadding(pad);
        }

        bytes.CopyTo(field);
        field[bytes.Length..].Fill(pad);
    }

    /// <summary>Writes a text and a zero.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="value">The text.</param>
    /// <exception cref="WireFormatException">The text contains a zero or a lone surrogate, or its bytes are not UTF-8.</exception>
    public static void WriteTerminated(ref WireWriter writer, Utf8Text value)
    {
        if (value.TryGetString(out string? text))
        {
            WriteTerminated(ref writer, text, TextEncoding.Utf8);
            return;
        }

        ThrowIfNotUtf8(value.Bytes);
        WireBytes.WriteTerminated(ref writer, value.Bytes);
    }

    private static bool TryAccept(ref WireReader reader, int start, ReadOnlySpan<byte> bytes, out Utf8Text value)
    {
        if (!Utf8.IsValid(bytes))
        {
            value = default;
            return NotUtf8(ref reader, start, bytes);
        }

        value = new Utf8Text(reader.Keep(start, bytes));
        return true;
    }

    private static void ThrowIfNotUtf8(ReadOnlySpan<byte> bytes)
    {
        if (!Utf8.IsValid(bytes))
        {
            ThrowNotUtf8(bytes.Length);
        }
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void ThrowNotUtf8(int length) => throw new WireFormatException($"The text's {length} bytes are not UTF-8.");
}
