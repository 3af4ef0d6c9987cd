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
        IInvocationOperation { Instance: not null } invocation => _table.Accepted(invocation.TargetMethod) ?? _annotated.CreateByFactory(invocation.TargetMethod),
        _ => null,
    };

    /// <summary>Whether a variable of a type can hold an object that is tracked.</summary>
    /// <param name="type">The type.</param>
    /// <returns>True if it can.</returns>
    public bool MayTrack(ITypeSymbol type) => type is INamedTypeSymbol named && (_table.IsTracked(named) || _annotated.IsTracked(named));

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

    /// <summary>Whether a call returns a stream that closes the object when it is closed.</summary>
    /// <param name="method">The method.</param>
    /// <returns>True if it does.</returns>
    public bool OpensStream(IMethodSymbol method) => _table.OpensStream(method);

    /// <summary>The argument with the socket that a new stream is made over.</summary>
    /// <param name="creation">A creation.</param>
    /// <param name="owns">Whether the stream closes the socket; null if that is known at run time.</param>
    /// <returns>The argument; null if it is not a creation of a stream.</returns>
    public IArgumentOperation? SocketOfStream(IObjectCreationOperation creation, out bool? owns) => _table.SocketOfStream(creation, out owns);

    /// <summary>Whether a member of a stream neither closes it nor gives its socket away.</summary>
    /// <param name="member">The member.</param>
    /// <returns>True if it is such a member.</returns>
    public static bool OnlyUsesStream(ISymbol member) => SocketStateTable.OnlyUsesStream(member);

    /// <summary>Whether a method only begins what it does, and whoever hears of the end gets hold of the object.</summary>
    /// <param name="method">The method.</param>
    /// <returns>True if it is.</returns>
    public bool OnlyBegins(IMethodSymbol method) => _table.OnlyBegins(method);

    /// <summary>Whether an object of this type keeps something open that has to be closed.</summary>
    /// <param name="tracked">The object.</param>
    /// <param name="type">Its type.</param>
    /// <returns>True if it can be closed.</returns>
    public bool CanBeClosed(CreatedObject tracked, ITypeSymbol type) => tracked.Kind != TrackedKind.Annotated || _annotated.CanBeClosed(type);

    /// <summary>The method that starts an object which does nothing before.</summary>
    /// <param name="tracked">The object.</param>
    /// <param name="type">Its type.</param>
    /// <returns>The method; null if there is none.</returns>
    public IMethodSymbol? StartOf(CreatedObject tracked, ITypeSymbol type) => tracked.Kind switch
    {
        TrackedKind.TcpListener => type.GetMembers("Start").OfType<IMethodSymbol>().FirstOrDefault(static method => method.Parameters.IsEmpty),
        TrackedKind.Annotated => _annotated.StartOf(type),
        _ => null,
    };

    /// <summary>Whether the property is the socket inside of a listener or a client.</summary>
    /// <param name="property">The property.</param>
    /// <returns>True if it is.</returns>
    public bool IsInnerSocket(IPropertySymbol property) => _table.IsInnerSocket(property);

    /// <summary>Whether a call is known to have done its work once it returned: it neither returns a task nor only begins.</summary>
    /// <param name="method">The method.</param>
    /// <returns>True if it is.</returns>
    public bool CompletesByItself(IMethodSymbol method) => !AnnotatedTypes.IsTask(method.ReturnType) && !_table.OnlyBegins(method);
}
