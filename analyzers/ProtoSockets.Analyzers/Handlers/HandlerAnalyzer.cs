using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ProtoSockets.Analyzers.Handlers;

/// <summary>What the rules about generated handlers have in common: each looks at the methods that implement a handler interface.</summary>
/// <param name="rule">The descriptor.</param>
public abstract class HandlerAnalyzer(DiagnosticDescriptor rule) : RuleAnalyzer(rule)
{
    private protected sealed override void Start(CompilationStartAnalysisContext start)
    {
        if (HandlerSymbols.TryCreate(start.Compilation) is { } handlers)
        {
            Register(start, handlers);
        }
    }

    /// <summary>Registers what the rule looks at: by itself, the body of each method of a handler.</summary>
    /// <param name="context">The compilation.</param>
    /// <param name="handlers">Its handlers.</param>
    private protected virtual void Register(CompilationStartAnalysisContext context, HandlerSymbols handlers) =>
        context.RegisterOperationBlockAction(block =>
        {
            if (handlers.Find(block.OwningSymbol) is { } method)
            {
                foreach (IOperation body in block.OperationBlocks)
                {
                    if (body.Kind is OperationKind.Block)
                    {
                        Look(new HandlerBody(block, body, method, handlers));
                    }
                }
            }
        });

    /// <summary>Looks at the body of a method of a handler.</summary>
    /// <param name="body">The body.</param>
    private protected virtual void Look(HandlerBody body)
    {
    }

    /// <summary>Reports the rule.</summary>
    /// <param name="body">The body that the place is in.</param>
    /// <param name="location">The narrowest place.</param>
    /// <param name="severity">How certain it is here.</param>
    /// <param name="arguments">What the message names.</param>
    private protected void Report(HandlerBody body, Location location, DiagnosticSeverity severity, params object?[] arguments) =>
        body.Context.ReportDiagnostic(Diagnostic.Create(SupportedDiagnostics[0], location, severity, additionalLocations: null, properties: null, arguments));
}
