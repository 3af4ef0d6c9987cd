using System.Globalization;
using System.Text;

namespace ProtoSockets.RandomRecords.Tests;

/// <summary>A record that was made up: its pieces, and what it looks like as a whole.</summary>
/// <param name="Pieces">One or a few members each.</param>
/// <param name="IsClass">Whether it is a class.</param>
/// <param name="IsPositional">Whether the members at its start are parameters, as far as they can be.</param>
/// <param name="Attributes">Attributes of the record.</param>
internal sealed record RecordDeclaration(IReadOnlyList<Piece> Pieces, bool IsClass, bool IsPositional, string Attributes)
{
    /// <summary>Whether it takes all that is left.</summary>
    public bool TakesRest => Pieces.Any(piece => piece.Place == PiecePlace.Rest);

    /// <summary>The record as source, with a method that makes up values.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="earlier">Records that it can contain.</param>
    public string Render(string name, IReadOnlyList<string> earlier)
    {
        Scope scope = new(name, earlier);
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
        return $$"""
            [WireStruct{{Attributes}}]
            public {{(IsClass ? "sealed partial record" : "readonly partial record struct")}} {{name}}{{list}}
            {
            {{members}}}

            public static class {{name}}Values
            {
                public static {{name}} Create(Random random)
                {
            {{string.Concat(scope.Statements.Select(statement => $"        {statement}\n"))}}        return new {{name}}{{(parameters.Length == 0 ? string.Empty : $"({string.Join(", ", scope.Arguments)})")}} { {{string.Join(", ", scope.Initializers)}} };
                }
            }

            """;
    }

    /// <summary>The pieces, with the one that has to be last at the end; of several such ones, only the first counts.</summary>
    private IEnumerable<Piece> Ordered => Pieces.Where(piece => piece.Place == PiecePlace.Anywhere)
        .Concat(Pieces.Where(piece => piece.Place != PiecePlace.Anywhere).Take(1));
}

/// <summary>Where a piece can stand.</summary>
internal enum PiecePlace
{
    Anywhere,

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
    /// <summary>Whether it starts or ends with bits, which are one run with those of its neighbours.</summary>
    public bool HasBits { get; init; }
}

/// <summary>A record while it is written.</summary>
internal sealed class Scope(string record, IReadOnlyList<string> earlier)
{
    private int _members;

    /// <summary>The record's name.</summary>
    public string Record => record;

    /// <summary>Statements in front of the construction of a value.</summary>
    public List<string> Statements { get; } = [];

    public List<string> Arguments { get; } = [];

    public List<string> Initializers { get; } = [];

    public string NewName() => string.Create(CultureInfo.InvariantCulture, $"M{_members++}");

    /// <summary>A record that this one can contain, or an <c>int</c> when there is none.</summary>
    public (string Type, string Value) Contained(int choice) =>
        earlier.Count == 0 ? ("int", "Any.Value<int>(random)") : (earlier[choice % earlier.Count], $"{earlier[choice % earlier.Count]}Values.Create(random)");
}
