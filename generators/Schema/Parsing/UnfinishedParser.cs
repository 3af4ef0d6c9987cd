using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ProtoSockets.Schema;

/// <summary>Finds what is declared in definitions that are wrong. It looks at names and modifiers only, which is all that is sure to be there.</summary>
internal static class UnfinishedParser
{
    private static readonly string[] ClassesOfProtocol = ["Client", "Server", "Session"];

    private static readonly string[] InterfacesOfProtocol = ["IServerHandler", "IClientHandler"];

    /// <summary>Looks at a record marked <c>[WireStruct]</c>.</summary>
    /// <param name="type">The record.</param>
    /// <param name="record">What the parser made of it.</param>
    /// <returns>The record, if it was wrong.</returns>
    public static IEnumerable<UnfinishedSpec> OfWireStruct(INamedTypeSymbol type, RecordSpec? record) =>
        record is null && !SchemaParser.IsMessageOrHeader(type) ? OfRecord(type) : [];

    /// <summary>Looks at a union and its cases.</summary>
    /// <param name="type">The union.</param>
    /// <param name="union">What the parser made of it.</param>
    /// <returns>Those that were wrong.</returns>
    public static IEnumerable<UnfinishedSpec> OfUnion(INamedTypeSymbol type, UnionSpec? union) =>
        union is not null ? [] : OfRecord(type).Concat(type.GetTypeMembers().Where(nested => UnionParser.IsCase(nested) && !SchemaTypes.IsWireUnion(nested)).SelectMany(OfRecord));

    /// <summary>Looks at a protocol and its messages.</summary>
    /// <param name="type">The protocol.</param>
    /// <param name="protocol">What the parser made of it.</param>
    /// <returns>Those that were wrong.</returns>
    public static IEnumerable<UnfinishedSpec> OfProtocol(INamedTypeSymbol type, ProtocolSpec? protocol)
    {
        HashSet<string> finished = [];
        if (protocol is not null)
        {
            finished.UnionWith(protocol.Messages.Select(message => message.Record.Type.MetadataName));
            if (protocol.Header is { } header)
            {
                finished.Add(header.Record.Type.MetadataName);
            }
        }

        IEnumerable<UnfinishedSpec> records = type.GetTypeMembers()
            .Where(nested => SchemaParser.IsMessageOrHeader(nested) && !SchemaTypes.IsWireUnion(nested) && !finished.Contains(nested.ToSpec().MetadataName))
            .SelectMany(OfRecord);
        return protocol is null && CanBeAddedTo(type)
            ? records.Append(new UnfinishedSpec(type.ToSpec(), PropertiesOf(type), TypesOf(type).ToEquatable()))
            : records;
    }

    /// <summary>A record that is marked as a protocol, too, is left to what is made of that.</summary>
    private static IEnumerable<UnfinishedSpec> OfRecord(INamedTypeSymbol type) =>
        PropertiesOf(type) is { Count: > 0 } properties && CanBeAddedTo(type) && !SchemaTypes.IsProtocol(type) ? [new UnfinishedSpec(type.ToSpec(), properties, EquatableArray<string>.Empty)] : [];

    private static EquatableArray<UnfinishedPropertySpec> PropertiesOf(INamedTypeSymbol type) => type.GetMembers()
        .OfType<IPropertySymbol>()
        .Where(property => property is { IsPartialDefinition: true, PartialImplementationPart: null } && IsKnown(property.Type) && property.GetAttributes().Any(attribute => attribute.OwnName() is not null))
        .SelectMany(OfProperty)
        .ToEquatable();

    /// <summary>A type that the compiler does not know is an error already, and to repeat it would be one in generated code.</summary>
    private static bool IsKnown(ITypeSymbol type) => type switch
    {
        { TypeKind: TypeKind.Error } => false,
        IArrayTypeSymbol array => IsKnown(array.ElementType),
        INamedTypeSymbol named => named.TypeArguments.All(IsKnown) && (named.ContainingType is null || IsKnown(named.ContainingType)),
        _ => true,
    };

    private static IEnumerable<UnfinishedPropertySpec> OfProperty(IPropertySymbol property) => property.DeclaringSyntaxReferences
        .Select(reference => reference.GetSyntax())
        .OfType<PropertyDeclarationSyntax>()
        .Where(declaration => declaration.AccessorList is not null)
        .Take(1)
        .Select(declaration => new UnfinishedPropertySpec(
            $"{declaration.Modifiers} {property.Type.AnnotatedName()} {SymbolReading.Escape(property.Name)}",
            declaration.AccessorList!.Accessors.Select(accessor => $"{accessor.Modifiers} {accessor.Keyword}".Trim()).ToEquatable()));

    /// <summary>Types of these names that the user has declared stay as they are: that is one of the things that can be wrong.</summary>
    private static IEnumerable<string> TypesOf(INamedTypeSymbol type)
    {
        string accessibility = type.ToSpec().Accessibility;
        return ClassesOfProtocol.Select(name => (Name: name, Kind: "sealed class"))
            .Concat(InterfacesOfProtocol.Select(name => (Name: name, Kind: "interface")))
            .Where(generated => type.GetTypeMembers(generated.Name).IsEmpty)
            .Select(generated => $"{accessibility} {generated.Kind} {generated.Name}");
    }

    private static bool CanBeAddedTo(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? part = type; part is not null; part = part.ContainingType)
        {
            if (!part.IsPartial() || part.IsGenericType || part.IsFileLocal)
            {
                return false;
            }
        }

        return true;
    }
}
