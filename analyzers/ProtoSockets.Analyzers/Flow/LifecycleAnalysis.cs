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
    private readonly HelperSummaries? _helpers;
    private readonly ConcurrentDictionary<SyntaxNode, ImmutableArray<LifecycleFinding>> _findings = new();
    private readonly ConcurrentDictionary<IFieldSymbol, FieldStates> _fields = new(SymbolEqualityComparer.Default);

    private LifecycleAnalysis(Compilation compilation)
    {
        if (LifecycleSymbols.TryCreate(compilation) is { } symbols)
        {
            _rules = new LifecycleRules(symbols);
            _helpers = new HelperSummaries(_rules);
        }
    }

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
        if (_rules is not { } rules || _helpers is not { } helpers)
        {
            return [];
        }

        ImmutableArray<LifecycleFinding>.Builder findings = ImmutableArray.CreateBuilder<LifecycleFinding>();
        var fields = new List<IOperation>();
        if (Outline(root, rules, fields))
        {
            bool isEntryPoint = context.OwningSymbol is IMethodSymbol { IsStatic: true, Name: "Main" or "<Main>$" };
            LifecycleFlow.Analyze(context.GetControlFlowGraph(block), rules, helpers, isEntryPoint, findings, context.CancellationToken);
        }

        AnalyzeFields(root, fields, rules, findings, context.CancellationToken);
        return findings.ToImmutable();
    }

    /// <summary>What is wrong with the objects in private fields, whatever the order in which the members of the type are called.</summary>
    private void AnalyzeFields(IOperation root, List<IOperation> fields, LifecycleRules rules, ImmutableArray<LifecycleFinding>.Builder findings, CancellationToken cancellationToken)
    {
        if (root.SemanticModel is not { } model)
        {
            return;
        }

        foreach (IOperation operation in fields)
        {
            if (operation is IFieldInitializerOperation { InitializedFields: { Length: 1 } initialized } initializer)
            {
                AddIfNeverStarted(initialized[0], initializer.Value, StatesOf(initialized[0], rules, model, cancellationToken), findings);
            }
            else if (operation is IFieldReferenceOperation { Field: var field } reference && StatesOf(field, rules, model, cancellationToken) is { } known)
            {
                if (reference.Parent is ISimpleAssignmentOperation assignment && assignment.Target == reference)
                {
                    AddIfNeverStarted(field, assignment.Value, known, findings);
                }
                else if (FieldStates.UseOf(reference, rules) is { } use
                    && FieldStates.AlwaysViolates(rules.Find(known.Created, use.Member, use.Access, use.Arguments), known.States) is { } violation
                    && LifecycleFlow.FindingFor(use.Operation, violation, known) is { } finding)
                {
                    findings.Add(finding);
                }
            }
        }
    }

    private static void AddIfNeverStarted(IFieldSymbol field, IOperation value, FieldStates? known, ImmutableArray<LifecycleFinding>.Builder findings)
    {
        if (known is { NeverStarted: { } start } && LifecycleFlow.FindingForNeverStarted(field, value, known, start) is { } finding)
        {
            findings.Add(finding);
        }
    }

    private FieldStates? StatesOf(IFieldSymbol field, LifecycleRules rules, SemanticModel model, CancellationToken cancellationToken)
    {
        field = field.OriginalDefinition;
        if (!rules.MayTrack(field.Type) || !FieldStates.IsCandidate(field))
        {
            return null;
        }

        if (!_fields.TryGetValue(field, out FieldStates? known))
        {
            known = _fields.GetOrAdd(field, FieldStates.Read(field, rules, model, cancellationToken));
        }

        return known.States == LifecycleStates.None ? null : known;
    }

    /// <summary>Goes once through the operations. Most code creates nothing that is tracked; for that, no graph is built.</summary>
    /// <param name="root">The member's operation.</param>
    /// <param name="rules">The tables.</param>
    /// <param name="fields">Takes the mentions of fields.</param>
    /// <returns>Whether something is created.</returns>
    private static bool Outline(IOperation root, LifecycleRules rules, List<IOperation> fields)
    {
        bool creates = false;
        foreach (IOperation operation in root.DescendantsAndSelf())
        {
            if (operation is IFieldReferenceOperation or IFieldInitializerOperation)
            {
                fields.Add(operation);
            }
            else
            {
                creates = creates || rules.CreatedBy(operation) is not null;
            }
        }

        return creates;
    }
}
