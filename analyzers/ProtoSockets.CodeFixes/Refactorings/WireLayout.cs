using System.Globalization;

namespace ProtoSockets.CodeFixes.Refactorings;

/// <summary>A member of a record that is to be written, and where its bits are.</summary>
/// <param name="BitOffset">The bits in front of it.</param>
/// <param name="Bits">How many it has.</param>
/// <param name="IsBits">Whether it is <c>[Bits]</c> of a run.</param>
/// <param name="Declaration">How to write it with these attributes in front of its own.</param>
/// <param name="IsUnused">Whether its bits are reserved: it is not declared.</param>
internal sealed record WirePiece(int BitOffset, int Bits, bool IsBits, Func<IReadOnlyList<string>, string> Declaration, bool IsUnused = false);

/// <summary>Puts the members of a record into the order of their offsets and fills what is between them.</summary>
internal static class WireLayout
{
    /// <summary>The most bits of a run.</summary>
    private const int MostBits = 64;

    /// <summary>Writes the members of a record.</summary>
    /// <param name="pieces">The members.</param>
    /// <param name="bytes">The size of the record.</param>
    /// <param name="filler">The attribute for bytes that nobody declared: <c>Padding</c>, <c>Reserved</c>.</param>
    /// <param name="trailer">The attributes of the record for what is behind its last member.</param>
    /// <returns>The members; null where the language has no words for them: they overlap, a run of bits is too long.</returns>
    public static IReadOnlyList<string>? Write(IEnumerable<WirePiece> pieces, int bytes, string filler, out IReadOnlyList<string> trailer)
    {
        List<string> members = [];
        int at = 0;
        int run = 0;
        bool isReserved = false;
        trailer = [];
        foreach (WirePiece piece in pieces.OrderBy(static piece => piece.BitOffset))
        {
            if (piece.IsUnused)
            {
                isReserved = true;
                continue;
            }

            if (piece.BitOffset < at || (!piece.IsBits && piece.BitOffset % 8 != 0))
            {
                return null;
            }

            List<string> fillers = Fill(at, piece.BitOffset, isReserved ? "Reserved" : filler);
            run = piece.IsBits ? Joins(at, piece.BitOffset, run) ? run + piece.BitOffset - at + piece.Bits : (piece.BitOffset % 8) + piece.Bits : 0;
            if (run > MostBits)
            {
                return null;
            }

            members.Add(piece.Declaration(fillers));
            at = piece.BitOffset + piece.Bits;
            isReserved = false;
        }

        trailer = Fill(at, 8 * bytes, isReserved ? "Reserved" : filler);
        return members.Count == 0 || at > 8 * bytes ? null : members;
    }

    /// <summary>Whether bits are in one run with those in front of them: unless whole bytes are between them, that begin and end where bytes do.</summary>
    private static bool Joins(int at, int next, int run) => run > 0 && (at == next || next % 8 != 0 || RoundUp(at) == next);

    /// <summary>The attributes for the bits between two places: the rest of a byte that bits have begun, and whole bytes; or bits alone when the gap ends within a byte.</summary>
    private static List<string> Fill(int at, int end, string filler)
    {
        List<string> attributes = [];
        int whole = end % 8 == 0 ? RoundUp(at) : end;
        if (whole > at)
        {
            attributes.Add(string.Format(CultureInfo.InvariantCulture, "Reserved(Bits = {0})", whole - at));
        }

        if (end > whole)
        {
            // Of a run's own attribute there is but one.
            attributes.Add(string.Format(CultureInfo.InvariantCulture, "{0}({1})", attributes.Count > 0 ? "Padding" : filler, (end - whole) / 8));
        }

        return attributes;
    }

    private static int RoundUp(int bits) => (bits + 7) / 8 * 8;
}
