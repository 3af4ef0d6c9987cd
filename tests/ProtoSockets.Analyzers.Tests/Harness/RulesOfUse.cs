using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ProtoSockets.Analyzers.Tests.Harness;

/// <summary>The rules about how sockets, and what is generated, are used: all that the corpus and the look-alikes are about. Those about definitions and wire locks are the others.</summary>
internal static class RulesOfUse
{
    public static readonly ImmutableArray<DiagnosticAnalyzer> All =
    [
        .. typeof(DiagnosticIds).Assembly.GetTypes()
            .Where(static type => typeof(DiagnosticAnalyzer).IsAssignableFrom(type) && !type.IsAbstract)
            .Select(static type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)
            .Where(static analyzer => analyzer.SupportedDiagnostics.All(static rule => IsOfUse(rule.Id)))
            .OrderBy(static analyzer => analyzer.SupportedDiagnostics[0].Id, StringComparer.Ordinal),
    ];

    public static bool IsOfUse(string id) => id == DiagnosticIds.MachineByteOrder || id[5] is '2' or '3' or '4';
}
