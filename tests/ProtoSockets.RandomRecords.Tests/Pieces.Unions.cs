using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace ProtoSockets.RandomRecords.Tests;

/// <summary>Unions: their tags, heads and cases, and where members of them say which it is.</summary>
internal static partial class Pieces
{
    /// <summary>A tag: its attributes and type, the tags of a case of a range and of the unknown case, and what is in its byte besides.</summary>
    private sealed record Tag(string Attributes, string Type, string Range, string Unknown, string Neighbour);

    private static readonly Tag[] Tags =
    [
        new("", "byte", "8, 12", "200, 256", ""),
        new("", "ushort", "8, 12", "200, 60000", ""),
        new("LittleEndian, ", "uint", "8, 70000", "80000, 90000", ""),
        new("VarInt(VarIntFormat.Leb128), ", "uint", "8, 300", "16000, 90000", ""),
        new("VarInt(VarIntFormat.Quic), ", "ulong", "8, 300", "16000, 90000", ""),
        new("Bytes(3), ", "uint", "8, 12", "200, 60000", ""),
        new("Bits(4), ", "byte", "8, 12", "12, 16", "Bits(4), "),
        new("", "sbyte", "8, 12", "-128, -1", ""),
        new("", "Wide", "8, 12", "-20, -10", ""),
        new("AsciiDecimal, Terminated(\";\"), ", "ushort", "8, 12", "200, 60000", ""),
    ];

    /// <summary>The pieces of a case.</summary>
    private static Gen<Piece> InCase(int depth) => Gen.Frequency(
        (4, Simple(Gen.OneOf(Number(), VarInt(), Text(), Bytes(), Converted(), Checked()))),
        (1, Simple(Gen.OneOf(List(), EndingList(), Contained(), Scoped()))),
        (1, Gen.OneOf(BitRun(), Given(), Counted(), Conditional(), Flagged(), Summed())),
        (depth > 0 ? 1 : 0, depth > 0 ? Union(depth - 1) : BitRun()));

    private sealed record Case(IReadOnlyList<Piece> Pieces, bool IsClass, bool IsPositional);

    private sealed record Shape(Tag Tag, IReadOnlyList<Case> Cases, bool HasRange, bool HasUnknown, bool IsElsewhere, string Length, IReadOnlyList<Func<Scope, Member>> Head, int HeadInFront, string Order, int Choice);

    private static Gen<Shape> ShapeOf(int depth) =>
        from tag in Gen.Elements(Tags)
        from cases in CaseOf(depth).ListOf(5)
        from count in Gen.Choose(1, 3)
        from hasRange in Gen.Elements(true, false)
        from hasUnknown in Gen.Elements(true, false)
        from isElsewhere in Gen.Elements(true, false, false)
        from length in Gen.Elements("", "", "LengthPrefixed<ushort>", "LengthPrefixed(VarIntFormat.Leb128)", "LengthPrefixed<uint>(OnRest = RestPolicy.Ignore)", "head")
        from head in Gen.OneOf(Number(), VarInt(), Text(), Bytes()).ListOf(2)
        from headCount in Gen.Choose(0, 2)
        from inFront in Gen.Choose(0, 2)
        from order in Gen.Elements("", ", LittleEndian")
        from choice in Gen.Choose(0, 100)
        select new Shape(tag, [.. cases.Take(count), .. cases.Skip(3)], hasRange, hasUnknown, isElsewhere, length, [.. head.Take(headCount)], inFront, order, choice);

    private static Gen<Case> CaseOf(int depth) =>
        from pieces in Gen.OneOf(Enumerable.Range(0, 4).Select(count => InCase(depth).ListOf(count)))
        from isClass in Gen.Elements(false, false, true)
        from isPositional in Gen.Elements(true, true, false)
        select new Case([.. pieces], isClass, isPositional);

    /// <summary>A union with its tag in its own bytes: alone, in a list, or when a flag says so.</summary>
    public static Gen<Piece> Union(int depth) =>
        from shape in ShapeOf(depth)
        from use in Gen.Elements("", "", "[]", "WireList", "Flagged", "Scoped", "Peek")
        select new Piece(PiecePlace.Anywhere, IsSimple: false, (scope, _) =>
        {
            (string type, string value) = use == "Peek" ? Peek(scope, shape) : Declare(scope, shape, isOutside: false);
            switch (use)
            {
                case "[]":
                    return Declare(scope, new Member("MaxCount(3), ", $"{type}[]", $"Any.List<{type}>(random, 3, random => {value})"), "", isParameter: false);
                case "WireList":
                    return Declare(scope, new Member("CountPrefixed<byte>, MaxCount(3), ", $"WireList<{type}>", $"Any.List<{type}>(random, 3, random => {value})"), "", isParameter: false);
                case "Flagged":
                    string flag = scope.NewName();
                    (string declaration, string name) = Next(scope, new Member($"When(nameof({flag})), ", $"{type}?", $"random.Next(2) == 0 ? ({type}?){value} : null"));
                    return $"    [FlagOf(nameof({name}))] public partial bool {flag} {{ get; }}\n{declaration}";
                case "Scoped":
                    return Declare(scope, new Member("LengthPrefixed<uint>, ", type, value), "", isParameter: false);
                default:
                    return Declare(scope, new Member("", type, value), "", isParameter: false);
            }
        });

    /// <summary>A union whose tag an earlier member is, or says, or a property over earlier members.</summary>
    public static Gen<Piece> TaggedElsewhere() =>
        from shape in ShapeOf(0)
        from use in Gen.Elements("TagOf", "TagOf", "Member", "Property")
        from isScoped in Gen.Elements(true, false)
        from distance in Gen.Elements(true, false)
        select new Piece(PiecePlace.Anywhere, IsSimple: false, (scope, _) =>
        {
            Tag tag = shape.Tag with { Attributes = shape.Tag.Neighbour.Length > 0 ? "" : shape.Tag.Attributes, Neighbour = "" };
            (string type, string value) = Declare(scope, shape with { Tag = tag, Length = shape.Length == "head" ? "" : shape.Length }, isOutside: true);
            string between = distance ? Declare(scope, new Member("MaxBytes(9), ", "string", "Any.Text(random, \"Utf8\", 9)"), "", isParameter: false) : "";
            string length = isScoped ? "LengthPrefixed<uint>, " : "";
            if (use == "TagOf")
            {
                string name = scope.NewName();
                (string declaration, string member) = Next(scope, new Member(length, type, value));
                return $"    [{tag.Attributes}TagOf(nameof({member}))] public partial {tag.Type} {name} {{ get; }}\n{between}{declaration}";
            }

            string local = "union" + scope.Record + scope.Statements.Count;
            scope.Statements.Add($"{type} {local} = {value};");
            string told = use == "Property" && tag.Type != "Wide" ? $"({tag.Type})({local}.Tag ^ 1)" : $"{local}.Tag";
            (string front, string frontName) = Next(scope, new Member(tag.Attributes, tag.Type, told));
            string source = frontName;
            if (use == "Property" && tag.Type != "Wide")
            {
                source = "Tag" + frontName;
                scope.Body.Add($"    public {tag.Type} {source} => ({tag.Type})({frontName} ^ 1);\n");
            }

            return front + between + Declare(scope, new Member($"DiscriminatedBy(nameof({source})), {length}", type, local), "", isParameter: false);
        });

    /// <summary>Declares a union.</summary>
    /// <returns>Its type, and an expression that makes up a value.</returns>
    private static (string Type, string Value) Declare(Scope scope, Shape shape, bool isOutside)
    {
        string name = scope.NewType();
        Scope head = new(name, scope.Known) { Path = name };
        List<string> heads = [.. shape.Head.Select(member => Declare(head, member(head), "", isParameter: false))];
        string tag = isOutside
            ? $"    [Discriminator, NotOnWire] public partial {shape.Tag.Type} Tag {{ get; }}\n"
            : $"    [{shape.Tag.Attributes}Discriminator] public partial {shape.Tag.Type} Tag {{ get; }}\n";
        if (shape.Tag.Neighbour.Length > 0)
        {
            string neighbour = Declare(head, new Member(shape.Tag.Neighbour, "byte", "Any.Bits<byte>(random, 4, false)"), "", isParameter: false);
            tag = shape.Choice % 2 == 0 ? tag + neighbour : neighbour + tag;
        }

        heads.Insert(Math.Min(shape.HeadInFront, heads.Count), tag);
        string attribute = shape.Length is "" or "head" ? "" : ", " + shape.Length;
        if (shape.Length == "head")
        {
            heads.Insert(Math.Min(shape.Choice % 3, heads.Count), $"    [LengthOf(WireUnionAttribute.Content)] public partial uint {head.NewName()} {{ get; }}\n");
        }

        string elsewhere = "";
        List<string> creations = [];
        List<Rendering> cases = [];
        for (int index = 0; index < shape.Cases.Count; index++)
        {
            bool isRange = index == shape.Cases.Count - 2;
            bool isUnknown = index == shape.Cases.Count - 1;
            if ((isRange && !shape.HasRange) || (isUnknown && !shape.HasUnknown))
            {
                continue;
            }

            string own = string.Create(CultureInfo.InvariantCulture, $"C{index}");
            string marker = isUnknown ? "UnknownCase" : isRange ? $"CaseRange({Literal(shape.Tag, shape.Tag.Range.Split(", ")[0], 0)}, {Literal(shape.Tag, shape.Tag.Range.Split(", ")[1], -1)})" : $"Case({Literal(shape.Tag, $"{index + 1}", 0)})";
            List<Piece> pieces = [.. shape.Cases[index].Pieces];
            if (isRange || isUnknown)
            {
                string range = isRange ? shape.Tag.Range : shape.Tag.Unknown;
                pieces.Insert(0, new Piece(PiecePlace.Anywhere, IsSimple: true, (inner, isParameter) =>
                    Declare(inner, new Member("Discriminator, ", shape.Tag.Type, $"({shape.Tag.Type})random.Next({range})"), "", isParameter)));
            }

            if (isUnknown && attribute.Length > 0)
            {
                pieces.Add(new Piece(PiecePlace.Rest, IsSimple: true, (inner, isParameter) =>
                    Declare(inner, new Member("Remaining, MaxBytes(9), ", "ReadOnlyMemory<byte>", "Any.Bytes(random, 0, 9, false)"), "", isParameter)));
            }

            RecordDeclaration declaration = new(pieces, shape.Cases[index].IsClass, shape.Cases[index].IsPositional, "");
            Rendering rendering = declaration.Render(own, marker, $"{name}.{own}", scope.Known);
            cases.Add(rendering);
            creations.Add($"new {name}({rendering.Create})");
        }

        if (shape.IsElsewhere)
        {
            (string type, string value) = scope.Known.Whole.Count > 0 ? scope.Contained(shape.Choice) : scope.Declare(new RecordDeclaration(shape.Cases[0].Pieces, IsClass: false, IsPositional: true, ""));
            elsewhere = $"[Case<{type}>({Literal(shape.Tag, "7", 0)})]\n";
            creations.Add($"new {name}({value})");
        }

        string setHead = head.Initializers.Count == 0 ? "" : $" with {{ {string.Join(", ", head.Initializers)} }}";
        string switches = string.Join(", ", creations.Select((creation, index) => index == creations.Count - 1 ? $"_ => {creation}" : $"{index} => {creation}"));
        scope.Types.Add(
            $$"""
            {{string.Concat(head.Types)}}{{string.Concat(cases.Select(one => one.Types))}}{{elsewhere}}[WireUnion{{attribute}}{{shape.Order}}]
            public readonly partial struct {{name}}
            {
            {{string.Concat(heads)}}{{string.Concat(head.Body)}}{{string.Concat(cases.Select(one => one.Declaration))}}}

            {{string.Concat(cases.Select(one => one.Values))}}public static class {{name}}Values
            {
                public static {{name}} Create(Random random)
                {
            {{string.Concat(head.Statements.Select(statement => $"        {statement}\n"))}}        return (random.Next({{creations.Count}}) switch { {{switches}} }){{setHead}};
                }
            }


            """);
        return (name, $"{name}Values.Create(random)");
    }

    /// <summary>A union that looks at the first byte and leaves it, with itself in one of its cases.</summary>
    private static (string Type, string Value) Peek(Scope scope, Shape shape)
    {
        string name = scope.NewType();
        RecordDeclaration simple = new(
            [new Piece(PiecePlace.Anywhere, IsSimple: true, (inner, isParameter) => Declare(inner, new Member("Terminated(\"\\r\\n\"), MaxBytes(20), ", "string", "Any.Text(random, \"Utf8\", 20)"), "Magic(\"+\"), ", isParameter))],
            shape.Cases[0].IsClass, shape.Cases[0].IsPositional, "");
        RecordDeclaration nested = new(
            [new Piece(PiecePlace.Anywhere, IsSimple: true, (inner, isParameter) => Declare(inner, new Member("CountPrefixed<byte>, MaxCount(3), ", $"{name}[]", $"{name}Values.Some(random)"), "Magic(\"*\"), ", isParameter))],
            IsClass: true, shape.Cases[1].IsPositional, "");
        RecordDeclaration small = new(
            [new Piece(PiecePlace.Anywhere, IsSimple: true, (inner, isParameter) => Declare(inner, new Member("Discriminator, ", "byte", "(byte)random.Next(32)"), "", isParameter)), .. shape.Cases[1].Pieces],
            shape.Cases[1].IsClass, shape.Cases[1].IsPositional, "");
        Rendering[] cases =
        [
            simple.Render("Simple", "Case('+')", $"{name}.Simple", scope.Known), nested.Render("Nested", "Case('*')", $"{name}.Nested", scope.Known), small.Render("Single", "CaseRange(0, 31)", $"{name}.Single", scope.Known),
        ];
        scope.Types.Add(
            $$"""
            {{string.Concat(cases.Select(one => one.Types))}}[WireUnion{{shape.Order}}]
            public readonly partial struct {{name}}
            {
                [Discriminator(Peek = true)] public partial byte Tag { get; }

            {{string.Concat(cases.Select(one => one.Declaration))}}}

            {{string.Concat(cases.Select(one => one.Values))}}public static class {{name}}Values
            {
                [ThreadStatic]
                private static int t_depth;

                public static {{name}} Create(Random random) => random.Next(3) switch { 0 => new {{name}}({{cases[0].Create}}), 1 => new {{name}}({{cases[1].Create}}), _ => new {{name}}({{cases[2].Create}}) };

                public static {{name}}[] Some(Random random)
                {
                    if (t_depth == 3)
                    {
                        return [];
                    }

                    t_depth++;
                    {{name}}[] some = Any.List<{{name}}>(random, 3, Create);
                    t_depth--;
                    return some;
                }
            }


            """);
        return (name, $"{name}Values.Create(random)");
    }

    private static string Literal(Tag tag, string value, int more)
    {
        string number = (int.Parse(value, CultureInfo.InvariantCulture) + more).ToString(CultureInfo.InvariantCulture);
        return tag.Type == "Wide" ? $"(Wide){number}" : number;
    }
}
