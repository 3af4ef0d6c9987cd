using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace ProtoSockets.Analyzers.Flow;

/// <summary>Follows the states of the objects of one control flow graph, and remembers in which states each member was used.</summary>
internal sealed partial class LifecycleFlow : FlowEngine<FlowState>
{
    private readonly GraphOutline _outline;
    private readonly LifecycleRules _rules;
    private readonly Dictionary<IOperation, Observation> _observations = [];
    private readonly HelperSummaries? _helpers;
    private readonly bool _isEntryPoint;
    private readonly EndOfLife?[] _ends;

    private LifecycleFlow(GraphOutline outline, LifecycleRules rules, HelperSummaries? helpers, bool isEntryPoint, CancellationToken cancellationToken)
        : base(outline.Graph, new FlowState(outline.VariableCount, outline.Objects.Count), cancellationToken)
    {
        _helpers = helpers;
        _isEntryPoint = isEntryPoint;
        _ends = new EndOfLife?[outline.Objects.Count];
        _outline = outline;
        _rules = rules;
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
        flow.State.Begin(0, given.State);
        flow.State.SetValue(outline.IndexOf(parameter), FlowValue.Of(0));
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

        // What always throws closes nothing; what goes on for ever may.
        return new HelperOutcome(LifecycleStates.None, violation, Releases: violation is null);
    }

    protected override void Enter()
    {
        if (Block.Kind == BasicBlockKind.Exit)
        {
            for (int index = 0; index < State.ObjectCount; index++)
            {
                EndLife(index, _isEntryPoint);
            }
        }
    }

    protected override void EvaluateStatement(IOperation operation) => Evaluate(operation);

    protected override void EvaluateBranch(IOperation value, bool isCondition)
    {
        FlowValue result = Evaluate(value);
        if (!isCondition)
        {
            // Returned or thrown.
            State.Escape(result);
            MayThrow();
        }
    }

    protected override void End(ILocalSymbol local, FlowState state)
    {
        if (_outline.IndexOf(local) is >= 0 and int variable)
        {
            state.End(variable);
        }
    }
}
