using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ProtoSockets.Analyzers.Flow;

/// <summary>
/// The findings of a compilation. All rules of the life cycle ask here, and each piece of code is analysed once for all of them.
/// </summary>
internal sealed class LifecycleAnalysis
{
    // Kept beside the compilation and not in an analyzer, which outlives it.
    private static readonly ConditionalWeakTable<Compilation, LifecycleAnalysis> Analyses = new();

    private readonly LifecycleRules? _rules;
    private readonly ConcurrentDictionary<SyntaxNode, ImmutableArray<LifecycleFinding>> _findings = new();

    private LifecycleAnalysis(Compilation compilation) =>
        _rules = LifecycleSymbols.TryCreate(compilation) is { } symbols ? new LifecycleRules(symbols) : null;

    /// <summary>Whether there can be findings: the compilation knows sockets or the attributes.</summary>
    public bool HasRules => _rules is not null;

    /// <summary>The analysis of a compilation.</summary>
    /// <param name="compilation">The compilation.</param>
    /// <returns>The analysis, the same one for every rule.</returns>
    public static LifecycleAnalysis Of(Compilation compilation) => Analyses.GetValue(compilation, static key => new LifecycleAnalysis(key));

    /// <summary>What is wrong in the blocks of a member.</summary>
    /// <param name="context">The member.</param>
    /// <returns>The findings of all rules.</returns>
    public IEnumerable<LifecycleFinding> FindingsIn(OperationBlockAnalysisContext context)
    {
        IOperation? previous = null;
        foreach (IOperation block in context.OperationBlocks)
        {
            // A constructor is two blocks, its initializer and its body, and one graph.
            IOperation root = RootOf(block);
            if (ReferenceEquals(root, previous))
            {
                continue;
            }

            previous = root;

            // Not Lazy: an analysis that was cancelled must not be remembered.
            if (!_findings.TryGetValue(root.Syntax, out ImmutableArray<LifecycleFinding> findings))
            {
                findings = _findings.GetOrAdd(root.Syntax, Analyze(root, block, context));
            }

            foreach (LifecycleFinding finding in findings)
            {
                yield return finding;
            }
        }
    }

    private static IOperation RootOf(IOperation operation)
    {
        while (operation.Parent is { } parent)
        {
            operation = parent;
        }

        return operation;
    }

    private ImmutableArray<LifecycleFinding> Analyze(IOperation root, IOperation block, OperationBlockAnalysisContext context)
    {
        if (_rules is not { } rules || !Creates(root, rules))
        {
            return [];
        }

        ControlFlowGraph graph = context.GetControlFlowGraph(block);
        ImmutableArray<LifecycleFinding>.Builder findings = ImmutableArray.CreateBuilder<LifecycleFinding>();
        bool isEntryPoint = context.OwningSymbol is IMethodSymbol { IsStatic: true, Name: "Main" or "<Main>$" };
        LifecycleFlow.Analyze(graph, rules, isEntryPoint, findings, context.CancellationToken);
        return findings.ToImmutable();
    }

    /// <summary>Most code creates nothing that is tracked; for that, no graph is built.</summary>
    private static bool Creates(IOperation root, LifecycleRules rules)
    {
        foreach (IOperation operation in root.Descendants())
        {
            if (rules.CreatedBy(operation) is not null)
            {
                return true;
            }
        }

        return false;
    }
}
