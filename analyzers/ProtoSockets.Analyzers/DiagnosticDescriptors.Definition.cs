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
