using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ProtoSockets.Analyzers.Flow;

/// <summary>The one door to what is known of members: the table for <c>System.Net.Sockets</c>, and the attributes for all other types.</summary>
internal sealed class LifecycleRules
{
    private readonly SocketStateTable _table;
    private readonly AnnotatedTypes _annotated;

    /// <summary>The rules of a compilation.</summary>
    /// <param name="symbols">Its symbols.</param>
    public LifecycleRules(LifecycleSymbols symbols)
    {
        _table = new SocketStateTable(symbols);
        _annotated = new AnnotatedTypes(symbols);
    }

    /// <summary>The object that an operation makes: by a constructor, by a static factory, or by accepting.</summary>
    /// <param name="operation">The operation.</param>
    /// <returns>What is known of the object; null if the operation makes none that is tracked.</returns>
    public CreatedObject? CreatedBy(IOperation operation) => operation switch
    {
        IObjectCreationOperation { Constructor: { } constructor } creation => _table.Create(creation) ?? _annotated.Create(constructor),
        IInvocationOperation { Instance: null } invocation => _table.Create(invocation) ?? _annotated.CreateByFactory(invocation.TargetMethod),
        IInvocationOperation { Instance: not null } invocation => _table.Accepted(invocation.TargetMethod),
        _ => null,
    };

    /// <summary>The row of a member.</summary>
    /// <param name="tracked">The object that it is used on.</param>
    /// <param name="member">The member.</param>
    /// <param name="access">How it is used.</param>
    /// <param name="arguments">The arguments of a call.</param>
    /// <returns>The row.</returns>
    public LifecycleOperation Find(CreatedObject tracked, ISymbol member, MemberAccess access, ImmutableArray<IArgumentOperation> arguments) =>
        tracked.Kind == TrackedKind.Annotated ? _annotated.Find(member, access) : _table.Find(tracked, member, access, arguments);

    /// <summary>What happens to an object that is passed to a method.</summary>
    /// <param name="tracked">The object.</param>
    /// <param name="parameter">The parameter.</param>
    /// <returns>The row; null if nothing is known of the method.</returns>
    public LifecycleOperation? FindArgument(CreatedObject tracked, IParameterSymbol parameter) => _table.FindArgument(tracked, parameter);

    /// <summary>Whether the property is the socket inside of a listener or a client.</summary>
    /// <param name="property">The property.</param>
    /// <returns>True if it is.</returns>
    public bool IsInnerSocket(IPropertySymbol property) => _table.IsInnerSocket(property);

    /// <summary>Whether a call is known to have done its work once it returned: it neither returns a task nor only begins.</summary>
    /// <param name="method">The method.</param>
    /// <returns>True if it is.</returns>
    public bool CompletesByItself(IMethodSymbol method) => !AnnotatedTypes.IsTask(method.ReturnType) && !_table.OnlyBegins(method);
}
