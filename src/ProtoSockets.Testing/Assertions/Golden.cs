using System.Globalization;
using System.Text;

namespace ProtoSockets.Testing;

/// <summary>Shows bytes to people: the <c>Describe</c> of a protocol or a record, which the generator makes.</summary>
/// <param name="bytes">The bytes.</param>
/// <param name="from">Who sent them.</param>
/// <returns>Lines of text.</returns>
public delegate string DescribeBytes(ReadOnlySpan<byte> bytes, Side from);

/// <summary>
/// Golden bytes: what a message has on the wire, written out by hand and held against what is written. Text of bytes is hexadecimal; spaces, line ends, and whatever stands behind <c>//</c> or <c>#</c> in a
/// line are passed over:
/// <code>
/// Golden.Matches(new Chat.Welcome(7, 3), """
///     00 00 00 07    // MemberId
///     00 03          // Online
///     """);
/// </code>
/// </summary>
public static class Golden
{
    private const int BytesPerLine = 16;

    /// <summary>The bytes of a record. A message in the default envelope gives its body; <see cref="Frame"/> gives all of it.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="from">Who sends it.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="WireFormatException">A member holds what its wire form can't.</exception>
    public static byte[] Bytes<T>(T value, Side from = Side.Both)
        where T : IWireSerializable<T>
    {
        ArgumentNullException.ThrowIfNull(value);
        WireWriter writer = new(new byte[value.GetSize()], from);
        value.Write(ref writer);
        return writer.Written.ToArray();
    }

    /// <summary>The bytes of a message with its header, whose own members are zero, or with the default envelope. A frame's length prefix or delimiter is not part of it.</summary>
    /// <typeparam name="T">The message.</typeparam>
    /// <param name="message">The message.</param>
    /// <param name="from">Who sends it.</param>
    /// <param name="correlationId">The correlation id in the header.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="WireFormatException">A member holds what its wire form can't.</exception>
    public static byte[] Frame<T>(T message, Side from, UInt128 correlationId = default)
        where T : Runtime.IProtocolMessage<T>
    {
        ArgumentNullException.ThrowIfNull(message);
        WireWriter writer = new(new byte[message.GetFrameSize()], from);
        message.WriteFrame(ref writer, new Runtime.FrameRoute(Runtime.FrameKind.Unknown, T.MessageId, correlationId));
        return writer.Written.ToArray();
    }

    /// <summary>Checks that a record is written as these bytes, and that these bytes are read as the record.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="hex">The bytes, in hexadecimal.</param>
    /// <param name="from">Who sends it.</param>
    /// <exception cref="ExpectationException">It is not; the message shows the members that differ, and where they are.</exception>
    /// <exception cref="FormatException">The text is not hexadecimal.</exception>
    public static void Matches<T>(T value, string hex, Side from = Side.Both)
        where T : IWireSerializable<T>
    {
        byte[] expected = Parse(hex);
        Equal(expected, Bytes(value, from), static (bytes, side) => Runtime.WireDump.Describe<T>(bytes, side), from);
        WireReader reader = new(expected, isComplete: true, from);
        bool isRead = T.TryRead(ref reader, out T read) && reader.TryEnd();
        CheckRead(value, isRead, read, reader.Error);
    }

    /// <summary>Checks that a message with its header, or in the default envelope, is written as these bytes, and that these bytes are read as the message.</summary>
    /// <typeparam name="T">The message.</typeparam>
    /// <param name="message">The message.</param>
    /// <param name="hex">The bytes, in hexadecimal.</param>
    /// <param name="from">Who sends it.</param>
    /// <param name="correlationId">The correlation id in the header.</param>
    /// <exception cref="ExpectationException">It is not; the message shows the members that differ, and where they are.</exception>
    /// <exception cref="FormatException">The text is not hexadecimal.</exception>
    public static void FrameMatches<T>(T message, string hex, Side from, UInt128 correlationId = default)
        where T : Runtime.IProtocolMessage<T>
    {
        byte[] expected = Parse(hex);
        Equal(expected, Frame(message, from, correlationId), static (bytes, side) => Runtime.WireDump.DescribeFrame<T>(bytes, side), from);
        WireReader reader = new(expected, isComplete: true, from);
        bool isRead = T.TryReadFrame(ref reader, out T read);
        CheckRead(message, isRead, read, reader.Error);
    }

    /// <summary>Checks that bytes are what they should be.</summary>
    /// <param name="expected">What they should be.</param>
    /// <param name="actual">What they are.</param>
    /// <param name="describe">Shows them, so that the difference names the member: <c>Chat.Describe</c>; null shows the bytes alone.</param>
    /// <param name="from">Who sent them.</param>
    /// <exception cref="ExpectationException">They are not; the message shows where they differ.</exception>
    public static void Equal(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual, DescribeBytes? describe = null, Side from = Side.Both)
    {
        if (!expected.SequenceEqual(actual))
        {
            throw new ExpectationException(ByteDifference.Show(expected, actual, describe, from));
        }
    }

    /// <summary>Checks that bytes are what they should be.</summary>
    /// <param name="expectedHex">What they should be, in hexadecimal.</param>
    /// <param name="actual">What they are.</param>
    /// <param name="describe">Shows them, so that the difference names the member: <c>Chat.Describe</c>; null shows the bytes alone.</param>
    /// <param name="from">Who sent them.</param>
    /// <exception cref="ExpectationException">They are not; the message shows where they differ.</exception>
    /// <exception cref="FormatException">The text is not hexadecimal.</exception>
    public static void Equal(string expectedHex, ReadOnlySpan<byte> actual, DescribeBytes? describe = null, Side from = Side.Both) =>
        Equal(Parse(expectedHex), actual, describe, from);

    /// <summary>Reads bytes from text.</summary>
    /// <param name="hex">Hexadecimal; spaces, line ends, and whatever stands behind <c>//</c> or <c>#</c> in a line are passed over.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="FormatException">There is something else in it, or half a byte.</exception>
    public static byte[] Parse(string hex)
    {
        ArgumentNullException.ThrowIfNull(hex);
        List<byte> bytes = [];
        int line = 0;
        foreach (ReadOnlySpan<char> whole in hex.AsSpan().EnumerateLines())
        {
            line++;
            int comment = whole.IndexOf("//", StringComparison.Ordinal);
            int hash = whole.IndexOf('#');
            int end = Math.Min(comment < 0 ? whole.Length : comment, hash < 0 ? whole.Length : hash);
            int digits = 0;
            int value = 0;
            foreach (char letter in whole[..end])
            {
                if (char.IsWhiteSpace(letter))
                {
                    continue;
                }

                value = char.IsAsciiHexDigit(letter)
                    ? (value << 4) | Convert.ToInt32(letter.ToString(), 16)
                    : throw new FormatException($"Line {line}: '{letter}' is no hexadecimal digit.");
                if (++digits % 2 == 0)
                {
                    bytes.Add((byte)value);
                    value = 0;
                }
            }

            if (digits % 2 != 0)
            {
                throw new FormatException($"Line {line} ends with half a byte.");
            }
        }

        return [.. bytes];
    }

    /// <summary>Writes bytes as text, 16 in a line.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>Hexadecimal, which <see cref="Parse"/> reads.</returns>
    public static string Hex(ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new(bytes.Length * 3);
        for (int index = 0; index < bytes.Length; index++)
        {
            text.Append(index == 0 ? "" : index % BytesPerLine == 0 ? "\n" : " ").Append(bytes[index].ToString("X2", CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }

    private static void CheckRead<T>(T value, bool isRead, T read, WireError? error)
    {
        if (!isRead)
        {
            throw new ExpectationException($"The bytes are those that {value} is written as, and they can't be read: {error}");
        }

        if (!EqualityComparer<T>.Default.Equals(value, read))
        {
            throw new ExpectationException($"The bytes are those that {value} is written as, and are read as another value: {read}");
        }
    }
}
