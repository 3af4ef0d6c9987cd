using FsCheck;
using FsCheck.Fluent;

namespace ProtoSockets.RandomRecords.Tests;

/// <summary>What ends with bytes or elements of its own, in a length, or is not always there.</summary>
internal static partial class Pieces
{
    private static readonly string[] Terminators = ["\\r\\n", ";", "--", "\\n"];

    public static Gen<Func<Scope, Member>> AsciiNumber() => Always(
        from type in Gen.Elements(Integers)
        from isHex in Gen.Elements(true, false)
        from end in Gen.Elements("Terminated(\" \"), ", "Terminated(\"\\r\\n\"), ", "LengthPrefixed<byte>, ", "LengthPrefixed<ushort>, ", "FixedBytes(3), ", "FixedBytes(6), ", "FixedBytes(6, Pad = 0x20), ")
        let isUnsigned = type[0] == 'u' || type == "byte"
        let digits = end.StartsWith('F') ? end[11] - '0' - (isUnsigned ? 0 : 1) : 20
        let limit = end.StartsWith('F') ? $"Any.Bits<{type}>(random, {Math.Min((isHex ? 4 : 3) * digits, type.Contains("byte", StringComparison.Ordinal) ? 7 : 15)}, false)" : $"Any.Value<{type}>(random)"
        select new Member($"{(isHex ? "AsciiHex" : "AsciiDecimal")}, {end}", type, limit));

    public static Gen<Func<Scope, Member>> TerminatedContent() => Always(
        from end in Gen.Elements(Terminators)
        from type in Gen.Elements("string", "Utf8Text", "byte[]", "ReadOnlyMemory<byte>")
        from encoding in Gen.Elements("", "Ascii, ", "Latin1, ", "Utf8, ")
        select type is "string" or "Utf8Text"
            ? new Member($"Terminated(\"{end}\"), {(type == "string" ? encoding : "")}MaxBytes(30), ", type, $"Any.Text(random, \"{(encoding is "Ascii, " or "Latin1, " && type == "string" ? encoding[..^2] : "Utf8")}\", 30)")
            : new Member($"Terminated(\"{end}\"), MaxBytes(20), ", type, "Any.HighBytes(random, 20)"));

    /// <summary>A length or count that can say that there is nothing, in binary or in ASCII; behind what it counts, perhaps a terminator.</summary>
    public static Gen<Piece> Nullable() =>
        from type in Gen.Elements("byte", "short", "int", "ulong")
        from form in Gen.Elements("", "AsciiDecimal, Terminated(\"\\r\\n\"), ", "AsciiHex, LengthPrefixed<byte>, ", "VarInt(VarIntFormat.Leb128), ", "LittleEndian, ")
        from open in Gen.Elements("string", "Utf8Text", "byte[]", "ReadOnlyMemory<byte>", "uint[]", "WireList<short>")
        from end in Gen.Elements("", "Terminated(\"\\r\\n\"), ", "Terminated(\",\"), ")
        from isNullable in Gen.Elements(true, false)
        select new Piece(PiecePlace.Anywhere, IsSimple: false, (scope, _) =>
        {
            string length = scope.NewName();
            Member member = Open(scope, open, 0);
            bool isList = open is "uint[]" or "WireList<short>";
            string absent = type is "short" or "int" && form.Length != 0 == form.StartsWith("Ascii", StringComparison.Ordinal) ? "-1" : "200";
            member = member with
            {
                Attributes = (isList ? "" : end) + member.Attributes,
                Type = member.Type + (isNullable ? "?" : ""),
                Value = isNullable ? $"random.Next(3) > 0 ? ({member.Type}?)({member.Value}) : null" : member.Value,
            };
            (string declaration, string name) = Next(scope, member);
            return $"    [{form}{(isList ? "CountOf" : "LengthOf")}(nameof({name}){(isNullable ? $", Null = {absent}" : "")})] public partial {type} {length} {{ get; }}\n{declaration}";
        });

    /// <summary>Lists that say themselves where they end.</summary>
    public static Gen<Func<Scope, Member>> EndingList() => Gen.OneOf(Until(), EndsWithValue(), EndsWithBytes());

    private static Gen<Func<Scope, Member>> Until() =>
        from pieces in Simple(Gen.OneOf(Number(), Text(), VarInt())).ListOf(2)
        from isBits in Gen.Elements(true, false)
        from isArray in Gen.Elements(true, false)
        select (Func<Scope, Member>)(scope =>
        {
            Piece last = new(PiecePlace.Anywhere, IsSimple: false, (inner, _) =>
            {
                inner.Initializers.Add("IsLast = false");
                return isBits
                    ? Declare(inner, new Member("Bits(7), ", "byte", "Any.Bits<byte>(random, 7, false)"), "", isParameter: false) + "    [Bits(1)] public bool IsLast { get; init; }\n"
                    : "    public bool IsLast { get; init; }\n";
            });
            (string type, string value) = scope.Declare(new RecordDeclaration([.. pieces, last], IsClass: false, IsPositional: true, ""));
            return new Member(
                $"Until(nameof({type}.IsLast)), MaxCount(4), ",
                isArray ? $"{type}[]" : $"WireList<{type}>",
                $"Any.Until<{type}>(random, 4, (random, isLast) => {value} with {{ IsLast = isLast }})");
        });

    private static Gen<Func<Scope, Member>> EndsWithValue() => Always(
        from type in Gen.Elements([.. Integers, "Small", "Wide"])
        from end in Gen.Elements(0, 1)
        from isArray in Gen.Elements(true, false)

            // Where the order is chosen at run time, so would be the bytes of the end.
        from order in Gen.Elements("LittleEndian, ", "BigEndian, ")
        let literal = type is "Small" or "Wide" ? $"{type}.{(end == 0 ? "Zero" : "One")}" : $"{end}"
        select new Member(
            $"EndsWith({literal}), {order}MaxCount(5), ",
            isArray && type != "byte" ? $"{type}[]" : $"WireList<{type}>",
            $"Any.ListWithout<{type}>(random, 5, {literal})"));

    private static Gen<Func<Scope, Member>> EndsWithBytes() =>
        from end in Gen.Elements("EndsWith(0), ", "EndsWith(\"\\r\\n\"), ", "EndsWith(new byte[] { 0, 0 }), ", "Terminated(\"\\r\\n\"), ", "Terminated(\".\"), ")
        from pieces in Simple(Gen.OneOf(Number(), Text(), VarInt())).ListOf(1)
        from isArray in Gen.Elements(true, false)
        select (Func<Scope, Member>)(scope =>
        {
            // No element begins with what ends the list.
            Piece first = new(PiecePlace.Anywhere, IsSimple: true, (inner, isParameter) => Declare(inner, new Member("InRange(100, 120), ", "byte", "(byte)random.Next(100, 121)"), "", isParameter));
            (string type, string value) = scope.Declare(new RecordDeclaration([first, .. pieces], IsClass: false, IsPositional: true, ""));
            return new Member($"{end}MaxCount(4), ", isArray ? $"{type}[]" : $"WireList<{type}>", $"Any.List<{type}>(random, 4, random => {value})");
        });

    /// <summary>A record in a length.</summary>
    public static Gen<Func<Scope, Member>> Scoped() =>
        from choice in Gen.Choose(0, 100)
        from length in Gen.Elements("LengthPrefixed<ushort>", "LengthPrefixed<uint>", "LengthPrefixed(VarIntFormat.Leb128)", "LengthPrefixed(VarIntFormat.Quic)", "LengthPrefixed<int>(Bias = 2)", "LengthPrefixed<ushort>(IncludesSelf = true)")
        from rest in Gen.Elements("", "OnRest = RestPolicy.Ignore", "OnRest = RestPolicy.Refuse")
        select (Func<Scope, Member>)(scope =>
        {
            (string type, string value) = scope.Open(choice) ?? scope.Declare(new RecordDeclaration(
                [new Piece(PiecePlace.Rest, IsSimple: true, (inner, isParameter) => Declare(inner, new Member("Remaining, MaxBytes(30), ", "byte[]", "Any.Bytes(random, 0, 30, false)"), "", isParameter))],
                IsClass: false, IsPositional: true, ""));
            string attribute = rest.Length == 0 ? length
                : length.EndsWith("Leb128)", StringComparison.Ordinal) || length.EndsWith("Quic)", StringComparison.Ordinal) || length.EndsWith("2)", StringComparison.Ordinal) || length.EndsWith("true)", StringComparison.Ordinal) ? $"{length[..^1]}, {rest})"
                : $"{length}({rest})";
            return new Member(attribute + ", ", type, value);
        });

    /// <summary>A length in units of several bytes, one of a member that may not fill it, and one of text that says where it is not.</summary>
    public static Gen<Piece> Measured() =>
        from kinds in Gen.Shuffle(new[] { "unit", "rest", "bias", "self" })
        select new Piece(PiecePlace.Anywhere, IsSimple: false, (scope, _) =>
        {
            string declarations = string.Empty;
            foreach (string kind in kinds)
            {
                string length = scope.NewName();
                Member member = Open(scope, "uint[]", 0);
                if (kind == "rest")
                {
                    (string type, string value) = scope.Declare(new RecordDeclaration(
                        [new Piece(PiecePlace.Anywhere, IsSimple: true, (inner, isParameter) => Declare(inner, new Member("", "byte", "Any.Value<byte>(random)"), "", isParameter))],
                        IsClass: false, IsPositional: true, ""));
                    member = new Member("", type, value);
                }

                (string declaration, string name) = Next(scope, member);
                string argument = kind switch { "unit" => "Unit = 4", "rest" => "OnRest = RestPolicy.Ignore", "self" => "IncludesSelf = true", _ => "Bias = 2" };
                declarations += $"    [LengthOf(nameof({name}), {argument})] public partial ushort {length} {{ get; }}\n{declaration}";
            }

            return declarations + Declare(scope, new Member("VarInt(VarIntFormat.Leb128, MaxBytes = 5), ", "uint", "Any.Value<uint>(random)"), "", isParameter: false);
        });

    /// <summary>What is there when bytes are left.</summary>
    public static Gen<Piece> Trailers() =>
        from members in Gen.OneOf(Number(), OddWidth(), VarInt(), Text(), Bytes(), List(), Contained(), Converted(), Checked()).ListOf(3)
        from count in Gen.Choose(1, 3)
        select new Piece(PiecePlace.Rest, IsSimple: false, (scope, _) =>
        {
            string local = "trailers" + scope.Body.Count;
            scope.Statements.Add($"int {local} = random.Next({count + 1});");
            string declarations = string.Empty;
            for (int index = 0; index < count; index++)
            {
                Member member = members[index](scope);
                declarations += Declare(
                    scope,
                    member with { Attributes = "Optional, " + member.Attributes, Type = member.Type + "?", Value = $"{local} > {index} ? ({member.Type}?)({member.Value}) : null" },
                    "",
                    isParameter: false);
            }

            return declarations;
        });

    public static Gen<Piece> Rest() =>
        from kind in Gen.Elements("string", "Utf8Text", "byte[]", "ReadOnlyMemory<byte>", "uint[]", "WireList<short>")
        from behind in Gen.Elements("", "", "number", "checksum")
        select new Piece(PiecePlace.Rest, IsSimple: false, (scope, _) =>
        {
            Member member = Open(scope, kind, 0);
            return Declare(scope, member with { Attributes = "Remaining, " + member.Attributes }, "", isParameter: false) + behind switch
            {
                "number" => Declare(scope, new Member("", "uint", "Any.Value<uint>(random)"), "", isParameter: false),
                "checksum" => $"    [Checksum<Fletcher16>] public partial ushort {scope.NewName()} {{ get; }}\n",
                _ => "",
            };
        })
        { Kind = behind == "checksum" ? behind : "" };
}
