using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ProtoSockets.Schema;

namespace ProtoSockets.Analyzers.Definitions;

/// <summary>
/// PSOCK1001 to 1099, save 1005: reads definitions as the generator does, and says what is wrong with them. Each type answers for its own declarations only,
/// so that a record used in many places is reported once, whatever order the compiler asks in.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DefinitionAnalyzer() : RuleAnalyzer([.. DiagnosticDescriptors.Definition.Values])
{
    private protected override void Start(CompilationStartAnalysisContext start)
    {
        if (start.Compilation.GetTypeByMetadataName("ProtoSockets.ProtocolAttribute") is not null)
        {
            start.RegisterSymbolAction(static symbol => Report(symbol), SymbolKind.NamedType);
        }
    }

    private static void Report(SymbolAnalysisContext context)
    {
        INamedTypeSymbol type = (INamedTypeSymbol)context.Symbol;
        ProblemList problems = new();
        SchemaParser.Check(type, problems, context.CancellationToken);
        foreach (Problem problem in problems.Problems)
        {
            Location place = problem.Location.IsInSource ? problem.Location : type.Locations[0];
            if (IsDeclaredIn(place, type, context.CancellationToken))
            {
                context.ReportDiagnostic(ToDiagnostic(problem, place));
            }
        }
    }

    /// <summary>Whether a place is in a declaration of the type. What is elsewhere is reported by the type that is declared there.</summary>
    private static bool IsDeclaredIn(Location place, INamedTypeSymbol type, CancellationToken cancellation) =>
        type.DeclaringSyntaxReferences.Any(reference =>
            reference.SyntaxTree == place.SourceTree && reference.GetSyntax(cancellation).FullSpan.Contains(place.SourceSpan));

    private static Diagnostic ToDiagnostic(Problem problem, Location place)
    {
        // Fixes need what the message says: the next free id, the attribute that is missing.
        ImmutableDictionary<string, string?> arguments = problem.Arguments
            .Select(static (argument, index) => new KeyValuePair<string, string?>(index.ToString(CultureInfo.InvariantCulture), argument))
            .ToImmutableDictionary(StringComparer.Ordinal);
        return Diagnostic.Create(
            DiagnosticDescriptors.Definition[problem.Kind.Id],
            place,
            DiagnosticDescriptors.SeverityOf(problem.Kind),
            additionalLocations: null,
            arguments,
            problem.Arguments);
    }
}
