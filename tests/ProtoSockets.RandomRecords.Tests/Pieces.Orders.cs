using FsCheck;
using FsCheck.Fluent;

namespace ProtoSockets.RandomRecords.Tests;

/// <summary>Byte orders that are chosen at run time.</summary>
internal static partial class Pieces
{
    /// <summary>What chooses an order: a type, what else is said of it, a value, and the mark of the little-endian one.</summary>
    private static readonly (string Attributes, string Type, string Value, string Mark)[] Marks =
    [
        ("", "bool", "Any.Value<bool>(random)", ""),
        ("", "byte", "Any.Of<byte>(random, 1, 2)", ", 2"),
        ("OneOf(0x4949, 0x4D4D), ", "ushort", "Any.Of<ushort>(random, 0x4949, 0x4D4D)", ", 0x4949"),
        ("", "Small", "Any.Of(random, Small.Zero, Small.One)", ", Small.One"),
        ("FixedBytes(2), Ascii, OneOf(\"II\", \"MM\"), ", "string", "Any.Of(random, \"II\", \"MM\")", ", \"II\""),
    ];

    /// <summary>A number or a list in an order that an earlier member chooses.</summary>
    public static Gen<Piece> Ordered() =>
        from mark in Gen.Elements(Marks)
        from member in Gen.OneOf(Number().Where(Takes), OddWidth().Where(Takes), NumberList())
        from distance in Gen.Elements(true, false)
        from isProperty in Gen.Elements(true, false)
        select new Piece(PiecePlace.Anywhere, IsSimple: false, (scope, _) =>
        {
            (string chooser, string name) = Next(scope, new Member(mark.Attributes, mark.Type, mark.Value));
            string between = distance ? Declare(scope, new Member("MaxBytes(9), ", "string", "Any.Text(random, \"Utf8\", 9)"), "", isParameter: false) : "";
            Member value = member(scope);
            string source = name;
            if (isProperty)
            {
                source = "Of" + name;
                scope.Body.Add($"    public {mark.Type} {source} => {name};\n");
            }

            return chooser + between + Declare(scope, value with { Attributes = $"ByteOrder(nameof({source}){mark.Mark}), {value.Attributes}" }, "", isParameter: false);
        });

    /// <summary>What chooses the order of all that follows it in the record, and of records in it that leave theirs open.</summary>
    public static Gen<Piece> OrderedFromHere() =>
        from mark in Gen.Elements(Marks)
        from next in Gen.OneOf(Number(), Text(), NumberList(), Converted())
        select new Piece(PiecePlace.Once, IsSimple: false, (scope, _) =>
        {
            (string chooser, string name) = Next(scope, new Member(mark.Attributes, mark.Type, mark.Value));
            scope.Attributes.Add($", ByteOrder(nameof({name}){mark.Mark})");
            (string type, string value) = scope.Declare(new RecordDeclaration(
                [new Piece(PiecePlace.Anywhere, IsSimple: true, (inner, isParameter) => Declare(inner, next(inner), "", isParameter))], IsClass: false, IsPositional: true, ", ByteOrder"));
            return chooser
                + Declare(scope, next(scope), "", isParameter: false)
                + Declare(scope, new Member("", type, value), "", isParameter: false)
                + Declare(scope, new Member("MaxCount(3), ", $"{type}[]", $"Any.List<{type}>(random, 3, random => {value})"), "", isParameter: false);
        })
        { Kind = "order" };

    /// <summary>Lists of numbers of several bytes.</summary>
    private static Gen<Func<Scope, Member>> NumberList() => Always(
        from type in Gen.Elements("short", "uint", "double", "Wide")
        from isArray in Gen.Elements(true, false)
        select new Member("MaxCount(4), ", isArray ? $"{type}[]" : $"WireList<{type}>", $"Any.List<{type}>(random, 4, random => Any.Value<{type}>(random))"));

    /// <summary>Whether a member's order can be chosen: it has one, and none was said.</summary>
    private static bool Takes(Func<Scope, Member> member) =>
        member(new Scope("X", KnownRecords.None) { Path = "X" }) is { Type: not ("byte" or "sbyte" or "bool" or "Guid" or "Small") } made && !made.Attributes.Contains("Endian", StringComparison.Ordinal);
}
