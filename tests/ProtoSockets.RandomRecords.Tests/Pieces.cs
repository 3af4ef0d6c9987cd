using FsCheck;
using FsCheck.Fluent;

namespace ProtoSockets.RandomRecords.Tests;

/// <summary>Makes up records of everything that the language has.</summary>
internal static partial class Pieces
{
    private static readonly string[] Integers = ["byte", "sbyte", "short", "ushort", "int", "uint", "long", "ulong"];
    private static readonly string[] Numbers = [.. Integers, "Int128", "UInt128", "Half", "float", "double", "Guid", "bool", "Small", "Wide"];
    private static readonly string[] Prefixes = ["", "{0}Prefixed<byte>, ", "{0}Prefixed<ushort>, ", "{0}Prefixed<uint>, ", "{0}Prefixed(VarIntFormat.Leb128), ", "{0}Prefixed(VarIntFormat.Quic), ", "{0}Prefixed(VarIntFormat.Vlq), ", "{0}Prefixed(VarIntFormat.CompactSize), ", "{0}Prefixed(VarIntFormat.Mqtt), "];
    private static readonly string[] LengthPrefixes =
    [
        .. Prefixes.Select(prefix => prefix.Replace("{0}", "Length", StringComparison.Ordinal)), "LengthPrefixed<ushort>(Bytes = 1), ", "LengthPrefixed<int>(Bytes = 3, Bias = 2), ", "LengthPrefixed<ushort>(IncludesSelf = true), ",
    ];

    private static readonly string[] Elements = [.. Integers, "float", "double", "Guid", "bool", "Small", "Wide"];
    private static readonly string[] Orders = ["", "", "LittleEndian, ", "BigEndian, "];

    /// <summary>What a value can be taken from: its type, its attributes, and an expression that makes one up.</summary>
    public sealed record Member(string Attributes, string Type, string Value)
    {
        /// <summary>What the record has besides because of it. Here and in the attributes, <c>{name}</c> is the member's name.</summary>
        public string Body { get; init; } = string.Empty;
    }

    public static Gen<Piece> Simple(Gen<Func<Scope, Member>> member) =>
        from create in member
        from filler in Gen.Frequency((6, Gen.Constant("")), (1, Gen.Elements(Fillers)))
        select new Piece(PiecePlace.Anywhere, IsSimple: true, (scope, isParameter) => Declare(scope, create(scope), filler, isParameter));

    /// <summary>What stands in front of members; aligned ones may stand anywhere but in a line.</summary>
    private static readonly string[] Fillers =
    [
        .. TokenFillers, "Align(2), ", "Align(4), ", "Align(8, OnRead = ReservedPolicy.Refuse), ", "Align(4, From = OffsetBase.Message), ", "Align(2), Magic(1), ",
    ];

    private static string[] TokenFillers => ["Magic(0x80, 1), ", "Magic(\"PS\"), ", "Magic(7, From = Side.Client), Magic(7, From = Side.Server), ", "Reserved(3), ", "Reserved(1, OnRead = ReservedPolicy.Refuse), ", "Padding(2), ", "Padding(1, Value = 9), "];

    private static string Declare(Scope scope, Member member, string filler, bool isParameter)
    {
        string name = scope.NewName();
        string attributes = (filler + member.Attributes).TrimEnd(',', ' ').Replace("nameof(Is{name})", $"nameof({scope.Path}.Is{name})", StringComparison.Ordinal);
        if (member.Body.Length > 0)
        {
            scope.Body.Add(member.Body.Replace("{name}", name, StringComparison.Ordinal));
        }

        attributes = attributes.Length == 0 ? string.Empty : $"[{attributes}] ";
        if (isParameter)
        {
            scope.Arguments.Add(member.Value);
            return $"{attributes}{member.Type} {name}, ";
        }

        scope.Initializers.Add($"{name} = {member.Value}");
        return $"    {attributes}public {member.Type} {name} {{ get; init; }}\n";
    }

    private static Gen<Func<Scope, Member>> Always(Gen<Member> member) => member.Select<Member, Func<Scope, Member>>(value => _ => value);

    public static Gen<Func<Scope, Member>> Number() => Always(
        from type in Gen.Elements(Numbers)
        from order in Gen.Elements(Orders)
        select new Member(type is "Guid" ? "" : order, type, $"Any.Value<{type}>(random)"));

    public static Gen<Func<Scope, Member>> OddWidth() => Always(
        from type in Gen.Elements("short", "ushort", "int", "uint", "long", "ulong")
        from order in Gen.Elements(Orders)
        from bytes in Gen.Choose(1, type switch { "short" or "ushort" => 2, "int" or "uint" => 4, _ => 8 })
        select new Member($"{order}Bytes({bytes}), ", type, $"Any.Bits<{type}>(random, {8 * bytes}, {(type[0] == 'u' ? "false" : "true")})"));

    public static Gen<Func<Scope, Member>> VarInt() => Always(
        from type in Gen.Elements(Integers)
        from format in Gen.Elements("Leb128", "ZigZag", "Mqtt", "Quic", "Vlq", "CompactSize")
        from own in Gen.Elements("", ", Canonical = true", ", MaxBytes = 5")
        let canonical = own.Contains("Max", StringComparison.Ordinal) && (type != "uint" || format != "Leb128") ? "" : own
        let bits = type switch { "byte" or "sbyte" => 8, "short" or "ushort" => 16, "int" or "uint" => 32, _ => 64 }
        let most = format switch { "Mqtt" => 28, "Quic" => 62, _ => 64 }
        let isSigned = type[0] != 'u' && type != "byte"
        // ZigZag is for signed numbers: an unsigned one may use the half that a signed one has.
        let width = Math.Min(isSigned != (format == "ZigZag") ? bits - 1 : bits, most)
        select new Member($"VarInt(VarIntFormat.{format}{canonical}), ", type, $"Any.Bits<{type}>(random, {width}, {(isSigned && format == "ZigZag" ? "true" : "false")})"));

    public static Gen<Func<Scope, Member>> Text() => Always(
        from encoding in Gen.Elements("Utf8", "Ascii", "Latin1", "Utf16", "Utf8Text")
        from length in Gen.Elements([.. LengthPrefixes, "NullTerminated, ", "FixedBytes(10), ", "FixedBytes(6, Pad = 0x20), "])
        from order in Gen.Elements(Orders)
        let coding = encoding == "Utf8Text" ? "Utf8" : encoding
        let most = length.StartsWith("Fixed", StringComparison.Ordinal) ? length[11] == '1' ? 10 : 6 : 40
        let limit = length.StartsWith("Fixed", StringComparison.Ordinal) ? "" : "MaxBytes(40), "
        // Text ends before its pad, so that what ends with one can't be told.
        let trim = length.Contains("Pad", StringComparison.Ordinal) ? ".TrimEnd(' ')" : ""
        select new Member(
            $"{length}{(encoding == "Utf8Text" ? "" : encoding + ", ")}{order}{limit}",
            encoding == "Utf8Text" ? "Utf8Text" : "string",
            $"Any.Text(random, \"{coding}\", {most}){trim}"));

    public static Gen<Func<Scope, Member>> Bytes() => Always(
        from type in Gen.Elements("byte[]", "ReadOnlyMemory<byte>")
        from length in Gen.Elements([.. LengthPrefixes, "NullTerminated, ", "FixedBytes(7), "])
        let isFixed = length.StartsWith("Fixed", StringComparison.Ordinal)
        select new Member(
            length + (isFixed ? "" : "MaxBytes(20), "),
            type,
            $"Any.Bytes(random, {(isFixed ? 7 : 0)}, {(isFixed ? 7 : 20)}, {(length.StartsWith("Null", StringComparison.Ordinal) ? "true" : "false")})"));

    private const string FixedCount = "FixedCount(4), ";

    public static Gen<Func<Scope, Member>> List() =>
        from element in Gen.Elements([.. Elements, "struct", "struct", "struct"])
        from choice in Gen.Choose(0, 100)
        from isArray in Gen.Elements(true, false)
        from prefix in Gen.Elements([FixedCount, .. Prefixes.Select(prefix => prefix.Replace("{0}", "Count", StringComparison.Ordinal)), .. LengthPrefixes.Where(prefix => !prefix.Contains("byte", StringComparison.Ordinal) && !prefix.Contains("Bytes = 1", StringComparison.Ordinal))])
        from order in Gen.Elements(Orders)
        select (Func<Scope, Member>)(scope => ListOf(scope, element, choice, isArray, prefix, order));

    private static Member ListOf(Scope scope, string element, int choice, bool isArray, string attributes, string order)
    {
        (string type, string value) = element == "struct" ? scope.Contained(choice) : (element, $"Any.Value<{element}>(random)");
        (string limit, string make) = attributes == FixedCount ? ("", "Exactly") : ("MaxCount(4), ", "List");
        return new Member($"{attributes}{(element is "struct" or "Guid" ? "" : order)}{limit}", isArray && type != "byte" ? $"{type}[]" : $"WireList<{type}>", $"Any.{make}<{type}>(random, 4, random => {value})");
    }

    public static Gen<Func<Scope, Member>> Contained() =>
        from choice in Gen.Choose(0, 100)
        select (Func<Scope, Member>)(scope => scope.Contained(choice) is var (type, value) ? new Member("", type, value) : null!);

    /// <summary>Bits that fill a container, some of them reserved.</summary>
    public static Gen<Piece> BitRun() =>
        from total in Gen.Elements(8, 16, 24, 32, 40, 56, 64)
        from cuts in Gen.Choose(1, 63).ListOf(5)
        from reserved in Gen.Choose(0, 5).ListOf(6)
        from order in Gen.Elements(Orders)
        from signed in Gen.Elements(true, false)
        select new Piece(PiecePlace.Anywhere, IsSimple: false, (scope, _) => BitRun(scope, total, cuts, reserved, order, signed)) { HasBits = true };

    private static string BitRun(Scope scope, int total, IEnumerable<int> cuts, List<int> reserved, string order, bool signed)
    {
        int[] ends = [.. cuts.Select(cut => cut % total).Where(cut => cut > 0).Distinct().Order(), total];
        string declarations = string.Empty;
        string filler = string.Empty;
        int start = 0;
        for (int index = 0; index < ends.Length; index++)
        {
            int bits = ends[index] - start;
            start = ends[index];
            if (reserved[index % reserved.Count] == 0 && index < ends.Length - 1 && filler.Length == 0)
            {
                filler = $"Reserved(Bits = {bits}), ";
                continue;
            }

            string type = bits == 1 ? "bool" : bits == 8 && index == 0 ? "Small"
                : (signed ? new[] { "sbyte", "short", "int", "long" } : ["byte", "ushort", "uint", "ulong"])[bits <= 8 ? 0 : bits <= 16 ? 1 : bits <= 32 ? 2 : 3];
            string value = bits == 1 ? "Any.Value<bool>(random)" : type == "Small" ? "Any.Value<Small>(random)" : $"Any.Bits<{type}>(random, {bits}, {(signed ? "true" : "false")})";
            declarations += Declare(scope, new Member($"{(declarations.Length == 0 ? order : "")}Bits({bits}), ", type, value), filler, isParameter: false);
            filler = string.Empty;
        }

        return declarations;
    }

    /// <summary>A length in front of one to three members.</summary>
    public static Gen<Piece> Given() =>
        from type in Gen.Elements("ushort", "uint", "int", "ulong", "long")
        from argument in Gen.Elements("", "", ", IncludesSelf = true", ", Bias = 3", ", Bias = -0")
        from order in Gen.Elements(Orders)
        from open in Gen.Elements("string", "Utf8Text", "byte[]", "ReadOnlyMemory<byte>", "uint[]", "WireList<short>", "struct")
        from choice in Gen.Choose(0, 100)
        from before in Gen.Elements(true, false)
        from behind in Gen.Elements(true, false)
        select new Piece(PiecePlace.Anywhere, IsSimple: false, (scope, _) =>
        {
            string length = scope.NewName();
            Member member = Open(scope, open, choice);
            List<(string Declaration, string Name)> counted = [];
            if (before)
            {
                counted.Add(Next(scope, new Member("", "ushort", "Any.Value<ushort>(random)")));
            }

            counted.Add(Next(scope, member));
            if (behind)
            {
                counted.Add(Next(scope, new Member("LittleEndian, ", "uint", "Any.Value<uint>(random)")));
            }

            return $"    [{order}LengthOf({string.Join(", ", counted.Select(one => $"nameof({one.Name})"))}{argument})] public partial {type} {length} {{ get; }}\n"
                + string.Concat(counted.Select(one => one.Declaration));
        });

    /// <summary>A member whose end something else says.</summary>
    private static Member Open(Scope scope, string kind, int choice) => kind switch
    {
        "string" => new Member("MaxBytes(40), ", "string", "Any.Text(random, \"Utf8\", 40)"),
        "Utf8Text" => new Member("MaxBytes(40), ", "Utf8Text", "Any.Text(random, \"Utf8\", 40)"),
        "byte[]" or "ReadOnlyMemory<byte>" => new Member("MaxBytes(20), ", kind, "Any.Bytes(random, 0, 20, false)"),
        "struct" => scope.Contained(choice) is var (type, value) ? new Member("", type, value) : null!,
        _ => new Member("MaxCount(5), ", kind, $"Any.List<{(kind.StartsWith("uint", StringComparison.Ordinal) ? "uint" : "short")}>(random, 5, random => Any.Value<{(kind.StartsWith("uint", StringComparison.Ordinal) ? "uint" : "short")}>(random))"),
    };

    private static (string Declaration, string Name) Next(Scope scope, Member member)
    {
        string declaration = Declare(scope, member, "", isParameter: false);
        return (declaration, scope.Initializers[^1].Split(' ')[0]);
    }

    public static Gen<Piece> Counted() =>
        from type in Gen.Elements("byte", "ushort", "uint", "long", "Bits(4), byte")
        from bias in Gen.Elements("", ", Bias = 1")
        from element in Gen.Elements([.. Elements, "struct", "struct"])
        from choice in Gen.Choose(0, 100)
        from isArray in Gen.Elements(true, false)
        from distance in Gen.Elements(true, false)
        select new Piece(PiecePlace.Anywhere, IsSimple: false, (scope, _) =>
        {
            string count = scope.NewName();
            bool isBits = type.StartsWith("Bits", StringComparison.Ordinal);
            string between = isBits ? Declare(scope, new Member("Bits(4), ", "byte", "Any.Bits<byte>(random, 4, false)"), "", isParameter: false) : "";
            between += distance ? Declare(scope, new Member("", "short", "Any.Value<short>(random)"), "", isParameter: false) : "";
            (string declaration, string name) = Next(scope, ListOf(scope, element, choice, isArray, "", ""));
            return $"    [{(isBits ? "Bits(4), " : "")}CountOf(nameof({name}){bias})] public partial {(isBits ? "byte" : type)} {count} {{ get; }}\n{between}{declaration}";
        })
        { HasBits = type.StartsWith("Bits", StringComparison.Ordinal) };

    /// <summary>A member that is there when a flag is set: a bool on the wire, or a property over a number.</summary>
    public static Gen<Piece> Conditional() =>
        from create in Gen.OneOf(Number(), OddWidth(), VarInt(), Text(), Bytes(), List(), Contained(), Converted(), Checked(), AsciiNumber(), TerminatedContent(), EndingList(), Scoped())
        from isProperty in Gen.Elements(true, false)
        from distance in Gen.Elements(true, false)
        select new Piece(PiecePlace.Anywhere, IsSimple: false, (scope, _) =>
        {
            string flag = scope.NewName();
            string local = "has" + flag;
            scope.Statements.Add($"bool {local} = Any.Value<bool>(random);");
            string condition = isProperty ? "Has" + flag : flag;
            string declaration = isProperty
                ? $"    public byte {flag} {{ get; init; }}\n    public bool Has{flag} => ({flag} & 4) != 0;\n"
                : $"    public bool {flag} {{ get; init; }}\n";
            scope.Initializers.Add(isProperty ? $"{flag} = (byte)({local} ? 0x14 : 0x20)" : $"{flag} = {local}");
            declaration += distance ? Declare(scope, new Member("", "short", "Any.Value<short>(random)"), "", isParameter: false) : "";
            Member member = create(scope);
            Member conditional = member with
            {
                Attributes = $"When(nameof({condition})), {member.Attributes}",
                Type = member.Type + "?",
                Value = $"{local} ? ({member.Type}?)({member.Value}) : null",
            };
            return declaration + Declare(scope, conditional, "", isParameter: false);
        });

    /// <summary>A member that only some versions have: the newest, which is spoken where nothing else is said, or earlier ones.</summary>
    public static Gen<Piece> Versioned() =>
        from create in Gen.OneOf(Number(), OddWidth(), VarInt(), Text(), Bytes(), List(), Contained(), Converted(), AsciiNumber(), TerminatedContent(), Scoped())
        from isGone in Gen.Elements(true, false)
        from isNullable in Gen.Elements(true, false)
        select new Piece(PiecePlace.Anywhere, IsSimple: true, (scope, isParameter) =>
        {
            Member member = create(scope);
            string type = isNullable || isGone ? member.Type + "?" : member.Type;
            string value = isGone ? $"Any.IsOld ? ({type})({member.Value}) : null" : isNullable ? $"({type})({member.Value})" : member.Value;
            return Declare(scope, member with { Attributes = $"{(isGone ? "Since(2), Before(5)" : "Since(2)")}, {member.Attributes}", Type = type, Value = value }, "", isParameter);
        });

    public static Gen<Piece> ConstantMember() =>
        from constant in Gen.Elements("Constant(7)] public partial byte", "Constant(-2)] public partial short", "LittleEndian, Constant(0x01020304)] public partial uint", "Constant(true)] public partial bool", "VarInt(VarIntFormat.Leb128), Constant(300)] public partial int", "Constant(Small.One)] public partial Small")
        select new Piece(PiecePlace.Anywhere, IsSimple: false, (scope, _) => $"    [{constant} {scope.NewName()} {{ get; }}\n");

    /// <summary>An offset of a member that stands where it stands.</summary>
    public static Gen<Piece> Redundant() =>
        from create in Gen.OneOf(Number(), Text(), List())
        from offset in Gen.Elements("ushort", "LittleEndian, uint", "long")
        from arguments in Gen.Elements("", ", From = OffsetBase.Message", ", Bias = 5")
        from distance in Gen.Elements(true, false)
        select new Piece(PiecePlace.Anywhere, IsSimple: false, (scope, _) =>
        {
            string place = scope.NewName();
            string between = distance ? Declare(scope, new Member("LengthPrefixed<byte>, MaxBytes(9), ", "byte[]", "Any.Bytes(random, 0, 9, false)"), "", isParameter: false) : "";
            (string declaration, string name) = Next(scope, create(scope));
            bool isLittle = offset.Contains(',', StringComparison.Ordinal);
            return $"    [{(isLittle ? "LittleEndian, " : "")}OffsetOf(nameof({name}){arguments})] public partial {(isLittle ? "uint" : offset)} {place} {{ get; }}\n{between}{declaration}";
        });

    /// <summary>Members that stand where offsets say, at the end.</summary>
    public static Gen<Piece> Placed() =>
        from first in Gen.OneOf(Number(), Text(), Bytes(), List(), Contained())
        from second in Gen.OneOf(Number(), Text(), Bytes(), List(), Contained())
        from open in Gen.Elements("string", "Utf8Text", "byte[]", "ReadOnlyMemory<byte>", "uint[]", "WireList<short>")
        from mayOverlap in Gen.Elements("", ", MayOverlap = true", ", Anywhere = true")
        from origin in Gen.Elements("", ", From = OffsetBase.Message", ", From = OffsetBase.Message, Unit = 4")
        select new Piece(PiecePlace.Last, IsSimple: false, (scope, _) =>
        {
            string[] offsets = [scope.NewName(), scope.NewName(), scope.NewName()];
            string length = scope.NewName();
            Member[] members = [first(scope), second(scope), Open(scope, open, 0)];
            string declarations = string.Empty;
            string placed = string.Empty;
            for (int index = 0; index < members.Length; index++)
            {
                string align = origin.Contains("Unit", StringComparison.Ordinal) ? "Align(4, From = OffsetBase.Message), " : "";
                (string declaration, string name) = Next(scope, members[index] with { Attributes = $"At(nameof({offsets[index]}){mayOverlap}), {align}{members[index].Attributes}" });
                declarations += $"    [OffsetOf(nameof({name}){origin})] public partial uint {offsets[index]} {{ get; }}\n";
                declarations += index == 2 ? $"    [LengthOf(nameof({name}))] public partial ushort {length} {{ get; }}\n" : "";
                placed += declaration;
            }

            return declarations + placed;
        });

    /// <summary>Entries, and behind all members what they point to.</summary>
    public static Gen<Piece> Directory() =>
        from first in Gen.OneOf(Number(), Text(), Bytes(), Converted())
        from second in Gen.OneOf(Number(), Text())
        from count in Gen.Elements("CountPrefixed<byte>, ", "CountPrefixed(VarIntFormat.Leb128), ", "LittleEndian, CountPrefixed<ushort>, ")
        from place in Gen.Elements("", ", MayOverlap = true", ", Anywhere = true")
        from origin in Gen.Elements("", ", From = OffsetBase.Message")
        from isArray in Gen.Elements(true, false)
        from behind in Number()
        select new Piece(PiecePlace.Last, IsSimple: false, (scope, _) =>
        {
            Piece entry = new(PiecePlace.Last, IsSimple: false, (inner, _) =>
            {
                (string head, string _) = Next(inner, new Member("", "byte", "Any.Value<byte>(random)"));
                string[] offsets = [inner.NewName(), inner.NewName()];
                Member[] members = [first(inner), second(inner)];
                string placed = string.Empty;
                for (int index = 0; index < members.Length; index++)
                {
                    (string declaration, string name) = Next(inner, members[index] with { Attributes = $"At(nameof({offsets[index]}){place}), {members[index].Attributes}" });
                    head += $"    [OffsetOf(nameof({name}){origin})] public partial uint {offsets[index]} {{ get; }}\n";
                    placed += declaration;
                }

                return head + placed;
            });
            (string type, string value) = scope.Declare(new RecordDeclaration([entry], IsClass: false, IsPositional: false, ""));
            return Declare(scope, new Member($"Directory, {count}MaxCount(4), ", isArray ? $"{type}[]" : $"WireList<{type}>", $"Any.List<{type}>(random, 4, random => {value})"), "", isParameter: false)
                + Declare(scope, behind(scope), "", isParameter: false);
        });
}
