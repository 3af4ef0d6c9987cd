using FsCheck;
using FsCheck.Fluent;

namespace ProtoSockets.RandomRecords.Tests;

/// <summary>What messages begin with: the bytes that tell them, and records that may stand in front of those.</summary>
internal static partial class Pieces
{
    /// <summary>Bytes that a message begins with.</summary>
    /// <param name="text">The bytes, as they are written in a string.</param>
    public static Piece Beginning(string text) => new(PiecePlace.Anywhere, IsSimple: false, (scope, _) =>
    {
        scope.Initializers.Add("First = Any.Value<byte>(random)");
        return $"    [Magic(\"{text}\")] public byte First {{ get; init; }}\n";
    });

    /// <summary>A record that begins as no message does.</summary>
    public static Gen<RecordDeclaration> Front() =>
        from text in Simple(TerminatedContent())
        from pieces in Simple(Gen.OneOf(Number(), OddWidth(), VarInt(), Bytes(), TerminatedContent())).ListOf(2)
        from count in Gen.Choose(0, 2)
        from isClass in Gen.Elements(false, true)
        select new RecordDeclaration([Beginning("#"), text, .. pieces.Take(count)], isClass, IsPositional: false, "");

    /// <summary>A message that reads what stands in front of it: a union that looks at the first byte, and one of whose cases is such a record with the union behind it.</summary>
    /// <param name="behind">The message without anything in front.</param>
    /// <param name="beginning">What it begins with, and the first byte of that.</param>
    public static Piece Fronted(RecordDeclaration behind, (string Text, byte First) beginning) => new(PiecePlace.Anywhere, IsSimple: false, (scope, _) =>
    {
        string name = scope.NewType();
        string front = FrontName(scope.Path.Split('.')[0]);
        RecordDeclaration plain = behind with { Pieces = [Beginning(beginning.Text), .. behind.Pieces], IsPositional = false };
        RecordDeclaration noted = new([Always(new Member("", front, $"{front}Values.Create(random)")), Always(new Member("", name, $"{name}Values.Create(random)"))], IsClass: true, IsPositional: true, "");
        Rendering[] cases = [plain.Render("Plain", $"Case({beginning.First})", $"{name}.Plain", scope.Known), noted.Render("Noted", "Case('#')", $"{name}.Noted", scope.Known)];
        scope.Types.Add(
            $$"""
            {{string.Concat(cases.Select(one => one.Types))}}[WireUnion]
            public readonly partial struct {{name}}
            {
                [Discriminator(Peek = true)] public partial byte Tag { get; }

            {{string.Concat(cases.Select(one => one.Declaration))}}}

            {{string.Concat(cases.Select(one => one.Values))}}public static class {{name}}Values
            {
                public static {{name}} Create(Random random) => random.Next(3) == 0 ? new {{name}}({{cases[1].Create}}) : new {{name}}({{cases[0].Create}});
            }


            """);
        return Declare(scope, new Member("", name, $"{name}Values.Create(random)"), "", isParameter: false);
    });

    /// <summary>The name of the record that may stand in front of a protocol's messages.</summary>
    /// <param name="protocol">The protocol's name.</param>
    public static string FrontName(string protocol) => protocol + "Front";

    /// <summary>A member that is the verb of a line with several.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="verbs">The verbs, as arguments.</param>
    public static Piece Verb(string type, string verbs) => Always(new Member("Verb, ", type, $"Any.Of(random, {verbs})"));

    /// <summary>One member, the same in each record.</summary>
    public static Piece Always(Member member) => new(PiecePlace.Anywhere, IsSimple: true, (scope, isParameter) => Declare(scope, member, "", isParameter));
}
