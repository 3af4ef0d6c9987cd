using FsCheck;
using FsCheck.Fluent;

namespace ProtoSockets.RandomRecords.Tests;

/// <summary>Records that are lines of text.</summary>
internal static partial class Pieces
{
    private static Gen<Func<Scope, Member>> Token() => Always(Gen.OneOf(
        from type in Gen.Elements("string", "Utf8Text", "byte[]", "ReadOnlyMemory<byte>")
        from encoding in Gen.Elements("", "Ascii, ", "Latin1, ")
        from limit in Gen.Elements("", "MaxBytes(12), ")
        select new Member(
            (type == "string" ? encoding : "") + limit,
            type,
            type is "string" or "Utf8Text" ? $"Any.Token(random, \"{(type == "string" && encoding.Length > 0 ? encoding[..^2] : "Utf8")}\")" : "Any.HighBytes(random, 12, 1)"),
        from type in Gen.Elements([.. Integers, "Small", "Wide", "Closed"])
        from form in Gen.Elements("", "AsciiDecimal, ", "AsciiHex, ")
        select new Member(type == "Wide" ? "" : form, type, type == "Closed" ? "Any.Of(random, Closed.Some, Closed.Other)" : $"Any.Value<{type}>(random)"),
        from type in Gen.Elements("string", "Utf8Text")
        select new Member("", type, "Any.Token(random, \"Utf8\")")));

    /// <summary>What takes any number of tokens: none, where an optional one in front of it is not there.</summary>
    private static Gen<Func<int, Piece>> LastToken() =>
        from kind in Gen.Elements("", "Remaining", "list", "array", "texts")
        select (Func<int, Piece>)(optionals => new Piece(PiecePlace.Anywhere, IsSimple: true, (scope, isParameter) => kind switch
        {
            "Remaining" => Declare(scope, new Member("Remaining, ", "Utf8Text", Behind(scope, optionals, "Any.TextOfLine(random)", "default(Utf8Text)")), "", isParameter),
            "list" => Declare(scope, new Member("MaxCount(4), ", "WireList<Utf8Text>", Behind(scope, optionals, "Any.List<Utf8Text>(random, 4, random => Any.Token(random, \"Utf8\"))", "[]")), "", isParameter),
            "array" => Declare(scope, new Member("MaxCount(4), ", "string[]", Behind(scope, optionals, "Any.List<string>(random, 4, random => Any.Token(random, \"Utf8\"))", "[]")), "", isParameter),
            _ => "",
        }));

    private static string Behind(Scope scope, int optionals, string value, string none) => optionals == 0 ? value : $"optionals{scope.Record} < {optionals} ? {none} : {value}";

    /// <summary>A line of its own, with anything behind it.</summary>
    public static Gen<RecordDeclaration> LineRecord() => Line(Gen.Elements("", "payload", "pieces"), hasVerb: false);

    /// <summary>A message that is a line and what it counts.</summary>
    public static Gen<RecordDeclaration> LineMessage() => Line(Gen.Elements("", "payload", "pieces"), hasVerb: true);

    /// <summary>A message that is a line and bytes that stream behind it.</summary>
    public static Gen<RecordDeclaration> StreamedLine() => Line(Gen.Constant("stream"), hasVerb: true);

    /// <summary>A line.</summary>
    /// <param name="behind">What stands behind it.</param>
    /// <param name="hasVerb">Whether a verb may stand in front of its tokens, and a frame ends with it: nothing then takes all that is left.</param>
    private static Gen<RecordDeclaration> Line(Gen<string> behind, bool hasVerb) =>
        from arguments in Gen.Elements("", "", "(Lenient = true)", "(Separator = \",\", Terminator = \"\\n\")", "(Separator = \": \", Lenient = true)", "(Separator = \"; \")", "(MaxBytes = 500)")
        from token in Token()
        from filler in hasVerb ? Gen.Constant("") : Gen.Elements(["", "", "", .. TokenFillers])
        let first = new Piece(PiecePlace.Anywhere, IsSimple: true, (scope, isParameter) => Declare(scope, token(scope), filler, isParameter))
        from tokens in Token().ListOf(2)
        from count in Gen.Choose(0, 2)
        from optional in Token().ListOf(2)
        from optionals in Gen.Elements(0, 0, 1, 2)
        from hasKeyword in Gen.Elements(true, false)
        from last in LastToken()
        from after in behind
        from streamed in StreamedBehindLine()
        from pieces in Gen.Frequency([.. Catalogue.All.Where(one => one.Weight > 1).Select(one => (one.Weight, one.Piece)), (2, Ordered()), (2, OrderedFromHere())]).ListOf(2)
        from isClass in Gen.Elements(true, false)
        from isPositional in Gen.Elements(true, false)
        select new RecordDeclaration(
            [
                .. after == "payload" ? [Payload()] : after == "stream" ? [first, .. streamed.Tokens] : (Piece[])[first],
                .. tokens.Take(count).Select(BareToken),
                .. optional.Take(optionals).Select(OptionalToken),
                .. hasKeyword ? [Keyword(optionals)] : (Piece[])[],
                last(optionals),
                .. after == "payload" ? [PayloadBytes()] : after == "pieces" ? [AfterLine(), .. pieces.Where(piece => piece.Place != PiecePlace.Last && !(hasVerb && piece.Place == PiecePlace.Rest))]
                    : after == "stream" ? [streamed.Bytes] : (Piece[])[],
            ],
            isClass,
            isPositional && after is not ("payload" or "stream"),
            $", Line{arguments}");

    /// <summary>Nothing stands in front of a token but the separator, save in front of the first.</summary>
    private static Piece BareToken(Func<Scope, Member> create) => new(PiecePlace.Anywhere, IsSimple: true, (scope, isParameter) => Declare(scope, create(scope), "", isParameter));

    private static Piece OptionalToken(Func<Scope, Member> create) => new(PiecePlace.Anywhere, IsSimple: true, (scope, isParameter) =>
    {
        // One that is there stands behind all that are: the tokens that are left over are given to them in order.
        string local = "optionals" + scope.Record;
        if (scope.Statements.All(statement => !statement.Contains(local, StringComparison.Ordinal)))
        {
            scope.Statements.Add($"int {local} = random.Next(3);");
        }

        int index = scope.Statements.Count(statement => statement.StartsWith("// optional", StringComparison.Ordinal));
        scope.Statements.Add("// optional");
        Member member = create(scope);
        return Declare(scope, member with { Attributes = "Optional, " + member.Attributes, Type = member.Type + "?", Value = $"{local} > {index} ? ({member.Type}?)({member.Value}) : null" }, "", isParameter);
    });

    private static Piece Keyword(int optionals) => new(PiecePlace.Anywhere, IsSimple: true, (scope, isParameter) =>
        Declare(scope, new Member("Keyword(\"noreply\"), ", "bool", Behind(scope, optionals, "Any.Value<bool>(random)", "false")), "", isParameter));

    private static Piece AfterLine() => new(PiecePlace.Anywhere, IsSimple: true, (scope, isParameter) =>
        Declare(scope, new Member("AfterLine, ", "ushort", "Any.Value<ushort>(random)"), "", isParameter));

    private static Piece Payload() => new(PiecePlace.Anywhere, IsSimple: false, (scope, _) =>
        "    [LengthOf(nameof(Payload))] public partial int PayloadLength { get; }\n");

    private static Piece PayloadBytes() => new(PiecePlace.Anywhere, IsSimple: false, (scope, _) =>
    {
        scope.Initializers.Add("Payload = Any.Bytes(random, 0, 20, false)");
        return "    [AfterLine, Terminated(\"\\r\\n\"), MaxBytes(20)] public ReadOnlyMemory<byte> Payload { get; init; }\n";
    });
}
