using FsCheck;
using FsCheck.Fluent;

namespace ProtoSockets.RandomRecords.Tests;

/// <summary>Makes up protocols: a header of any members, or another framing, and messages behind it.</summary>
internal static class ProtocolCatalogue
{
    private static readonly string[] Orders = ["", "", "LittleEndian, ", "BigEndian, "];

    private static readonly string[] Fillers =
    [
        "", "", "", "", "Magic(0x50, 0x53), ", "Magic(0x80, From = Side.Client), Magic(0x81, From = Side.Server), ", "Reserved(1), ", "Reserved(2, OnRead = ReservedPolicy.Refuse), ", "Padding(1, Value = 9), ",
    ];

    private static readonly (string Type, string Value, string? Constant)[] Numbers =
    [
        ("byte", "Any.Value<byte>(random)", "7"), ("sbyte", "Any.Value<sbyte>(random)", "-7"), ("ushort", "Any.Value<ushort>(random)", "700"), ("short", "Any.Value<short>(random)", "-2"),
        ("uint", "Any.Value<uint>(random)", "70000u"), ("long", "Any.Value<long>(random)", "-1L"), ("ulong", "Any.Value<ulong>(random)", "1UL"), ("bool", "Any.Value<bool>(random)", "true"),
        ("Small", "Any.Value<Small>(random)", "Small.One"), ("double", "(double)Any.Value<short>(random)", null), ("Guid", "Any.Value<Guid>(random)", null),
    ];

    private static readonly (string Name, string Type)[] Checksums =
        [("InternetChecksum", "ushort"), ("Crc16Xmodem", "ushort"), ("Crc32", "uint"), ("Crc32C", "uint"), ("Adler32", "uint"), ("Fletcher16", "ushort"), ("Xor8", "byte"), ("Sum8", "byte"), ("Digest", "byte[]")];

    /// <summary>A protocol.</summary>
    public static Gen<ProtocolDeclaration> Protocol { get; } = Gen.Frequency(
        (6, WithHeader()),
        (1, Counted()),
        (2, WithoutHeader(Gen.Elements("envelope", "prefix", "prefix", "sides"))),
        (2, TextCatalogue.Protocol),
        (1, TextCatalogue.Streaming),
        (1, Gen.OneOf(FramingCatalogue.OfOneSize, FramingCatalogue.Delimited)),
        (1, StreamCatalogue.Protocol));

    /// <summary>A protocol whose sides frame their messages in different ways.</summary>
    public static Gen<ProtocolDeclaration> FramedBySide => WithoutHeader(Gen.Constant("sides"));

    /// <summary>A protocol whose frames say how long they are, to which a message can be added that streams: nothing is computed over its frames, and its client's messages leave room for it.</summary>
    public static Gen<ProtocolDeclaration> Framed => Gen.Frequency((3, WithHeader()), (1, WithoutHeader(Gen.Elements("envelope", "prefix", "prefix")))).Where(protocol =>
        protocol.Header.All(piece => piece.Members.All(member => !member.Attributes.Contains("ChecksumRange.Frame", StringComparison.Ordinal))));

    private static Gen<string> ProtocolAttributes => Gen.Elements("", "", ", LittleEndian", ", BigEndian", ", BitOrder(BitNumbering.LeastSignificantFirst)");

    private static Gen<ProtocolDeclaration> WithHeader() =>
        from attributes in ProtocolAttributes
        from id in Id()
        from length in Gen.Frequency((5, Length().Select<HeaderPiece, HeaderPiece?>(piece => piece)), (1, Gen.Constant<HeaderPiece?>(null)))
        from prefix in Prefix()
        from correlation in Correlation().OptionalPiece(2, 1)
        from free in Free().ListOf(3)
        from count in Gen.Choose(0, 3)
        from computed in Gen.SubListOf(Computed)
        from checksum in Checksum().OptionalPiece(1, 2)
        from filler in Gen.Elements(Fillers)
        from isOrdered in Gen.Elements(true, false, false)
        let pieces = new[] { id, length, correlation, checksum }.OfType<HeaderPiece>().Concat(free.Take(count)).Concat(computed).ToArray()
        from order in Gen.Shuffle(pieces)
        let isWhole = checksum?.Members[0].Attributes.Contains("Frame", StringComparison.Ordinal) == true
        from messages in Messages([.. computed.Select(piece => piece.Section)], hasSums: !isWhole)
        from byType in Gen.Elements(true, false)
        select new ProtocolDeclaration(
            attributes + (length is null ? ", " + prefix : ""),
            Filled(isOrdered ? [Chooser, .. order] : order, filler),
            isOrdered ? [.. messages.Select(InChosenOrder)] : messages)
        {
            MatchesRepliesByType = byType && correlation is null && messages.Any(message => message.Kind == MessageKind.Request),
        };

    /// <summary>The member in front of all others that chooses their byte order.</summary>
    private static HeaderPiece Chooser => new([new HeaderMember("", "bool", Value: "Any.Value<bool>(random)", Constant: "true", Name: HeaderRendering.Chooser)]);

    /// <summary>A message that has no order of its own has the one that its header chooses.</summary>
    private static MessageDeclaration InChosenOrder(MessageDeclaration message) =>
        message.Body.Attributes.Length > 0 ? message : message with { Body = message.Body with { Attributes = ", ByteOrder" } };

    /// <summary>A header whose lengths count all of the message, section by section, as memcached's does.</summary>
    private static Gen<ProtocolDeclaration> Counted() =>
        from attributes in ProtocolAttributes
        from id in Id()
        from order in Gen.Elements(Orders)
        from type in Gen.Elements("ushort", "uint", "int")
        from sections in Gen.Shuffle(new[] { "Key", "Extras" })
        from bias in Gen.Elements("", ", Bias = 2", ", IncludesSelf = true")
        let whole = new HeaderPiece([new HeaderMember($"{order}LengthOf(\"{sections[0]}\", \"{sections[1]}\", \"Value\"{bias}), FrameLength, ", type, HeaderRole.Length)])
        let lengths = sections.Select(section => new HeaderPiece([new HeaderMember($"LengthOf(\"{section}\"), ", "byte", HeaderRole.Computed)]) { Section = section }).ToArray()
        from pieces in Gen.Shuffle(new[] { id, whole, lengths[0], lengths[1] })
        from count in Gen.Choose(1, 3)
        from kept in Gen.SubListOf(sections).ListOf(3)
        select new ProtocolDeclaration(
            attributes,
            pieces,
            [
                .. Enumerable.Range(0, count).Select(index => new MessageDeclaration(
                    new RecordDeclaration(
                        [
                            // The first has them all: a header that counts what no message has is refused.
                            .. sections.Where(section => index == 0 || kept[index].Contains(section)).SelectMany(SectionPieces),
                            new Piece(PiecePlace.Rest, IsSimple: true, (scope, _) => Named(scope, "Value", "MaxBytes(20), ", "ReadOnlyMemory<byte>", "Any.Bytes(random, 0, 20, false)")),
                        ],
                        IsClass: false,
                        IsPositional: false,
                        ""),
                    MessageKind.Message,
                    Side.Client,
                    $"{index + 1}",
                    null,
                    null)),
            ]);

    private static Gen<ProtocolDeclaration> WithoutHeader(Gen<string> framings) =>
        from attributes in ProtocolAttributes
        from framing in framings
        from prefix in Prefix()
        from other in Gen.Elements("LengthPrefixed(VarIntFormat.Leb128, From = Side.Server)", "LengthPrefixed<uint>(From = Side.Server)")
        from messages in Messages([], hasSums: false)
        let own = messages.Select(message => message with { Borrowed = null, Fixed = null }).ToArray()
        // Without an id there is one message of a side.
        let only = own[0] with { Number = "" }
        select framing switch
        {
            "envelope" => new ProtocolDeclaration(attributes, [], own),
            "prefix" => new ProtocolDeclaration($"{attributes}, {prefix}", [], [only with { Sender = Side.Client }]),
            _ => new ProtocolDeclaration($"{attributes}, LengthPrefixed<ushort>(From = Side.Client), {other}", [], [only with { Sender = Side.Client }, only with { Sender = Side.Server }]),
        };

    private static Gen<string> Prefix() =>
        Gen.Elements("LengthPrefixed<ushort>", "LengthPrefixed<uint>(IncludesSelf = true)", "LengthPrefixed<int>(Bytes = 3)", "LengthPrefixed(VarIntFormat.Leb128)", "LengthPrefixed(VarIntFormat.Mqtt)", "LengthPrefixed(VarIntFormat.Quic)", "LengthPrefixed<ushort>(Bias = 2)");

    private static HeaderPiece[] Filled(HeaderPiece[] pieces, string filler)
    {
        HeaderMember first = pieces[0].Members[0];
        pieces[0] = pieces[0] with { Members = [first with { Attributes = filler + first.Attributes }, .. pieces[0].Members.Skip(1)] };
        return pieces;
    }

    private static Gen<HeaderPiece?> OptionalPiece(this Gen<HeaderPiece> piece, int there, int absent) =>
        Gen.Frequency((there, piece.Select<HeaderPiece, HeaderPiece?>(one => one)), (absent, Gen.Constant<HeaderPiece?>(null)));

    private static Gen<HeaderPiece> Id() =>
        from order in Gen.Elements(Orders)
        from kind in Gen.Elements("byte", "ushort", "int", "long", "Bits", "Bytes(3), uint")
        select kind == "Bits"
            ? new HeaderPiece([
                new HeaderMember("MessageId, Bits(4), ", "byte", HeaderRole.Id, "1"),
                new HeaderMember("Bits(3), ", "byte", Value: "Any.Bits<byte>(random, 3, false)", Constant: "5"),
                new HeaderMember("Bits(1), ", "bool", Value: "Any.Value<bool>(random)", Constant: "false"),
            ])
            : new HeaderPiece([new HeaderMember($"MessageId, {order}{(kind[0] == 'B' ? "Bytes(3), " : "")}", kind[0] == 'B' ? "uint" : kind, HeaderRole.Id, "1")]);

    private static Gen<HeaderPiece> Correlation() =>
        from order in Gen.Elements(Orders)
        from type in Gen.Elements("ushort", "uint", "ulong")
        select new HeaderPiece([new HeaderMember($"CorrelationId, {order}", type, HeaderRole.Correlation, $"Any.Value<{type}>(random)")]);

    private static Gen<HeaderPiece> Length() => Gen.OneOf(
        from order in Gen.Elements(Orders)
        from type in Gen.Elements("ushort", "uint", "int", "short", "ulong", "long", "Bytes(3), uint")
        from counts in Gen.Elements("", "Counts = FrameLengthCounts.Frame", "Counts = FrameLengthCounts.Rest", "Counts = FrameLengthCounts.Rest, Bias = 3", "Bias = -1, Counts = FrameLengthCounts.Frame", "Bias = 5")
        select new HeaderPiece([new HeaderMember($"{order}{(type[0] == 'B' ? "Bytes(3), " : "")}FrameLength({counts}), ".Replace("()", "", StringComparison.Ordinal), type[0] == 'B' ? "uint" : type, HeaderRole.Length)]),
        from format in Gen.Elements("Leb128", "Mqtt", "Quic", "Vlq", "CompactSize")
        from canonical in Gen.Elements("", ", Canonical = true")
        from type in Gen.Elements("ushort", "uint", "ulong")
        from counts in Gen.Elements("", "Counts = FrameLengthCounts.Rest", "Bias = 3")
        select new HeaderPiece([new HeaderMember($"VarInt(VarIntFormat.{format}{canonical}), FrameLength({counts}), ".Replace("()", "", StringComparison.Ordinal), type, HeaderRole.VariableLength)]));

    private static Gen<HeaderPiece> Free() => Gen.OneOf(
        from order in Gen.Elements(Orders)
        from number in Gen.Elements(Numbers)
        select new HeaderPiece([new HeaderMember(number.Type is "Guid" or "bool" or "byte" or "sbyte" or "Small" ? "" : order, number.Type, Value: number.Value, Constant: number.Constant)]),
        from reserved in Gen.Elements("", "Reserved(Bits = 2), ")
        select new HeaderPiece([
            new HeaderMember("Bits(1), ", "bool", Value: "Any.Value<bool>(random)", Constant: "true"),
            new HeaderMember($"{reserved}Bits({(reserved.Length == 0 ? 15 : 13)}), ", "ushort", Value: $"Any.Bits<ushort>(random, {(reserved.Length == 0 ? 15 : 13)}, false)", Constant: "9"),
        ]),
        Gen.Elements("Constant(7), |byte", "Constant(3, From = Side.Client), Constant(4, From = Side.Server), |byte", "Constant(1, From = Side.Client), Constant(2, From = Side.Server), |ushort", "Constant(-2), |short", "LittleEndian, Constant(0x01020304), |uint").Select(text => new HeaderPiece([new HeaderMember(text.Split('|')[0], text.Split('|')[1], HeaderRole.Computed)])));

    private static Gen<HeaderPiece> Checksum() =>
        from checksum in Gen.Elements(Checksums)
        from order in Gen.Elements(Orders)
        from over in Gen.Elements("", "SelfAsZero = true", "Over = ChecksumRange.Header", "Over = ChecksumRange.Frame", "Over = ChecksumRange.Frame, SelfAsZero = true")
        let form = checksum.Name == "Digest" ? "FixedBytes(5), " : order
        select new HeaderPiece([new HeaderMember($"{form}Checksum<{checksum.Name}>({over}), ".Replace("()", "", StringComparison.Ordinal), checksum.Type, HeaderRole.Computed)]);

    /// <summary>What the header says of members of the messages.</summary>
    private static HeaderPiece[] Computed =>
    [
        new([new HeaderMember("LengthOf(\"Key\"), ", "ushort", HeaderRole.Computed)]) { Section = "Key" },
        new([new HeaderMember("LengthOf(\"Extras\", Bias = 1), ", "byte", HeaderRole.Computed)]) { Section = "Extras" },
        new([new HeaderMember("LittleEndian, CountOf(\"Items\"), ", "ushort", HeaderRole.Computed)]) { Section = "Items" },
        new([
            new HeaderMember("Bits(1), FlagOf(\"Extra\"), ", "bool", HeaderRole.Computed, Name: "HasExtra"),
            new HeaderMember("Bits(7), ", "byte", Value: "Any.Bits<byte>(random, 7, false)", Constant: "1"),
        ]) { Section = "Extra" },
    ];

    private static Gen<MessageDeclaration[]> Messages(string[] sections, bool hasSums) =>
        from count in Gen.Choose(1, 3)
        from bodies in Body(sections, hasSums).ListOf(5)
        from senders in Gen.Elements(Side.Client, Side.Server, Side.Both).ListOf(3)
        from hasRequest in Gen.Elements(true, false)
        from borrowed in Gen.Choose(0, 8).ListOf(5)
        from constant in Gen.Choose(0, 8).ListOf(5)
        select (MessageDeclaration[])
        [
            .. Enumerable.Range(0, count).Select(index => new MessageDeclaration(bodies[index], MessageKind.Message, senders[index], $"{index + 1}", One(borrowed[index]), One(constant[index]))),
            .. hasRequest
                ? [
                    new MessageDeclaration(bodies[3], MessageKind.Request, Side.Client, "10", One(borrowed[3]), One(constant[3])),
                    new MessageDeclaration(bodies[4], MessageKind.Reply, Side.Server, "11", One(borrowed[4]), One(constant[4])),
                ]
                : (MessageDeclaration[])[],
        ];

    private static int? One(int choice) => choice > 4 ? choice - 5 : null;

    private static Gen<RecordDeclaration> Body(string[] sections, bool hasSums) =>
        from body in Catalogue.Body
        from kept in Gen.SubListOf(sections)

            // Two checksums that are over each other could not be computed.
        from sum in hasSums && body.Pieces.All(piece => piece.Kind != "checksum") ? Gen.Elements("", "", "", "Header", "Frame") : Gen.Constant("")
        let sums = new Piece(PiecePlace.Anywhere, IsSimple: false, (scope, _) => $"    [Checksum<Crc32C>(Over = ChecksumRange.{sum})] public partial uint {scope.NewName()} {{ get; }}\n")
        from pieces in Gen.Shuffle(body.Pieces.Concat(sum.Length == 0 ? [] : [sums]).ToArray())
        from at in Gen.Choose(0, pieces.Length)
        select body with { Pieces = [.. pieces.Take(at), .. kept.SelectMany(SectionPieces), .. pieces.Skip(at)], IsPositional = body.IsPositional && kept.Count == 0 };

    /// <summary>Members whose length, count or presence the header says.</summary>
    private static Piece[] SectionPieces(string section)
    {
        return section switch
        {
            "Key" => [Of(scope => Named(scope, "Key", "MaxBytes(20), ", "ReadOnlyMemory<byte>", "Any.Bytes(random, 0, 20, false)"))],
            "Items" => [Of(scope => Named(scope, "Items", "MaxCount(5), ", "WireList<ushort>", "Any.List<ushort>(random, 5, random => Any.Value<ushort>(random))"))],
            "Extra" => [Of(scope => Named(scope, "Extra", "When(\"HasExtra\"), ", "uint?", "Any.Value<bool>(random) ? Any.Value<uint>(random) : null"))],
            _ =>
            [
                Of(scope => Named(scope, "First", "Section(\"Extras\"), ", "ushort", "Any.Value<ushort>(random)")
                    + Named(scope, "Second", "Section(\"Extras\"), LengthPrefixed<byte>, MaxBytes(20), ", "string", "Any.Text(random, \"Utf8\", 20)")),
            ],
        };

        Piece Of(Func<Scope, string> render) => new(PiecePlace.Anywhere, IsSimple: false, (scope, _) => render(scope)) { Kind = section };
    }

    private static string Named(Scope scope, string name, string attributes, string type, string value)
    {
        scope.Initializers.Add($"{name} = {value}");
        return $"    [{attributes.TrimEnd(' ', ',')}] public {type} {name} {{ get; init; }}\n";
    }
}
