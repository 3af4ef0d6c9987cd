using FsCheck;
using FsCheck.Fluent;

namespace ProtoSockets.RandomRecords.Tests;

/// <summary>Numbers that stand for something else, and numbers and text that are checked.</summary>
internal static partial class Pieces
{
    /// <summary>Fixed point, decimals, times, addresses.</summary>
    public static Gen<Func<Scope, Member>> Converted() => Always(Gen.OneOf(FixedPoint(), Bcd(), UnixTime(), NtpTime(), Duration(), Address()));

    private static Gen<Member> FixedPoint() =>
        from type in Gen.Elements("double", "float", "decimal")
        from bytes in Gen.Choose(1, 8)
        from fraction in Gen.Choose(0, 63)
        from isSigned in Gen.Elements(true, false)
        from order in Gen.Elements(Orders)

            // What has more digits than the type can't be told from its neighbours.
        let bits = Math.Min(8 * bytes, type == "float" ? 24 : 53)
        let places = type == "decimal" ? Math.Min(fraction, 20) : fraction
        select new Member(
            $"{order}FixedPoint({places}{(isSigned ? "" : ", IsSigned = false")}), Bytes({bytes}), ",
            type,
            $"({type})Any.FixedPoint{(type == "decimal" ? "Decimal" : "")}(random, {bits}, {places}, {(isSigned ? "true" : "false")})");

    private static Gen<Member> Bcd() =>
        from type in Gen.Elements(Integers)
        from order in Gen.Elements(Orders)
        let most = type switch { "byte" or "sbyte" => 2, "short" or "ushort" => 4, "int" or "uint" => 9, "long" => 18, _ => 19 }
        from digits in Gen.Choose(1, most)
        select new Member($"{order}Bcd({digits}), ", type, $"({type})Any.Digits(random, {digits}, {type}.MaxValue)");

    private static Gen<Member> UnixTime() =>
        from type in Gen.Elements("DateTimeOffset", "DateTime")
        from unit in Gen.Elements("", "TimeUnit.Seconds", "TimeUnit.Milliseconds", "TimeUnit.Microseconds", "TimeUnit.Nanoseconds", "TimeUnit.Ticks", "TimeUnit.Minutes", "TimeUnit.Hours", "TimeUnit.Days")
        from bytes in Gen.Choose(1, 9)
        from isSigned in Gen.Elements(true, false)
        from order in Gen.Elements(Orders)
        let arguments = string.Join(", ", new[] { unit, isSigned ? "" : "IsSigned = false" }.Where(text => text.Length > 0))
        select new Member(
            $"{order}UnixTime{(arguments.Length == 0 ? "" : $"({arguments})")}, {(bytes == 9 ? "" : $"Bytes({bytes}), ")}",
            type,
            $"Any.{type}(random, {(unit.Length == 0 ? "TimeUnit.Seconds" : unit)}, {Math.Min(bytes, 8)}, {(isSigned ? "true" : "false")})");

    private static Gen<Member> NtpTime() =>
        from type in Gen.Elements("DateTimeOffset", "DateTime")
        from order in Gen.Elements(Orders)
        select new Member($"{order}NtpTime, ", type, $"Any.Ntp{type}(random)");

    private static Gen<Member> Duration() =>
        from unit in Gen.Elements("Seconds", "Milliseconds", "Microseconds", "Nanoseconds", "Ticks", "Minutes", "Hours", "Days")
        from bytes in Gen.Choose(1, 9)
        from isSigned in Gen.Elements(true, false)
        from order in Gen.Elements(Orders)
        select new Member(
            $"{order}Duration(TimeUnit.{unit}{(isSigned ? "" : ", IsSigned = false")}), {(bytes == 9 ? "" : $"Bytes({bytes}), ")}",
            "TimeSpan",
            $"Any.TimeSpan(random, TimeUnit.{unit}, {Math.Min(bytes, 8)}, {(isSigned ? "true" : "false")})");

    private static Gen<Member> Address() => Gen.Elements(
        new Member("", "Ipv4Address", "Any.Value<Ipv4Address>(random)"),
        new Member("", "Ipv6Address", "Any.Value<Ipv6Address>(random)"),
        new Member("", "MacAddress", "Any.MacAddress(random)"),
        new Member("Bytes(4), ", "IPAddress", "new IPAddress(Any.Bytes(random, 4, 4, false))"),
        new Member("Bytes(16), ", "IPAddress", "new IPAddress(Any.Bytes(random, 16, 16, false))"),
        new Member("", "PhysicalAddress", "new PhysicalAddress(Any.Bytes(random, 6, 6, false))"),
        new Member("Bytes(8), ", "PhysicalAddress", "new PhysicalAddress(Any.Bytes(random, 8, 8, false))"),
        new Member("MaxCount(3), ", "Ipv4Address[]", "Any.List<Ipv4Address>(random, 3, random => Any.Value<Ipv4Address>(random))"),
        new Member("CountPrefixed<byte>, MaxCount(3), ", "WireList<MacAddress>", "Any.List<MacAddress>(random, 3, random => Any.MacAddress(random))"));

    /// <summary>Values that have to be in a range, of a set, named, or as a method says.</summary>
    public static Gen<Func<Scope, Member>> Checked() => Always(Gen.OneOf(InRange(), OneOf(), Named(), Validated()));

    private static Gen<Member> InRange() =>
        from type in Gen.Elements([.. Integers, "Half", "float", "double"])
        from minimum in Gen.Choose(0, 60)
        from size in Gen.Choose(0, 60)
        from form in Gen.Elements("", "", "VarInt(VarIntFormat.Leb128), ", "Bytes(2), ", "AsciiDecimal, Terminated(\";\"), ", "Bcd(3), ", "AsciiHex, FixedBytes(2), ", "AsciiDecimal, LengthPrefixed<byte>, ")
        from more in Gen.Elements("", "", "Validate(nameof(Is{name})), ")
        let isFloating = type[0] is 'H' or 'f' or 'd'
        let isWide = type is "int" or "uint" or "long" or "ulong" or "short" or "ushort"
        let isSigned = type is "sbyte" or "short" or "int" or "long" && form is "" or "Bytes(2), "
        let low = isSigned ? minimum - 30 : minimum
        select new Member(
            (isFloating ? "" : form.StartsWith('B') && !isWide ? "" : form) + $"InRange({low}, {low + size}), {more}",
            type,
            isFloating ? $"({type})({low} + (random.NextDouble() * {size}))" : $"({type})random.Next({low}, {low + size + 1})")
        {
            Body = more.Length == 0 ? "" : $"    private static bool Is{{name}}({type} value) => value >= ({type})({low}) && value <= ({type})({low + size});\n",
        };

    private static Gen<Member> OneOf() => Gen.OneOf(
        from type in Gen.Elements(Integers)
        from form in Gen.Elements("", "VarInt(VarIntFormat.Quic), ", "AsciiDecimal, Terminated(\" \"), ", "LittleEndian, ")
        select new Member(form + "OneOf(1, 2, 40), ", type, $"Any.Of<{type}>(random, 1, 2, 40)"),
        Gen.Constant(new Member("OneOf(\"GET\", \"PUT\", \"\"), LengthPrefixed<byte>, ", "string", "Any.Of(random, \"GET\", \"PUT\", \"\")")),
        Gen.Constant(new Member("OneOf(Wide.Minus, (Wide)77), ", "Wide", "Any.Of(random, Wide.Minus, (Wide)77)")),
        Gen.Constant(new Member("OneOf(-1.5, 2), ", "double", "Any.Of(random, -1.5, 2)")));

    private static Gen<Member> Named() => Gen.Elements(
        new Member("", "Closed", "Any.Of(random, Closed.Some, Closed.Other)"),
        new Member("ClosedEnum, ", "Small", "Any.Of(random, Small.Zero, Small.One)"),
        new Member("ClosedEnum, LittleEndian, ", "Wide", "Any.Of(random, Wide.Minus, Wide.Zero, Wide.One)"),
        new Member("ClosedEnum, ", "Options", "Any.Of(random, Options.None, Options.First, Options.Second, Options.All)"),
        new Member("ClosedEnum, VarInt(VarIntFormat.Leb128), ", "Options", "Any.Of(random, Options.None, Options.First, Options.Second, Options.All)"),
        new Member("ClosedEnum, MaxCount(4), ", "Small[]", "Any.List<Small>(random, 4, random => (Small)random.Next(2))"),
        new Member("LengthPrefixed<byte>, ClosedEnum, LittleEndian, MaxCount(4), ", "WireList<Wide>", "Any.List<Wide>(random, 4, random => (Wide)random.Next(-1, 2))"),
        new Member("AsciiDecimal, Terminated(\"\\r\\n\"), ", "Closed", "Any.Of(random, Closed.Some, Closed.Other)"));

    private static Gen<Member> Validated() => Gen.Elements(
        new Member("Validate(nameof(Is{name})), ", "int", "Any.Value<int>(random) & ~1") { Body = "    private static bool Is{name}(int value) => (value & 1) == 0;\n" },
        new Member("Validate(nameof(Is{name})), LengthPrefixed<byte>, MaxBytes(20), ", "byte[]", "Any.Bytes(random, 2, 20, false)") { Body = "    private static bool Is{name}(byte[] value) => value.Length >= 2;\n" },
        new Member("Validate(nameof(Is{name})), Bytes(4), ", "IPAddress", "new IPAddress(Any.Bytes(random, 4, 4, true))") { Body = "    private static bool Is{name}(IPAddress value) => !value.Equals(IPAddress.Any);\n" });

    /// <summary>Two members of which a property says whether they belong together.</summary>
    public static Gen<Piece> CheckedTogether() =>
        from type in Gen.Elements("byte", "short", "VarInt(VarIntFormat.Leb128), uint")
        from distance in Gen.Elements(true, false)
        select new Piece(PiecePlace.Anywhere, IsSimple: false, (scope, _) =>
        {
            bool isVarInt = type.Contains(',', StringComparison.Ordinal);
            string kind = isVarInt ? "uint" : type;
            string local = "pair" + scope.Record + scope.Body.Count;
            scope.Statements.Add($"{kind} {local} = Any.Bits<{kind}>(random, 7, false);");
            (string first, string firstName) = Next(scope, new Member(isVarInt ? "VarInt(VarIntFormat.Leb128), " : "", kind, local));
            string between = distance ? Declare(scope, new Member("MaxBytes(9), ", "string", "Any.Text(random, \"Utf8\", 9)"), "", isParameter: false) : "";
            string second = Next(scope, new Member("Validate(nameof(Is{name})), ", kind, $"({kind})(100 - {local} % 100)")
            {
                Body = $"    private bool Is{{name}} => {firstName} % 100 + {{name}} == 100;\n",
            }).Declaration;
            return first + between + second;
        });

    /// <summary>A member that may be null, behind a flag that is computed.</summary>
    public static Gen<Piece> Flagged() =>
        from create in Gen.OneOf(Number(), OddWidth(), VarInt(), Text(), Bytes(), List(), Contained(), Converted(), Checked(), AsciiNumber(), TerminatedContent(), EndingList(), Scoped())
        from bits in Gen.Choose(0, 7)
        from distance in Gen.Elements(true, false)
        select new Piece(PiecePlace.Anywhere, IsSimple: false, (scope, _) =>
        {
            string flag = scope.NewName();
            string rest = bits == 0 ? "" : Declare(scope, new Member($"Bits({8 - bits}), ", "byte", $"Any.Bits<byte>(random, {8 - bits}, false)"), "", isParameter: false);
            rest += bits < 2 ? "" : Declare(scope, new Member($"Bits({bits - 1}), ", "byte", $"Any.Bits<byte>(random, {bits - 1}, false)"), "", isParameter: false);

            string between = distance ? Declare(scope, new Member("", "short", "Any.Value<short>(random)"), "", isParameter: false) : "";
            Member member = create(scope);
            (string declaration, string name) = Next(scope, member with
            {
                Attributes = $"When(nameof({flag})), {member.Attributes}",
                Type = member.Type + "?",
                Value = $"random.Next(2) == 0 ? ({member.Type}?)({member.Value}) : null",
            });
            return $"    [{(bits == 0 ? "" : "Bits(1), ")}FlagOf(nameof({name}))] public partial bool {flag} {{ get; }}\n{rest}{between}{declaration}";
        })
        { HasBits = bits > 0 };
}
