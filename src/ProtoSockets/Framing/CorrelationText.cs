using System.Text;

namespace ProtoSockets.Runtime;

/// <summary>
/// Correlation ids that are tokens of lines, as IMAP's tags (RFC 3501, section 2.2.1): as the engine keeps them, the bytes of the token as a number, the last byte being the least significant. No tag
/// begins with the byte 0, so that the number says how many bytes there are.
/// </summary>
public static class CorrelationText
{
    /// <summary>The most bytes of an id.</summary>
    public const int MaxBytes = CorrelationBytes.MaxBytes;

    private const int Letters = 26;
    private const int Digits = 36;

    /// <summary>The id that a caller chose for its request.</summary>
    /// <param name="text">The text; empty for any that is free.</param>
    /// <param name="most">The most bytes that the member has.</param>
    /// <param name="member">What errors call it.</param>
    /// <returns>The id; 0 for any that is free.</returns>
    /// <exception cref="WireFormatException">It is longer, or begins with the byte 0.</exception>
    public static UInt128 Chosen(Utf8Text text, int most, string member)
    {
        int length = text.ByteCount;
        if (length > most)
        {
            WireChecks.ThrowTooLong(member, length, most);
        }

        Span<byte> bytes = stackalloc byte[MaxBytes];
        bytes = bytes[..text.CopyTo(bytes)];
        return bytes.IsEmpty || bytes[0] != 0 ? CorrelationBytes.Of(bytes) : throw new WireFormatException($"{member} begins with the byte 00, which no correlation id does");
    }

    /// <inheritdoc cref="Chosen(Utf8Text, int, string)"/>
    public static UInt128 Chosen(string? text, int most, string member) => Chosen(new Utf8Text(text), most, member);

    /// <summary>The text of an id.</summary>
    /// <param name="id">The id; 0 for none.</param>
    /// <param name="own">What the message holds, which stays where there is no id.</param>
    /// <returns>The text, in an array of the thread's own: valid until the next id of its length is made text of on the thread. Copy what you keep.</returns>
    public static Utf8Text ToText(UInt128 id, Utf8Text own) => id == 0 ? own : new Utf8Text((ReadOnlyMemory<byte>)CorrelationBytes.ToBytes(id, Length(id)));

    /// <inheritdoc cref="ToText(UInt128, Utf8Text)"/>
    public static string ToText(UInt128 id, string own) => id == 0 ? own : Encoding.UTF8.GetString(CorrelationBytes.ToBytes(id, Length(id)));

    /// <summary>Reads the id from its place in the line that a message begins with.</summary>
    /// <param name="message">A reader at the message's first byte; it stays there.</param>
    /// <param name="line">The line's format.</param>
    /// <param name="index">Which token it is, from 0.</param>
    /// <param name="most">The most bytes that it has.</param>
    /// <param name="member">What errors call it.</param>
    /// <param name="id">The id.</param>
    /// <returns>False when the line has no such token, or it is too long or begins with the byte 0.</returns>
    public static bool TryRead(ref WireReader message, LineFormat line, int index, int most, string member, out UInt128 id)
    {
        ArgumentNullException.ThrowIfNull(line);
        id = 0;
        ReadOnlySpan<byte> rest = message.Rest;
        if (!line.TryGetToken(line.Content(rest), index, out ReadOnlySpan<byte> token))
        {
            return message.Malformed($"the line has no token {index + 1}, which is its correlation id") || message.In(member);
        }

        _ = rest.Overlaps(token, out int offset);
        string? wrong = token.Length > most ? $"{token.Length} bytes are over the limit of {most}" : token[0] == 0 ? "a correlation id begins with no byte 00" : null;
        if (wrong is not null)
        {
            return message.MalformedAt(message.Position + offset, wrong) || message.In(member);
        }

        id = CorrelationBytes.Of(token);
        return true;
    }

    /// <summary>How many tags there are that the client makes.</summary>
    /// <param name="width">How many characters they have, 1 to 16.</param>
    internal static UInt128 Count(int width)
    {
        UInt128 count = Letters;
        for (int digit = 1; digit < width; digit++)
        {
            count *= Digits;
        }

        return count;
    }

    /// <summary>The tag of a number: a letter, and digits of base 36 behind it, so that it is an atom and no number.</summary>
    /// <param name="number">The number; what is beyond <see cref="Count"/> is cut off.</param>
    /// <param name="width">How many characters the tag has, 1 to 16.</param>
    internal static UInt128 Make(UInt128 number, int width)
    {
        UInt128 id = 0;
        for (int digit = 0; digit < width; digit++)
        {
            (number, UInt128 value) = UInt128.DivRem(number, digit == width - 1 ? (UInt128)Letters : Digits);
            int character = digit == width - 1 ? 'A' + (int)value : (int)value < 10 ? '0' + (int)value : 'A' + (int)value - 10;
            id |= (UInt128)(uint)character << (8 * digit);
        }

        return id;
    }

    private static int Length(UInt128 id) => MaxBytes - ((int)UInt128.LeadingZeroCount(id) / 8);
}
