using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ProtoSockets.Analyzers.Flow;

namespace ProtoSockets.Analyzers.Lifecycle;

/// <summary>What the rules of the life cycle have in common: each reports its share of what the one flow engine found.</summary>
/// <param name="rule">The descriptor.</param>
public abstract class LifecycleAnalyzer(DiagnosticDescriptor rule) : RuleAnalyzer(rule)
{
    private protected sealed override void Start(CompilationStartAnalysisContext start)
    {
        LifecycleAnalysis analysis = LifecycleAnalysis.Of(start.Compilation);
        if (analysis.HasRules)
        {
            start.RegisterOperationBlockAction(block => Report(block, analysis));
        }
    }

    private void Report(OperationBlockAnalysisContext context, LifecycleAnalysis analysis)
    {
        DiagnosticDescriptor descriptor = SupportedDiagnostics[0];
        foreach (LifecycleFinding finding in analysis.FindingsIn(context))
        {
            if (finding.Id == descriptor.Id)
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    descriptor,
                    finding.Location,
                    finding.Severity ?? descriptor.DefaultSeverity,
                    [finding.Creation],
                    finding.Properties,
                    finding.Receiver,
                    finding.Use,
                    finding.State));
            }
        }
    }
}
