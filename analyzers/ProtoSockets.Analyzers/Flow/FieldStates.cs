using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ProtoSockets.Analyzers.Flow;

/// <summary>
/// What is known of a private field: every state that its objects can ever be in. In which order the members of the type are called is not known, so all that any of them does
/// may have been done: a use that is wrong even so always fails. A field that is given to anybody, or gets an object from elsewhere, is not known.
/// </summary>
/// <param name="Created">What the field holds.</param>
/// <param name="States">Every state that it can be in.</param>
/// <param name="NeverStarted">The method that would start it, which is never called; null where it is started, or serves somebody as it is.</param>
internal sealed record FieldStates(CreatedObject Created, LifecycleStates States, IMethodSymbol? NeverStarted)
{
    /// <summary>Nothing is known.</summary>
    public static readonly FieldStates Unknown = new(new CreatedObject(TrackedKind.OtherSocket, LifecycleStates.None), LifecycleStates.None, null);

    /// <summary>Whether a field can be known at all: nobody outside of its type reaches it.</summary>
    /// <param name="field">The field.</param>
    /// <returns>True if it can.</returns>
    public static bool IsCandidate(IFieldSymbol field) =>
        field is { DeclaredAccessibility: Accessibility.Private, IsConst: false, IsImplicitlyDeclared: false, Type.TypeKind: TypeKind.Class, ContainingType.TypeKind: TypeKind.Class };

    /// <summary>Reads all that the type does with a field.</summary>
    /// <param name="field">The field, a candidate.</param>
    /// <param name="rules">The tables.</param>
    /// <param name="known">The semantic model of a file of the type.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>What is known.</returns>
    public static FieldStates Read(IFieldSymbol field, LifecycleRules rules, SemanticModel known, CancellationToken cancellationToken)
    {
        var reader = new Reader(field, rules);
        foreach (SyntaxReference declaration in field.ContainingType.DeclaringSyntaxReferences)
        {
            SyntaxNode part = declaration.GetSyntax(cancellationToken);
            SemanticModel model = PartsOfType.ModelOf(part, known);
            foreach (SyntaxNode node in part.DescendantNodes())
            {
                bool isKnown = node switch
                {
                    VariableDeclaratorSyntax { Initializer: { } initializer } declarator when declarator.Identifier.ValueText == field.Name =>
                        !SymbolEqualityComparer.Default.Equals(model.GetDeclaredSymbol(declarator, cancellationToken), field)
                        || (model.GetOperation(initializer, cancellationToken) is ISymbolInitializerOperation { Value: var value } && reader.Assign(value)),
                    IdentifierNameSyntax name when name.Identifier.ValueText == field.Name => reader.Mention(name, model, cancellationToken),
                    _ => true,
                };
                if (!isKnown)
                {
                    return Unknown;
                }
            }
        }

        return reader.Conclude();
    }

    /// <summary>The use of an object that is read from a field: a call or a property on it.</summary>
    /// <param name="field">The place where it is read.</param>
    /// <param name="rules">The tables.</param>
    /// <returns>The use; null if the object is used in another way.</returns>
    public static FieldUse? UseOf(IOperation field, LifecycleRules rules)
    {
        IOperation value = field;
        while (value.Parent is IConversionOperation { OperatorMethod: null } or IParenthesizedOperation)
        {
            value = value.Parent;
        }

        if (value.Parent is IConditionalAccessOperation conditional && conditional.Operation == value)
        {
            if (conditional.WhenNotNull.DescendantsAndSelf().FirstOrDefault(static operation => operation is IConditionalAccessInstanceOperation) is not { } instance)
            {
                return null;
            }

            value = instance;
        }

        switch (value.Parent)
        {
            case IInvocationOperation invocation when invocation.Instance == value:
                return new FieldUse(invocation, invocation.TargetMethod, MemberAccess.Call, invocation.Arguments);
            case IPropertyReferenceOperation property when property.Instance == value:
                if (rules.IsInnerSocket(property.Property))
                {
                    return UseOf(property, rules);
                }

                bool isWritten = property.Parent is ISimpleAssignmentOperation assignment && assignment.Target == property;
                return new FieldUse(property, property.Property, isWritten ? MemberAccess.Write : MemberAccess.Read, property.Arguments);
            default:
                return null;
        }
    }

    /// <summary>What is wrong with a member in every one of several states.</summary>
    /// <param name="row">The member's row.</param>
    /// <param name="states">The states.</param>
    /// <returns>The violation of the earliest state; null if one of them is fine.</returns>
    public static StateViolation? AlwaysViolates(LifecycleOperation row, LifecycleStates states)
    {
        StateViolation? first = null;
        for (var state = LifecycleStates.Created; state <= LifecycleStates.HandedOver; state = (LifecycleStates)((byte)state << 1))
        {
            if ((states & state) == LifecycleStates.None)
            {
                continue;
            }

            if (row.ViolationIn(state) is not { } violation)
            {
                return null;
            }

            first ??= violation;
        }

        return first;
    }

    private sealed class Reader(IFieldSymbol field, LifecycleRules rules)
    {
        private readonly List<FieldUse> _uses = [];
        private bool _closes;
        private CreatedObject? _created;
        private LifecycleStates _states;
        private ITypeSymbol? _type;

        public bool Assign(IOperation value)
        {
            while (value is IConversionOperation { OperatorMethod: null } or IParenthesizedOperation or IAwaitOperation)
            {
                value = value.ChildOperations.First();
            }

            if (value.ConstantValue is { HasValue: true, Value: null } || value is IDefaultValueOperation)
            {
                return true;
            }

            if (rules.CreatedBy(value) is not { } created || (_created is not null && _created.Kind != created.Kind))
            {
                return false;
            }

            _created = created with { HasPortZero = false };
            _type = AnnotatedTypes.IsTask(value.Type) ? field.Type : value.Type;
            _states |= created.State;
            return true;
        }

        public bool Mention(IdentifierNameSyntax name, SemanticModel model, CancellationToken cancellationToken)
        {
            SyntaxNode node = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
            if (model.GetOperation(node, cancellationToken) is not IFieldReferenceOperation reference)
            {
                // Another thing of the same name, or the name as such.
                return !SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancellationToken).Symbol, field);
            }

            if (!SymbolEqualityComparer.Default.Equals(reference.Field, field))
            {
                return true;
            }

            IOperation value = reference;
            while (value.Parent is IConversionOperation { OperatorMethod: null } or IParenthesizedOperation)
            {
                value = value.Parent;
            }

            switch (value.Parent)
            {
                case ISimpleAssignmentOperation assignment when assignment.Target == value:
                    return Assign(assignment.Value);
                case ICoalesceAssignmentOperation assignment when assignment.Target == value:
                    return assignment.Parent is IExpressionStatementOperation && Assign(assignment.Value);
                case INameOfOperation:
                case IBinaryOperation { OperatorMethod: null, OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals }:
                case IIsPatternOperation { Pattern: IConstantPatternOperation or INegatedPatternOperation { Pattern: IConstantPatternOperation } }:
                    return true;
            }

            if (value.Parent is IUsingOperation resource && resource.Resources == value)
            {
                _closes = true;
                return true;
            }

            // A guard makes sure of the state where the analysis does not see it.
            if (UseOf(reference, rules) is not { } use || use.Member is IPropertySymbol { Name: "IsBound" or "Connected" })
            {
                return false;
            }

            _uses.Add(use);
            return true;
        }

        public FieldStates Conclude()
        {
            if (_created is not { } created || _type is not { } type)
            {
                return Unknown;
            }

            if (_closes)
            {
                _states |= LifecycleStates.Closed;
            }

            var rows = _uses.Select(use => (Use: use, Row: rules.Find(created, use.Member, use.Access, use.Arguments))).ToList();
            LifecycleStates before = LifecycleStates.None;
            while (before != _states)
            {
                before = _states;
                foreach ((_, LifecycleOperation row) in rows)
                {
                    _states |= row.After(_states, completed: false);
                }

                if ((_states & LifecycleStates.Escaped) != LifecycleStates.None)
                {
                    return Unknown;
                }
            }

            bool isUseless = (_states & (LifecycleStates.Listening | LifecycleStates.Connected)) == LifecycleStates.None
                && !rows.Any(pair => AlwaysViolates(pair.Row, _states) is not null || IsLookedAt(created, pair.Use, pair.Row));
            IMethodSymbol? start = isUseless ? rules.StartOf(created, type) : null;
            return new FieldStates(created, _states, start is not null && _uses.Any(use => use.Member.Name == start.Name) ? null : start);
        }

        private static bool IsLookedAt(CreatedObject created, FieldUse use, LifecycleOperation row) =>
            use is { Access: MemberAccess.Read, Member: IPropertySymbol } && (created.Kind == TrackedKind.TcpListener || row == LifecycleOperation.Neutral);
    }
}

/// <summary>What is done with an object.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Member">The member that is used on it, or on the socket inside it.</param>
/// <param name="Access">How it is used.</param>
/// <param name="Arguments">The arguments of a call.</param>
internal sealed record FieldUse(IOperation Operation, ISymbol Member, MemberAccess Access, ImmutableArray<IArgumentOperation> Arguments);
