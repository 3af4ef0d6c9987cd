using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ProtoSockets.Analyzers.Network;

/// <summary>What the rules about buffers and reliability have in common: each looks at the calls of the framework's network types in code that people wrote.</summary>
/// <param name="rule">The descriptor.</param>
public abstract class NetworkAnalyzer(DiagnosticDescriptor rule) : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public sealed override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [rule];

    /// <inheritdoc/>
    public sealed override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            if (NetworkSymbols.TryCreate(start.Compilation) is { } symbols)
            {
                Register(start, symbols);
            }
        });
    }

    /// <summary>Registers what the rule looks at.</summary>
    /// <param name="context">The compilation.</param>
    /// <param name="symbols">Its network types.</param>
    private protected abstract void Register(CompilationStartAnalysisContext context, NetworkSymbols symbols);

    /// <summary>Reports the rule.</summary>
    /// <param name="context">The operation under analysis.</param>
    /// <param name="location">The narrowest place.</param>
    /// <param name="arguments">What the message names.</param>
    private protected void Report(OperationAnalysisContext context, Location location, params object?[] arguments) =>
        context.ReportDiagnostic(Diagnostic.Create(SupportedDiagnostics[0], location, arguments));

    /// <summary>Reports the rule, with the other places that a fix has to do with.</summary>
    /// <param name="context">The operation under analysis.</param>
    /// <param name="location">The narrowest place.</param>
    /// <param name="others">The other places.</param>
    /// <param name="arguments">What the message names.</param>
    private protected void ReportWith(OperationAnalysisContext context, Location location, IEnumerable<Location> others, params object?[] arguments) =>
        context.ReportDiagnostic(Diagnostic.Create(SupportedDiagnostics[0], location, others, arguments));
}
