using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace ProtoSockets.Analyzers.Flow;

/// <summary>What is known at one point of the code.</summary>
/// <typeparam name="TState">The implementing type.</typeparam>
internal interface IFlowState<TState>
    where TState : class, IFlowState<TState>
{
    /// <summary>Makes a copy.</summary>
    /// <returns>The copy.</returns>
    TState Clone();

    /// <summary>Adds what is known on another path to the same point.</summary>
    /// <param name="other">What is known there.</param>
    /// <returns>Whether that was anything new.</returns>
    bool Join(TState other);
}

/// <summary>The flow engine: goes through one control flow graph, forwards, until nothing new comes up. What it follows is the business of the classes that derive from it.</summary>
/// <remarks>
/// What is known at a point is the union over all paths to it, so that "every value is wrong" means "wrong on every path". An exception may come from anywhere:
/// a handler begins with everything that was true at some point of its try block, which is why a Bind that failed leaves the state as it was.
/// A finally block is run once for each way into it, so that the way out by an exception does not blur the ordinary one.
/// </remarks>
/// <typeparam name="TState">What is known at one point.</typeparam>
internal abstract class FlowEngine<TState>
    where TState : class, IFlowState<TState>
{
    /// <summary>
    /// The most visits of blocks in one graph. States only grow and there are few, so that real code needs two or three visits per block; this is for the
    /// generated method of ten thousand blocks, which is not worth the wait.
    /// </summary>
    private const int MaxVisits = 20_000;

    private Pass _pass;
    private int _visits;

    /// <summary>Begins at the first block.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="start">What is known before anything has happened.</param>
    /// <param name="cancellationToken">Ends the analysis.</param>
    protected FlowEngine(ControlFlowGraph graph, TState start, CancellationToken cancellationToken)
    {
        Graph = graph;
        State = start;
        CancellationToken = cancellationToken;
        Block = graph.Blocks[0];
        _pass = new Pass(0, graph.Blocks.Length - 1, finallyRegion: null, outer: null);
    }

    /// <summary>The graph.</summary>
    protected ControlFlowGraph Graph { get; }

    /// <summary>What is known at the present point.</summary>
    protected TState State { get; private set; }

    /// <summary>The block of the present point.</summary>
    protected BasicBlock Block { get; private set; }

    /// <summary>Ends the analysis.</summary>
    protected CancellationToken CancellationToken { get; }

    /// <summary>Takes down what an operation does.</summary>
    /// <param name="operation">A statement of the present block.</param>
    protected abstract void EvaluateStatement(IOperation operation);

    /// <summary>Takes down what the value does that a block ends with.</summary>
    /// <param name="value">A condition, or what is returned or thrown.</param>
    /// <param name="isCondition">Whether it decides where to go on.</param>
    protected abstract void EvaluateBranch(IOperation value, bool isCondition);

    /// <summary>The present block begins.</summary>
    protected virtual void Enter()
    {
    }

    /// <summary>What a condition says of the values in it.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="isTrue">How it came out.</param>
    /// <param name="state">What is known then.</param>
    /// <returns>Whether it can come out so.</returns>
    protected virtual bool Refine(IOperation condition, bool isTrue, TState state) => true;

    /// <summary>The life of a variable ends.</summary>
    /// <param name="local">The variable.</param>
    /// <param name="state">What is known then.</param>
    protected virtual void End(ILocalSymbol local, TState state)
    {
    }

    /// <summary>Goes through the graph.</summary>
    /// <returns>False if that takes too long.</returns>
    protected bool Run()
    {
        Propagate(Graph.Blocks[0], State);
        return Drain();
    }

    /// <summary>An exception may be thrown here: what is known now is known to whoever may handle it.</summary>
    protected void MayThrow() => Throw(State, Block.EnclosingRegion);

    /// <summary>Visits blocks until the pass has none left.</summary>
    /// <returns>False if that takes too long.</returns>
    private bool Drain()
    {
        while (true)
        {
            while (_pass.TakeNext() is >= 0 and int ordinal)
            {
                CancellationToken.ThrowIfCancellationRequested();
                if (++_visits > MaxVisits)
                {
                    return false;
                }

                Visit(Graph.Blocks[ordinal], _pass.Incoming[ordinal - _pass.First]!.Clone());
            }

            if (_pass.TakeThrown(out ControlFlowRegion? finallyRegion) is not { } thrown)
            {
                return true;
            }

            if (RunFinally(finallyRegion!, thrown) is { } after)
            {
                Throw(after, finallyRegion!.EnclosingRegion!.EnclosingRegion);
            }
        }
    }

    private void Visit(BasicBlock block, TState state)
    {
        State = state;
        Block = block;
        Enter();
        MayThrow();
        foreach (IOperation operation in block.Operations)
        {
            EvaluateStatement(operation);
        }

        if (block.BranchValue is not { } value)
        {
            Follow(block.FallThroughSuccessor, State);
            return;
        }

        bool isCondition = block.ConditionKind != ControlFlowConditionKind.None;
        EvaluateBranch(value, isCondition);
        TState after = State;
        if (!isCondition)
        {
            Follow(block.FallThroughSuccessor, after);
            return;
        }

        bool whenTrue = block.ConditionKind == ControlFlowConditionKind.WhenTrue;
        TState jumped = after.Clone();
        if (Refine(value, whenTrue, jumped))
        {
            Follow(block.ConditionalSuccessor, jumped);
        }

        if (Refine(value, !whenTrue, after))
        {
            Follow(block.FallThroughSuccessor, after);
        }
    }

    private void Follow(ControlFlowBranch? branch, TState state)
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

        TState? current = state;
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
                End(local, current);
            }
        }

        Propagate(destination, current);
    }

    private void Propagate(BasicBlock destination, TState state)
    {
        Pass pass = PassOf(destination.Ordinal);
        int index = destination.Ordinal - pass.First;
        if (pass.Incoming[index] is not { } incoming)
        {
            pass.Incoming[index] = state.Clone();
            pass.Add(destination.Ordinal);
        }
        else if (incoming.Join(state))
        {
            pass.Add(destination.Ordinal);
        }
    }

    /// <summary>Runs a finally block for one way into it.</summary>
    /// <returns>What is known at its end; null if its end is not reached.</returns>
    private TState? RunFinally(ControlFlowRegion region, TState state)
    {
        (Pass outer, TState interrupted, BasicBlock block) = (_pass, State, Block);
        _pass = new Pass(region.FirstBlockOrdinal, region.LastBlockOrdinal, region, outer);
        Propagate(Graph.Blocks[region.FirstBlockOrdinal], state);
        bool completed = Drain();
        TState? result = completed ? _pass.Outgoing : null;
        (_pass, State, Block) = (outer, interrupted, block);
        return result;
    }

    private void Throw(TState state, ControlFlowRegion? region)
    {
        // The root of a lambda's graph has a parent, too: the region around the lambda, where its exceptions do not go.
        for (; region is not null && !ReferenceEquals(region, Graph.Root); region = region.EnclosingRegion)
        {
            if (region.Kind != ControlFlowRegionKind.Try || region.EnclosingRegion is not { } parent)
            {
                continue;
            }

            if (parent.Kind == ControlFlowRegionKind.TryAndFinally)
            {
                // Run later, once for all that is thrown in the meantime: an exception may come from anywhere.
                PassOf(parent.FirstBlockOrdinal).Throw(parent.NestedRegions[1], state);
                return;
            }

            foreach (ControlFlowRegion handler in parent.NestedRegions)
            {
                if (handler.Kind is ControlFlowRegionKind.Catch or ControlFlowRegionKind.FilterAndHandler)
                {
                    Propagate(Graph.Blocks[handler.FirstBlockOrdinal], state);
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

        private readonly bool[] _isPending = new bool[last - first + 1];
        private int _next = last + 1;

        /// <summary>What was known where an exception may have been thrown, by the finally block that it runs through.</summary>
        private Dictionary<ControlFlowRegion, TState>? _thrown;

        /// <summary>The finally blocks that have not run yet with all that is known.</summary>
        private List<ControlFlowRegion>? _unwinding;

        public TState?[] Incoming { get; } = new TState?[last - first + 1];

        public TState? Outgoing { get; private set; }

        /// <summary>A block is to be visited.</summary>
        public void Add(int ordinal)
        {
            _isPending[ordinal - First] = true;
            _next = Math.Min(_next, ordinal);
        }

        /// <summary>The first of the blocks that are to be visited; -1 if there is none.</summary>
        public int TakeNext()
        {
            for (; _next <= Last; _next++)
            {
                if (_isPending[_next - First])
                {
                    _isPending[_next - First] = false;
                    return _next;
                }
            }

            return -1;
        }

        /// <summary>An exception may go through a finally block.</summary>
        public void Throw(ControlFlowRegion finallyRegion, TState state)
        {
            _thrown ??= [];
            _unwinding ??= [];
            if (!_thrown.TryGetValue(finallyRegion, out TState? known))
            {
                _thrown.Add(finallyRegion, state.Clone());
            }
            else if (!known.Join(state))
            {
                return;
            }

            if (!_unwinding.Contains(finallyRegion))
            {
                _unwinding.Add(finallyRegion);
            }
        }

        /// <summary>What is known where exceptions were thrown, of the innermost finally block that has not run with it; null if all have.</summary>
        public TState? TakeThrown(out ControlFlowRegion? finallyRegion)
        {
            finallyRegion = null;
            if (_unwinding is not { Count: > 0 } unwinding)
            {
                return null;
            }

            // Of blocks that lie within each other, the inner one ends first: what comes out of it goes into the outer one with all else.
            finallyRegion = unwinding[0];
            foreach (ControlFlowRegion region in unwinding)
            {
                finallyRegion = region.FirstBlockOrdinal < finallyRegion.FirstBlockOrdinal ? region : finallyRegion;
            }

            unwinding.Remove(finallyRegion);
            return _thrown![finallyRegion];
        }

        public void Leave(TState state)
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
