namespace ProtoSockets.CodeFixes.Refactorings.CStructs;

/// <summary>A type of C whose size is the same everywhere.</summary>
internal abstract record CType;

/// <summary>What the bits of a scalar mean.</summary>
internal enum CMeaning
{
    /// <summary>An integer without sign.</summary>
    Unsigned,

    /// <summary>An integer with a sign.</summary>
    Signed,

    /// <summary>A floating-point number.</summary>
    Real,

    /// <summary>Zero or one.</summary>
    Truth,

    /// <summary>A <c>char</c>: alone a byte, as an array a text.</summary>
    Character,
}

/// <summary>A number, or what is stored like one.</summary>
/// <param name="Bytes">Its size, which is its alignment as well.</param>
/// <param name="Meaning">What its bits mean.</param>
/// <param name="IsLittleEndian">Its byte order, where the type says it; null is that of the machine.</param>
internal sealed record CScalar(int Bytes, CMeaning Meaning, bool? IsLittleEndian = null) : CType
{
    /// <summary>Whether a bit-field of this type has a sign is up to the compiler.</summary>
    public bool IsPlain { get; init; }

    /// <summary>C's types by the names that they have in the standard's headers, in Linux's, in BSD's and in Windows'.</summary>
    /// <remarks>Not among them: what has another size elsewhere (<c>long</c>, <c>size_t</c>, <c>wchar_t</c>, <c>time_t</c>, enums, pointers).</remarks>
    private static readonly Dictionary<string, CScalar> ByName = Names();

    /// <summary>A type by its name.</summary>
    /// <param name="name">The name; of several words, with spaces between them.</param>
    /// <returns>The type; null for those of no certain size.</returns>
    public static CScalar? Of(string name) => ByName.TryGetValue(name, out CScalar? found) ? found : null;

    private static Dictionary<string, CScalar> Names()
    {
        Dictionary<string, CScalar> names = new(StringComparer.Ordinal)
        {
            ["char"] = new CScalar(1, CMeaning.Character),
            ["signed char"] = new CScalar(1, CMeaning.Signed),
            ["unsigned char"] = new CScalar(1, CMeaning.Unsigned),
            ["float"] = new CScalar(4, CMeaning.Real),
            ["double"] = new CScalar(8, CMeaning.Real),
            ["_Bool"] = new CScalar(1, CMeaning.Truth),
            ["bool"] = new CScalar(1, CMeaning.Truth),
            ["BYTE"] = new CScalar(1, CMeaning.Unsigned),
            ["WORD"] = new CScalar(2, CMeaning.Unsigned),
            ["DWORD"] = new CScalar(4, CMeaning.Unsigned),
            ["QWORD"] = new CScalar(8, CMeaning.Unsigned),
            ["UCHAR"] = new CScalar(1, CMeaning.Unsigned),
            ["USHORT"] = new CScalar(2, CMeaning.Unsigned),
        };
        foreach ((string word, int bytes) in new[] { ("short", 2), ("int", 4), ("long long", 8) })
        {
            foreach (string full in word == "int" ? [word] : new[] { word, word + " int" })
            {
                names[full] = new CScalar(bytes, CMeaning.Signed) { IsPlain = true };
                names["signed " + full] = new CScalar(bytes, CMeaning.Signed);
                names["unsigned " + full] = new CScalar(bytes, CMeaning.Unsigned);
            }
        }

        names["unsigned"] = names["unsigned int"];
        names["signed"] = names["signed int"];
        foreach (int bytes in new[] { 1, 2, 4, 8 })
        {
            int bits = 8 * bytes;
            var signed = new CScalar(bytes, CMeaning.Signed);
            var unsigned = new CScalar(bytes, CMeaning.Unsigned);
            (names[$"int{bits}_t"], names[$"INT{bits}"], names[$"s{bits}"], names[$"__s{bits}"]) = (signed, signed, signed, signed);
            (names[$"uint{bits}_t"], names[$"u_int{bits}_t"], names[$"UINT{bits}"], names[$"u{bits}"], names[$"__u{bits}"]) = (unsigned, unsigned, unsigned, unsigned, unsigned);
            if (bytes > 1)
            {
                names[$"__le{bits}"] = unsigned with { IsLittleEndian = true };
                names[$"__be{bits}"] = unsigned with { IsLittleEndian = false };
            }
        }

        return names;
    }
}

/// <summary>A struct.</summary>
/// <param name="Name">Its name.</param>
internal sealed record CStruct(string Name) : CType
{
    /// <summary>Its members.</summary>
    public List<CMember> Members { get; } = [];

    /// <summary>The most that a member is aligned to; 1 when it is packed.</summary>
    public int Pack { get; set; } = int.MaxValue;

    /// <summary>Whether it has an attribute that only GCC and Clang have.</summary>
    public bool IsGnu { get; set; }

    /// <summary>What stands in front of it.</summary>
    public string? Comment { get; set; }
}

/// <summary>A member of a struct.</summary>
/// <param name="Name">Its name; null for bits that have none.</param>
/// <param name="Type">Its type.</param>
/// <param name="Dimensions">The sizes of its array; none if it is no array.</param>
/// <param name="Bits">How many bits it has; null if it is no bit-field.</param>
internal sealed record CMember(string? Name, CType Type, int[] Dimensions, int? Bits)
{
    /// <summary>What is said about it.</summary>
    public string? Comment { get; set; }
}
