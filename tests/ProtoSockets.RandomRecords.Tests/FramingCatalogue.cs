using FsCheck;
using FsCheck.Fluent;

namespace ProtoSockets.RandomRecords.Tests;

/// <summary>Makes up protocols whose frames have one size, or end with bytes that no message has.</summary>
internal static class FramingCatalogue
{
    /// <summary>Members of known size.</summary>
    private static readonly (string Attributes, string Type, string Value, int Bytes)[] Sized =
    [
        ("", "byte", "Any.Value<byte>(random)", 1), ("LittleEndian, ", "ushort", "Any.Value<ushort>(random)", 2), ("Bytes(3), ", "int", "Any.Bits<int>(random, 24, true)", 3), ("", "ulong", "Any.Value<ulong>(random)", 8),
        ("", "Guid", "Any.Value<Guid>(random)", 16), ("FixedBytes(5), ", "byte[]", "Any.Bytes(random, 5, 5, false)", 5), ("Magic(\"PS\"), ", "short", "Any.Value<short>(random)", 4),
    ];

    /// <summary>A protocol whose frames have one size.</summary>
    public static Gen<ProtocolDeclaration> OfOneSize { get; } =
        from client in FixedBody()
        from server in FixedBody()
        from isSame in Gen.Elements(true, false)
        select isSame
            ? new ProtocolDeclaration($", FixedSize({client.Bytes})", [], [Message(client.Body, Side.Client)])
            : new ProtocolDeclaration($", FixedSize({client.Bytes}, From = Side.Client), FixedSize({server.Bytes}, From = Side.Server)", [], [Message(client.Body, Side.Client), Message(server.Body, Side.Server)]);

    /// <summary>A protocol whose frames end with bytes.</summary>
    public static Gen<ProtocolDeclaration> Delimited { get; } =
        from body in DelimitedBody()
        from delimiter in Gen.Elements("\\n", "\\r\\n", "\\0\\0", "\\r\\n.\\r\\n")
        from other in Gen.Elements("", "LengthPrefixed<ushort>(From = Side.Server)", "Delimited(\"\\0\", From = Side.Server)")
        select other.Length == 0
            ? new ProtocolDeclaration($", Delimited(\"{delimiter}\")", [], [Message(body, Side.Client)])
            : new ProtocolDeclaration($", Delimited(\"{delimiter}\", From = Side.Client), {other}", [], [Message(body, Side.Client), Message(body, Side.Server)]);

    private static MessageDeclaration Message(RecordDeclaration body, Side sender) => new(body, MessageKind.Message, sender, "", null, null);

    private static Gen<(RecordDeclaration Body, int Bytes)> FixedBody() =>
        from members in Gen.Elements(Sized).ListOf(4)
        from count in Gen.Choose(1, 4)
        from isClass in Gen.Elements(false, true)
        from isPositional in Gen.Elements(false, true)
        let taken = members.Take(count).ToArray()
        select (new RecordDeclaration([.. taken.Select(member => Pieces.Always(new Pieces.Member(member.Attributes, member.Type, member.Value)))], isClass, isPositional, ""), taken.Sum(member => member.Bytes));

    /// <summary>Text, of characters that none of the delimiters has.</summary>
    private static Gen<RecordDeclaration> DelimitedBody() =>
        from numbers in Gen.Elements("byte", "ushort", "ulong").ListOf(2)
        from count in Gen.Choose(0, 2)
        from rest in Gen.Elements("string", "Utf8Text")
        select new RecordDeclaration(
            [
                .. numbers.Take(count).Select(type => Pieces.Always(new Pieces.Member("AsciiDecimal, Terminated(\";\"), ", type, $"Any.Value<{type}>(random)"))),
                Pieces.Always(new Pieces.Member("Remaining, MaxBytes(60), ", rest, "Any.TextOfLine(random)")) with { Place = PiecePlace.Rest },
            ],
            IsClass: false,
            IsPositional: true,
            "");
}
