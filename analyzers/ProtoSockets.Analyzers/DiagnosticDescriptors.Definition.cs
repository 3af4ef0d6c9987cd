using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ProtoSockets.Schema;

namespace ProtoSockets.Analyzers;

/// <content>The definition of a protocol: PSOCK1xxx. All but one say what the parser says (<see cref="ProblemIds"/>), so that there is one list of what can be wrong.</content>
internal static partial class DiagnosticDescriptors
{
    /// <summary>The category of the definition rules.</summary>
    public const string DefinitionCategory = "ProtoSockets.Definition";

    /// <summary>What can be wrong with a definition, by id. An id that has several severities is described by the mildest.</summary>
    public static readonly ImmutableSortedDictionary<string, DiagnosticDescriptor> Definition =
        ProblemIds.All
            .GroupBy(static kind => kind.Id, StringComparer.Ordinal)
            .Select(static kinds => kinds.OrderBy(static kind => kind.Severity).First())
            .ToImmutableSortedDictionary(static kind => kind.Id, Describe, StringComparer.Ordinal);

    /// <summary>PSOCK1005. {0} is the method that converts, {1} says that its bytes are sent or were received.</summary>
    public static readonly DiagnosticDescriptor MachineByteOrder = new(
        DiagnosticIds.MachineByteOrder,
        title: "Machine byte order on the wire",
        messageFormat: "'{0}' has the byte order of this machine, and what it converts {1}: say the order with BinaryPrimitives",
        DefinitionCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "BitConverter and MemoryMarshal use the byte order of the machine that runs them. Bytes that another machine reads or has written have the order that the protocol says.",
        helpLinkUri: HelpLink(DiagnosticIds.MachineByteOrder));

    /// <summary>PSOCK1047. {0} is the union, {1} the cases that are left out.</summary>
    public static readonly DiagnosticDescriptor NonExhaustiveSwitch = new(
        DiagnosticIds.NonExhaustiveSwitch,
        title: "Switch that leaves out a case of a union",
        messageFormat: "The switch over the kinds of '{0}' leaves out {1}",
        DefinitionCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A union is exactly one of its cases. A switch that handles some of them and has no default passes over the others, or throws.",
        helpLinkUri: HelpLink(DiagnosticIds.NonExhaustiveSwitch));

    /// <summary>How severe a problem is.</summary>
    /// <param name="kind">The kind of problem.</param>
    /// <returns>The diagnostic's severity.</returns>
    public static DiagnosticSeverity SeverityOf(ProblemKind kind) =>
        kind.Severity == ProblemSeverity.Error ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning;

    private static DiagnosticDescriptor Describe(ProblemKind kind) => new(
        kind.Id,
        kind.Title,
        kind.Format,
        DefinitionCategory,
        SeverityOf(kind),
        isEnabledByDefault: true,
        helpLinkUri: HelpLink(kind.Id));
}
