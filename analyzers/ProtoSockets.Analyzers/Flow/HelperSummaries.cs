using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ProtoSockets.Analyzers.Flow;

/// <summary>
/// What private methods and local functions do to an object that they are given: each is summarised once for a compilation, by running the flow engine over it for each state that
/// the object may come in. What such a method passes on is out of sight.
/// </summary>
/// <param name="rules">The tables.</param>
internal sealed class HelperSummaries(LifecycleRules rules)
{
    private readonly ConcurrentDictionary<(ISymbol Parameter, TrackedKind Kind), LifecycleOperation?> _summaries = new();

    /// <summary>What a method does to the object in one of its parameters.</summary>
    /// <param name="method">The method.</param>
    /// <param name="parameter">The parameter.</param>
    /// <param name="tracked">The object.</param>
    /// <param name="caller">The graph of the caller.</param>
    /// <param name="cancellationToken">Ends the analysis.</param>
    /// <returns>The row; null if nothing is known of the method.</returns>
    public LifecycleOperation? Find(IMethodSymbol method, IParameterSymbol parameter, CreatedObject tracked, ControlFlowGraph caller, CancellationToken cancellationToken)
    {
        method = method.OriginalDefinition;
        parameter = parameter.OriginalDefinition;
        if (parameter is not { RefKind: RefKind.None, IsParams: false } || method is { IsAsync: true, ReturnsVoid: true } || !SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, method))
        {
            return null;
        }

        if (!_summaries.TryGetValue((parameter, tracked.Kind), out LifecycleOperation? row))
        {
            // A local function of an outer method is not found from here, and may be from another place: nothing is remembered of that.
            if (GraphOf(method, caller, cancellationToken) is not { } graph)
            {
                return null;
            }

            row = _summaries.GetOrAdd((parameter, tracked.Kind), Summarize(graph, parameter, tracked.Kind, cancellationToken));
        }

        return row;
    }

    private static ControlFlowGraph? GraphOf(IMethodSymbol method, ControlFlowGraph caller, CancellationToken cancellationToken)
    {
        if (method.MethodKind == MethodKind.LocalFunction)
        {
            return caller.LocalFunctions.Contains(method) ? caller.GetLocalFunctionControlFlowGraph(method, cancellationToken) : null;
        }

        if (method is not { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Private, IsExtern: false, DeclaringSyntaxReferences: { Length: 1 } references }
            || references[0].SyntaxTree != caller.OriginalOperation.Syntax.SyntaxTree)
        {
            return null;
        }

        return caller.OriginalOperation.SemanticModel?.GetOperation(references[0].GetSyntax(cancellationToken), cancellationToken) is IMethodBodyOperation body
            ? ControlFlowGraph.Create(body, cancellationToken)
            : null;
    }

    private LifecycleOperation? Summarize(ControlFlowGraph graph, IParameterSymbol parameter, TrackedKind kind, CancellationToken cancellationToken)
    {
        // An iterator runs when it is enumerated, if ever.
        if (graph.OriginalOperation.Descendants().Any(static operation => operation.Kind is OperationKind.YieldReturn or OperationKind.YieldBreak))
        {
            return null;
        }

        ImmutableArray<LifecycleStates>.Builder outcomes = ImmutableArray.CreateBuilder<LifecycleStates>();
        ImmutableArray<StateViolation>.Builder violations = ImmutableArray.CreateBuilder<StateViolation>();
        for (var state = LifecycleStates.Created; state <= LifecycleStates.HandedOver; state = (LifecycleStates)((byte)state << 1))
        {
            LifecycleStates outcome = LifecycleFlow.Summarize(graph, rules, parameter, new CreatedObject(kind, state), out StateViolation? violation, cancellationToken);
            if ((outcome & LifecycleStates.Escaped) != LifecycleStates.None)
            {
                return null;
            }

            outcomes.Add(outcome);
            if (violation is not null)
            {
                violations.Add(violation with { States = state });
            }
        }

        // Whatever it does, it may be meant to close the object: what it is given is no leak of the caller.
        return new LifecycleOperation { Outcomes = outcomes.ToImmutable(), Violations = violations.ToImmutable(), Releases = true };
    }
}
