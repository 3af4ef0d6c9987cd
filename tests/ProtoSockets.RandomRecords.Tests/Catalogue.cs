using FsCheck;
using FsCheck.Fluent;

namespace ProtoSockets.RandomRecords.Tests;

/// <summary>Which pieces there are, and records of them.</summary>
internal static class Catalogue
{
    private static readonly string[] RecordAttributes =
        ["", "", ", LittleEndian", ", BigEndian", ", BitOrder(BitNumbering.LeastSignificantFirst)", ", LittleEndian, BitOrder(BitNumbering.LeastSignificantFirst)", ", BitOrder(BitNumbering.MostSignificantFirst)", ", ByteOrder"];

    /// <summary>All of them, with how often each is in a record.</summary>
    public static IReadOnlyList<(int Weight, Gen<Piece> Piece)> All { get; } =
    [
        (6, Pieces.Simple(Gen.OneOf(Pieces.Number(), Pieces.OddWidth(), Pieces.VarInt()))),
        (4, Pieces.Simple(Gen.OneOf(Pieces.Text(), Pieces.Bytes()))),
        (3, Pieces.Simple(Pieces.List())),
        (2, Pieces.Simple(Pieces.Contained())),
        (2, Pieces.BitRun()),
        (2, Pieces.Given()),
        (2, Pieces.Counted()),
        (3, Pieces.Conditional()),
        (1, Pieces.Versioned()),
        (1, Pieces.ConstantMember()),
        (1, Pieces.Redundant()),
        (3, Pieces.Simple(Pieces.Converted())),
        (3, Pieces.Simple(Pieces.Checked())),
        (1, Pieces.CheckedTogether()),
        (3, Pieces.Flagged()),
        (3, Pieces.Simple(Gen.OneOf(Pieces.AsciiNumber(), Pieces.TerminatedContent()))),
        (2, Pieces.Nullable()),
        (2, Pieces.Simple(Pieces.EndingList())),
        (1, Pieces.Simple(Pieces.Scoped())),
        (1, Pieces.Measured()),
        (1, Pieces.Ordered()),
        (1, Pieces.OrderedFromHere()),
        (1, Pieces.Coded()),
        (1, Pieces.NotOnWire()),
        (2, Pieces.Summed()),
        (1, Pieces.SummedWhole()),
        (4, Pieces.Union(1)),
        (2, Pieces.TaggedElsewhere()),
        (1, Pieces.Placed()),
        (1, Pieces.Directory()),
        (1, Pieces.Rest()),
        (1, Pieces.Trailers()),
    ];

    /// <summary>A record of a few pieces.</summary>
    public static Gen<RecordDeclaration> Record { get; } = Gen.Frequency((6, Of(All, 1, 7)), (1, Pieces.LineRecord()));

    /// <summary>The body of a message.</summary>
    public static Gen<RecordDeclaration> Body { get; } = Of(All, 1, 4);

    /// <summary>The body of a message that says where it ends. What is aligned in it stands in front: behind members of variable size the padding is not known while a frame is looked for.</summary>
    public static Gen<RecordDeclaration> SelfDelimiting { get; } =
        from body in Body
        let whole = body with { Pieces = [.. body.Pieces.Where(piece => piece.Place is PiecePlace.Anywhere or PiecePlace.Once)] }
        where IsUnaligned(whole)
        from aligned in Gen.Elements("", "", "", "Align(4), ", "Align(8, OnRead = ReservedPolicy.Refuse), ")
        select aligned.Length == 0 ? whole : whole with { Pieces = [Pieces.Always(new Pieces.Member(aligned, "uint", "Any.Value<uint>(random)")), .. whole.Pieces] };

    /// <summary>A record that may stand in front of messages, and is passed over without being read.</summary>
    public static Gen<RecordDeclaration> Front { get; } = Pieces.Front().Where(IsUnaligned);

    /// <summary>A record that is a line of text, and what stands behind it.</summary>
    public static Gen<RecordDeclaration> Line { get; } = Pieces.LineRecord();

    /// <summary>A record of one piece and nothing else.</summary>
    public static Gen<RecordDeclaration> Alone(Gen<Piece> piece) => Of([(1, piece)], 1, 1);

    /// <summary>The body of a message that streams, in a frame that says how long it is.</summary>
    public static Gen<RecordDeclaration> Streamed { get; } = Before(
        Pieces.Streamed(),
        Gen.Frequency(
            (3, Pieces.Simple(Gen.OneOf(Pieces.Number(), Pieces.OddWidth(), Pieces.VarInt(), Pieces.Text(), Pieces.Bytes(), Pieces.List()))),
            (1, Gen.OneOf(Pieces.BitRun(), Pieces.Given(), Pieces.Counted(), Pieces.Conditional(), Pieces.Flagged(), Pieces.Versioned(), Pieces.Union(1)))));

    /// <summary>The same in a frame that ends with it. Where the member starts, and where a number stands that counts it, is known without reading what is in front of them.</summary>
    public static Gen<RecordDeclaration> StreamedToItsEnd { get; } = Gen.OneOf(
        Before(Pieces.StreamedToItsEnd(), KnownPart),
        Before(Pieces.StreamedBehindNumber(), Pieces.Simple(Gen.OneOf(Pieces.Number(), Pieces.OddWidth()))));

    /// <summary>The same where only the end of the connection ends it.</summary>
    public static Gen<RecordDeclaration> StreamedToTheConnectionsEnd { get; } = Before(Gen.Constant(Pieces.StreamedToTheConnectionsEnd), KnownPart);

    /// <summary>What is passed over without being read.</summary>
    private static Gen<Piece> KnownPart => Gen.Frequency((3, Pieces.Simple(Gen.OneOf(Pieces.Number(), Pieces.OddWidth(), Pieces.VarInt(), Pieces.Bytes(), Pieces.TerminatedContent()))), (1, Pieces.BitRun()));

    /// <summary>Whether nothing in it is aligned.</summary>
    public static bool IsUnaligned(RecordDeclaration record) => !record.Render("Sample", KnownRecords.None).Contains("Align(", StringComparison.Ordinal);

    private static Gen<RecordDeclaration> Before(Gen<Piece> last, Gen<Piece> piece) =>
        from count in Gen.Choose(0, 3)
        from pieces in piece.ListOf(count)
        from streamed in last
        from isClass in Gen.Elements(false, false, true)
        from order in Gen.Elements("", "", ", LittleEndian", ", BigEndian")
        select new RecordDeclaration([.. pieces, streamed], isClass, IsPositional: false, order);

    private static Gen<RecordDeclaration> Of(IReadOnlyList<(int Weight, Gen<Piece> Piece)> catalogue, int least, int most) =>
        from pieces in Gen.OneOf(Enumerable.Range(least, most - least + 1).Select(count => Gen.Frequency(catalogue.Select(one => (one.Weight, one.Piece)).ToArray()).ListOf(count)))
        from isClass in Gen.Elements(false, false, true)
        from isPositional in Gen.Elements(true, false)
        from attributes in Gen.Elements(RecordAttributes)
        from trailer in pieces.Any(piece => piece.Place is PiecePlace.Last or PiecePlace.Rest)
            ? Gen.Constant("")
            : Gen.Elements("", "", "", "", ", Magic(\"END\")", ", Reserved(2)", ", Padding(3, Value = 7)", ", Reserved(1, OnRead = ReservedPolicy.Refuse)", ", Align(4)", ", Align(2, OnRead = ReservedPolicy.Refuse)")
        select new RecordDeclaration([.. pieces], isClass, isPositional, attributes + trailer);
}
