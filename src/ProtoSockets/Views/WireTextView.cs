using ProtoSockets.Runtime;

namespace ProtoSockets;

/// <summary>The bytes of a text in a message. They are checked to be of the encoding only when they are made a string.</summary>
public readonly ref struct WireTextView
{
    private readonly TextEncoding _encoding;
    private readonly int _offset;
    private readonly string _member;

    internal WireTextView(ReadOnlySpan<byte> bytes, TextEncoding encoding, int offset, string member)
    {
        Bytes = bytes;
        _encoding = encoding;
        _offset = offset;
        _member = member;
    }

    /// <summary>The bytes, without length, padding and terminator.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Whether there are no bytes.</summary>
    public bool IsEmpty => Bytes.IsEmpty;

    /// <summary>The bytes of a text.</summary>
    /// <param name="text">The text.</param>
    public static implicit operator ReadOnlySpan<byte>(WireTextView text) => text.Bytes;

    /// <summary>Compares with bytes: <c>view.Name == "ada"u8</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="bytes">The bytes, in the text's encoding.</param>
    public static bool operator ==(WireTextView text, ReadOnlySpan<byte> bytes) => text.Bytes.SequenceEqual(bytes);

    /// <summary>Compares with bytes.</summary>
    /// <param name="text">The text.</param>
    /// <param name="bytes">The bytes, in the text's encoding.</param>
    public static bool operator !=(WireTextView text, ReadOnlySpan<byte> bytes) => !(text == bytes);

    /// <summary>Whether the text has these bytes.</summary>
    /// <param name="bytes">The bytes, in the text's encoding.</param>
    /// <returns>Whether it does.</returns>
    public bool SequenceEqual(ReadOnlySpan<byte> bytes) => Bytes.SequenceEqual(bytes);

    /// <summary>The text as a new string.</summary>
    /// <returns>The string.</returns>
    /// <exception cref="WireFormatException">The bytes are not of the encoding.</exception>
    public override string ToString()
    {
        if (Bytes.IsEmpty)
        {
            return string.Empty;
        }

        WireReader reader = new(Bytes, isComplete: true);
        if (!WireText.TryDecode(ref reader, _offset, Bytes, _encoding, out string text))
        {
            _ = reader.In(_member);
            WireViews.Throw(ref reader);
        }

        return text;
    }

    /// <summary>A view is no object, so that it equals none.</summary>
    /// <param name="obj">Anything.</param>
    /// <returns>False.</returns>
    public override bool Equals(object? obj) => false;

    /// <summary>A hash of the bytes; it differs from process to process.</summary>
    /// <returns>The hash.</returns>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(Bytes);
        return hash.ToHashCode();
    }
}
