using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace ProtoSockets.Analyzers.Flow;

/// <summary>
/// The flow engine: follows the states of the objects of one control flow graph until nothing new comes up, and remembers in which states each member was used.
/// </summary>
/// <remarks>
/// The states at a point are the union over all paths to it, so that "every state violates" means "every path violates". An exception may come from anywhere:
/// a handler begins with everything that was true at some point of its try block, which is why a Bind that failed leaves the state as it was.
/// A finally block is run once for each way into it, so that the way out by an exception does not blur the ordinary one.
/// </remarks>
internal sealed partial class LifecycleFlow
{
    /// <summary>
    /// The most visits of blocks in one graph. States only grow and there are few, so that real code needs two or three visits per block; this is for the
    /// generated method of ten thousand blocks, which is not worth the wait.
    /// </summary>
    private const int MaxVisits = 20_000;

    private readonly GraphOutline _outline;
    private readonly LifecycleRules _rules;
    private readonly CancellationToken _cancellationToken;
    private readonly Dictionary<IOperation, Observation> _observations = [];
    private Pass _pass;
    private FlowState _state;
    private BasicBlock _block;
    private readonly HelperSummaries? _helpers;
    private readonly bool _isEntryPoint;
    private readonly EndOfLife?[] _ends;
    private int _visits;

    private LifecycleFlow(GraphOutline outline, LifecycleRules rules, HelperSummaries? helpers, bool isEntryPoint, CancellationToken cancellationToken)
    {
        _helpers = helpers;
        _isEntryPoint = isEntryPoint;
        _ends = new EndOfLife?[outline.Objects.Count];
        _outline = outline;
        _rules = rules;
        _cancellationToken = cancellationToken;
        _pass = new Pass(0, outline.Graph.Blocks.Length - 1, finallyRegion: null, outer: null);
        _state = new FlowState(outline.VariableCount, outline.Objects.Count);
        _block = outline.Graph.Blocks[0];
    }

    /// <summary>Analyses a graph and all lambdas and local functions in it.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="rules">The tables.</param>
    /// <param name="helpers">What is known of the type's private methods.</param>
    /// <param name="isEntryPoint">Whether the process ends with the graph, which closes everything.</param>
    /// <param name="findings">Takes what was found.</param>
    /// <param name="cancellationToken">Ends the analysis.</param>
    public static void Analyze(
        ControlFlowGraph graph, LifecycleRules rules, HelperSummaries helpers, bool isEntryPoint, ImmutableArray<LifecycleFinding>.Builder findings, CancellationToken cancellationToken)
    {
        GraphOutline outline = GraphOutline.Read(graph, rules, cancellationToken);
        if (outline.Objects.Count is > 0 and <= GraphOutline.MaxObjects)
        {
            var flow = new LifecycleFlow(outline, rules, helpers, isEntryPoint, cancellationToken);
            if (flow.Run())
            {
                flow.Report(findings);
            }
        }

        foreach (ControlFlowGraph nested in outline.Nested)
        {
            Analyze(nested, rules, helpers, isEntryPoint: false, findings, cancellationToken);
        }
    }

    /// <summary>What a method does to an object that it is given in one state.</summary>
    /// <param name="graph">The method's graph.</param>
    /// <param name="rules">The tables.</param>
    /// <param name="helpers">What is known of the methods that this one calls.</param>
    /// <param name="parameter">The parameter that holds the object.</param>
    /// <param name="given">The object.</param>
    /// <param name="cancellationToken">Ends the analysis.</param>
    /// <returns>What it does.</returns>
    public static HelperOutcome Summarize(
        ControlFlowGraph graph, LifecycleRules rules, HelperSummaries helpers, IParameterSymbol parameter, CreatedObject given, CancellationToken cancellationToken)
    {
        var unknown = new HelperOutcome(LifecycleStates.Escaped, Violation: null, Releases: true);
        GraphOutline outline = GraphOutline.Read(graph, rules, cancellationToken, parameter, given);
        if (outline.Objects.Count > GraphOutline.MaxObjects)
        {
            return unknown;
        }

        var flow = new LifecycleFlow(outline, rules, helpers, isEntryPoint: false, cancellationToken);
        flow._state.Begin(0, given.State);
        flow._state.SetValue(outline.IndexOf(parameter), FlowValue.Of(0));
        if (!flow.Run())
        {
            return unknown;
        }

        if (flow._ends[0] is { } end)
        {
            return new HelperOutcome(end.States, Violation: null, end.IsReleased);
        }

        StateViolation? violation = flow._observations.OrderBy(static pair => pair.Key.Syntax.SpanStart)
            .Select(static pair => pair.Value)
            .Where(static observation => !observation.MayBeOther)
            .Select(static observation => observation.Rows[0] is { } row ? FieldStates.AlwaysViolates(row, observation.States[0]) : null)
            .FirstOrDefault(static found => found is { Continues: false });
        return new HelperOutcome(LifecycleStates.None, violation, Releases: true);
    }

    private bool Run()
    {
        Propagate(_outline.Graph.Blocks[0], _state);
        return Drain();
    }

    /// <summary>Visits blocks until the pass has none left.</summary>
    /// <returns>False if that takes too long.</returns>
    private bool Drain()
    {
        while (_pass.Pending.Count > 0)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            if (++_visits > MaxVisits)
            {
                return false;
            }

            int ordinal = _pass.Pending.Min;
            _pass.Pending.Remove(ordinal);
            Visit(_outline.Graph.Blocks[ordinal], _pass.Incoming[ordinal - _pass.First]!.Clone());
        }

        return true;
    }

    private void Visit(BasicBlock block, FlowState state)
    {
        _state = state;
        _block = block;
        if (block.Kind == BasicBlockKind.Exit)
        {
            for (int index = 0; index < state.ObjectCount; index++)
            {
                EndLife(index, _isEntryPoint);
            }
        }

        MayThrow();
        foreach (IOperation operation in block.Operations)
        {
            Evaluate(operation);
        }

        if (block.BranchValue is { } value)
        {
            FlowValue result = Evaluate(value);
            if (block.ConditionKind == ControlFlowConditionKind.None)
            {
                // Returned or thrown.
                _state.Escape(result);
                MayThrow();
            }
        }

        FlowState after = _state;
        if (block.ConditionKind == ControlFlowConditionKind.None || block.BranchValue is null)
        {
            Follow(block.FallThroughSuccessor, after);
            return;
        }

        bool whenTrue = block.ConditionKind == ControlFlowConditionKind.WhenTrue;
        FlowState jumped = after.Clone();
        if (Refine(block.BranchValue, whenTrue, jumped))
        {
            Follow(block.ConditionalSuccessor, jumped);
        }

        if (Refine(block.BranchValue, !whenTrue, after))
        {
            Follow(block.FallThroughSuccessor, after);
        }
    }

    private void Follow(ControlFlowBranch? branch, FlowState state)
    {
        if (branch is null)
        {
            return;
        }

        if (branch.Semantics == ControlFlowBranchSemantics.StructuredExceptionHandling)
        {
            // The end of a finally block, or of a filter that said no.
            if (_pass.FinallyRegion is { } region && ReferenceEquals(InnermostHandler(branch.Source.EnclosingRegion), region))
            {
                _pass.Leave(state);
            }

            return;
        }

        if (branch.Destination is not { } destination)
        {
            return;
        }

        FlowState? current = state;
        foreach (ControlFlowRegion region in branch.FinallyRegions)
        {
            current = RunFinally(region, current);
            if (current is null)
            {
                return;
            }
        }

        foreach (ControlFlowRegion region in branch.LeavingRegions)
        {
            foreach (ILocalSymbol local in region.Locals)
            {
                if (_outline.IndexOf(local) is >= 0 and int variable)
                {
                    current.End(variable);
                }
            }
        }

        Propagate(destination, current);
    }

    private void Propagate(BasicBlock destination, FlowState state)
    {
        Pass pass = PassOf(destination.Ordinal);
        int index = destination.Ordinal - pass.First;
        if (pass.Incoming[index] is not { } incoming)
        {
            pass.Incoming[index] = state.Clone();
            pass.Pending.Add(destination.Ordinal);
        }
        else if (incoming.Join(state))
        {
            pass.Pending.Add(destination.Ordinal);
        }
    }

    /// <summary>Runs a finally block for one way into it.</summary>
    /// <returns>What is known at its end; null if its end is not reached.</returns>
    private FlowState? RunFinally(ControlFlowRegion region, FlowState state)
    {
        (Pass outer, FlowState interrupted, BasicBlock block) = (_pass, _state, _block);
        _pass = new Pass(region.FirstBlockOrdinal, region.LastBlockOrdinal, region, outer);
        Propagate(_outline.Graph.Blocks[region.FirstBlockOrdinal], state);
        bool completed = Drain();
        FlowState? result = completed ? _pass.Outgoing : null;
        (_pass, _state, _block) = (outer, interrupted, block);
        return result;
    }

    /// <summary>An exception may be thrown here: what is known now is known to whoever may handle it.</summary>
    private void MayThrow() => Throw(_state, _block.EnclosingRegion);

    private void Throw(FlowState state, ControlFlowRegion? region)
    {
        // The root of a lambda's graph has a parent, too: the region around the lambda, where its exceptions do not go.
        for (; region is not null && !ReferenceEquals(region, _outline.Graph.Root); region = region.EnclosingRegion)
        {
            if (region.Kind != ControlFlowRegionKind.Try || region.EnclosingRegion is not { } parent)
            {
                continue;
            }

            if (parent.Kind == ControlFlowRegionKind.TryAndFinally)
            {
                ControlFlowRegion finallyRegion = parent.NestedRegions.First(static nested => nested.Kind == ControlFlowRegionKind.Finally);
                Dictionary<ControlFlowRegion, FlowState> thrown = PassOf(parent.FirstBlockOrdinal).Thrown;
                if (!thrown.TryGetValue(finallyRegion, out FlowState? known))
                {
                    thrown.Add(finallyRegion, known = state.Clone());
                }
                else if (!known.Join(state))
                {
                    return;
                }

                if (RunFinally(finallyRegion, known) is { } after)
                {
                    Throw(after, parent.EnclosingRegion);
                }

                return;
            }

            foreach (ControlFlowRegion handler in parent.NestedRegions)
            {
                if (handler.Kind is ControlFlowRegionKind.Catch or ControlFlowRegionKind.FilterAndHandler)
                {
                    Propagate(_outline.Graph.Blocks[handler.FirstBlockOrdinal], state);
                }

                if (handler.Kind == ControlFlowRegionKind.Catch && handler.ExceptionType is null or { SpecialType: SpecialType.System_Object } or { Name: "Exception" })
                {
                    return;
                }
            }
        }
    }

    private static ControlFlowRegion? InnermostHandler(ControlFlowRegion? region)
    {
        while (region is not null && region.Kind is not (ControlFlowRegionKind.Finally or ControlFlowRegionKind.Filter))
        {
            region = region.EnclosingRegion;
        }

        return region;
    }

    private Pass PassOf(int ordinal)
    {
        Pass pass = _pass;
        while ((ordinal < pass.First || ordinal > pass.Last) && pass.Outer is { } outer)
        {
            pass = outer;
        }

        return pass;
    }

    /// <summary>One run over a range of blocks: the whole graph, or a finally block for one way into it.</summary>
    private sealed class Pass(int first, int last, ControlFlowRegion? finallyRegion, Pass? outer)
    {
        public int First { get; } = first;

        public int Last { get; } = last;

        public ControlFlowRegion? FinallyRegion { get; } = finallyRegion;

        public Pass? Outer { get; } = outer;

        public FlowState?[] Incoming { get; } = new FlowState?[last - first + 1];

        public SortedSet<int> Pending { get; } = [];

        /// <summary>What was known where an exception may have been thrown, by the finally block that it runs through.</summary>
        public Dictionary<ControlFlowRegion, FlowState> Thrown { get; } = [];

        public FlowState? Outgoing { get; private set; }

        public void Leave(FlowState state)
        {
            if (Outgoing is null)
            {
                Outgoing = state.Clone();
            }
            else
            {
                Outgoing.Join(state);
            }
        }
    }
}
