using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace ProtoSockets.Runtime;

/// <summary>Finds members that stand where an offset says. Generated code stands on it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class WirePlaces
{
    /// <summary>How often the bytes of a message may be read in places that may overlap: offsets that share their targets stay far below, and a table of offsets to one large target does not.</summary>
    internal const int MaxRevisits = 16;

    /// <summary>Moves to the place that an offset says.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="offset">The offset on the wire.</param>
    /// <param name="start">Where it counts from, in the message.</param>
    /// <param name="bias">What was added to give the value on the wire.</param>
    /// <param name="unit">The number of bytes in one unit of it.</param>
    /// <param name="behind">The first byte of the message that may be meant.</param>
    /// <returns>False when it is not there, or lies behind the end.</returns>
    public static bool TryMove(ref WireReader reader, long offset, int start, int bias, int unit, int behind)
    {
        long place = PlaceOf(offset, start, bias, unit);
        return place < behind
            ? NotBehind(ref reader, offset, behind)
            : place - reader.Position <= reader.Remaining
                ? Move(ref reader, (int)place)
                : reader.Short(place - reader.Position, $"stands at byte {place}, and the bytes end before it");
    }

    /// <inheritdoc cref="TryMove(ref WireReader, long, int, int, int, int)"/>
    public static bool TryMove(ref WireReader reader, ulong offset, int start, int bias, int unit, int behind) =>
        TryMove(ref reader, offset > long.MaxValue ? long.MaxValue : (long)offset, start, bias, unit, behind);

    /// <summary>Checks that the next member stands where an offset says.</summary>
    /// <param name="reader">The reader, in front of the member.</param>
    /// <param name="member">The offset's name.</param>
    /// <param name="offset">The offset on the wire.</param>
    /// <param name="start">Where it counts from, in the message.</param>
    /// <param name="bias">What was added to give the value on the wire.</param>
    /// <param name="unit">The number of bytes in one unit of it.</param>
    /// <returns>False when it stands elsewhere.</returns>
    public static bool IsHere(ref WireReader reader, string member, long offset, int start, int bias, int unit) =>
        PlaceOf(offset, start, bias, unit) == reader.Position || IsElsewhere(ref reader, member, offset);

    /// <inheritdoc cref="IsHere(ref WireReader, string, long, int, int, int)"/>
    public static bool IsHere(ref WireReader reader, string member, ulong offset, int start, int bias, int unit) =>
        IsHere(ref reader, member, offset > long.MaxValue ? long.MaxValue : (long)offset, start, bias, unit);

    /// <summary>The place that a member is about to be read at, where others may be read too.</summary>
    /// <param name="reader">The reader, in front of the member.</param>
    /// <returns>What <see cref="TryCount"/> needs.</returns>
    public static PlaceMark Mark(ref WireReader reader) => new(reader.Position, reader.Revisited);

    /// <summary>Counts what was read in a place that may overlap with others, so that the work that a message can ask for has an end.</summary>
    /// <param name="reader">The reader, behind the member.</param>
    /// <param name="mark">The place.</param>
    /// <returns>False when it has been enough.</returns>
    public static bool TryCount(ref WireReader reader, PlaceMark mark)
    {
        // What stands in places within the member has been counted already.
        reader.Revisited = Math.Max(reader.Revisited, mark.Count + (reader.Position - mark.Position));
        return reader.Revisited <= (long)MaxRevisits * reader.Message.Length || TooOften(ref reader);
    }

    /// <summary>Where an offset points; negative for what no message has.</summary>
    private static long PlaceOf(long offset, int start, int bias, int unit)
    {
        // Far more than any message has, and far less than what overflows when it is multiplied.
        const long Most = 1L << 40;
        return offset is >= -Most and <= Most ? start + ((offset - bias) * unit) : offset < 0 ? -1 : long.MaxValue / 2;
    }

    private static bool Move(ref WireReader reader, int place)
    {
        reader.MoveTo(place);
        return ++reader.Revisited <= (long)MaxRevisits * reader.Message.Length || TooOften(ref reader);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool NotBehind(ref WireReader reader, long offset, int behind) =>
        reader.Malformed($"its offset {offset} points in front of byte {behind}, where the members before it end");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsElsewhere(ref WireReader reader, string member, long offset) =>
        reader.Malformed($"is {offset}, and the member that it points to starts at byte {reader.Position}") || reader.In(member);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TooOften(ref WireReader reader) => reader.Malformed($"offsets have the same bytes read more than {MaxRevisits} times");
}

/// <summary>Where a member stands, and how much had been read in such places before.</summary>
/// <param name="Position">The offset from the start of the message.</param>
/// <param name="Count">The number of bytes.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct PlaceMark(int Position, long Count);
