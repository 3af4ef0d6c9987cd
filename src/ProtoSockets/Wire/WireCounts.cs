using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ProtoSockets.Runtime;

/// <summary>The checks of counts and elements that arrays and borrowed lists share.</summary>
internal static class WireCounts
{
    /// <summary>Checks that the bytes that are left can hold a number of elements.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="count">How many elements.</param>
    /// <param name="least">The least number of bytes that one takes.</param>
    /// <returns>False when they can't, with an error recorded.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool CanHold(ref WireReader reader, int count, int least) =>
        (ulong)((long)count * least) <= (uint)reader.Remaining || CanNotHold(ref reader, count, least);

    /// <summary>Counts elements of fixed size that take all that is left.</summary>
    /// <returns>False when they are too many, or bytes are left over, with an error recorded.</returns>
    public static bool TryCountRemaining(ref WireReader reader, int maxCount, int size, out int count)
    {
        (count, int rest) = Math.DivRem(reader.Remaining, size);
        if (count > maxCount)
        {
            return TooMany(ref reader, maxCount);
        }

        return rest == 0 || reader.Short(((long)count + 1) * size, $"{reader.Remaining} bytes are no multiple of an element's {size}");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool TooMany(ref WireReader reader, int maxCount) => reader.Malformed($"more elements than the limit of {maxCount}");

    /// <summary>Without this an element of no bytes would be found for ever.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool TakesNoBytes(ref WireReader reader, int index)
    {
        _ = reader.Malformed("the element takes no bytes");
        return In(ref reader, index);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool In(ref WireReader reader, int index) => reader.In($"[{index}]");

    public static void ThrowIfNull<T>([NotNull] T[]? value)
    {
        if (value is null)
        {
            throw new WireFormatException("An array is null, which has no wire form; an empty one has.");
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool CanNotHold(ref WireReader reader, int count, int least) => count < 0
        ? reader.Malformed($"the count {count} is negative")
        : reader.Short((long)count * least, $"{count} elements need at least {(long)count * least} bytes, {reader.Remaining} are left");
}
