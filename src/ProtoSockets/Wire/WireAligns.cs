using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace ProtoSockets.Runtime;

/// <summary>Passes over and writes what stands in front of a member that starts at a multiple of some bytes. Generated code stands on it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class WireAligns
{
    /// <summary>A size rounded up.</summary>
    /// <param name="size">A number of bytes.</param>
    /// <param name="boundary">What it becomes a multiple of.</param>
    /// <returns>The next multiple, or the size itself.</returns>
    public static int Round(int size, int boundary) => checked(size + Padding(size, boundary));

    /// <summary>Passes over padding.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="start">The offset that is counted from, from the start of the message.</param>
    /// <param name="boundary">What the distance becomes a multiple of.</param>
    /// <param name="refuse">Whether anything but zeros is refused.</param>
    /// <returns>False when fewer bytes are left, or one of them is refused.</returns>
    public static bool TryPass(ref WireReader reader, int start, int boundary, bool refuse)
    {
        int padding = Padding(reader.Position - start, boundary);
        int offset = reader.Position;
        return reader.TryTake(padding, out ReadOnlySpan<byte> bytes)
            && (!refuse || !bytes.ContainsAnyExcept((byte)0) || NotZero(ref reader, offset));
    }

    /// <summary>Writes padding.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="start">The offset that is counted from, from the start of the message.</param>
    /// <param name="boundary">What the distance becomes a multiple of.</param>
    public static void Pad(ref WireWriter writer, int start, int boundary) => writer.Take(Padding(writer.Position - start, boundary)).Clear();

    private static int Padding(int distance, int boundary) => distance % boundary is var over && over == 0 ? 0 : boundary - over;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool NotZero(ref WireReader reader, int offset) => reader.MalformedAt(offset, "the padding in front of it is not zero");
}
