using System.Diagnostics.CodeAnalysis;

namespace ProtoSockets.Runtime;

/// <content>Tokens that are there or not: how a reader decides, and that a writer writes nothing about which it would decide otherwise.</content>
public sealed partial class LineFormat
{
    /// <summary>Whether the next token is one to spare: an optional member's.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="line">The line.</param>
    /// <param name="required">How many tokens the members behind need.</param>
    /// <returns>Whether it is. An empty one is part of what takes the rest of the line.</returns>
    public bool HasOptional(ref WireReader reader, ref WireLine line, int required) => HasOptional(reader.Rest, line.IsAtStart, required);

    /// <summary>Whether there is a rest of the line, be it empty.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="line">The line.</param>
    /// <returns>Whether a separator or, at the line's start, anything is left.</returns>
    public bool HasRest(ref WireReader reader, ref WireLine line) => HasMoreThan(reader.Rest, line.IsAtStart, 0);

    /// <summary>Whether the next token is a certain word.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="line">The line.</param>
    /// <param name="word">The word.</param>
    /// <returns>Whether it is.</returns>
    public bool IsNext(ref WireReader reader, ref WireLine line, ReadOnlySpan<byte> word) => WordLength(reader.Rest, line.IsAtStart, word) > 0;

    /// <summary>Passes over the next token if it is a certain word, and one to spare.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="line">The line.</param>
    /// <param name="word">The word.</param>
    /// <param name="required">How many tokens the members behind need.</param>
    /// <returns>Whether it was.</returns>
    public bool TakeKeyword(ref WireReader reader, ref WireLine line, ReadOnlySpan<byte> word, int required)
    {
        int length = WordLength(reader.Rest, line.IsAtStart, word);
        if (length == 0 || (required > 0 && !HasMoreThan(reader.Rest, line.IsAtStart, required)))
        {
            return false;
        }

        reader.Skip(length);
        line.IsAtStart = false;
        return true;
    }

    /// <summary>Whether a certain word was written in some place.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="lineStart">Where the line starts.</param>
    /// <param name="place">The place, in front of the separator.</param>
    /// <param name="word">The word.</param>
    /// <returns>Whether it was.</returns>
    public bool IsWritten(ref WireWriter writer, int lineStart, int place, ReadOnlySpan<byte> word) => WordLength(Content(ref writer, place), place == lineStart, word) > 0;

    /// <summary>Checks that a reader takes nothing for an optional token that was not written.</summary>
    /// <param name="writer">The writer, behind the line's last token.</param>
    /// <param name="lineStart">Where the line starts.</param>
    /// <param name="place">Where the token would stand, its separator in front.</param>
    /// <param name="required">How many tokens the members behind need.</param>
    /// <param name="member">The member.</param>
    /// <exception cref="WireFormatException">What stands there would be read as the member.</exception>
    public void CheckAbsent(ref WireWriter writer, int lineStart, int place, int required, string member)
    {
        ReadOnlySpan<byte> behind = Content(ref writer, place);
        if (HasOptional(behind, place == lineStart, required))
        {
            ThrowAmbiguous(member, "null", Next(behind, place == lineStart));
        }
    }

    /// <summary>Checks that a reader takes nothing for a keyword that was not written.</summary>
    /// <param name="writer">The writer, behind the line's last token.</param>
    /// <param name="lineStart">Where the line starts.</param>
    /// <param name="place">Where the keyword would stand, its separator in front.</param>
    /// <param name="word">The keyword.</param>
    /// <param name="required">How many tokens the members behind need.</param>
    /// <param name="member">The member.</param>
    /// <exception cref="WireFormatException">The word stands there.</exception>
    public void CheckNoKeyword(ref WireWriter writer, int lineStart, int place, ReadOnlySpan<byte> word, int required, string member)
    {
        ReadOnlySpan<byte> behind = Content(ref writer, place);
        if (WordLength(behind, place == lineStart, word) > 0 && HasMoreThan(behind, place == lineStart, required))
        {
            ThrowAmbiguous(member, "false", word);
        }
    }

    /// <summary>Checks that a reader finds the rest of the line, which may be empty, but is not null.</summary>
    /// <param name="writer">The writer, behind the line's last token.</param>
    /// <param name="lineStart">Where the line starts.</param>
    /// <param name="place">Where the rest stands, its separator in front.</param>
    /// <param name="member">The member.</param>
    /// <exception cref="WireFormatException">Nothing tells it from null.</exception>
    public void CheckRestIsThere(ref WireWriter writer, int lineStart, int place, string member)
    {
        if (!HasMoreThan(Content(ref writer, place), place == lineStart, 0))
        {
            throw new WireFormatException($"{member} is empty, and would be read as null");
        }
    }

    /// <summary>What was written from a place on, as a reader sees it: without the blanks at the end of a lenient line.</summary>
    private ReadOnlySpan<byte> Content(ref WireWriter writer, int place)
    {
        ReadOnlySpan<byte> written = writer.Written[place..];
        return _isLenient ? written.TrimEnd(" \t"u8) : written;
    }

    private bool HasOptional(ReadOnlySpan<byte> rest, bool isAtStart, int required) =>
        HasMoreThan(rest, isAtStart, required) && !Next(rest, isAtStart).IsEmpty;

    private bool HasMoreThan(ReadOnlySpan<byte> rest, bool isAtStart, int count)
    {
        for (int found = 0; ; found++)
        {
            if (found > count)
            {
                return true;
            }

            if (!isAtStart)
            {
                int separator = SeparatorLength(rest);
                if (separator == 0)
                {
                    return false;
                }

                rest = rest[separator..];
            }
            else if (rest.IsEmpty)
            {
                return false;
            }

            isAtStart = false;
            rest = rest[Measure(rest)..];
        }
    }

    /// <summary>The next token.</summary>
    private ReadOnlySpan<byte> Next(ReadOnlySpan<byte> rest, bool isAtStart)
    {
        rest = isAtStart ? rest : rest[SeparatorLength(rest)..];
        return rest[..Measure(rest)];
    }

    /// <summary>The length of a word that is the next token and of the separator in front of it; 0 when another is, or none.</summary>
    private int WordLength(ReadOnlySpan<byte> rest, bool isAtStart, ReadOnlySpan<byte> word)
    {
        int separator = isAtStart ? 0 : SeparatorLength(rest);
        return (separator > 0 || isAtStart) && Next(rest, isAtStart).SequenceEqual(word) ? separator + word.Length : 0;
    }

    [DoesNotReturn]
    private static void ThrowAmbiguous(string member, string value, ReadOnlySpan<byte> behind) =>
        throw new WireFormatException($"{member} is {value}, and \"{WireLine.Show(behind)}\" behind it would be read as {member}");
}
