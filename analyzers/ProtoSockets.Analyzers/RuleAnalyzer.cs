using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ProtoSockets.Analyzers;

/// <summary>
/// What all rules have in common: they run at the same time, leave generated code alone, and resolve once for a compilation what they need. A rule whose types a compilation does not
/// know registers nothing, and costs nothing.
/// </summary>
/// <param name="rules">The descriptors.</param>
public abstract class RuleAnalyzer(params ImmutableArray<DiagnosticDescriptor> rules) : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public sealed override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => rules;

    /// <inheritdoc/>
    public sealed override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(Start);
    }

    /// <summary>Resolves what the rule needs, and registers what it looks at.</summary>
    /// <param name="start">The compilation.</param>
    private protected abstract void Start(CompilationStartAnalysisContext start);
}
