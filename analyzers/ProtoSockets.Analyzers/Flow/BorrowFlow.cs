using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ProtoSockets.Analyzers.Flow;

/// <summary>
/// Follows borrowed values through the variables of one control flow graph: forwards, until nothing new comes up. What a variable holds at a point is the union over all
/// paths to it; only what is borrowed on every path is reported where it gets away.
/// </summary>
internal sealed partial class BorrowFlow
{
    private readonly ControlFlowGraph _graph;
    private readonly BorrowSymbols _symbols;
    private readonly ReusedBuffers _buffers;
    private readonly CancellationToken _cancellationToken;
    private readonly Dictionary<ISymbol, int> _variables = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<CaptureId, int> _intermediates = [];
    private readonly Dictionary<CaptureId, List<IOperation>> _intermediateValues = [];
    private readonly Dictionary<IOperation, Escaped> _escapes = [];
    private readonly HashSet<ISymbol> _dropped = new(SymbolEqualityComparer.Default);
    private readonly Holding[]?[] _incoming;
    private readonly SortedSet<int> _pending = [];
    private Holding[] _state;

    private BorrowFlow(ControlFlowGraph graph, BorrowSymbols symbols, ReusedBuffers buffers, IParameterSymbol? message, CancellationToken cancellationToken)
    {
        _graph = graph;
        _symbols = symbols;
        _buffers = buffers;
        _cancellationToken = cancellationToken;
        _incoming = new Holding[]?[graph.Blocks.Length];
        if (message is not null)
        {
            _variables.Add(message, 0);
        }

        foreach (ISymbol buffer in buffers.Symbols)
        {
            Add(buffer);
        }

        AddLocals(graph.Root);
        foreach (IFlowCaptureOperation capture in Operations(graph).OfType<IFlowCaptureOperation>())
        {
            if (!_intermediateValues.TryGetValue(capture.Id, out List<IOperation>? values))
            {
                _intermediateValues.Add(capture.Id, values = []);
                _intermediates.Add(capture.Id, _variables.Count + _intermediates.Count);
            }

            values.Add(capture.Value);
        }

        _state = new Holding[_variables.Count + _intermediates.Count];
        foreach (ISymbol buffer in buffers.Symbols)
        {
            _state[_variables[buffer]] = Holding.Owned;
        }

        if (message is not null)
        {
            _state[0] = Holding.Message;
        }
    }

    /// <summary>Analyses a graph and the lambdas and local functions in it.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="symbols">What borrows.</param>
    /// <param name="buffers">The buffers that are received into again.</param>
    /// <param name="message">The parameter with the message; null if there is none.</param>
    /// <param name="findings">Takes what was found.</param>
    /// <param name="cancellationToken">Ends the analysis.</param>
    public static void Analyze(
        ControlFlowGraph graph,
        BorrowSymbols symbols,
        ReusedBuffers buffers,
        IParameterSymbol? message,
        ImmutableArray<BorrowFinding>.Builder findings,
        CancellationToken cancellationToken)
    {
        var flow = new BorrowFlow(graph, symbols, buffers, message, cancellationToken);
        flow.Run();
        flow.Report(findings);

        // A lambda that changes the message would be a strange one: it is the message there, too.
        foreach (IFlowAnonymousFunctionOperation lambda in Operations(graph).OfType<IFlowAnonymousFunctionOperation>())
        {
            Analyze(graph.GetAnonymousFunctionControlFlowGraph(lambda, cancellationToken), symbols, buffers, message, findings, cancellationToken);
        }

        foreach (IMethodSymbol function in graph.LocalFunctions)
        {
            Analyze(graph.GetLocalFunctionControlFlowGraph(function, cancellationToken), symbols, buffers, message, findings, cancellationToken);
        }
    }

    private static IEnumerable<IOperation> Operations(ControlFlowGraph graph)
    {
        foreach (BasicBlock block in graph.Blocks)
        {
            foreach (IOperation operation in block.Operations.SelectMany(static operation => operation.DescendantsAndSelf()))
            {
                yield return operation;
            }

            foreach (IOperation operation in block.BranchValue?.DescendantsAndSelf() ?? [])
            {
                yield return operation;
            }
        }
    }

    private void AddLocals(ControlFlowRegion region)
    {
        foreach (ILocalSymbol local in region.Locals)
        {
            if (local.RefKind == RefKind.None && !local.IsStatic)
            {
                Add(local);
            }
        }

        foreach (ControlFlowRegion nested in region.NestedRegions)
        {
            AddLocals(nested);
        }
    }

    private void Add(ISymbol variable)
    {
        if (!_variables.ContainsKey(variable))
        {
            _variables.Add(variable, _variables.Count);
        }
    }

    /// <summary>States only grow and there are three bits a variable, so this ends.</summary>
    private void Run()
    {
        Propagate(0, _state);
        while (_pending.Count > 0)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            int ordinal = _pending.Min;
            _pending.Remove(ordinal);
            Visit(_graph.Blocks[ordinal], (Holding[])_incoming[ordinal]!.Clone());
        }
    }

    private void Visit(BasicBlock block, Holding[] state)
    {
        _state = state;
        PropagateToHandlers(block, state);
        foreach (IOperation operation in block.Operations)
        {
            Evaluate(operation);
        }

        if (block.BranchValue is { } value)
        {
            Evaluate(value);
        }

        PropagateToHandlers(block, state);
        Follow(block.ConditionalSuccessor, state);
        Follow(block.FallThroughSuccessor, state);
    }

    private void Follow(ControlFlowBranch? branch, Holding[] state)
    {
        if (branch is null)
        {
            return;
        }

        // What a finally block does to variables is joined with what was before it: nothing is certain then, and nothing is reported.
        foreach (ControlFlowRegion region in branch.FinallyRegions)
        {
            Propagate(region.FirstBlockOrdinal, state);
        }

        if (branch.Destination is { } destination)
        {
            Propagate(destination.Ordinal, state);
        }
    }

    private void PropagateToHandlers(BasicBlock block, Holding[] state)
    {
        for (ControlFlowRegion? region = block.EnclosingRegion; region is not null && !ReferenceEquals(region, _graph.Root); region = region.EnclosingRegion)
        {
            if (region is not { Kind: ControlFlowRegionKind.Try, EnclosingRegion: { } parent })
            {
                continue;
            }

            foreach (ControlFlowRegion handler in parent.NestedRegions)
            {
                if (!ReferenceEquals(handler, region))
                {
                    Propagate(handler.FirstBlockOrdinal, state);
                }
            }
        }
    }

    private void Propagate(int ordinal, Holding[] state)
    {
        if (_incoming[ordinal] is not { } incoming)
        {
            _incoming[ordinal] = (Holding[])state.Clone();
            _pending.Add(ordinal);
            return;
        }

        for (int variable = 0; variable < state.Length; variable++)
        {
            if ((incoming[variable] | state[variable]) != incoming[variable])
            {
                incoming[variable] |= state[variable];
                _pending.Add(ordinal);
            }
        }
    }

    private void Report(ImmutableArray<BorrowFinding>.Builder findings)
    {
        foreach (KeyValuePair<IOperation, Escaped> escape in _escapes.OrderBy(static pair => pair.Key.Syntax.SpanStart))
        {
            Escaped escaped = escape.Value;
            if (escaped.Holding is Holding.Message or Holding.Buffer && (escaped.Root is not { } root || !_dropped.Contains(root)))
            {
                findings.Add(new BorrowFinding(escape.Key.Syntax.GetLocation(), escape.Key.Syntax.ToString(), escaped.Holding, escaped.Kind, escaped.Keeper));
            }
        }
    }

    private sealed record Escaped(Holding Holding, EscapeKind Kind, string Keeper, ISymbol? Root);
}
