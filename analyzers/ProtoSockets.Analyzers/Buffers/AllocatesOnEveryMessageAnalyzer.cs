using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ProtoSockets.Analyzers.Buffers;

/// <summary>PSOCK3007: a protocol says that it is free of allocations, and a message has a member that is allocated whenever it is read.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AllocatesOnEveryMessageAnalyzer() : RuleAnalyzer(DiagnosticDescriptors.AllocatesOnEveryMessage)
{
    private protected override void Start(CompilationStartAnalysisContext start)
    {
        if (start.Compilation.GetTypeByMetadataName("ProtoSockets.ProtocolAttribute") is { } protocol)
        {
            INamedTypeSymbol? notOnWire = start.Compilation.GetTypeByMetadataName("ProtoSockets.NotOnWireAttribute");
            start.RegisterSymbolAction(
                symbol =>
                {
                    if (IsMemberOfRecord(symbol.Symbol) && IsAllocationFree(symbol.Symbol.ContainingType, protocol) && !Has(symbol.Symbol, notOnWire))
                    {
                        Report(symbol);
                    }
                },
                SymbolKind.Property,
                SymbolKind.Field);
        }
    }

    private static void Report(SymbolAnalysisContext context)
    {
        ITypeSymbol type = context.Symbol is IPropertySymbol property ? property.Type : ((IFieldSymbol)context.Symbol).Type;
        string? borrowed = type switch
        {
            { SpecialType: SpecialType.System_String } => "Utf8Text",
            IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte } => "ReadOnlyMemory<byte>",
            IArrayTypeSymbol array => $"WireList<{array.ElementType.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}>",
            _ => null,
        };
        if (borrowed is not null)
        {
            context.ReportDiagnostic(Diagnostic.Create(
                DiagnosticDescriptors.AllocatesOnEveryMessage,
                context.Symbol.Locations[0],
                ImmutableDictionary<string, string?>.Empty.Add("2", borrowed),
                context.Symbol.Name,
                type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat),
                borrowed));
        }
    }

    /// <summary>Whether the member is a part of the value that is read: stored, of an instance, and written by the user.</summary>
    private static bool IsMemberOfRecord(ISymbol member) => member switch
    {
        IPropertySymbol { IsStatic: false, IsIndexer: false } property => property.Locations[0].IsInSource && IsStored(property),
        IFieldSymbol { IsStatic: false, IsConst: false, IsImplicitlyDeclared: false, AssociatedSymbol: null } => true,
        _ => false,
    };

    private static bool IsStored(IPropertySymbol property) =>
        property.ContainingType.GetMembers().OfType<IFieldSymbol>().Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property));

    private static bool IsAllocationFree(INamedTypeSymbol record, INamedTypeSymbol protocol)
    {
        for (INamedTypeSymbol? outer = record.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            foreach (AttributeData attribute in outer.GetAttributes())
            {
                if (SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, protocol))
                {
                    return record.GetAttributes().Any(static own => own.AttributeClass?.ContainingNamespace is { Name: "ProtoSockets", ContainingNamespace.IsGlobalNamespace: true })
                        && attribute.NamedArguments.Any(static argument => argument is { Key: "AllocationFree", Value.Value: true });
                }
            }
        }

        return false;
    }

    private static bool Has(ISymbol symbol, INamedTypeSymbol? attribute) =>
        attribute is not null && symbol.GetAttributes().Any(data => SymbolEqualityComparer.Default.Equals(data.AttributeClass, attribute));
}
