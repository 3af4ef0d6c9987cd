using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ProtoSockets.Analyzers.Flow;

/// <summary>
/// The types that describe themselves by <c>[Requires]</c>, <c>[Produces]</c> and <c>[Consumes]</c>: the generated clients and servers, and what users write.
/// The attributes of an overridden or implemented member hold for the member that stands in for it.
/// </summary>
internal sealed class AnnotatedTypes(LifecycleSymbols symbols)
{
    private readonly ConcurrentDictionary<INamedTypeSymbol, bool> _described = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<IAssemblySymbol, bool> _assemblies = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ISymbol, Annotation> _annotations = new(SymbolEqualityComparer.Default);

    /// <summary>Whether the compilation knows the attributes at all.</summary>
    public bool Exist => symbols.Requires is not null && symbols.Produces is not null;

    /// <summary>Whether the type describes itself.</summary>
    /// <param name="type">The type.</param>
    /// <returns>True if it does.</returns>
    public bool IsTracked(INamedTypeSymbol type) => Exist && type.TypeKind == TypeKind.Class && IsDescribed(type);

    /// <summary>The state of a new object.</summary>
    /// <param name="constructor">The constructor that makes it.</param>
    /// <returns>What is known of the object; null if its type carries no attributes or the constructor might do more than create.</returns>
    public CreatedObject? Create(IMethodSymbol constructor) =>
        Exist && constructor.ContainingType is { TypeKind: TypeKind.Class } type && IsDescribed(type) && StateAfter(constructor) is { } state
            ? new CreatedObject(TrackedKind.Annotated, state)
            : null;

    /// <summary>
    /// The object that a factory returns, directly or by a task. On a static method the attribute is the method's or its result's; on any other the method's speaks
    /// of the object that it is called on, so it has to be the result's.
    /// </summary>
    /// <param name="method">The method.</param>
    /// <returns>What is known of the object; null if the method is no factory.</returns>
    public CreatedObject? CreateByFactory(IMethodSymbol method)
    {
        if (!Exist || method.MethodKind != MethodKind.Ordinary)
        {
            return null;
        }

        ITypeSymbol returned = method.ReturnType is INamedTypeSymbol { TypeArguments.Length: 1 } task && IsTask(task) ? task.TypeArguments[0] : method.ReturnType;
        return returned is INamedTypeSymbol { TypeKind: TypeKind.Class } type && IsDescribed(type) && StateOfResult(method) is { } state
            ? new CreatedObject(TrackedKind.Annotated, state)
            : null;
    }

    /// <summary>The row of a member.</summary>
    /// <param name="member">The member.</param>
    /// <param name="access">How it is used.</param>
    /// <returns>The row.</returns>
    public LifecycleOperation Find(ISymbol member, MemberAccess access)
    {
        Annotation annotation = AnnotationOf(member, access);
        if (annotation.Requires is null && annotation.Produces is null)
        {
            return FindWithoutAttributes(member);
        }

        return new LifecycleOperation
        {
            Violations = annotation.Requires is { } required ? Violations(member, access, required, annotation.Produces) : [],
            Produces = annotation.Produces ?? LifecycleStates.None,

            // What runs until its task ends closes itself then: nobody else has to.
            Releases = annotation.Produces is { } state
                && ((state & LifecycleStates.Gone) != LifecycleStates.None || (state == LifecycleStates.Listening && member is IMethodSymbol method && IsTask(method.ReturnType))),
        };
    }

    /// <summary>Whether objects of the type can be closed.</summary>
    /// <param name="type">The type.</param>
    /// <returns>True if it is disposable.</returns>
    public bool CanBeClosed(ITypeSymbol type) => type.AllInterfaces.Any(candidate =>
        LifecycleSymbols.Is(candidate, symbols.Disposable) || LifecycleSymbols.Is(candidate, symbols.AsyncDisposable));

    /// <summary>The method that starts an object: it alone leads from a state in which nothing happens to one in which something does.</summary>
    /// <param name="type">The type.</param>
    /// <returns>The method; null if there is none, or more than one.</returns>
    public IMethodSymbol? StartOf(ITypeSymbol type)
    {
        IMethodSymbol? start = null;
        for (ITypeSymbol? current = type; current is not null && current.SpecialType != SpecialType.System_Object; current = current.BaseType)
        {
            foreach (IMethodSymbol method in current.GetMembers().OfType<IMethodSymbol>())
            {
                if (method is not { MethodKind: MethodKind.Ordinary, IsStatic: false, IsOverride: false } || AnnotationOf(method).Produces is not (LifecycleStates.Listening or LifecycleStates.Connected))
                {
                    continue;
                }

                if (start is not null && start.Name != method.Name)
                {
                    return null;
                }

                start ??= method;
            }
        }

        return start;
    }

    /// <summary>Whether the type is a task of <c>System.Threading.Tasks</c>.</summary>
    /// <param name="type">The type.</param>
    /// <returns>True for Task and ValueTask, with or without a result.</returns>
    public static bool IsTask(ITypeSymbol? type) =>
        type is { Name: "Task" or "ValueTask", ContainingNamespace: { Name: "Tasks", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } } };

    private static LifecycleOperation FindWithoutAttributes(ISymbol member)
    {
        if (member is IMethodSymbol { Name: "Dispose" or "DisposeAsync" or "Close" or "CloseAsync", MethodKind: not MethodKind.StaticConstructor })
        {
            return LifecycleOperation.Close;
        }

        // A property or an event says nothing of its own; a method without attributes could do anything, such as binding before it sends.
        return member is IMethodSymbol { ContainingType.SpecialType: not SpecialType.System_Object, MethodKind: MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation } method
            && !Overrides(method, SpecialType.System_Object)
            ? LifecycleOperation.Unknown
            : LifecycleOperation.Neutral;
    }

    private static bool Overrides(IMethodSymbol method, SpecialType type)
    {
        IMethodSymbol root = method;
        while (root.OverriddenMethod is { } overridden)
        {
            root = overridden;
        }

        return root.ContainingType?.SpecialType == type;
    }

    /// <summary>A state outside of the required ones is either too early or too late; which rule says so follows from what the member needs and does.</summary>
    private ImmutableArray<StateViolation> Violations(ISymbol member, MemberAccess access, LifecycleStates required, LifecycleStates? produced)
    {
        if ((required & LifecycleStates.Closed) != LifecycleStates.None)
        {
            required |= LifecycleStates.HandedOver;
        }

        ImmutableArray<StateViolation>.Builder violations = ImmutableArray.CreateBuilder<StateViolation>();
        var first = (LifecycleStates)((byte)required & -(byte)required);
        LifecycleStates early = LifecycleStates.Open & ~required & (LifecycleStates)((byte)first - 1);
        LifecycleStates late = LifecycleStates.Open & ~required & ~early;
        if (early != LifecycleStates.None)
        {
            violations.Add(new StateViolation(early, RuleForEarly(member, access, first, produced)));
        }

        if (late != LifecycleStates.None)
        {
            bool isOption = access == MemberAccess.Write && first == LifecycleStates.Created;
            violations.Add(new StateViolation(late, isOption ? DiagnosticIds.BindTimeOptionSetTooLate : DiagnosticIds.InvalidTransition));
        }

        if ((LifecycleStates.Gone & ~required) is var gone and not LifecycleStates.None)
        {
            violations.Add(new StateViolation(gone, DiagnosticIds.UseAfterClose));
        }

        return violations.ToImmutable();
    }

    private string RuleForEarly(ISymbol member, MemberAccess access, LifecycleStates first, LifecycleStates? produced)
    {
        if (access == MemberAccess.Read && member is IPropertySymbol property && LifecycleSymbols.IsOrDerivesFrom(property.Type, symbols.EndPoint))
        {
            return DiagnosticIds.EndpointReadBeforeBind;
        }

        return first switch
        {
            LifecycleStates.Bound when produced == LifecycleStates.Listening => DiagnosticIds.ListenBeforeBind,
            LifecycleStates.Bound when member.Name.StartsWith("Receive", StringComparison.Ordinal) => DiagnosticIds.ReceiveOnUnboundDatagramSocket,
            LifecycleStates.Listening => DiagnosticIds.AcceptBeforeListening,
            LifecycleStates.Connected => DiagnosticIds.SendOrReceiveBeforeConnect,
            _ => DiagnosticIds.InvalidTransition,
        };
    }

    /// <summary>Asked of each call and each creation: the answer is looked up before anything is made to find it.</summary>
    private bool IsDescribed(INamedTypeSymbol type) =>
        _described.TryGetValue(type.OriginalDefinition, out bool isDescribed) ? isDescribed : _described.GetOrAdd(type.OriginalDefinition, ReadDescription);

    private bool ReadDescription(INamedTypeSymbol definition)
    {
        for (INamedTypeSymbol? current = definition; current is not null && current.SpecialType != SpecialType.System_Object; current = current.BaseType)
        {
            if (!MayCarryAttributes(current.ContainingAssembly))
            {
                return false;
            }

            if (DeclaresAnnotations(current) || current.Interfaces.Any(@interface => DeclaresAnnotations(@interface) || @interface.AllInterfaces.Any(DeclaresAnnotations)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>An assembly that does not know ours has no such attribute: the members of the framework's types need not be read.</summary>
    private bool MayCarryAttributes(IAssemblySymbol? assembly) => assembly is not null && _assemblies.GetOrAdd(assembly, candidate =>
    {
        IAssemblySymbol? home = symbols.Requires?.ContainingAssembly;
        return home is not null
            && (SymbolEqualityComparer.Default.Equals(candidate, home)
                || candidate.Modules.Any(module => module.ReferencedAssemblies.Any(reference => reference.Name == home.Name)));
    });

    private bool DeclaresAnnotations(INamedTypeSymbol type) =>
        type.OriginalDefinition.GetMembers().Any(member => Own(member) is { IsEmpty: false });

    /// <summary>The state that a constructor leaves: what its attribute says; else Created, if nothing in it could have changed that.</summary>
    private LifecycleStates? StateAfter(IMethodSymbol constructor)
    {
        if (Own(constructor).Produces is { } produced)
        {
            return produced;
        }

        INamedTypeSymbol type = constructor.ContainingType;
        if (DeclaresAnnotations(type))
        {
            return LifecycleStates.Created;
        }

        if (!OnlyCreates(constructor) || type.BaseType is not { } ancestor)
        {
            return null;
        }

        if (ancestor.SpecialType == SpecialType.System_Object)
        {
            return LifecycleStates.Created;
        }

        // Which constructor of the base runs is not looked up: all of them have to agree.
        LifecycleStates? state = null;
        foreach (IMethodSymbol inherited in ancestor.InstanceConstructors)
        {
            LifecycleStates? after = StateAfter(inherited);
            if (after is null || (state is not null && state != after))
            {
                return null;
            }

            state = after;
        }

        return state;
    }

    private static bool OnlyCreates(IMethodSymbol constructor)
    {
        if (constructor.IsImplicitlyDeclared)
        {
            return true;
        }

        if (constructor.DeclaringSyntaxReferences.IsEmpty)
        {
            return false;
        }

        foreach (SyntaxReference reference in constructor.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax() is ConstructorDeclarationSyntax declaration
                && declaration.DescendantNodes().Any(static node =>
                    node is InvocationExpressionSyntax { Expression: SimpleNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax or BaseExpressionSyntax } }
                        || (node is ArgumentSyntax { Expression: ThisExpressionSyntax })))
            {
                return false;
            }
        }

        return true;
    }

    private Annotation AnnotationOf(ISymbol member, MemberAccess access)
    {
        if (member is IPropertySymbol property)
        {
            IMethodSymbol? accessor = access == MemberAccess.Write ? property.SetMethod : property.GetMethod;
            return accessor is not null && AnnotationOf(accessor) is { IsEmpty: false } own ? own : AnnotationOf(property);
        }

        return AnnotationOf(member);
    }

    private Annotation AnnotationOf(ISymbol member) => _annotations.GetOrAdd(member.OriginalDefinition, definition =>
    {
        for (ISymbol? current = definition; current is not null; current = Overridden(current)?.OriginalDefinition)
        {
            if (Own(current) is { IsEmpty: false } own)
            {
                return own;
            }
        }

        if (definition.ContainingType is { TypeKind: TypeKind.Class } type)
        {
            foreach (INamedTypeSymbol @interface in type.AllInterfaces)
            {
                foreach (ISymbol declared in @interface.GetMembers(definition.Name))
                {
                    if (Own(declared.OriginalDefinition) is { IsEmpty: false } inherited
                        && SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(declared), definition))
                    {
                        return inherited;
                    }
                }
            }
        }

        return default;
    });

    private static ISymbol? Overridden(ISymbol member) => member switch
    {
        IMethodSymbol method => method.OverriddenMethod,
        IPropertySymbol property => property.OverriddenProperty,
        _ => null,
    };

    private LifecycleStates? StateOfResult(IMethodSymbol method)
    {
        for (IMethodSymbol? current = method.OriginalDefinition; current is not null; current = current.OverriddenMethod?.OriginalDefinition)
        {
            if (Read(current.GetReturnTypeAttributes()).Produces is { } state)
            {
                return state;
            }
        }

        return method.IsStatic ? AnnotationOf(method).Produces : null;
    }

    private Annotation Own(ISymbol member) => Read(member.GetAttributes());

    private Annotation Read(ImmutableArray<AttributeData> attributes)
    {
        LifecycleStates? requires = null;
        LifecycleStates? produces = null;
        foreach (AttributeData attribute in attributes)
        {
            bool isRequires = LifecycleSymbols.Is(attribute.AttributeClass, symbols.Requires);
            if ((!isRequires && !LifecycleSymbols.Is(attribute.AttributeClass, symbols.Produces))
                || attribute.ConstructorArguments.Length != 1
                || attribute.ConstructorArguments[0] is not { Kind: TypedConstantKind.Enum, Value: int states })
            {
                continue;
            }

            // None says that nothing is required, or nothing produced.
            LifecycleStates named = (LifecycleStates)states & LifecycleStates.Any;
            if (isRequires)
            {
                requires = named == LifecycleStates.None ? LifecycleStates.Any : named;
            }
            else if (named != LifecycleStates.None)
            {
                produces = named;
            }
        }

        return new Annotation(requires, produces);
    }

    private readonly record struct Annotation(LifecycleStates? Requires, LifecycleStates? Produces)
    {
        public bool IsEmpty => Requires is null && Produces is null;
    }
}
