using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using ProtoSockets.Schema;

namespace ProtoSockets.Analyzers.Handlers;

/// <summary>The handlers of a compilation, and the protocols that they are for, those of other projects included.</summary>
internal sealed class HandlerSymbols
{
    private readonly INamedTypeSymbol _protocol;
    private readonly ConcurrentDictionary<INamedTypeSymbol, ProtocolSpec?> _definitions = new(SymbolEqualityComparer.Default);

    private HandlerSymbols(INamedTypeSymbol protocol) => _protocol = protocol;

    /// <summary>Looks the symbols up.</summary>
    /// <param name="compilation">The compilation.</param>
    /// <returns>The symbols; null if the compilation knows no protocols.</returns>
    public static HandlerSymbols? TryCreate(Compilation compilation) =>
        compilation.GetTypeByMetadataName("ProtoSockets.ProtocolAttribute") is { } protocol ? new HandlerSymbols(protocol) : null;

    /// <summary>Whether a type implements a generated handler interface.</summary>
    /// <param name="type">The type.</param>
    /// <returns>True if it does.</returns>
    public bool IsHandler(INamedTypeSymbol type) => type.TypeKind is TypeKind.Class or TypeKind.Struct && type.AllInterfaces.Any(candidate => ProtocolOf(candidate) is not null);

    /// <summary>The method as one that implements a method of a generated handler interface.</summary>
    /// <param name="symbol">Any member.</param>
    /// <returns>The method; null if it implements none.</returns>
    public HandlerMethod? Find(ISymbol symbol)
    {
        if (symbol is not IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation, IsStatic: false, Parameters.IsEmpty: false } method)
        {
            return null;
        }

        foreach (INamedTypeSymbol candidate in method.ContainingType.AllInterfaces)
        {
            if (ProtocolOf(candidate) is { } protocol
                && candidate.GetMembers().Any(member => SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member), method)))
            {
                return new HandlerMethod(method, protocol, IsServer: HandlerOf(candidate)!.Name == "IServerHandler");
            }
        }

        return null;
    }

    /// <summary>The definition of a protocol, read as the generator reads it.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>The definition; null if something is wrong with it, or some of it is out of sight.</returns>
    public ProtocolSpec? DefinitionOf(INamedTypeSymbol protocol, CancellationToken cancellation) =>
        _definitions.GetOrAdd(protocol, type => IsInSight(type) ? new SchemaParser(cancellation).ParseProtocol(type, new ProblemList()) : null);

    /// <summary>Whether all that decides how a protocol is spoken can be seen: of classes in compiled projects it can't.</summary>
    private static bool IsInSight(INamedTypeSymbol protocol) =>
        protocol.IsFromSource() || protocol.GetTypeMembers().Where(SchemaParser.IsMessageOrHeader).All(static record => record.IsValueType && record.IsInSight());

    /// <summary>The protocol that a handler interface was generated for.</summary>
    private INamedTypeSymbol? ProtocolOf(INamedTypeSymbol type) =>
        HandlerOf(type) is { ContainingType: { } protocol } && protocol.GetAttributes().Any(attribute => SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, _protocol))
            ? protocol
            : null;

    private static INamedTypeSymbol? HandlerOf(INamedTypeSymbol type) => type.Name switch
    {
        "IServerHandler" or "IClientHandler" => type,
        "IViewHandler" => type.Interfaces.FirstOrDefault(static handler => handler.Name is "IServerHandler" or "IClientHandler"),
        _ => null,
    };
}
