using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ProtoSockets.Runtime;

/// <summary>Finds, passes over and writes the terminators of members.</summary>
public static class WireTerminated
{
    /// <summary>Finds a terminator in what is left.</summary>
    /// <param name="reader">The reader; it does not move.</param>
    /// <param name="terminator">The terminator, at least one byte.</param>
    /// <param name="maxBytes">The most bytes that may stand before it.</param>
    /// <param name="length">How many bytes stand before it.</param>
    /// <returns>False when it does not follow, or is too far away.</returns>
    public static bool TryFind(ref WireReader reader, ReadOnlySpan<byte> terminator, int maxBytes, out int length)
    {
        // No further than the limit, so that a hostile megabyte without a terminator costs no more than the limit does.
        ReadOnlySpan<byte> rest = reader.Rest;
        bool isCut = rest.Length - terminator.Length >= maxBytes;
        ReadOnlySpan<byte> window = isCut ? rest[..(maxBytes + terminator.Length)] : rest;
        length = window.IndexOf(terminator);
        return length >= 0 || NotFound(ref reader, terminator, maxBytes, isCut, out length);
    }

    /// <summary>Passes over a terminator that <see cref="TryFind"/> has found.</summary>
    /// <param name="reader">The reader, behind the member's content.</param>
    /// <param name="count">How many bytes it has.</param>
    public static void Skip(ref WireReader reader, int count) => reader.Skip(count);

    /// <summary>Passes over a terminator that has to stand behind a member of known length.</summary>
    /// <param name="reader">The reader, behind the member's content.</param>
    /// <param name="terminator">The terminator.</param>
    /// <returns>False when something else stands there.</returns>
    public static bool TrySkip(ref WireReader reader, ReadOnlySpan<byte> terminator)
    {
        int start = reader.Position;
        return reader.TryTake(terminator.Length, out ReadOnlySpan<byte> found) && (found.SequenceEqual(terminator) || Other(ref reader, start, found, terminator));
    }

    /// <summary>Finds out whether a list ends here, and passes over its terminator if so.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="terminator">The terminator.</param>
    /// <param name="isEnd">Whether the terminator stood here.</param>
    /// <returns>False when the bytes end within the terminator.</returns>
    internal static bool TryEndList(ref WireReader reader, ReadOnlySpan<byte> terminator, out bool isEnd)
    {
        ReadOnlySpan<byte> rest = reader.Rest;
        isEnd = rest.StartsWith(terminator);
        if (isEnd)
        {
            reader.Skip(terminator.Length);
        }

        return isEnd || rest.Length >= terminator.Length || !terminator.StartsWith(rest) || reader.Short(terminator.Length);
    }

    /// <summary>Writes the terminator behind a member's content.</summary>
    /// <param name="writer">The writer, behind the content.</param>
    /// <param name="start">Where the content starts.</param>
    /// <param name="terminator">The terminator.</param>
    /// <param name="member">The member.</param>
    /// <exception cref="WireFormatException">A reader would see the end earlier: the terminator is in the content.</exception>
    public static void Write(ref WireWriter writer, int start, ReadOnlySpan<byte> terminator, string member)
    {
        writer.Write(terminator);

        // Searched with the terminator in place: the end of the content and the start of the terminator can make up another one ("ab" and "abab").
        ReadOnlySpan<byte> written = writer.Written[start..];
        int end = written.IndexOf(terminator);
        if (end != written.Length - terminator.Length)
        {
            ThrowContains(member, terminator, end);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool NotFound(ref WireReader reader, ReadOnlySpan<byte> terminator, int maxBytes, bool isCut, out int length)
    {
        length = 0;
        return isCut
            ? reader.Malformed($"no end ({Convert.ToHexString(terminator)}) within the limit of {maxBytes} bytes")
            : reader.Short(Math.Max(reader.Remaining + 1L, terminator.Length), $"no end ({Convert.ToHexString(terminator)}) in the {reader.Remaining} bytes that are left");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Other(ref WireReader reader, int start, ReadOnlySpan<byte> found, ReadOnlySpan<byte> terminator) =>
        reader.MalformedAt(start, $"ends with {Convert.ToHexString(found)} instead of {Convert.ToHexString(terminator)}");

    [DoesNotReturn]
    private static void ThrowContains(string member, ReadOnlySpan<byte> terminator, int index) =>
        throw new WireFormatException($"{member} has the bytes {Convert.ToHexString(terminator)} that end it at index {index}");
}
