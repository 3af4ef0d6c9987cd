using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ProtoSockets.Analyzers.Members;

namespace ProtoSockets.Analyzers.Network;

/// <summary>What the rules about buffers and reliability have in common: each looks at the calls of the framework's network types in code that people wrote.</summary>
/// <param name="rule">The descriptor.</param>
public abstract class NetworkAnalyzer(DiagnosticDescriptor rule) : RuleAnalyzer(rule)
{
    /// <summary>Registers what the rule looks at.</summary>
    /// <param name="registry">The compilation's operations.</param>
    /// <param name="symbols">Its network types.</param>
    private protected abstract void Register(OperationRegistry registry, NetworkSymbols symbols);

    private protected sealed override void Start(CompilationStartAnalysisContext start)
    {
        if (NetworkSymbols.TryCreate(start.Compilation) is { } symbols)
        {
            Register(new OperationRegistry(start), symbols);
        }
    }

    /// <summary>Reports the rule.</summary>
    /// <param name="operation">The operation under analysis.</param>
    /// <param name="location">The narrowest place.</param>
    /// <param name="arguments">What the message names.</param>
    private protected void Report(FoundOperation operation, Location location, params object?[] arguments) =>
        operation.ReportDiagnostic(Diagnostic.Create(SupportedDiagnostics[0], location, arguments));

    /// <summary>Reports the rule, with the other places that a fix has to do with.</summary>
    /// <param name="operation">The operation under analysis.</param>
    /// <param name="location">The narrowest place.</param>
    /// <param name="others">The other places.</param>
    /// <param name="arguments">What the message names.</param>
    private protected void ReportWith(FoundOperation operation, Location location, IEnumerable<Location> others, params object?[] arguments) =>
        operation.ReportDiagnostic(Diagnostic.Create(SupportedDiagnostics[0], location, others, arguments));
}
