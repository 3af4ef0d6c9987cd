using System.Globalization;

namespace ProtoSockets.CodeFixes.Refactorings.CStructs;

/// <summary>Writes the record that has the bytes of a struct of C.</summary>
/// <param name="isLittleEndian">Whether the struct's bytes are those of a machine that has the least significant byte first.</param>
/// <param name="memory">How to write the type of bytes.</param>
internal sealed class CRecord(bool isLittleEndian, string memory)
{
    /// <summary>Of arrays of texts or bytes there is no list of fixed length: each becomes a member of its own, up to so many.</summary>
    private const int MostElements = 16;

    /// <summary>Writes a record.</summary>
    /// <param name="type">The struct.</param>
    /// <returns>The lines of its declaration; null if the language has no words for it.</returns>
    public IReadOnlyList<string>? Write(CStruct type)
    {
        if (CLayout.Of(type) is not { } layout)
        {
            return null;
        }

        List<WirePiece> pieces = [];
        foreach (CPlace place in layout.Places)
        {
            if (place.Member.Name is not { } name || Names.SaysUnused(name))
            {
                pieces.Add(new WirePiece(place.BitOffset, place.Bits, place.Member.Bits is not null, static _ => string.Empty, IsUnused: true));
            }
            else if (place.Member.Bits is not null)
            {
                string bits = TypeOf((CScalar)place.Member.Type, place.Bits);
                pieces.Add(new WirePiece(place.BitOffset, place.Bits, true, fillers => Declare(place.Member, fillers, Bits(place), bits, Names.OfMember(name))));
            }
            else if (!AddElements(place, name, pieces))
            {
                return null;
            }
        }

        if (WireLayout.Write(pieces, layout.Bytes, "Padding", out IReadOnlyList<string> trailer) is not { } members)
        {
            return null;
        }

        List<string> attributes = ["WireStruct", .. trailer];
        if (layout.Places.Any(static place => place.Member.Type is CScalar { Bytes: > 1 }))
        {
            attributes.Insert(1, isLittleEndian ? "LittleEndian" : "BigEndian");
        }

        if (layout.Places.Any(static place => place.Member.Bits is not null))
        {
            attributes.Insert(attributes.Count - trailer.Count, $"BitOrder(BitNumbering.{(isLittleEndian ? "LeastSignificantFirst" : "MostSignificantFirst")})");
        }

        List<string> lines = [.. Summary(type.Comment), $"[{string.Join(", ", attributes)}]", $"public readonly partial record struct {Names.OfType(type.Name)}", "{"];
        foreach (string member in members)
        {
            if (lines[lines.Count - 1] != "{")
            {
                lines.Add(string.Empty);
            }

            lines.AddRange(member.Split('\n').Select(static line => "    " + line));
        }

        lines.Add("}");
        return lines;
    }

    /// <summary>Adds a member that is no bit-field: an array of characters or bytes is one member, an array of such arrays several; an array of anything else is a list, row by row.</summary>
    private bool AddElements(CPlace place, string name, List<WirePiece> pieces)
    {
        CMember member = place.Member;
        bool isBytes = member.Dimensions.Length > 0 && member.Type is CScalar { Bytes: 1, Meaning: CMeaning.Character or CMeaning.Unsigned };
        string element = member.Type is CScalar scalar ? TypeOf(scalar, 8 * scalar.Bytes) : Names.OfType(((CStruct)member.Type).Name);
        if (!isBytes)
        {
            bool isList = member.Dimensions.Length > 0;
            string[] attributes = isList ? [.. Order(member.Type), string.Format(CultureInfo.InvariantCulture, "FixedCount({0})", member.Dimensions.Aggregate(static (product, size) => product * size))] : Order(member.Type);
            Add(0, place.Bits, attributes, isList ? $"WireList<{element}>" : element, Names.OfMember(name));
            return true;
        }

        int count = member.Dimensions.Take(member.Dimensions.Length - 1).Aggregate(1, static (product, size) => product * size);
        if (count > MostElements || member.Dimensions.Length > 2)
        {
            return false;
        }

        string type = member.Type is CScalar { Meaning: CMeaning.Character } ? "string" : memory;
        int bits = place.Bits / count;
        for (int index = 0; index < count; index++)
        {
            Add(index * bits, bits, [string.Format(CultureInfo.InvariantCulture, "FixedBytes({0})", bits / 8)], type, Names.OfMember(name) + (member.Dimensions.Length == 1 ? "" : index.ToString(CultureInfo.InvariantCulture)));
        }

        return true;

        void Add(int offset, int size, string[] own, string of, string called) =>
            pieces.Add(new WirePiece(place.BitOffset + offset, size, false, fillers => Declare(member, fillers, own, of, called)));
    }

    private static string Declare(CMember member, IReadOnlyList<string> fillers, string[] own, string type, string name)
    {
        string[] attributes = [.. fillers, .. own];
        string[] lines =
        [
            .. Summary(member.Comment),
            .. attributes.Length == 0 ? Array.Empty<string>() : [$"[{string.Join(", ", attributes)}]"],
            $"public {type} {name} {{ get; init; }}",
        ];
        return string.Join("\n", lines);
    }

    private static string[] Bits(CPlace place) => [string.Format(CultureInfo.InvariantCulture, "Bits({0})", place.Bits)];

    /// <summary>The byte order of a member that says another one than its record.</summary>
    private string[] Order(CType type) =>
        type is CScalar { IsLittleEndian: { } order } && order != isLittleEndian ? [order ? "LittleEndian" : "BigEndian"] : [];

    private static string TypeOf(CScalar type, int bits) => type.Meaning switch
    {
        CMeaning.Truth => "bool",
        CMeaning.Real => bits == 32 ? "float" : "double",
        CMeaning.Signed => bits <= 8 ? "sbyte" : bits <= 16 ? "short" : bits <= 32 ? "int" : "long",
        _ => bits <= 8 ? "byte" : bits <= 16 ? "ushort" : bits <= 32 ? "uint" : "ulong",
    };

    private static string[] Summary(string? comment)
    {
        if (comment is null)
        {
            return [];
        }

        string text = string.Join(" ", comment.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries)).Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
        return [$"/// <summary>{char.ToUpperInvariant(text[0])}{text.Substring(1)}{(text[text.Length - 1] is '.' or '!' or '?' ? "" : ".")}</summary>"];
    }
}
