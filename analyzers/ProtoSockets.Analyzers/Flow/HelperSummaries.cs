using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ProtoSockets.Analyzers.Flow;

/// <summary>
/// What private methods and local functions do to an object that they are given: each is summarised once for a compilation, by running the flow engine over it for each state that
/// the object may come in. What such a method passes on is looked into in the same way; methods that call each other in a circle are out of sight.
/// </summary>
internal sealed class HelperSummaries
{
    /// <summary>Helpers that call helpers: nobody writes more, and the stack holds it.</summary>
    private const int MaxDepth = 32;

    private readonly LifecycleRules _rules;
    private readonly ConcurrentDictionary<(ISymbol Parameter, TrackedKind Kind), LifecycleOperation?> _summaries;
    private readonly ImmutableStack<ISymbol> _open;

    /// <summary>Begins with nothing.</summary>
    /// <param name="rules">The tables.</param>
    public HelperSummaries(LifecycleRules rules)
        : this(rules, new ConcurrentDictionary<(ISymbol Parameter, TrackedKind Kind), LifecycleOperation?>(), [])
    {
    }

    /// <summary>The same summaries, asked for while others are being made.</summary>
    private HelperSummaries(LifecycleRules rules, ConcurrentDictionary<(ISymbol Parameter, TrackedKind Kind), LifecycleOperation?> summaries, ImmutableStack<ISymbol> open) =>
        (_rules, _summaries, _open) = (rules, summaries, open);

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
            if (_open.Contains(parameter, SymbolEqualityComparer.Default) || _open.Count() >= MaxDepth)
            {
                return null;
            }

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
            || caller.OriginalOperation.SemanticModel is not { } model)
        {
            return null;
        }

        SyntaxNode declaration = references[0].GetSyntax(cancellationToken);
        return PartsOfType.ModelOf(declaration, model).GetOperation(declaration, cancellationToken) is IMethodBodyOperation body
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
        var helpers = new HelperSummaries(_rules, _summaries, _open.Push(parameter));
        bool releases = false;
        for (var state = LifecycleStates.Created; state <= LifecycleStates.HandedOver; state = (LifecycleStates)((byte)state << 1))
        {
            HelperOutcome outcome = LifecycleFlow.Summarize(graph, _rules, helpers, parameter, new CreatedObject(kind, state), cancellationToken);
            if ((outcome.States & LifecycleStates.Escaped) != LifecycleStates.None)
            {
                return null;
            }

            outcomes.Add(outcome.States);
            releases |= outcome.Releases;
            if (outcome.Violation is not null)
            {
                violations.Add(outcome.Violation with { States = state });
            }
        }

        // A method that only looks at what it is given leaves closing it to its caller.
        return new LifecycleOperation { Outcomes = outcomes.ToImmutable(), Violations = violations.ToImmutable(), Releases = releases };
    }
}

/// <summary>What a method does to an object that it is given in one state.</summary>
/// <param name="States">The possible states at the end of the method; empty if it has no end.</param>
/// <param name="Violation">The use that always fails and that nobody survives; null if there is none.</param>
/// <param name="Releases">Whether it may have closed the object, or given it to somebody who does.</param>
internal sealed record HelperOutcome(LifecycleStates States, StateViolation? Violation, bool Releases);
