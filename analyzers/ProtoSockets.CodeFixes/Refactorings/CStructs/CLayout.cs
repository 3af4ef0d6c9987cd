namespace ProtoSockets.CodeFixes.Refactorings.CStructs;

/// <summary>Where a member of a struct lies.</summary>
/// <param name="Member">The member.</param>
/// <param name="BitOffset">The bits in front of it. Of bit-fields: in the order in which the machine hands them out.</param>
/// <param name="Bits">How many bits it has, all elements of an array together.</param>
internal sealed record CPlace(CMember Member, int BitOffset, int Bits);

/// <summary>
/// Where compilers put the members of a struct: each at a multiple of its size, or of the packing. Bit-fields are the one thing that they do not agree on: GCC and Clang (the System V
/// interface) put what follows into the rest of their unit, MSVC does not. A struct has a layout only where both come to the same.
/// </summary>
/// <param name="Places">Where its members lie.</param>
/// <param name="Bytes">Its size, with the padding at its end.</param>
/// <param name="Alignment">What it is aligned to itself.</param>
internal sealed record CLayout(IReadOnlyList<CPlace> Places, int Bytes, int Alignment)
{
    /// <summary>More than any struct of a protocol has.</summary>
    private const int MostBytes = 65_535;

    /// <summary>Lays out a struct.</summary>
    /// <param name="type">The struct.</param>
    /// <returns>The layout; null where compilers differ, or where it is too large.</returns>
    public static CLayout? Of(CStruct type)
    {
        CLayout? shared = Of(type, sharesUnits: true);
        if (shared is null || type.IsGnu)
        {
            // Its attribute says which compilers it is for.
            return shared;
        }

        return Of(type, sharesUnits: false) is { } apart && shared.Bytes == apart.Bytes && shared.Places.SequenceEqual(apart.Places) ? shared : null;
    }

    private static CLayout? Of(CStruct type, bool sharesUnits)
    {
        if (type.Pack is not (1 or int.MaxValue) && type.Members.Exists(static member => member.Bits is not null))
        {
            return null;
        }

        List<CPlace> places = [];
        int at = 0;
        int alignment = 1;
        (int End, int Bytes) unit = default;
        foreach (CMember member in type.Members)
        {
            int bytes = member.Type is CScalar scalar ? scalar.Bytes : Of((CStruct)member.Type, sharesUnits)?.Bytes ?? 0;
            int natural = member.Type is CStruct inner ? Of(inner, sharesUnits)?.Alignment ?? 0 : bytes;
            if (bytes == 0 || natural == 0)
            {
                return null;
            }

            natural = Math.Min(natural, type.Pack);
            if (member.Bits is { } bits)
            {
                at = sharesUnits ? Shared(at, bits, bytes, natural, type.Pack) : Apart(at, bits, bytes, natural, ref unit);
                if (bits > 0)
                {
                    places.Add(new CPlace(member, at, bits));
                    alignment = Math.Max(alignment, natural);
                }

                at += bits;
                continue;
            }

            long all = member.Dimensions.Aggregate(8L * bytes, static (product, count) => product * count);
            at = RoundUp(Math.Max(at, unit.End), 8 * natural);
            unit = default;
            if (at + all > 8L * MostBytes)
            {
                return null;
            }

            places.Add(new CPlace(member, at, (int)all));
            at += (int)all;
            alignment = Math.Max(alignment, natural);
        }

        return new CLayout(places, RoundUp(Math.Max(at, unit.End), 8 * alignment) / 8, alignment);
    }

    /// <summary>A bit-field goes where the last one ended, unless it would lie in two units of its type.</summary>
    private static int Shared(int at, int bits, int bytes, int natural, int pack) =>
        bits == 0 ? RoundUp(at, 8 * bytes)
        : pack > 1 && at / (8 * bytes) != (at + bits - 1) / (8 * bytes) ? RoundUp(at, 8 * natural)
        : at;

    /// <summary>A bit-field goes where the last one ended if their types have one size and there is room in its unit; else it gets a unit of its own.</summary>
    private static int Apart(int at, int bits, int bytes, int natural, ref (int End, int Bytes) unit)
    {
        if (bits == 0 || unit.Bytes != bytes || at + bits > unit.End)
        {
            at = Math.Max(at, unit.End);
            unit = default;
            if (bits > 0)
            {
                at = RoundUp(at, 8 * natural);
                unit = (at + (8 * bytes), bytes);
            }
        }

        return at;
    }

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;
}
