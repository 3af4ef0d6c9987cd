using FsCheck;
using FsCheck.Fluent;

namespace ProtoSockets.RandomRecords.Tests;

/// <summary>Members that stream: the last ones of their messages.</summary>
internal static partial class Pieces
{
    private const string StreamedName = "Streamed";

    private static readonly string[] StreamedPrefixes =
    [
        "LengthPrefixed<byte>, ", "LengthPrefixed<ushort>, ", "LengthPrefixed<uint>, ", "LittleEndian, LengthPrefixed<ulong>, ", "LengthPrefixed<ushort>(IncludesSelf = true), ", "LengthPrefixed<int>(Bytes = 3, Bias = 2), ",
        "LengthPrefixed(VarIntFormat.Leb128), ", "LengthPrefixed(VarIntFormat.Quic), ", "LengthPrefixed(VarIntFormat.Mqtt), ",
    ];

    /// <summary>One in a frame that says how long it is.</summary>
    public static Gen<Piece> Streamed() => Gen.OneOf(Gen.Constant(new Piece(PiecePlace.Rest, IsSimple: false, StreamedMember("Remaining, ", ""))), LengthInFront(), NumberInFront(""));

    /// <summary>One in a frame that ends with it.</summary>
    public static Gen<Piece> StreamedToItsEnd() => Gen.OneOf(LengthInFront(), Chunks());

    /// <summary>One that only the end of the connection ends.</summary>
    public static Piece StreamedToTheConnectionsEnd { get; } = new(PiecePlace.Rest, IsSimple: false, StreamedMember("CloseDelimited, ", ""));

    /// <summary>One in a frame that ends with it, and a number that says how long it is.</summary>
    public static Gen<Piece> StreamedBehindNumber() => Gen.Elements("", "Terminated(\"\\r\\n\"), ").SelectMany(NumberInFront);

    /// <summary>One behind a line, and the tokens that say how long it is.</summary>
    private static Gen<(Piece[] Tokens, Piece Bytes)> StreamedBehindLine()
    {
        Piece length = new(PiecePlace.Anywhere, IsSimple: false, (scope, _) => $"    [LengthOf(\"{StreamedName}\")] public partial long {scope.NewName()} {{ get; }}\n");
        return Gen.OneOf(
            from end in Gen.Elements("", "Terminated(\"\\r\\n\"), ", "Terminated(\"\\r\\nEND\\r\\n\"), ")
            from limit in Gen.Elements("", "MaxBytes(40), ")
            select ((Piece[])[length], new Piece(PiecePlace.Last, IsSimple: false, StreamedMember($"AfterLine, {end}{limit}", ""))),
            from chunks in Gen.Elements("Chunked<byte>, ", "Chunked, ", "Chunked<uint>(Bytes = 3), ")
            select ((Piece[])[], new Piece(PiecePlace.Last, IsSimple: false, StreamedMember("AfterLine, " + chunks, ""))));
    }

    private static Gen<Piece> LengthInFront() =>
        from prefix in Gen.Elements(StreamedPrefixes)
        from limit in Gen.Elements("", "MaxBytes(40), ")
        select new Piece(PiecePlace.Last, IsSimple: false, StreamedMember(prefix + limit, ""));

    /// <summary>A number that counts the bytes, and what stands between.</summary>
    private static Gen<Piece> NumberInFront(string end) =>
        from type in Gen.Elements("byte", "ushort", "LittleEndian, uint", "long")
        from bias in Gen.Elements("", ", Bias = 1")
        from between in Gen.OneOf(Number(), VarInt(), TerminatedContent()).OptionalMember()
        select new Piece(PiecePlace.Last, IsSimple: false, (scope, isParameter) =>
        {
            string length = scope.NewName();
            (string declaration, string name) = between is null ? ("", "") : Next(scope, between(scope));
            bool isLittle = type.Contains(',', StringComparison.Ordinal);
            string counted = between is null ? "" : $"nameof({name}), ";
            return $"    [{(isLittle ? "LittleEndian, " : "")}LengthOf({counted}\"{StreamedName}\"{bias})] public partial {(isLittle ? "uint" : type)} {length} {{ get; }}\n"
                + StreamedMember(end, declaration)(scope, isParameter);
        });

    private static Gen<Func<Scope, Member>?> OptionalMember(this Gen<Func<Scope, Member>> member) =>
        Gen.Frequency((1, member.Select<Func<Scope, Member>, Func<Scope, Member>?>(one => one)), (1, Gen.Constant<Func<Scope, Member>?>(null)));

    private static Gen<Piece> Chunks() =>
        from chunks in Gen.Elements("Chunked<ushort>, ", "Chunked, ", "Chunked, ", "LittleEndian, Chunked<uint>(Bytes = 3), ")
        from limit in Gen.Elements("", "MaxBytes(40), ")
        select new Piece(PiecePlace.Last, IsSimple: false, StreamedMember(chunks + limit, ""));

    private static Func<Scope, bool, string> StreamedMember(string attributes, string before) => (scope, _) =>
    {
        scope.Initializers.Add($"{StreamedName} = Any.Bytes(random, 0, 40, false)");
        string list = attributes.Length == 0 ? "" : $"[{attributes.TrimEnd(' ', ',')}] ";
        return $"{before}    {list}public StreamedBytes {StreamedName} {{ get; init; }}\n";
    };
}
