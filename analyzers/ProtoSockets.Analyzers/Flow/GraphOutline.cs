using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ProtoSockets.Analyzers.Flow;

/// <summary>
/// What one control flow graph is about: its variables, the places where tracked objects are created, and what its lambdas and local functions can reach.
/// </summary>
internal sealed class GraphOutline
{
    private readonly Dictionary<ISymbol, int> _locals = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<CaptureId, int> _intermediates = [];
    private readonly Dictionary<CaptureId, List<IOperation>> _intermediateValues = [];
    private readonly Dictionary<IOperation, int> _objects = [];
    private readonly List<TrackedObject> _tracked = [];
    private readonly Dictionary<IFlowAnonymousFunctionOperation, ImmutableArray<int>> _reachedByLambda = [];
    private ImmutableArray<int> _reachedByLocalFunctions = [];

    private GraphOutline(ControlFlowGraph graph) => Graph = graph;

    /// <summary>The most objects that one graph may create; a graph with more is not analysed.</summary>
    public const int MaxObjects = 64;

    /// <summary>The graph.</summary>
    public ControlFlowGraph Graph { get; }

    /// <summary>The number of variables, intermediate results included.</summary>
    public int VariableCount => _locals.Count + _intermediates.Count;

    /// <summary>The number of variables, intermediate results not included: they come first.</summary>
    public int LocalCount => _locals.Count;

    /// <summary>The objects that the graph creates.</summary>
    public List<TrackedObject> Objects => _tracked;

    /// <summary>The graphs of the lambdas and local functions in this one.</summary>
    public List<ControlFlowGraph> Nested { get; } = [];

    /// <summary>The variables that the local functions can reach.</summary>
    public ImmutableArray<int> ReachedByLocalFunctions => _reachedByLocalFunctions;

    /// <summary>Reads a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="rules">The tables.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <param name="parameter">A parameter that holds the first object; null for none.</param>
    /// <param name="given">What the parameter holds.</param>
    /// <returns>The outline.</returns>
    public static GraphOutline Read(
        ControlFlowGraph graph, LifecycleRules rules, CancellationToken cancellationToken, IParameterSymbol? parameter = null, CreatedObject? given = null)
    {
        var outline = new GraphOutline(graph);
        if (parameter is not null && given is not null)
        {
            outline._locals.Add(parameter, 0);
            outline._tracked.Add(new TrackedObject(0, given, graph.OriginalOperation));
        }

        outline.AddLocals(graph.Root);
        var lambdas = new List<IFlowAnonymousFunctionOperation>();
        foreach (IOperation operation in Operations(graph))
        {
            cancellationToken.ThrowIfCancellationRequested();
            switch (operation.Kind)
            {
                case OperationKind.FlowCapture:
                    outline.AddIntermediate((IFlowCaptureOperation)operation);
                    break;
                case OperationKind.FlowAnonymousFunction:
                    lambdas.Add((IFlowAnonymousFunctionOperation)operation);
                    break;
                case OperationKind.ObjectCreation or OperationKind.Invocation when rules.CreatedBy(operation) is { } created:
                    outline._objects.Add(operation, outline._tracked.Count);
                    outline._tracked.Add(new TrackedObject(outline._tracked.Count, created, operation));
                    break;
            }
        }

        var reached = new HashSet<int>();
        foreach (IMethodSymbol function in graph.LocalFunctions)
        {
            ControlFlowGraph nested = graph.GetLocalFunctionControlFlowGraph(function, cancellationToken);
            outline.Nested.Add(nested);
            outline.AddReached(nested, reached, cancellationToken);
        }

        outline._reachedByLocalFunctions = [.. reached];
        foreach (IFlowAnonymousFunctionOperation lambda in lambdas)
        {
            ControlFlowGraph nested = graph.GetAnonymousFunctionControlFlowGraph(lambda, cancellationToken);
            outline.Nested.Add(nested);
            reached.Clear();
            outline.AddReached(nested, reached, cancellationToken);
            outline._reachedByLambda.Add(lambda, [.. reached]);
        }

        return outline;
    }

    /// <summary>The index of a local variable, or of the parameter that is followed; -1 if it belongs to another graph or is an alias.</summary>
    /// <param name="local">The variable.</param>
    /// <returns>The index.</returns>
    public int IndexOf(ISymbol local) => _locals.TryGetValue(local, out int index) ? index : -1;

    /// <summary>The index of an intermediate result; -1 if it is not known.</summary>
    /// <param name="intermediate">The result.</param>
    /// <returns>The index.</returns>
    public int IndexOf(CaptureId intermediate) => _intermediates.TryGetValue(intermediate, out int index) ? _locals.Count + index : -1;

    /// <summary>The object that an operation creates; -1 if it creates none.</summary>
    /// <param name="creation">The operation.</param>
    /// <returns>The index.</returns>
    public int IndexOf(IOperation creation) => _objects.TryGetValue(creation, out int index) ? index : -1;

    /// <summary>The variable that a new object is stored in right away; -1 if it is not.</summary>
    /// <param name="creation">The operation that makes the object.</param>
    /// <returns>The index.</returns>
    public int TargetOf(IOperation creation)
    {
        IOperation value = creation;
        while (value.Parent is IConversionOperation or IAwaitOperation or IParenthesizedOperation or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "GetAwaiter" or "GetResult" }
            or IPropertyReferenceOperation { Property.Name: "Result" })
        {
            value = value.Parent;
        }

        return value.Parent is ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local } } ? IndexOf(local) : -1;
    }

    /// <summary>The operations whose value an intermediate result may hold.</summary>
    /// <param name="intermediate">The result.</param>
    /// <returns>The operations.</returns>
    public IReadOnlyList<IOperation> ValuesOf(CaptureId intermediate) => _intermediateValues.TryGetValue(intermediate, out List<IOperation>? values) ? values : [];

    /// <summary>The variables that a lambda can reach.</summary>
    /// <param name="lambda">The lambda.</param>
    /// <returns>Their indices.</returns>
    public ImmutableArray<int> ReachedBy(IFlowAnonymousFunctionOperation lambda) => _reachedByLambda.TryGetValue(lambda, out ImmutableArray<int> reached) ? reached : [];

    private static IEnumerable<IOperation> Operations(ControlFlowGraph graph)
    {
        foreach (BasicBlock block in graph.Blocks)
        {
            foreach (IOperation operation in block.Operations)
            {
                foreach (IOperation inner in operation.DescendantsAndSelf())
                {
                    yield return inner;
                }
            }

            if (block.BranchValue is { } value)
            {
                foreach (IOperation inner in value.DescendantsAndSelf())
                {
                    yield return inner;
                }
            }
        }
    }

    private void AddLocals(ControlFlowRegion region)
    {
        foreach (ILocalSymbol local in region.Locals)
        {
            if (local.RefKind == RefKind.None && !local.IsStatic && !_locals.ContainsKey(local))
            {
                _locals.Add(local, _locals.Count);
            }
        }

        foreach (ControlFlowRegion nested in region.NestedRegions)
        {
            AddLocals(nested);
        }
    }

    private void AddIntermediate(IFlowCaptureOperation capture)
    {
        if (!_intermediates.ContainsKey(capture.Id))
        {
            _intermediates.Add(capture.Id, _intermediates.Count);
            _intermediateValues.Add(capture.Id, []);
        }

        _intermediateValues[capture.Id].Add(capture.Value);
    }

    private void AddReached(ControlFlowGraph nested, HashSet<int> reached, CancellationToken cancellationToken)
    {
        foreach (IOperation operation in Operations(nested))
        {
            switch (operation)
            {
                case ILocalReferenceOperation reference when IndexOf(reference.Local) is >= 0 and int index:
                    reached.Add(index);
                    break;
                case IParameterReferenceOperation reference when IndexOf(reference.Parameter) is >= 0 and int index:
                    reached.Add(index);
                    break;
                case IFlowAnonymousFunctionOperation lambda:
                    AddReached(nested.GetAnonymousFunctionControlFlowGraph(lambda, cancellationToken), reached, cancellationToken);
                    break;
                case IInvocationOperation { TargetMethod.MethodKind: MethodKind.LocalFunction } or IMethodReferenceOperation { Method.MethodKind: MethodKind.LocalFunction }:
                    reached.UnionWith(_reachedByLocalFunctions);
                    break;
            }
        }

        foreach (IMethodSymbol function in nested.LocalFunctions)
        {
            AddReached(nested.GetLocalFunctionControlFlowGraph(function, cancellationToken), reached, cancellationToken);
        }
    }
}

/// <summary>An object whose states are followed.</summary>
/// <param name="Index">Its index in the graph.</param>
/// <param name="Created">What it is and how it begins.</param>
/// <param name="Creation">The operation that makes it.</param>
internal sealed record TrackedObject(int Index, CreatedObject Created, IOperation Creation);
