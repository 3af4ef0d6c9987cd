using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ProtoSockets.Analyzers.Members;

/// <summary>Where rules say which operations they look at. They get them member by member, out of the lists that all rules share.</summary>
/// <param name="start">The compilation.</param>
internal sealed class OperationRegistry(CompilationStartAnalysisContext start)
{
    /// <summary>The compilation.</summary>
    public Compilation Compilation => start.Compilation;

    /// <summary>Has all members looked at.</summary>
    /// <param name="look">Looks at one.</param>
    public void OnMembers(Action<OperationBlockAnalysisContext, MemberOperations> look)
    {
        Func<OperationBlockAnalysisContext, MemberOperations[]> members = MemberOperations.In(start.Compilation);
        start.RegisterOperationBlockAction(context =>
        {
            foreach (MemberOperations member in members(context))
            {
                look(context, member);
            }
        });
    }

    /// <summary>Has all operations of some kinds looked at.</summary>
    /// <param name="look">Looks at one.</param>
    /// <param name="kinds">The kinds.</param>
    public void OnOperations(Action<FoundOperation> look, params OperationKind[] kinds) => OnMembers((context, member) =>
    {
        foreach (OperationKind kind in kinds)
        {
            IReadOnlyList<IOperation> operations = member.Of(kind);
            for (int index = 0; index < operations.Count; index++)
            {
                look(new FoundOperation(context, operations[index]));
            }
        }
    });
}

/// <summary>An operation that a rule looks at.</summary>
/// <param name="Member">The member that it is in.</param>
/// <param name="Operation">The operation.</param>
internal readonly record struct FoundOperation(OperationBlockAnalysisContext Member, IOperation Operation)
{
    /// <summary>The symbol of the member.</summary>
    public ISymbol ContainingSymbol => Member.OwningSymbol;

    /// <summary>Reports a diagnostic.</summary>
    /// <param name="diagnostic">The diagnostic.</param>
    public void ReportDiagnostic(Diagnostic diagnostic) => Member.ReportDiagnostic(diagnostic);
}
