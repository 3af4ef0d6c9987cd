using Microsoft.CodeAnalysis;

namespace ProtoSockets.Schema;

/// <summary>Finds out how a protocol's frames are found on streams.</summary>
internal sealed class FramingParser(INamedTypeSymbol type, ByteOrder order, HeaderSpec? header, bool hasStream, ProblemList problems)
{
    private static readonly string[] Framings = ["LengthPrefixed", "Delimited", "FixedSize", "Framer", "SelfDelimiting"];

    public FramingSpec? Parse()
    {
        AttributeData[] found = [.. type.GetAttributes().Where(attribute => attribute.OwnName() is { } name && Framings.Contains(name))];
        if (found.All(attribute => From(attribute) == Side.Both) && header is null or { From: Side.Both })
        {
            return Parse(found, header);
        }

        FramingSpec? client = ParseSide(found, Side.Client);
        FramingSpec? server = client is null ? null : ParseSide(found, Side.Server);
        return server is null ? null : new SidedFraming(client!, server);
    }

    private static Side From(AttributeData attribute) => AttributeReading.Enum<Side>(attribute.Named("From"));

    /// <summary>How the messages of one side are framed, where the sides differ.</summary>
    private FramingSpec? ParseSide(AttributeData[] all, Side side)
    {
        AttributeData[] found = [.. all.Where(attribute => From(attribute) is var from && (from == Side.Both || from == side))];
        HeaderSpec? own = header is not null && header.IsOf(side) ? header : null;
        return found.Length > 0 || own is not null ? Parse(found, own)
            : !hasStream ? new NoFraming()
            : Wrong(all.FirstOrDefault(), $"says nothing of how the {(side == Side.Client ? "client" : "server")}'s messages are framed; add a framing with From = Side.{side}");
    }

    private FramingSpec? Parse(AttributeData[] found, HeaderSpec? header)
    {
        if (found.Length > 1)
        {
            return Wrong(found[1], $"has two framings, [{found[0].OwnName()}] and [{found[1].OwnName()}]");
        }

        if (found.Length == 1 && header?.FrameLength is not null)
        {
            return Wrong(found[0], $"has a framing, [{found[0].OwnName()}], and a header that says how long the frame is");
        }

        if (found.Length == 1)
        {
            return Parse(found[0]);
        }

        return header is null ? new EnvelopeFraming()
            : header.FrameLength is not null ? new HeaderFraming()
            : !hasStream ? new NoFraming()
            : Wrong(null, "has a header without a [FrameLength] member; add one, or a framing: [LengthPrefixed<T>], [Delimited], [FixedSize] or [Framer<T>]");
    }

    private FramingSpec? Parse(AttributeData attribute)
    {
        switch (attribute.OwnName())
        {
            case "LengthPrefixed":
                PrefixSpec? prefix = new FormParser(null!, type, [], problems).ParsePrefix(type.Name, type, attribute, order);
                return prefix switch
                {
                    FixedPrefix @fixed => new LengthPrefixFraming(@fixed),
                    VarIntPrefix { Format: VarIntFormat.ZigZag } => Wrong(attribute, "has a frame length that can be negative"),
                    VarIntPrefix varInt => new VarIntPrefixFraming(varInt.Format),
                    _ => null,
                };

            case "Delimited":
                string delimiter = attribute.Text(0) ?? string.Empty;
                if (delimiter.Length is 0 or > 256 || delimiter.Any(character => character >= 0x80))
                {
                    problems.Add(ProblemIds.ArgumentOutOfRange, attribute, type, "Delimited", type.Name, $"\"{delimiter}\"", "it takes 1 to 256 ASCII characters");
                    return null;
                }

                return new DelimiterFraming(delimiter.Select(character => (byte)character).ToEquatable());

            case "FixedSize":
                int bytes = attribute.Int(0);
                if (bytes < 1)
                {
                    problems.Add(ProblemIds.ArgumentOutOfRange, attribute, type, "FixedSize", type.Name, bytes.ToString(), "the least is 1");
                    return null;
                }

                return new FixedSizeFraming(bytes);

            case "SelfDelimiting":
                return header is null ? new SelfDelimitingFraming() : Wrong(attribute, "has a [Header], and [SelfDelimiting] is for messages without one");

            default:
                return ParseFramer(attribute);
        }
    }

    private FramingSpec? ParseFramer(AttributeData attribute)
    {
        if (attribute.TypeArgument() is not INamedTypeSymbol framer || framer.TypeKind == TypeKind.Error)
        {
            problems.Fail();
            return null;
        }

        INamedTypeSymbol? implemented = framer.AllInterfaces.FirstOrDefault(candidate => candidate.Name == "IFramer" && candidate.IsIn("ProtoSockets"));
        bool isHidden = implemented is null || implemented.GetMembers().Any(wanted =>
            framer.FindImplementationForInterfaceMember(wanted) is not { } member || member.Name != wanted.Name);
        return isHidden
            ? Wrong(attribute, $"has the framer '{framer.ShortName()}', which does not implement IFramer with public members")
            : new CustomFraming(framer.FullName());
    }

    private FramingSpec? Wrong(AttributeData? attribute, string reason)
    {
        problems.Add(ProblemIds.NoFraming, attribute?.Place(type) ?? type.Place(), type.Name, reason);
        return null;
    }
}
