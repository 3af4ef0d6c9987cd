using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace ProtoSockets;

/// <summary>
/// Text that is UTF-8 on the wire, as a string or as its bytes, whichever is there: neither reading nor writing it copies. Texts are equal when their
/// characters are, whichever form they have.
/// </summary>
/// <remarks>
/// A text from a received message borrows the receive buffer: it is valid until the handler's task completes. <see cref="ToOwned"/> and
/// <see cref="ToString"/> keep it. The default is the empty text.
/// </remarks>
public readonly struct Utf8Text : IEquatable<Utf8Text>
{
    private const int StackBytes = 256;

    private readonly string? _text;
    private readonly ReadOnlyMemory<byte> _bytes;

    /// <summary>A text from a string.</summary>
    /// <param name="text">The string; null is the empty text.</param>
    public Utf8Text(string? text) => _text = string.IsNullOrEmpty(text) ? null : text;

    /// <summary>A text from its bytes, which are not copied. Bytes that are not UTF-8 can't be written.</summary>
    /// <param name="bytes">The UTF-8 bytes.</param>
    public Utf8Text(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    /// <summary>How many bytes the text has in UTF-8. For a string they are counted each time.</summary>
    public int ByteCount => _text is null ? _bytes.Length : Encoding.UTF8.GetByteCount(_text);

    /// <summary>Whether the text has no characters.</summary>
    public bool IsEmpty => _text is null && _bytes.IsEmpty;

    /// <summary>The bytes of a text that has them.</summary>
    internal ReadOnlySpan<byte> Bytes => _bytes.Span;

    /// <summary>A text from a string.</summary>
    /// <param name="text">The string; null is the empty text.</param>
    public static implicit operator Utf8Text(string? text) => new(text);

    /// <summary>A text from its bytes, which are not copied.</summary>
    /// <param name="bytes">The UTF-8 bytes; null is the empty text.</param>
    public static implicit operator Utf8Text(byte[]? bytes) => new(bytes.AsMemory());

    /// <summary>A text from its bytes, which are not copied.</summary>
    /// <param name="bytes">The UTF-8 bytes.</param>
    public static implicit operator Utf8Text(ReadOnlyMemory<byte> bytes) => new(bytes);

    /// <summary>A text from a copy of its bytes, so that a literal can be passed: <c>"hello"u8</c>. It allocates.</summary>
    /// <param name="bytes">The UTF-8 bytes.</param>
    public static implicit operator Utf8Text(ReadOnlySpan<byte> bytes) => new(bytes.ToArray());

    /// <summary>Whether two texts have the same characters.</summary>
    /// <param name="left">One text.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(Utf8Text left, Utf8Text right) => left.Equals(right);

    /// <summary>Whether two texts differ in a character.</summary>
    /// <param name="left">One text.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(Utf8Text left, Utf8Text right) => !left.Equals(right);

    /// <summary>The text's UTF-8 bytes, if it has them already.</summary>
    /// <param name="bytes">The bytes, as long as the text is valid.</param>
    /// <returns>False for a text made from a string; <see cref="CopyTo"/> encodes it.</returns>
    public bool TryGetBytes(out ReadOnlyMemory<byte> bytes)
    {
        bytes = _bytes;
        return _text is null;
    }

    /// <summary>Copies the text as UTF-8.</summary>
    /// <param name="destination">At least <see cref="ByteCount"/> bytes.</param>
    /// <returns>How many bytes it took.</returns>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    /// <exception cref="WireFormatException">The text was made from a string with a lone surrogate.</exception>
    public int CopyTo(Span<byte> destination)
    {
        if (_text is null)
        {
            _bytes.Span.CopyTo(destination);
            return _bytes.Length;
        }

        return Utf8.FromUtf16(_text, destination, out int read, out int written, replaceInvalidSequences: false) switch
        {
            OperationStatus.Done => written,
            OperationStatus.InvalidData => throw new WireFormatException($"The text has a lone surrogate at index {read}."),
            _ => throw new ArgumentException($"The text has {ByteCount} bytes, and the destination {destination.Length}.", nameof(destination)),
        };
    }

    /// <summary>The text as a string. It allocates unless the text was made from one.</summary>
    /// <returns>The string; bytes that are not UTF-8 give U+FFFD.</returns>
    public override string ToString() => _text ?? Encoding.UTF8.GetString(_bytes.Span);

    /// <summary>The same text with a copy of the bytes that it borrows.</summary>
    /// <returns>A text that may be kept.</returns>
    public Utf8Text ToOwned() => _text is not null || _bytes.IsEmpty ? this : new Utf8Text(_bytes.ToArray());

    /// <summary>Whether two texts have the same characters.</summary>
    /// <param name="other">The other text.</param>
    /// <returns>Whether they are equal; without allocating, whatever their forms.</returns>
    public bool Equals(Utf8Text other) => (_text, other._text) switch
    {
        (null, null) => _bytes.Span.SequenceEqual(other._bytes.Span),
        (null, _) => EncodesAs(other._text, _bytes.Span),
        (_, null) => EncodesAs(_text, other._bytes.Span),
        _ => string.Equals(_text, other._text, StringComparison.Ordinal),
    };

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Utf8Text other && Equals(other);

    /// <summary>A hash of the text's UTF-8 bytes, the same for all its forms; it differs from process to process.</summary>
    /// <returns>The hash.</returns>
    public override int GetHashCode()
    {
        HashCode hash = default;
        if (_text is null)
        {
            hash.AddBytes(_bytes.Span);
            return hash.ToHashCode();
        }

        int count = ByteCount;
        byte[]? rented = count <= StackBytes ? null : ArrayPool<byte>.Shared.Rent(count);
        Span<byte> bytes = rented ?? stackalloc byte[StackBytes];
        hash.AddBytes(bytes[..Encoding.UTF8.GetBytes(_text, bytes)]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return hash.ToHashCode();
    }

    /// <summary>The string of a text made from one.</summary>
    internal bool TryGetString([NotNullWhen(true)] out string? text)
    {
        text = _text;
        return text is not null;
    }

    private static bool EncodesAs(ReadOnlySpan<char> text, ReadOnlySpan<byte> bytes)
    {
        // Only ASCII takes as many bytes as characters; nothing takes more than three bytes a character.
        if (text.Length == bytes.Length)
        {
            return Ascii.Equals(bytes, text);
        }

        if (bytes.Length < text.Length || bytes.Length > 3L * text.Length)
        {
            return false;
        }

        Span<byte> encoded = stackalloc byte[StackBytes];
        while (!text.IsEmpty)
        {
            OperationStatus status = Utf8.FromUtf16(text, encoded, out int read, out int written, replaceInvalidSequences: false);
            if (status is OperationStatus.InvalidData || !bytes.StartsWith(encoded[..written]))
            {
                return false;
            }

            text = text[read..];
            bytes = bytes[written..];
        }

        return bytes.IsEmpty;
    }
}
