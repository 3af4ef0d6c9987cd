using Microsoft.CodeAnalysis;

namespace ProtoSockets.Schema;

/// <summary>
/// Names that generated code gives away only when they are free: a message of the PostgreSQL protocol is called Describe, and loses nothing but the shorthand.
/// </summary>
internal static class OptionalNames
{
    public const string Describe = "Describe";
    public const string Format = "ToString";
    public const string View = "View";
    public const string Editor = "Editor";

    /// <summary>Whether a record with a wire form gets a view, or has one if it is compiled already.</summary>
    public static bool HasView(INamedTypeSymbol type) => type.IsFromSource()
        ? type.IsRecord && type.GetAttributes().Has("WireStruct") && !Taken(type).Contains(View)
        : type.GetTypeMembers(View).Any(view => view.IsRefLikeType);

    /// <summary>Whether some bytes of the record's size are no value of it because of what its members hold: checks, checksums, conversions.</summary>
    private static bool IsChecked(INamedTypeSymbol type) =>
        type.GetMembers().OfType<IPropertySymbol>().Any(property => !property.IsGenerated() && IsChecked(property, property.Type))
        || type.InstanceConstructors.SelectMany(constructor => constructor.Parameters).Any(parameter => IsChecked(parameter, parameter.Type))
        || (SchemaParser.IsMessageOrHeader(type) && type.ContainingType is { } protocol && protocol.GetTypeMembers().Any(HasChecksumOverFrame));

    /// <summary>Whether the type is a header with a checksum over the messages behind it.</summary>
    private static bool HasChecksumOverFrame(INamedTypeSymbol type) => type.GetAttributes().Has("Header") && type.GetMembers().OfType<IPropertySymbol>()
        .Any(property => !property.IsGenerated() && property.GetAttributes().Find("Checksum")?.NamedInt("Over") == (int)ChecksumRange.Frame);

    private static bool IsChecked(ISymbol member, ITypeSymbol type)
    {
        ITypeSymbol inner = type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: { Length: 1 } arguments } ? arguments[0] : type;
        return ConvertedParser.IsAddress(inner)
            || (SchemaTypes.ListElement(inner) ?? inner).GetAttributes().Has("ClosedEnum")
            || member.GetAttributes().Any(attribute => attribute.OwnName() is { } name && (name == "Checksum" || CheckParser.Names.Contains(name) || ConvertedParser.Conversions.Contains(name)));
    }

    /// <summary>Those of the names that the type has a use of its own for.</summary>
    public static IEnumerable<string> Taken(INamedTypeSymbol type)
    {
        bool isChecked = IsChecked(type);
        foreach (string name in new[] { Describe, View, Editor })
        {
            // A view reads members one by one, and would pass over what makes the others wrong.
            if ((isChecked && name != Describe) || type.Name == name || type.GetMembers(name).Any(member => !member.IsImplicitlyDeclared && !member.IsGenerated()) || (name == View && type.IsFromSource() && LooksAhead(type)))
            {
                yield return name;
            }
        }

        if (!IsPlacedByViews(type) || (type.IsFromSource() && IsLaidOutAtRunTime(type)))
        {
            yield return View;
        }

        if (type.GetMembers(Format).OfType<IMethodSymbol>().Any(method => method.Parameters.Length == 2 && !method.IsGenerated()))
        {
            yield return Format;
        }
    }

    /// <summary>
    /// Whether byte order or places of members depend on others, of the record itself or of one around it: a view reads each member by itself, and is told neither.
    /// </summary>
    private static bool IsLaidOutAtRunTime(INamedTypeSymbol type)
    {
        string[] names = ["ByteOrder", "Align", "Directory"];
        IEnumerable<IPropertySymbol> properties = type.GetMembers().OfType<IPropertySymbol>().Where(property => !property.IsStatic && !property.IsGenerated());
        IEnumerable<ISymbol> symbols = [type, .. properties, .. type.InstanceConstructors.SelectMany(constructor => constructor.Parameters)];
        return OrderParser.IsLeftOpen(type)
            || symbols.Any(symbol => names.Any(symbol.GetAttributes().Has))
            || symbols.Any(symbol => symbol.GetAttributes().Find("When")?.Text(0) is { } flag && type.GetMembers(flag).IsEmpty)
            || properties.Any(property => OrderParser.IsLeftOpen(SchemaTypes.ListElement(property.Type) ?? property.Type));
    }

    /// <summary>Attributes of members that views do not know how to pass over: what ends with bytes of its own, and unions told by another member.</summary>
    private static readonly string[] Unplaced = ["Terminated", "AsciiDecimal", "AsciiHex", "DiscriminatedBy", "TagOf", "Discriminator"];

    /// <summary>Whether a view knows where the members of the record are.</summary>
    private static bool IsPlacedByViews(INamedTypeSymbol type)
    {
        if (type.GetAttributes().Has("Line"))
        {
            return false;
        }

        IEnumerable<ISymbol> members = type.GetMembers().OfType<IPropertySymbol>();
        IEnumerable<ISymbol> parameters = type.InstanceConstructors.SelectMany(constructor => constructor.Parameters);
        if (members.Concat(parameters).Any(member => SchemaTypes.IsStreamed(((member as IPropertySymbol)?.Type ?? (member as IParameterSymbol)?.Type)!)))
        {
            return false;
        }

        return members.Concat(parameters).SelectMany(member => member.GetAttributes()).All(attribute =>
            attribute.OwnName() is not { } name || (!Unplaced.Contains(name) && !(name is "LengthOf" or "CountOf" && (attribute.Named("Null") is not null || attribute.NamedInt("OnRest") != 0))));
    }

    /// <summary>
    /// Whether members stand where others say, or codecs are told what only the whole record knows: a view passes over members one after the other, and has no record to ask.
    /// </summary>
    private static bool LooksAhead(INamedTypeSymbol type)
    {
        IEnumerable<ISymbol> properties = type.GetMembers().OfType<IPropertySymbol>().Where(property => !property.IsGenerated());
        IEnumerable<ISymbol> parameters = type.InstanceConstructors.SelectMany(constructor => constructor.Parameters);
        return properties.Concat(parameters).Any(member => member.GetAttributes() is var attributes
            && (attributes.Has("At") || attributes.Has("OffsetOf") || (attributes.Find("Codec") is { } codec && IsToldMore(type, member, codec))));
    }

    private static bool IsToldMore(INamedTypeSymbol type, ISymbol member, AttributeData codec)
    {
        object?[] arguments = [.. codec.Many(0)];
        ITypeSymbol? memberType = (member as IPropertySymbol)?.Type ?? (member as IParameterSymbol)?.Type;
        return arguments.Length > 1
            || (arguments.Length == 1
                && ((memberType is not null && SchemaTypes.ListElement(memberType) is not null)
                    || type.GetMembers(arguments[0] as string ?? string.Empty).OfType<IPropertySymbol>().All(property => property.SetMethod is null)));
    }
}
