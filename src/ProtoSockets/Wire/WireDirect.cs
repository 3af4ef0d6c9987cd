using System.Runtime.CompilerServices;
using System.Text.Unicode;

namespace ProtoSockets.Runtime;

/// <summary>
/// What generated code uses that reads and writes records straight from and to their bytes. Nothing here says what is wrong with bytes: a record is read again with a <see cref="WireReader"/> for that.
/// </summary>
public static class WireDirect
{
    /// <summary>Reads an unsigned integer in LEB128, the form of MQTT's lengths, too.</summary>
    /// <param name="bytes">The bytes from its first on.</param>
    /// <param name="maxBytes">The most bytes allowed.</param>
    /// <param name="canonical">Whether only the shortest form is allowed.</param>
    /// <param name="value">The integer.</param>
    /// <returns>How many bytes it took; 0 if there is none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ReadLeb128(ReadOnlySpan<byte> bytes, int maxBytes, bool canonical, out ulong value)
    {
        // Nearly all lengths take one byte or two, and each of those is a few instructions.
        if (bytes.Length > 0 && bytes[0] < 0x80)
        {
            value = bytes[0];
            return 1;
        }

        if (bytes.Length > 1 && bytes[1] is > 0 and < 0x80 && maxBytes > 1)
        {
            value = (uint)((bytes[0] & 0x7F) | (bytes[1] << 7));
            return 2;
        }

        int size = ReadLong(bytes, maxBytes, canonical, out ulong number);
        value = number;
        return size;
    }

    /// <summary>Writes an unsigned integer in LEB128.</summary>
    /// <param name="bytes">Where it goes.</param>
    /// <param name="value">The integer.</param>
    /// <returns>How many bytes it took.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are too few bytes.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int WriteLeb128(Span<byte> bytes, ulong value)
    {
        if (bytes.Length > 1 && value < 1 << 14)
        {
            bool isLong = value >= 0x80;
            bytes[0] = (byte)(isLong ? value | 0x80 : value);
            if (isLong)
            {
                bytes[1] = (byte)(value >> 7);
            }

            return isLong ? 2 : 1;
        }

        return WriteLong(bytes, value);
    }

    /// <summary>Writes a variable byte integer of MQTT.</summary>
    /// <param name="bytes">Where it goes.</param>
    /// <param name="value">The integer.</param>
    /// <returns>How many bytes it took.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are too few bytes.</exception>
    /// <exception cref="WireFormatException">It is larger than <see cref="MqttVarInt.MaxValue"/>.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int WriteMqtt(Span<byte> bytes, ulong value)
    {
        if (value > MqttVarInt.MaxValue)
        {
            VarInts.ThrowTooLarge(value, "a variable byte integer of MQTT", MqttVarInt.MaxValue);
        }

        return WriteLeb128(bytes, value);
    }

    /// <summary>Writes bytes.</summary>
    /// <param name="destination">Where they go.</param>
    /// <param name="bytes">The bytes.</param>
    /// <returns>How many there are.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is too little room.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Write(Span<byte> destination, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(destination.Slice(0, bytes.Length));
        return bytes.Length;
    }

    /// <summary>Writes a text.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="text">The text.</param>
    /// <returns>How many bytes it took.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is too little room.</exception>
    /// <exception cref="WireFormatException">The text has a lone surrogate, or its bytes are not UTF-8.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Write(Span<byte> destination, Utf8Text text)
    {
        if (text.TryGetString(out string? characters))
        {
            return WriteCharacters(destination, characters);
        }

        ReadOnlySpan<byte> bytes = text.Bytes;
        if (!Utf8.IsValid(bytes))
        {
            WireText.ThrowNotUtf8(bytes.Length);
        }

        return Write(destination, bytes);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ReadLong(ReadOnlySpan<byte> bytes, int maxBytes, bool canonical, out ulong value) =>
        Leb128.Decode(bytes, maxBytes, out value, out int length) == VarIntProblem.None && (!canonical || length == Leb128.GetSize(value)) ? length : 0;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int WriteLong(Span<byte> bytes, ulong value)
    {
        WireWriter writer = new(bytes);
        Leb128.Write(ref writer, value);
        return writer.Position;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int WriteCharacters(Span<byte> destination, string text)
    {
        WireWriter writer = new(destination);
        return WireText.Write(ref writer, text, TextEncoding.Utf8);
    }
}
