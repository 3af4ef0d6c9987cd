using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ProtoSockets.Analyzers.Flow;

/// <summary>What each variable and each intermediate result holds at one point.</summary>
/// <param name="values">The values.</param>
internal sealed class BorrowState(Holding[] values) : IFlowState<BorrowState>
{
    /// <summary>What one of them holds.</summary>
    /// <param name="variable">Its number.</param>
    public Holding this[int variable]
    {
        get => values[variable];
        set => values[variable] = value;
    }

    /// <inheritdoc/>
    public BorrowState Clone() => new((Holding[])values.Clone());

    /// <inheritdoc/>
    public bool Join(BorrowState other)
    {
        bool changed = false;
        for (int variable = 0; variable < values.Length; variable++)
        {
            Holding joined = values[variable] | other[variable];
            changed |= joined != values[variable];
            values[variable] = joined;
        }

        return changed;
    }
}

/// <summary>The variables and intermediate results of a graph, numbered.</summary>
internal sealed class BorrowOutline
{
    private BorrowOutline(ControlFlowGraph graph, ReusedBuffers buffers, IParameterSymbol? message)
    {
        if (message is not null)
        {
            Variables.Add(message, 0);
        }

        foreach (ISymbol buffer in buffers.Symbols)
        {
            Add(buffer);
        }

        AddLocals(graph.Root);
        foreach (IFlowCaptureOperation capture in Operations(graph).OfType<IFlowCaptureOperation>())
        {
            if (!IntermediateValues.TryGetValue(capture.Id, out List<IOperation>? values))
            {
                IntermediateValues.Add(capture.Id, values = []);
                Intermediates.Add(capture.Id, Variables.Count + Intermediates.Count);
            }

            values.Add(capture.Value);
        }

        Start = new BorrowState(new Holding[Variables.Count + Intermediates.Count]);
        foreach (ISymbol buffer in buffers.Symbols)
        {
            Start[Variables[buffer]] = Holding.Owned;
        }

        if (message is not null)
        {
            Start[0] = Holding.Message;
        }
    }

    /// <summary>The numbers of the variables.</summary>
    public Dictionary<ISymbol, int> Variables { get; } = new(SymbolEqualityComparer.Default);

    /// <summary>The numbers of the intermediate results.</summary>
    public Dictionary<CaptureId, int> Intermediates { get; } = [];

    /// <summary>What the intermediate results may be.</summary>
    public Dictionary<CaptureId, List<IOperation>> IntermediateValues { get; } = [];

    /// <summary>What all of them hold before anything has happened.</summary>
    public BorrowState Start { get; }

    /// <summary>Reads a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="buffers">The buffers that are received into again.</param>
    /// <param name="message">The parameter with the message; null if there is none.</param>
    /// <returns>The outline.</returns>
    public static BorrowOutline Read(ControlFlowGraph graph, ReusedBuffers buffers, IParameterSymbol? message) => new(graph, buffers, message);

    /// <summary>All operations of a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <returns>The operations, block by block.</returns>
    public static IEnumerable<IOperation> Operations(ControlFlowGraph graph)
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
        if (!Variables.ContainsKey(variable))
        {
            Variables.Add(variable, Variables.Count);
        }
    }
}
