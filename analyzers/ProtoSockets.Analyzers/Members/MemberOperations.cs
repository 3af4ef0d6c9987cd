using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace ProtoSockets.Analyzers.Members;

/// <summary>
/// The operations that rules look at in one body, sorted by one walk for all of them. Most members have none of what a rule looks for, and most rules know that from a glance at a
/// list: a walk for each rule, or a call of each rule for each operation, would cost more than all that is then found.
/// </summary>
internal sealed class MemberOperations
{
    // Kept beside the compilation and not in an analyzer, which outlives it.
    private static readonly ConditionalWeakTable<Compilation, PerMember<MemberOperations[]>> Known = new();

    private static readonly Func<OperationBlockAnalysisContext, MemberOperations[]> ReadMember = Read;

    private readonly List<IOperation> _calls = [];
    private readonly List<IOperation> _creations = [];
    private readonly List<IOperation> _arrays = [];
    private readonly List<IOperation> _loops = [];
    private readonly List<IOperation> _assignments = [];
    private readonly List<IOperation> _fields = [];
    private readonly List<IOperation> _delegates = [];

    private MemberOperations(IOperation root, IOperation block)
    {
        Root = root;
        Block = block;
        foreach (IOperation operation in root.DescendantsAndSelf())
        {
            ListOf(operation.Kind)?.Add(operation);
        }
    }

    /// <summary>The outermost operation: of a constructor, its initializer and its body are two blocks and one root.</summary>
    public IOperation Root { get; }

    /// <summary>The block below the root that the compiler names first: what graphs are asked for by.</summary>
    public IOperation Block { get; }

    /// <summary>The calls.</summary>
    public IReadOnlyList<IOperation> Calls => _calls;

    /// <summary>The objects that are created.</summary>
    public IReadOnlyList<IOperation> Creations => _creations;

    /// <summary>The mentions of fields, the initializers of fields among them.</summary>
    public IReadOnlyList<IOperation> Fields => _fields;

    /// <summary>What the members of a compilation are asked for by: one for all rules.</summary>
    /// <param name="compilation">The compilation.</param>
    /// <returns>The members.</returns>
    public static Func<OperationBlockAnalysisContext, MemberOperations[]> In(Compilation compilation)
    {
        PerMember<MemberOperations[]> members = Known.GetValue(compilation, static _ => new PerMember<MemberOperations[]>());
        return context => members.Of(context, ReadMember);
    }

    /// <summary>The operations of one kind.</summary>
    /// <param name="kind">A kind that some rule looks at.</param>
    /// <returns>The operations, in the order of the code.</returns>
    public IReadOnlyList<IOperation> Of(OperationKind kind) => ListOf(kind) ?? throw new ArgumentOutOfRangeException(nameof(kind), kind, "Operations of this kind are not kept.");

    private static MemberOperations[] Read(OperationBlockAnalysisContext context)
    {
        var found = new List<MemberOperations>(context.OperationBlocks.Length);
        foreach (IOperation block in context.OperationBlocks)
        {
            IOperation root = RootOf(block);
            if (found.Count == 0 || !ReferenceEquals(found[found.Count - 1].Root, root))
            {
                found.Add(new MemberOperations(root, block));
            }
        }

        return [.. found];
    }

    private static IOperation RootOf(IOperation operation)
    {
        while (operation.Parent is { } parent)
        {
            operation = parent;
        }

        return operation;
    }

    private List<IOperation>? ListOf(OperationKind kind) => kind switch
    {
        OperationKind.Invocation => _calls,
        OperationKind.ObjectCreation => _creations,
        OperationKind.ArrayCreation => _arrays,
        OperationKind.Loop => _loops,
        OperationKind.SimpleAssignment => _assignments,
        OperationKind.FieldReference or OperationKind.FieldInitializer => _fields,
        OperationKind.DelegateCreation => _delegates,
        _ => null,
    };
}
