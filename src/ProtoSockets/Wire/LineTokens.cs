namespace ProtoSockets.Runtime;

/// <summary>Lists of tokens: how one token is read and written, and how the separators get between them.</summary>
public static class LineTokens
{
    /// <summary>Tokens that are UTF-8 text, borrowed.</summary>
    /// <param name="format">The line's format.</param>
    /// <returns>How one is read and written.</returns>
    public static WireElement<Utf8Text> Text(LineFormat format) => new Utf8Token(format);

    /// <summary>Tokens that are text.</summary>
    /// <param name="format">The line's format.</param>
    /// <param name="encoding">Their encoding.</param>
    /// <returns>How one is read and written.</returns>
    public static WireElement<string> Text(LineFormat format, TextEncoding encoding) => new StringToken(format, encoding);

    /// <summary>Tokens that are bytes, borrowed.</summary>
    /// <param name="format">The line's format.</param>
    /// <returns>How one is read and written.</returns>
    public static WireElement<ReadOnlyMemory<byte>> Bytes(LineFormat format) => new BytesToken(format);

    /// <summary>Writes the tokens of an array.</summary>
    /// <typeparam name="T">A token's type.</typeparam>
    /// <param name="writer">The writer.</param>
    /// <param name="format">The line's format.</param>
    /// <param name="lineStart">Where the line starts.</param>
    /// <param name="tokens">The tokens.</param>
    /// <param name="element">How one is written.</param>
    /// <param name="member">The member.</param>
    /// <exception cref="WireFormatException">A token is empty, or has a byte in it that would end it; or the array is null.</exception>
    public static void Write<T>(ref WireWriter writer, LineFormat format, int lineStart, T[] tokens, WireElement<T> element, string member)
    {
        WireCounts.ThrowIfNull(tokens);
        Write(ref writer, format, lineStart, (WireList<T>)tokens, element, member);
    }

    /// <summary>Writes the tokens of a list.</summary>
    /// <typeparam name="T">A token's type.</typeparam>
    /// <param name="writer">The writer.</param>
    /// <param name="format">The line's format.</param>
    /// <param name="lineStart">Where the line starts.</param>
    /// <param name="tokens">The tokens.</param>
    /// <param name="element">How one is written.</param>
    /// <param name="member">The member.</param>
    /// <exception cref="WireFormatException">A token is empty, or has a byte in it that would end it.</exception>
    public static void Write<T>(ref WireWriter writer, LineFormat format, int lineStart, WireList<T> tokens, WireElement<T> element, string member)
    {
        ArgumentNullException.ThrowIfNull(format);
        ArgumentNullException.ThrowIfNull(element);
        foreach (T token in tokens)
        {
            int start = format.Separate(ref writer, lineStart);
            element.Write(ref writer, token);
            format.CheckToken(ref writer, start, member);
        }
    }

    private sealed class Utf8Token(LineFormat format) : WireElement<Utf8Text>
    {
        public override bool TryRead(ref WireReader reader, out Utf8Text value)
        {
            value = default;
            return format.TryListToken(ref reader, out int length) && WireText.TryRead(ref reader, length, out value);
        }

        public override void Write(ref WireWriter writer, Utf8Text value) => WireText.Write(ref writer, value);

        public override int GetSize(Utf8Text value) => value.ByteCount;

        public override Utf8Text ToOwned(Utf8Text value) => value.ToOwned();
    }

    private sealed class StringToken(LineFormat format, TextEncoding encoding) : WireElement<string>
    {
        public override bool TryRead(ref WireReader reader, out string value)
        {
            value = string.Empty;
            return format.TryListToken(ref reader, out int length) && WireText.TryRead(ref reader, length, encoding, out value);
        }

        public override void Write(ref WireWriter writer, string value) => WireText.Write(ref writer, value, encoding);

        public override int GetSize(string value) => WireText.GetSize(value, encoding);
    }

    private sealed class BytesToken(LineFormat format) : WireElement<ReadOnlyMemory<byte>>
    {
        public override bool TryRead(ref WireReader reader, out ReadOnlyMemory<byte> value)
        {
            value = default;
            return format.TryListToken(ref reader, out int length) && reader.TryBorrow(length, out value);
        }

        public override void Write(ref WireWriter writer, ReadOnlyMemory<byte> value) => writer.Write(value.Span);

        public override int GetSize(ReadOnlyMemory<byte> value) => value.Length;

        public override ReadOnlyMemory<byte> ToOwned(ReadOnlyMemory<byte> value) => value.ToArray();
    }
}
