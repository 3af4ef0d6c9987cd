using System.Globalization;
using System.Text;

namespace ProtoSockets.RandomRecords.Tests;

/// <summary>A record that was made up: its pieces, and what it looks like as a whole.</summary>
/// <param name="Pieces">One or a few members each.</param>
/// <param name="IsClass">Whether it is a class.</param>
/// <param name="IsPositional">Whether the members at its start are parameters, as far as they can be.</param>
/// <param name="Attributes">Attributes of the record, a comma in front of each.</param>
internal sealed record RecordDeclaration(IReadOnlyList<Piece> Pieces, bool IsClass, bool IsPositional, string Attributes) : IDeclaration<RecordDeclaration>
{
    /// <summary>The same with one piece less, the last ones first.</summary>
    public IEnumerable<RecordDeclaration> Smaller =>
        Enumerable.Range(0, Pieces.Count == 1 ? 0 : Pieces.Count).Reverse().Select(piece => this with { Pieces = [.. Pieces.Where((_, other) => other != piece)] });

    /// <summary>Whether it takes all that is left, or does not say itself where it ends.</summary>
    public bool TakesRest => Ordered.Any(piece => piece.Place == PiecePlace.Rest);

    /// <summary>The record as source, with the types that it needs and a method that makes up values.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="known">Records that it can contain.</param>
    public string Render(string name, KnownRecords known)
    {
        Rendering rendering = Render(name, "WireStruct", name, known);
        return $"{rendering.Types}{rendering.Declaration}\n{rendering.Values}\n";
    }

    /// <summary>The parts of its source.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="marker">The attribute that makes it what it is.</param>
    /// <param name="path">What others call it: with the types around it.</param>
    /// <param name="known">Records that it can contain.</param>
    public Rendering Render(string name, string marker, string path, KnownRecords known)
    {
        string flat = path.Replace('.', '_');
        Scope scope = new(flat, known) { Path = path };
        StringBuilder parameters = new();
        StringBuilder members = new();
        bool isPositional = IsPositional;
        bool hasBits = false;
        foreach (Piece piece in Ordered)
        {
            isPositional &= piece.IsSimple;
            if (hasBits && piece.HasBits)
            {
                // A run has at most 64 bits: a byte lies between two.
                string between = scope.NewName();
                members.Append($"    public byte {between} {{ get; init; }}\n");
            }

            hasBits = piece.HasBits;
            (isPositional ? parameters : members).Append(piece.Render(scope, isPositional));
        }

        string list = parameters.Length == 0 ? string.Empty : $"({parameters.ToString().TrimEnd(',', ' ')})";
        string declaration = $$"""
            [{{marker}}{{(scope.Attributes.Count == 0 ? Attributes : Attributes.Replace(", ByteOrder", "", StringComparison.Ordinal))}}{{string.Concat(scope.Attributes)}}]
            public {{(IsClass ? "sealed partial record" : "readonly partial record struct")}} {{name}}{{list}}
            {
            {{members}}{{string.Concat(scope.Body)}}}

            """;
        string values = $$"""
            public static class {{flat}}Values
            {
                public static {{path}} Create(Random random)
                {
            {{string.Concat(scope.Statements.Select(statement => $"        {statement}\n"))}}        return new {{path}}{{(parameters.Length == 0 ? string.Empty : $"({string.Join(", ", scope.Arguments)})")}} { {{string.Join(", ", scope.Initializers)}} };
                }
            }

            """;
        return new Rendering(string.Concat(scope.Types), declaration, values, $"{flat}Values.Create(random)");
    }

    /// <summary>The pieces, with the one that has to be last at the end; of several such ones, only the first counts, and of those that there can be one of, too.</summary>
    private IEnumerable<Piece> Ordered
    {
        get
        {
            Piece[] singles = [.. Pieces.Where(piece => piece.Place == PiecePlace.Once).DistinctBy(piece => piece.Kind)];
            return Pieces.Where(piece => piece.Place == PiecePlace.Anywhere || singles.Contains(piece))
                .Concat(Pieces.Where(piece => piece.Place is PiecePlace.Last or PiecePlace.Rest && (piece.Kind.Length == 0 || singles.All(single => single.Kind != piece.Kind))).Take(1));
        }
    }
}

/// <summary>A record as source.</summary>
/// <param name="Types">Types that it needs, with the methods that make up their values.</param>
/// <param name="Declaration">The record.</param>
/// <param name="Values">The class with the method that makes up a value.</param>
/// <param name="Create">An expression that makes one up.</param>
internal sealed record Rendering(string Types, string Declaration, string Values, string Create);

/// <summary>Records that were declared before, by name.</summary>
/// <param name="Whole">Those that say where they end.</param>
/// <param name="Open">Those that take what is left.</param>
internal sealed record KnownRecords(IReadOnlyList<string> Whole, IReadOnlyList<string> Open)
{
    public static KnownRecords None { get; } = new([], []);
}

/// <summary>Where a piece can stand.</summary>
internal enum PiecePlace
{
    Anywhere,

    /// <summary>Anywhere, once in a record.</summary>
    Once,

    /// <summary>At the end.</summary>
    Last,

    /// <summary>At the end, and it takes all that is left.</summary>
    Rest,
}

/// <summary>A member, or a few that belong together.</summary>
/// <param name="Place">Where it can stand.</param>
/// <param name="IsSimple">Whether it is one member, which can be a parameter.</param>
/// <param name="Render">Writes it, as a parameter or as properties.</param>
internal sealed record Piece(PiecePlace Place, bool IsSimple, Func<Scope, bool, string> Render)
{
    /// <summary>What there can be one of in a record.</summary>
    public string Kind { get; init; } = string.Empty;

    /// <summary>Whether it starts or ends with bits, which are one run with those of its neighbours.</summary>
    public bool HasBits { get; init; }
}

/// <summary>A record while it is written.</summary>
internal sealed class Scope(string record, KnownRecords known)
{
    private int _members;
    private int _types;

    /// <summary>The record's name, without dots.</summary>
    public string Record => record;

    /// <summary>What others call it.</summary>
    public required string Path { get; init; }

    /// <summary>What it can contain.</summary>
    public KnownRecords Known => known;

    /// <summary>Types that the record needs, in front of it.</summary>
    public List<string> Types { get; } = [];

    /// <summary>Attributes of the record, a comma in front of each.</summary>
    public List<string> Attributes { get; } = [];

    /// <summary>Members that are not on the wire.</summary>
    public List<string> Body { get; } = [];

    /// <summary>Statements in front of the construction of a value.</summary>
    public List<string> Statements { get; } = [];

    public List<string> Arguments { get; } = [];

    public List<string> Initializers { get; } = [];

    public string NewName() => string.Create(CultureInfo.InvariantCulture, $"M{_members++}");

    public string NewType() => string.Create(CultureInfo.InvariantCulture, $"{record}T{_types++}");

    /// <summary>A record that this one can contain, or an <c>int</c> when there is none.</summary>
    public (string Type, string Value) Contained(int choice) => Of(known.Whole, choice) ?? ("int", "Any.Value<int>(random)");

    /// <summary>A record that takes what is left, or one that does not when there is none.</summary>
    public (string Type, string Value)? Open(int choice) => Of(known.Open, choice) ?? Of(known.Whole, choice);

    /// <summary>Declares a record of its own for a member.</summary>
    /// <returns>Its type, and an expression that makes up a value.</returns>
    public (string Type, string Value) Declare(RecordDeclaration declaration)
    {
        string name = NewType();
        Rendering rendering = declaration.Render(name, "WireStruct", name, known);
        Types.Add($"{rendering.Types}{rendering.Declaration}\n{rendering.Values}\n");
        return (name, rendering.Create);
    }

    private static (string Type, string Value)? Of(IReadOnlyList<string> records, int choice) =>
        records.Count == 0 ? null : (records[choice % records.Count], $"{records[choice % records.Count]}Values.Create(random)");
}
