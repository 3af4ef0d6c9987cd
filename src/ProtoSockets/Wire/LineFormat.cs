using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ProtoSockets.Runtime;

/// <summary>
/// How the lines of a record look: what stands between tokens, what ends a line, and how long it may be. Generated code makes one for each record marked
/// <see cref="LineAttribute"/>, and reads and writes tokens through it.
/// </summary>
/// <remarks>
/// Reading encloses the line first, so that nothing is read beyond it. A token's own code then reads as many bytes as <see cref="TryToken"/> says.
/// </remarks>
public sealed partial class LineFormat
{
    private static readonly SearchValues<byte> Blanks = SearchValues.Create(" \t"u8);

    private readonly byte[] _separator;
    private readonly byte[] _terminator;
    private readonly bool _isLenient;
    private readonly int _maxBytes;

    /// <summary>The separator without its blanks, which is what has to be there in a lenient line; empty when it is nothing but blanks.</summary>
    private readonly byte[] _core;

    /// <summary>What a token may not hold.</summary>
    private readonly SearchValues<byte> _forbidden;

    /// <summary>What the line's last token, which takes the rest, may not hold.</summary>
    private readonly SearchValues<byte> _ends;

    /// <summary>Makes a format.</summary>
    /// <param name="separator">What stands between two tokens; at least one byte.</param>
    /// <param name="terminator">What ends a line; at least one byte.</param>
    /// <param name="lenient">Whether blanks may be added on read; see <see cref="LineAttribute.Lenient"/>.</param>
    /// <param name="maxBytes">The most bytes of a line, its terminator not counted.</param>
    public LineFormat(ReadOnlySpan<byte> separator, ReadOnlySpan<byte> terminator, bool lenient, int maxBytes)
    {
        ArgumentOutOfRangeException.ThrowIfZero(separator.Length, nameof(separator));
        ArgumentOutOfRangeException.ThrowIfZero(terminator.Length, nameof(terminator));
        _separator = separator.ToArray();
        _terminator = terminator.ToArray();
        _isLenient = lenient;
        _maxBytes = maxBytes;
        _core = separator.Trim(" \t"u8).ToArray();
        _forbidden = SearchValues.Create([.. separator, .. terminator, .. lenient ? " \t"u8 : default]);
        _ends = SearchValues.Create(terminator);
    }

    /// <summary>Finds the end of the line that starts here, and limits the reader to what stands before it. Pair it with <see cref="TryLeave"/>.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="line">The line.</param>
    /// <returns>False when the line does not end, or not within its limit.</returns>
    public bool TryEnter(ref WireReader reader, out WireLine line)
    {
        line = new WireLine { IsAtStart = true };
        if (!WireTerminated.TryFind(ref reader, _terminator, _maxBytes, out int length))
        {
            return false;
        }

        // Blanks at the end belong to no token.
        int content = _isLenient ? reader.Rest[..length].TrimEnd(" \t"u8).Length : length;
        line.Trailing = length - content + _terminator.Length;
        return reader.TryEnter(content, out line.OuterEnd);
    }

    /// <summary>Ends the line: all of its tokens must have been read.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="line">The line.</param>
    /// <returns>False when something is left.</returns>
    public static bool TryLeave(ref WireReader reader, ref WireLine line)
    {
        if (reader.Remaining > 0)
        {
            return LeftOver(ref reader);
        }

        _ = reader.TryLeave(line.OuterEnd);
        reader.Skip(line.Trailing);
        return true;
    }

    /// <summary>Passes over the separator, and measures the token behind it.</summary>
    /// <param name="reader">The reader; afterwards at the token.</param>
    /// <param name="line">The line.</param>
    /// <param name="length">How many bytes the token has, at least one.</param>
    /// <returns>False when there is no further token.</returns>
    public bool TryToken(ref WireReader reader, ref WireLine line, out int length)
    {
        if (!TrySeparator(ref reader, ref line))
        {
            length = 0;
            return false;
        }

        return TryMeasure(ref reader, out length);
    }

    /// <summary>Passes over the separator, and measures the rest of the line.</summary>
    /// <param name="reader">The reader; afterwards at the rest.</param>
    /// <param name="line">The line.</param>
    /// <param name="length">How many bytes are left; 0 is allowed, and then blanks that would separate nothing may be missing.</param>
    /// <returns>False when not even the separator is there.</returns>
    public bool TryRest(ref WireReader reader, ref WireLine line, out int length)
    {
        length = 0;
        if (_core.Length == 0 && reader.Remaining == 0)
        {
            line.IsAtStart = false;
            return true;
        }

        if (!TrySeparator(ref reader, ref line))
        {
            return false;
        }

        length = reader.Remaining;
        int index = reader.Rest.IndexOfAny(_ends);
        return index < 0 || Forbidden(ref reader, index);
    }

    /// <summary>Writes the separator in front of a token, unless this is the line's first.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="lineStart">Where the line starts.</param>
    /// <returns>Where the token starts.</returns>
    public int Separate(ref WireWriter writer, int lineStart)
    {
        if (writer.Position != lineStart)
        {
            writer.Write(_separator);
        }

        return writer.Position;
    }

    /// <summary>Checks a token that was written.</summary>
    /// <param name="writer">The writer, behind the token.</param>
    /// <param name="start">Where the token starts.</param>
    /// <param name="member">The member.</param>
    /// <exception cref="WireFormatException">It is empty, or has a byte in it that would end it.</exception>
    public void CheckToken(ref WireWriter writer, int start, string member)
    {
        ReadOnlySpan<byte> token = writer.Written[start..];
        int index = token.IndexOfAny(_forbidden);
        if (token.IsEmpty || index >= 0)
        {
            ThrowToken(member, token, index);
        }
    }

    /// <summary>Checks the last token, which may have separators in it, and may be empty.</summary>
    /// <param name="writer">The writer, behind the token.</param>
    /// <param name="start">Where the token starts.</param>
    /// <param name="member">The member.</param>
    /// <exception cref="WireFormatException">It has a byte in it that would end it, or blanks at an end where a reader drops them.</exception>
    public void CheckRest(ref WireWriter writer, int start, string member)
    {
        ReadOnlySpan<byte> rest = writer.Written[start..];
        int index = rest.IndexOfAny(_ends);
        if (index < 0 && _isLenient && !rest.IsEmpty)
        {
            index = Blanks.Contains(rest[0]) ? 0 : Blanks.Contains(rest[^1]) ? rest.Length - 1 : -1;
        }

        if (index >= 0)
        {
            ThrowToken(member, rest, index);
        }
    }

    /// <summary>Ends a line that was written.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="lineStart">Where the line starts.</param>
    /// <param name="record">The record.</param>
    /// <exception cref="WireFormatException">The line is longer than it may be.</exception>
    public void End(ref WireWriter writer, int lineStart, string record)
    {
        int length = writer.Position - lineStart;
        if (length > _maxBytes)
        {
            WireChecks.ThrowTooLong($"The line of {record}", length, _maxBytes);
        }

        writer.Write(_terminator);
    }

    /// <summary>Passes over the separator in front of a token of a list, if there is one, and measures the token.</summary>
    internal bool TryListToken(ref WireReader reader, out int length)
    {
        reader.Skip(SeparatorLength(reader.Rest));
        return TryMeasure(ref reader, out length);
    }

    /// <summary>A line without its terminator and what stands behind it.</summary>
    internal ReadOnlySpan<byte> Content(ReadOnlySpan<byte> message)
    {
        int end = message.IndexOf(_terminator);
        return end < 0 ? message : message[..end];
    }

    /// <summary>Finds what stands behind the first token, a tag, as far as the bytes so far say.</summary>
    /// <param name="message">The message's first bytes.</param>
    /// <param name="isWhole">Whether no further bytes follow.</param>
    /// <param name="behind">What stands there, to the message's end.</param>
    /// <returns>Null when more bytes are needed to tell; false when there is no tag, or nothing behind it.</returns>
    internal bool? TryPassTag(ReadOnlySpan<byte> message, bool isWhole, out ReadOnlySpan<byte> behind)
    {
        // Of a peer that sends no separator, or nothing else, the bytes are not looked at again and again.
        const int most = 256;
        behind = default;
        ReadOnlySpan<byte> line = Content(message);
        int token = Measure(line);
        int separator = token is 0 or > CorrelationText.MaxBytes ? 0 : SeparatorLength(line[token..]);
        if (separator > 0)
        {
            behind = message[(token + separator)..];
            return true;
        }

        bool isOpen = !isWhole && line.Length == message.Length && token <= CorrelationText.MaxBytes && line.Length < most;
        return isOpen ? null : false;
    }

    /// <summary>Finds a token of a whole line.</summary>
    /// <param name="line">The line's content.</param>
    /// <param name="index">The token's index from 0; from the end: -1 is the last one.</param>
    /// <param name="token">The token.</param>
    /// <returns>Whether the line has it.</returns>
    internal bool TryGetToken(ReadOnlySpan<byte> line, int index, out ReadOnlySpan<byte> token)
    {
        token = default;
        if (index < 0)
        {
            ReadOnlySpan<byte> rest = _isLenient ? line.TrimEnd(" \t"u8) : line;
            for (int back = -1; ; back--)
            {
                int separator = !_isLenient ? rest.LastIndexOf(_separator) : _core.Length > 0 ? rest.LastIndexOf(_core) : rest.LastIndexOfAny(Blanks);
                int width = _isLenient ? _core.Length > 0 ? _core.Length : 1 : _separator.Length;
                if (back == index)
                {
                    token = separator < 0 ? rest : rest[(separator + width)..];
                    token = _isLenient ? token.TrimStart(" \t"u8) : token;
                    return token.Length > 0;
                }

                if (separator < 0)
                {
                    return false;
                }

                rest = _isLenient ? rest[..separator].TrimEnd(" \t"u8) : rest[..separator];
            }
        }

        for (int at = 0; ; at++)
        {
            int length = Measure(line);
            if (at == index)
            {
                token = line[..length];
                return length > 0;
            }

            line = line[length..];
            int separator = SeparatorLength(line);
            if (separator == 0)
            {
                return false;
            }

            line = line[separator..];
        }
    }

    private bool TryMeasure(ref WireReader reader, out int length)
    {
        ReadOnlySpan<byte> rest = reader.Rest;
        length = Measure(rest);
        if (length == 0)
        {
            return NoToken(ref reader);
        }

        // What is refused on write is refused on read: a lone line feed ends a line for some peers (RFC 9112, section 2.2), and so does not belong into a token.
        int index = rest[..length].IndexOfAny(_forbidden);
        return index < 0 || Forbidden(ref reader, index);
    }

    private bool TrySeparator(ref WireReader reader, ref WireLine line)
    {
        if (line.IsAtStart)
        {
            line.IsAtStart = false;
            return true;
        }

        int separator = SeparatorLength(reader.Rest);
        reader.Skip(separator);
        return separator > 0 || NoToken(ref reader);
    }

    /// <summary>The length of the separator at the front; 0 when there is none. Blanks at the end of a lenient line separate nothing.</summary>
    private int SeparatorLength(ReadOnlySpan<byte> rest)
    {
        if (!_isLenient)
        {
            return rest.StartsWith(_separator) ? _separator.Length : 0;
        }

        if (!rest.StartsWith(_core))
        {
            return 0;
        }

        int next = rest[_core.Length..].IndexOfAnyExcept(Blanks);
        return next >= 0 ? _core.Length + next : _core.Length > 0 ? rest.Length : 0;
    }

    /// <summary>The length of the token at the front.</summary>
    private int Measure(ReadOnlySpan<byte> rest)
    {
        int end = !_isLenient ? rest.IndexOf(_separator) : _core.Length > 0 ? rest.IndexOf(_core) : rest.IndexOfAny(Blanks);
        return end < 0 ? rest.Length : end;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool NoToken(ref WireReader reader) =>
        reader.Malformed(reader.Remaining == 0 ? "the line has no further token" : "a token is empty, or no separator stands in front of it");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool LeftOver(ref WireReader reader) => reader.Malformed($"\"{WireLine.Show(reader.Rest)}\" is left over in the line");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Forbidden(ref WireReader reader, int index) =>
        reader.Malformed($"the byte {reader.Rest[index]:X2} at index {index} is part of what separates tokens or ends lines");

    [DoesNotReturn]
    private static void ThrowToken(string member, ReadOnlySpan<byte> token, int index) => throw new WireFormatException(
        token.IsEmpty ? $"{member} is empty, and a token has at least one byte" : $"{member} has the byte {token[index]:X2} at index {index}, which would end it in its line");
}
