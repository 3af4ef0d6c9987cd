using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ProtoSockets.Analyzers.Flow;

/// <summary>Follows borrowed values through the variables of one control flow graph. Only what is borrowed on every path is reported where it gets away.</summary>
internal sealed partial class BorrowFlow : FlowEngine<BorrowState>
{
    private readonly BorrowSymbols _symbols;
    private readonly ReusedBuffers _buffers;
    private readonly Dictionary<ISymbol, int> _variables;
    private readonly Dictionary<CaptureId, int> _intermediates;
    private readonly Dictionary<CaptureId, List<IOperation>> _intermediateValues;
    private readonly Dictionary<IOperation, Escaped> _escapes = [];
    private readonly HashSet<ISymbol> _dropped = new(SymbolEqualityComparer.Default);

    private BorrowFlow(ControlFlowGraph graph, BorrowOutline outline, BorrowSymbols symbols, ReusedBuffers buffers, CancellationToken cancellationToken)
        : base(graph, outline.Start, cancellationToken)
    {
        _symbols = symbols;
        _buffers = buffers;
        _variables = outline.Variables;
        _intermediates = outline.Intermediates;
        _intermediateValues = outline.IntermediateValues;
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
        var flow = new BorrowFlow(graph, BorrowOutline.Read(graph, buffers, message), symbols, buffers, cancellationToken);
        if (flow.Run())
        {
            flow.Report(findings);
        }

        // A lambda that changes the message would be a strange one: it is the message there, too.
        foreach (IFlowAnonymousFunctionOperation lambda in BorrowOutline.Operations(graph).OfType<IFlowAnonymousFunctionOperation>())
        {
            Analyze(graph.GetAnonymousFunctionControlFlowGraph(lambda, cancellationToken), symbols, buffers, message, findings, cancellationToken);
        }

        foreach (IMethodSymbol function in graph.LocalFunctions)
        {
            Analyze(graph.GetLocalFunctionControlFlowGraph(function, cancellationToken), symbols, buffers, message, findings, cancellationToken);
        }
    }

    protected override void EvaluateStatement(IOperation operation)
    {
        Evaluate(operation);
        MayThrow();
    }

    protected override void EvaluateBranch(IOperation value, bool isCondition)
    {
        Evaluate(value);
        MayThrow();
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
