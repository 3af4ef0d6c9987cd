using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using static ProtoSockets.Analyzers.Network.Operations;

namespace ProtoSockets.Analyzers.Flow;

/// <content>What each operation holds, and where it puts what it holds. An operation that is not known here holds something of its own: nothing is reported.</content>
internal sealed partial class BorrowFlow
{
    private Holding Evaluate(IOperation operation)
    {
        switch (operation)
        {
            case ILocalReferenceOperation reference:
                return Held(reference.Local);
            case IParameterReferenceOperation reference:
                return Held(reference.Parameter);
            case IFlowCaptureReferenceOperation reference:
                return _intermediates.TryGetValue(reference.Id, out int intermediate) && State[intermediate] is not Holding.None and var held ? held : Holding.Owned;
            case IFlowCaptureOperation capture:
                State[_intermediates[capture.Id]] = Evaluate(capture.Value);
                return Holding.Owned;
            case IConversionOperation conversion:
                return IfHeld(conversion.Type, Evaluate(conversion.Operand));
            case IParenthesizedOperation parenthesized:
                return Evaluate(parenthesized.Operand);
            case IExpressionStatementOperation statement:
                if (statement.Operation is IInvocationOperation discarded)
                {
                    Discard(discarded);
                }

                return Evaluate(statement.Operation);
            case ISimpleAssignmentOperation assignment:
                return EvaluateAssignment(assignment);
            case IDeconstructionAssignmentOperation deconstruction:
                return EvaluateDeconstruction(deconstruction);
            case IPropertyReferenceOperation { Instance: { } instance } property:
                EvaluateAll(property.Arguments);
                return IfHeld(property.Type, Evaluate(instance));
            case IImplicitIndexerReferenceOperation slice:
                // A range of memory is a slice of it, and a range of an array a copy; that one is no such operation.
                Evaluate(slice.Argument);
                return IfHeld(slice.Type, Evaluate(slice.Instance));
            case IFieldReferenceOperation { Instance: { } instance } field:
                return IfHeld(field.Type, Evaluate(instance));
            case IInvocationOperation invocation:
                return EvaluateInvocation(invocation);
            case IObjectCreationOperation creation:
                return EvaluateCreation(creation);
            case ITupleOperation tuple:
                return All(tuple.Elements);
            case IArrayCreationOperation { Initializer: { } initializer }:
                return All(initializer.ElementValues);
            case IWithOperation with:
                Evaluate(with.Operand);
                EvaluateAll(with.Initializer.Initializers);
                return Holding.Owned;
            default:
                EvaluateAll(operation.ChildOperations);
                return Holding.Owned;
        }
    }

    private void EvaluateAll(IEnumerable<IOperation> operations)
    {
        foreach (IOperation operation in operations)
        {
            Evaluate(operation);
        }
    }

    private void EvaluateAll(IOperation.OperationList operations)
    {
        foreach (IOperation operation in operations)
        {
            Evaluate(operation);
        }
    }

    /// <summary>What several values hold together: what is borrowed decides.</summary>
    private Holding All(ImmutableArray<IOperation> values)
    {
        Holding all = Holding.Owned;
        foreach (IOperation value in values)
        {
            Holding held = Evaluate(value);
            all = all == Holding.Owned ? held : all;
        }

        return all;
    }

    private Holding Held(ISymbol variable) => _variables.TryGetValue(variable, out int index) && State[index] is not Holding.None and var held ? held : Holding.Owned;

    /// <summary>A number that was read from a message is a copy; bytes are not.</summary>
    private Holding IfHeld(ITypeSymbol? type, Holding held) => held == Holding.Owned || CanHold(type, held) ? held : Holding.Owned;

    private bool CanHold(ITypeSymbol? type, Holding held)
    {
        if (type is null || type.SpecialType is SpecialType.System_Object or SpecialType.System_ValueType || type is { TypeKind: TypeKind.Interface })
        {
            return true;
        }

        return ((held & Holding.Message) != Holding.None && (_symbols.IsBorrowed(type) || _symbols.IsBuffer(type)))
            || ((held & Holding.Buffer) != Holding.None && _symbols.IsBuffer(type));
    }

    private Holding EvaluateAssignment(ISimpleAssignmentOperation assignment)
    {
        IOperation target = Unwrap(assignment.Target);
        if (target is IDiscardOperation && Unwrap(assignment.Value) is IInvocationOperation discarded)
        {
            Discard(discarded);
        }

        Holding held = Evaluate(assignment.Value);
        switch (target)
        {
            case ILocalReferenceOperation { Local: ISymbol local }:
                Set(local, held);
                break;
            case IParameterReferenceOperation { Parameter: ISymbol parameter }:
                Set(parameter, held);
                break;
            case IFlowCaptureReferenceOperation reference:
                foreach (IOperation origin in ValuesOf(reference))
                {
                    Store(origin, assignment.Value, held);
                }

                break;
            default:
                Store(target, assignment.Value, held);
                break;
        }

        return held;
    }

    private void Set(ISymbol variable, Holding held)
    {
        if (_variables.TryGetValue(variable, out int index))
        {
            State[index] = held;
        }
    }

    private Holding EvaluateDeconstruction(IDeconstructionAssignmentOperation deconstruction)
    {
        Holding held = Evaluate(deconstruction.Value);
        IOperation target = Unwrap(deconstruction.Target);
        if (target is IDeclarationExpressionOperation { Expression: ITupleOperation declared })
        {
            target = declared;
        }

        if (target is ITupleOperation tuple)
        {
            foreach (IOperation element in tuple.Elements)
            {
                IOperation variable = element is IDeclarationExpressionOperation declaration ? declaration.Expression : element;
                if (variable is ILocalReferenceOperation { Local: var local })
                {
                    Set(local, IfHeld(local.Type, held));
                }
            }
        }

        return held;
    }

    /// <summary>An assignment to something that outlives the handler keeps what is assigned.</summary>
    private void Store(IOperation target, IOperation value, Holding held)
    {
        switch (target)
        {
            case IFieldReferenceOperation field when IsOutside(field, out ISymbol? root):
                Keep(value, held, field.Syntax.ToString(), root);
                break;
            case IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } instance } element
                when BorrowSymbols.IsCollection(element.Property.ContainingType) || instance.Type is IArrayTypeSymbol:
                if (IsOutside(instance, out ISymbol? collection))
                {
                    Keep(value, held, instance.Syntax.ToString(), collection);
                    foreach (IArgumentOperation key in element.Arguments)
                    {
                        // A key of its own says nothing of the values.
                        if (Evaluate(key.Value) is not Holding.Owned and var heldByKey)
                        {
                            Keep(key.Value, heldByKey, instance.Syntax.ToString(), collection);
                        }
                    }
                }

                break;
            case IPropertyReferenceOperation property when IsOutside(property, out ISymbol? root) && _symbols.IsStore(property.Property):
                Keep(value, held, property.Syntax.ToString(), root);
                break;
            case IArrayElementReferenceOperation element when IsOutside(element.ArrayReference, out ISymbol? array):
                Keep(value, held, element.ArrayReference.Syntax.ToString(), array);
                break;
            case IEventReferenceOperation:
                break;
            default:
                EvaluateAll(target.ChildOperations);
                break;
        }
    }

    private void Keep(IOperation value, Holding held, string keeper, ISymbol? root)
    {
        if (held == Holding.Owned && Unwrap(value) is not (IDelegateCreationOperation or ITupleOperation or IObjectCreationOperation or IArrayCreationOperation))
        {
            // It is emptied again before or after: what is kept in between is not kept for long.
            if (root is not null)
            {
                _dropped.Add(root);
            }

            return;
        }

        Escape(value, EscapeKind.Kept, keeper, root);
    }

    private Holding EvaluateInvocation(IInvocationOperation invocation)
    {
        IMethodSymbol method = invocation.TargetMethod;
        Holding held = invocation.Instance is { } instance ? Evaluate(instance) : Holding.Owned;
        foreach (IArgumentOperation argument in invocation.Arguments)
        {
            if (Evaluate(argument.Value) != Holding.Owned && IsKeptByOwn(invocation, argument, out ISymbol? keeping))
            {
                Escape(argument.Value, EscapeKind.Kept, invocation.Instance is IInstanceReferenceOperation ? method.Name : invocation.Instance!.Syntax + "." + method.Name, keeping);
            }
        }

        if (invocation.Instance is { } collection && (BorrowSymbols.IsKept(method) || BorrowSymbols.IsDropped(method)) && IsOutside(collection, out ISymbol? root))
        {
            if (BorrowSymbols.IsDropped(method))
            {
                _dropped.Add(root!);
            }
            else
            {
                string keeper = collection.Syntax + "." + method.Name;
                foreach (IArgumentOperation argument in invocation.Arguments)
                {
                    Escape(argument.Value, EscapeKind.Kept, keeper, root);
                }
            }
        }

        if (BorrowSymbols.RunsLater(method, out bool isAwaitable) && !isAwaitable)
        {
            EscapeLambdas(invocation, method.Name);
        }

        if (invocation.Instance is { } source && _symbols.IsReceive(method, source.Type))
        {
            foreach (IArgumentOperation argument in invocation.Arguments)
            {
                if (ReusedBuffers.VariableIn(argument.Value) is { } variable && _buffers.IsInLoop(variable, invocation.Syntax))
                {
                    Set(variable, Holding.Buffer);
                }
            }
        }

        if (BorrowSymbols.IsCopy(method))
        {
            // An array of messages is new, and its messages are not.
            return method.Name == "ToArray" && held == Holding.Message && _symbols.IsBorrowed(method.ReturnType) ? held : Holding.Owned;
        }

        if (held == Holding.Owned && method is { IsStatic: true, Name: "AsMemory", ContainingType.Name: "MemoryExtensions" } && !invocation.Arguments.IsEmpty)
        {
            held = Evaluate(invocation.Arguments[0].Value);
        }

        return method.Name == "GetEnumerator" ? held : IfHeld(method.ReturnType, held);
    }

    /// <summary>Whether a method of the compilation keeps an argument in an object that outlives the handler: the handler itself, or what a field of it holds.</summary>
    private bool IsKeptByOwn(IInvocationOperation invocation, IArgumentOperation argument, out ISymbol? root)
    {
        root = invocation.TargetMethod;
        return invocation.Instance is { } owner && argument.Parameter is { } parameter && !_symbols.IsOfProtocol(invocation.TargetMethod)
            && (owner is IInstanceReferenceOperation || IsOutside(owner, out root))
            && _symbols.Stores.Keeps(invocation.TargetMethod, parameter);
    }

    private Holding EvaluateCreation(IObjectCreationOperation creation)
    {
        Holding held = Holding.Owned;
        foreach (IArgumentOperation argument in creation.Arguments)
        {
            Holding given = Evaluate(argument.Value);
            held = held == Holding.Owned && given != Holding.Owned && IsPartOf(creation, argument) ? given : held;
        }

        if (creation.Type is { ContainingNamespace.Name: "Threading", Name: "Thread" or "Timer" })
        {
            foreach (IArgumentOperation argument in creation.Arguments)
            {
                EscapeLambda(argument.Value, "new " + creation.Type.Name);
            }
        }

        if (creation.Initializer is { } initializer)
        {
            Evaluate(initializer);
        }

        return held;
    }

    /// <summary>Whether a new object holds what its constructor was given: memory, text, messages, records with a member of the parameter's name, and types of one's own that keep it.</summary>
    private bool IsPartOf(IObjectCreationOperation creation, IArgumentOperation argument)
    {
        ITypeSymbol? type = creation.Type;
        return _symbols.IsBorrowed(type) || _symbols.IsBuffer(type)
            || (type is { IsRecord: true } && argument.Parameter is { } parameter
                && type.GetMembers(parameter.Name).OfType<IPropertySymbol>().Any(property => SymbolEqualityComparer.Default.Equals(property.Type, parameter.Type)))
            || (creation.Constructor is { } constructor && argument.Parameter is { } given && _symbols.Stores.Keeps(constructor, given));
    }

    /// <summary>A call whose result nobody awaits.</summary>
    private void Discard(IInvocationOperation invocation)
    {
        IMethodSymbol method = invocation.TargetMethod;
        if (BorrowSymbols.RunsLater(method, out _))
        {
            EscapeLambdas(invocation, method.Name);
        }
        else if (method.IsAsync && AnnotatedTypes.IsTask(method.ReturnType) && !_symbols.IsOfProtocol(method))
        {
            foreach (IArgumentOperation argument in invocation.Arguments)
            {
                Escape(argument.Value, EscapeKind.NotAwaited, method.Name, root: null);
            }
        }
    }

    private void EscapeLambdas(IInvocationOperation invocation, string keeper)
    {
        foreach (IArgumentOperation argument in invocation.Arguments)
        {
            EscapeLambda(argument.Value, keeper);
        }
    }

    private void EscapeLambda(IOperation value, string keeper)
    {
        if (Unwrap(value) is IDelegateCreationOperation or IFlowAnonymousFunctionOperation)
        {
            Escape(value, EscapeKind.Captured, keeper, root: null);
        }
    }

    /// <summary>Takes down what gets away: not the tuple or the record around it, but what is borrowed in it.</summary>
    private void Escape(IOperation value, EscapeKind kind, string keeper, ISymbol? root)
    {
        IOperation inner = Unwrap(value);
        switch (inner)
        {
            case IObjectCreationOperation creation when !_symbols.IsBuffer(creation.Type):
                foreach (IArgumentOperation argument in creation.Arguments)
                {
                    if (IsPartOf(creation, argument))
                    {
                        Escape(argument.Value, kind, keeper, root);
                    }
                }

                return;
            case ITupleOperation tuple:
                foreach (IOperation element in tuple.Elements)
                {
                    Escape(element, kind, keeper, root);
                }

                return;
            case IArrayCreationOperation { Initializer: { } initializer }:
                foreach (IOperation element in initializer.ElementValues)
                {
                    Escape(element, kind, keeper, root);
                }

                return;
            case IDelegateCreationOperation { Target: IFlowAnonymousFunctionOperation lambda }:
                EscapeCaptured(lambda, keeper, root);
                return;
            case IFlowAnonymousFunctionOperation lambda:
                EscapeCaptured(lambda, keeper, root);
                return;
        }

        Holding held = Evaluate(value);
        if (held == Holding.Owned || !IsReusedHere(inner, held))
        {
            held |= Holding.Owned;
        }

        Note(inner, held, kind, keeper, root);
    }

    /// <summary>The first thing in a lambda that is borrowed, and of which more than a number is read.</summary>
    private void EscapeCaptured(IFlowAnonymousFunctionOperation lambda, string keeper, ISymbol? root)
    {
        ControlFlowGraph nested = Graph.GetAnonymousFunctionControlFlowGraph(lambda, CancellationToken);
        foreach (IOperation operation in BorrowOutline.Operations(nested))
        {
            ISymbol? variable = operation switch
            {
                ILocalReferenceOperation reference => reference.Local,
                IParameterReferenceOperation reference => reference.Parameter,
                _ => null,
            };
            Holding held = variable is null ? Holding.Owned : Held(variable);
            if (variable is null || held is not (Holding.Message or Holding.Buffer))
            {
                continue;
            }

            if (ReadsBytes(operation, held) && (held == Holding.Message || _buffers.IsInLoop(variable, lambda.Syntax)))
            {
                Note(operation, held, EscapeKind.Captured, keeper, root);
                return;
            }
        }
    }

    private bool ReadsBytes(IOperation reference, Holding held)
    {
        IOperation read = reference;
        while (read.Parent is IPropertyReferenceOperation or IFieldReferenceOperation)
        {
            read = read.Parent;
            if (!CanHold(read.Type, held))
            {
                return false;
            }
        }

        return true;
    }

    private void Note(IOperation operation, Holding held, EscapeKind kind, string keeper, ISymbol? root) =>
        _escapes[operation] = _escapes.TryGetValue(operation, out Escaped? known) ? known with { Holding = known.Holding | held } : new Escaped(held, kind, keeper, root);

    /// <summary>A buffer that is kept behind its loop is the keeper's alone.</summary>
    private bool IsReusedHere(IOperation value, Holding held) =>
        (held & Holding.Buffer) == Holding.None || _buffers.Symbols.Any(buffer => _buffers.IsInLoop(buffer, value.Syntax));

    /// <summary>Whether something outlives the handler, or the round of the loop: a field, or what is reached from one or from a parameter.</summary>
    private bool IsOutside(IOperation operation, out ISymbol? root)
    {
        root = null;
        switch (Unwrap(operation))
        {
            case IFieldReferenceOperation { Field: var field } reference:
                root = field;
                return reference.Instance is null or IInstanceReferenceOperation || IsOutside(reference.Instance, out _);
            case IPropertyReferenceOperation { Property: var property } reference:
                root = property;
                return reference.Instance is null or IInstanceReferenceOperation || IsOutside(reference.Instance, out _);
            case IParameterReferenceOperation { Parameter: var parameter }:
                root = parameter;
                return Held(parameter) == Holding.Owned && !parameter.ContainingSymbol.IsImplicitlyDeclared && parameter.Type.IsReferenceType;
            case ILocalReferenceOperation { Local: var local }:
                root = local;
                return _buffers.Outlives(local, operation.Syntax);
            case IInvocationOperation { Instance: { } instance, TargetMethod: var method } when BorrowSymbols.IsCollection(method.ContainingType):
                return IsOutside(instance, out root);
            case IFlowCaptureReferenceOperation reference when ValuesOf(reference) is { Count: 1 } values:
                return IsOutside(values[0], out root);
            default:
                return false;
        }
    }

    private List<IOperation> ValuesOf(IFlowCaptureReferenceOperation reference) =>
        _intermediateValues.TryGetValue(reference.Id, out List<IOperation>? values) ? values : [];
}
