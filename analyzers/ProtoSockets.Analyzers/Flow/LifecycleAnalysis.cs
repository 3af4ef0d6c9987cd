using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ProtoSockets.Analyzers.Members;

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
    private readonly PerMember<LifecycleFinding[]> _findings = new();
    private readonly Func<OperationBlockAnalysisContext, LifecycleFinding[]> _analyze;
    private readonly Func<OperationBlockAnalysisContext, MemberOperations[]> _members;
    private readonly ConcurrentDictionary<IFieldSymbol, FieldStates> _fields = new(SymbolEqualityComparer.Default);

    private LifecycleAnalysis(Compilation compilation)
    {
        _analyze = Analyze;
        _members = MemberOperations.In(compilation);
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
    public LifecycleFinding[] FindingsIn(OperationBlockAnalysisContext context) => _findings.Of(context, _analyze);

    private LifecycleFinding[] Analyze(OperationBlockAnalysisContext context)
    {
        if (_rules is not { } rules || _helpers is not { } helpers)
        {
            return [];
        }

        ImmutableArray<LifecycleFinding>.Builder findings = ImmutableArray.CreateBuilder<LifecycleFinding>();
        foreach (MemberOperations member in _members(context))
        {
            // Most code creates nothing that is tracked; for that, no graph is built.
            if (Creates(member.Creations, rules) || Creates(member.Calls, rules))
            {
                bool isEntryPoint = context.OwningSymbol is IMethodSymbol { IsStatic: true, Name: "Main" or "<Main>$" };
                LifecycleFlow.Analyze(context.GetControlFlowGraph(member.Block), rules, helpers, isEntryPoint, findings, context.CancellationToken);
            }

            AnalyzeFields(member, rules, findings, context.CancellationToken);
        }

        return findings.Count == 0 ? [] : findings.ToArray();
    }

    private static bool Creates(IReadOnlyList<IOperation> operations, LifecycleRules rules)
    {
        for (int index = 0; index < operations.Count; index++)
        {
            if (rules.CreatedBy(operations[index]) is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What is wrong with the objects in private fields, whatever the order in which the members of the type are called.</summary>
    private void AnalyzeFields(MemberOperations member, LifecycleRules rules, ImmutableArray<LifecycleFinding>.Builder findings, CancellationToken cancellationToken)
    {
        if (member.Fields.Count == 0 || member.Root.SemanticModel is not { } model)
        {
            return;
        }

        foreach (IOperation operation in member.Fields)
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
}
