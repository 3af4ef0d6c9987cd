using Microsoft.CodeAnalysis;

namespace ProtoSockets.Schema;

/// <summary>Checks what holds for all attributes: where they mean something, how often they may stand, and that values of enums are values of enums.</summary>
internal static class AttributeChecker
{
    /// <summary>Attributes of members. An attribute about sockets may stand anywhere, and so may those that others add to the namespace.</summary>
    private static readonly string[] OfMembers =
    [
        "Bytes", "Bits", "VarInt", "Utf8", "Ascii", "Latin1", "Utf16", "FixedBytes", "NullTerminated", "LengthPrefixed", "CountPrefixed", "FixedCount", "Remaining",
        "MaxBytes", "MaxCount", "LengthOf", "CountOf", "OffsetOf", "At", "Directory", "Magic", "Constant", "Reserved", "Padding", "Align", "When", "NotOnWire", "FrameLength", "MessageId",
        "CorrelationId", "Since", "Before", "ProtocolVersion", "InHeader", "Section", "BigEndian", "LittleEndian", "ByteOrder", "Codec", "Discriminator", "DiscriminatedBy", "TagOf", "Until", "EndsWith",
        "AsciiDecimal", "AsciiHex", "Terminated", "Chunked", "CloseDelimited", "AfterLine", "Optional", "Keyword", "Verb",
        "Checksum", "FlagOf", "InRange", "OneOf", "Validate", "ClosedEnum", .. ConvertedParser.Conversions,
    ];

    private static readonly string[] OfRecords = ["Magic", "Reserved", "Padding", "Align", "Line"];
    private static readonly string[] OfProtocols = ["LengthPrefixed", "Delimited", "FixedSize", "Framer", "SelfDelimiting", "Verbs", "InFront"];
    private static readonly string[] OnlyOfProtocols = ["ContinuesAs", "UpgradesToTls"];
    private static readonly string[] Repeatable = ["Magic", "Constant", "HeaderValue", "Case", "CaseRange", "ContinuesAs"];

    /// <summary>Whether the attribute is one that says something about a wire member.</summary>
    public static bool IsOfMember(AttributeData attribute) => attribute.OwnName() is { } name && OfMembers.Contains(name);

    /// <summary>Reports attributes of a type, and of its members, that nothing looks at.</summary>
    public static void CheckEffect(INamedTypeSymbol type, bool isProtocol, bool isRecord, ProblemList problems)
    {
        foreach (AttributeData attribute in type.GetAttributes())
        {
            if (attribute.OwnName() is not { } name)
            {
                continue;
            }

            if (!isProtocol && (OnlyOfProtocols.Contains(name) || OfProtocols.Contains(name)) && !(name == "LengthPrefixed" && SchemaTypes.IsWireUnion(type)))
            {
                problems.Add(ProblemIds.NoEffect, attribute, type, name, type.Name, "it belongs on a [Protocol]");
            }
            else if (UnionParser.CaseAttributes.Contains(name) && !UnionParser.IsOfUnion(type, attribute))
            {
                problems.Add(ProblemIds.NoEffect, attribute, type, name, type.Name, "it belongs on a record in a [WireUnion]");
            }
            else if (name == "HeaderValue" && !SchemaParser.IsMessageOrHeader(type))
            {
                problems.Add(ProblemIds.NoEffect, attribute, type, name, type.Name, "it belongs on a message");
            }
            else if (name == "Idempotent" && !(type.GetAttributes().Find("Request") is { } request && AttributeReading.Enum<Side>(request.Named("From") ?? (int)Side.Client) != Side.Server))
            {
                problems.Add(ProblemIds.NoEffect, attribute, type, name, type.Name, "it belongs on a [Request] of the client, which is sent again when its connection is lost");
            }
            else if (name == "ByteOrder" && (isProtocol || (!isRecord && attribute.ConstructorArguments.Length > 0)))
            {
                problems.Add(ProblemIds.NoEffect, attribute, type, name, type.Name, isProtocol ? "each of its messages chooses by a member of its own" : "it has no members on the wire that could choose");
            }
            else if (!isRecord && OfRecords.Contains(name))
            {
                problems.Add(ProblemIds.NoEffect, attribute, type, name, type.Name, "it belongs on a [WireStruct], a header or a message");
            }
        }

        if (isRecord)
        {
            return;
        }

        IEnumerable<ISymbol> members = type.GetMembers().OfType<IPropertySymbol>().Where(property => !property.IsGenerated());
        IEnumerable<ISymbol> parameters = type.InstanceConstructors.SelectMany(constructor => constructor.Parameters).Where(parameter => !parameter.IsGenerated());
        foreach (ISymbol member in members.Concat(parameters))
        {
            if (member.GetAttributes().FirstOrDefault(IsOfMember) is { } attribute)
            {
                problems.Add(ProblemIds.NoEffect, attribute, member, attribute.OwnName()!, member.Name, $"'{type.Name}' is no [WireStruct], no header and no message");
            }
        }
    }

    /// <summary>Reports attributes that stand twice (a parameter and its property take one each), and numbers that are no value of their enum.</summary>
    public static void Check(ISymbol symbol, string name, IReadOnlyList<AttributeData> attributes, ProblemList problems)
    {
        HashSet<string> seen = [];
        foreach (AttributeData attribute in attributes)
        {
            if (attribute.OwnName() is not { } own)
            {
                continue;
            }

            bool isOfSide = symbol is INamedTypeSymbol && OfProtocols.Contains(own);
            if (!isOfSide && symbol is not INamedTypeSymbol && OfProtocols.Contains(own) && attribute.NamedInt("From") != 0)
            {
                problems.Add(ProblemIds.NoEffect, attribute, symbol, own, name, "only the framing of a protocol depends on the side");
            }

            if (!Repeatable.Contains(own) && !seen.Add(isOfSide ? $"{own} of side {attribute.NamedInt("From")}" : own))
            {
                problems.Add(ProblemIds.ConflictingAttributes, attribute, symbol, name, own, own);
            }

            foreach (TypedConstant argument in attribute.ConstructorArguments.Concat(attribute.NamedArguments.Select(argument => argument.Value)))
            {
                if (argument is { Kind: TypedConstantKind.Enum, Type: INamedTypeSymbol { Name: not "Carriers" } type, Value: int value }
                    && type.IsIn("ProtoSockets")
                    && !type.GetMembers().OfType<IFieldSymbol>().Any(field => field.ConstantValue is int known && known == value))
                {
                    problems.Add(ProblemIds.ArgumentOutOfRange, attribute, symbol, own, name, value.ToString(), $"'{type.Name}' has no such value");
                }
            }
        }
    }
}
