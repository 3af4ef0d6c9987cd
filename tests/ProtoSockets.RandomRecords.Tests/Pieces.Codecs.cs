using FsCheck;
using FsCheck.Fluent;

namespace ProtoSockets.RandomRecords.Tests;

/// <summary>Checksums, codecs, and members that are not on the wire.</summary>
internal static partial class Pieces
{
    private static readonly (string Name, string Type)[] Checksums =
    [
        ("InternetChecksum", "ushort"), ("Crc8", "byte"), ("Crc8Maxim", "byte"), ("Crc16Arc", "ushort"), ("Crc16CcittFalse", "ushort"), ("Crc16Xmodem", "ushort"), ("Crc16Kermit", "ushort"),
        ("Crc16Modbus", "ushort"), ("Crc16Usb", "ushort"), ("Crc16X25", "ushort"), ("Crc16Dnp", "ushort"), ("Crc24", "uint"), ("Crc32", "uint"), ("Crc32C", "uint"), ("Crc64", "ulong"), ("Adler32", "uint"),
        ("Fletcher16", "ushort"), ("Xor8", "byte"), ("Sum8", "byte"), ("Sum16", "ushort"), ("Cdma", "ushort"), ("Digest", "byte[]"), ("Digest", "ReadOnlyMemory<byte>"),
    ];

    private static Gen<(string Attributes, string Type)> Checksum() =>
        from checksum in Gen.Elements(Checksums)
        from order in Gen.Elements(Orders)
        from isZero in Gen.Elements(", SelfAsZero = true", "", "")
        let form = checksum.Name == "Digest" ? "FixedBytes(5), " : checksum.Name == "Crc24" ? order + "Bytes(3), " : order
        select ($"{form}Checksum<{checksum.Name}>({{0}}{isZero})", checksum.Type);

    private static string Checksum((string Attributes, string Type) checksum, string range, string name) =>
        $"    [{checksum.Attributes.Replace("{0}", range, StringComparison.Ordinal).Replace("(, ", "(", StringComparison.Ordinal).Replace("()", "", StringComparison.Ordinal)}] public partial {checksum.Type} {name} {{ get; }}\n";

    /// <summary>A checksum over some members, in front of them, within, or behind.</summary>
    public static Gen<Piece> Summed() =>
        from checksum in Checksum()
        from members in Gen.OneOf(Number(), VarInt(), Text(), Bytes(), List(), Contained()).ListOf(3)
        from at in Gen.Choose(0, 3)
        from first in Gen.Choose(0, 2)
        from last in Gen.Choose(first, 2)
        select new Piece(PiecePlace.Anywhere, IsSimple: false, (scope, _) =>
        {
            (string Declaration, string Name)[] covered = [.. members.Select(member => Next(scope, member(scope)))];
            string sum = Checksum(checksum, $"From = nameof({covered[first].Name}), To = nameof({covered[last].Name})", scope.NewName());
            return string.Concat(covered.Take(at).Select(one => one.Declaration)) + sum + string.Concat(covered.Skip(at).Select(one => one.Declaration));
        });

    /// <summary>A checksum over the whole record: there can be one, for two would be over each other.</summary>
    public static Gen<Piece> SummedWhole() =>
        from checksum in Checksum()
        from over in Gen.Elements("", "Over = ChecksumRange.Record")
        select new Piece(PiecePlace.Once, IsSimple: false, (scope, _) => Checksum(checksum, over, scope.NewName())) { Kind = "checksum" };

    /// <summary>What a codec reads, of its own account or as earlier members say; and lists of it.</summary>
    public static Gen<Piece> Coded() =>
        from kind in Gen.Elements("alone", "list", "told", "told twice", "property")
        select new Piece(PiecePlace.Anywhere, IsSimple: false, (scope, _) =>
        {
            switch (kind)
            {
                case "alone":
                    return Declare(scope, new Member("Codec<InvertedCodec>, ", "ushort", "Any.Value<ushort>(random)"), "", isParameter: false);
                case "list":
                    return Declare(scope, new Member("Codec<InvertedCodec>, MaxCount(4), ", "ushort[]", "Any.List<ushort>(random, 4, random => Any.Value<ushort>(random))"), "", isParameter: false);
                default:
                    string local = "width" + scope.Record + scope.Body.Count + scope.Statements.Count;
                    scope.Statements.Add($"byte {local} = Any.Value<byte>(random);");
                    (string width, string widthName) = Next(scope, new Member("", "byte", local));
                    string wide = string.Empty;
                    string arguments = $"nameof({widthName})";
                    string bytes = $"1 + ({local} & 7)";
                    if (kind == "told twice")
                    {
                        (wide, string wideName) = Next(scope, new Member("", "bool", $"({local} & 8) != 0"));
                        arguments += $", nameof({wideName})";
                        bytes = $"({local} & 8) != 0 ? 8 : {bytes}";
                    }
                    else if (kind == "property")
                    {
                        scope.Body.Add($"    public byte Width{widthName} => (byte)({widthName} >> 1);\n");
                        arguments = $"nameof(Width{widthName})";
                        bytes = $"1 + (({local} >> 1) & 7)";
                    }

                    return width + wide + Declare(scope, new Member($"Codec<SizedCodec>({arguments}), ", "ulong", $"Any.Bits<ulong>(random, 8 * ({bytes}), false)"), "", isParameter: false);
            }
        });

    /// <summary>A member that is not on the wire, and one that is: alone it would make a record of no bytes, which no list can hold.</summary>
    public static Gen<Piece> NotOnWire() =>
        from type in Gen.Elements("string?", "int", "byte[]?")
        select new Piece(PiecePlace.Anywhere, IsSimple: false, (scope, _) =>
            $"    [NotOnWire] public {type} {scope.NewName()} {{ get; init; }}\n" + Declare(scope, new Member("", "byte", "Any.Value<byte>(random)"), "", isParameter: false));
}
