using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ProtoSockets.Analyzers.Flow;

/// <content>What each operation does to the state. An operation that is not known here lets every object that it gets hold of escape.</content>
internal sealed partial class LifecycleFlow
{
    private FlowValue Evaluate(IOperation operation)
    {
        // By its kind, and not by its type: each operation of each block comes by here, most of them several times.
        switch (operation.Kind)
        {
            case OperationKind.LocalReference:
                return _outline.IndexOf(((ILocalReferenceOperation)operation).Local) is >= 0 and int local ? State.Value(local) : FlowValue.Other;
            case OperationKind.ParameterReference:
                return _outline.IndexOf(((IParameterReferenceOperation)operation).Parameter) is >= 0 and int parameter ? State.Value(parameter) : FlowValue.Other;
            case OperationKind.FlowCaptureReference:
                return _outline.IndexOf(((IFlowCaptureReferenceOperation)operation).Id) is >= 0 and int intermediate ? State.Value(intermediate) : FlowValue.Other;
            case OperationKind.FlowCapture:
                var capture = (IFlowCaptureOperation)operation;
                State.SetIntermediate(_outline.IndexOf(capture.Id), Evaluate(capture.Value));
                return FlowValue.Other;
            case OperationKind.ExpressionStatement:
                Evaluate(((IExpressionStatementOperation)operation).Operation);
                return FlowValue.Other;
            case OperationKind.SimpleAssignment:
                return EvaluateAssignment((ISimpleAssignmentOperation)operation);
            case OperationKind.Await:
                return EvaluateAwaited(((IAwaitOperation)operation).Operation);
            case OperationKind.Invocation:
                var invocation = (IInvocationOperation)operation;
                return EvaluateInvocation(invocation, completed: _rules.CompletesByItself(invocation.TargetMethod));
            case OperationKind.ObjectCreation:
                return EvaluateCreation((IObjectCreationOperation)operation);
            case OperationKind.PropertyReference:
                return EvaluateProperty((IPropertyReferenceOperation)operation);
            case OperationKind.FlowAnonymousFunction:
                Capture(_outline.ReachedBy((IFlowAnonymousFunctionOperation)operation));
                return FlowValue.Other;
            default:
                return EvaluateOther(operation);
        }
    }

    private FlowValue EvaluateOther(IOperation operation)
    {
        switch (operation)
        {
            case { ConstantValue: { HasValue: true, Value: null } } or IDefaultValueOperation { Type.IsReferenceType: true }:
                return FlowValue.Null;
            case IConversionOperation { OperatorMethod: null } conversion:
                return Evaluate(conversion.Operand);
            case IFieldReferenceOperation or IEventReferenceOperation or IIsNullOperation or IIsTypeOperation or INameOfOperation or ITypeOfOperation:
                EvaluateHarmless(operation);
                return FlowValue.Other;
            case IBinaryOperation { OperatorMethod: null, OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals }:
                EvaluateHarmless(operation);
                return FlowValue.Other;
            case IIsPatternOperation pattern when IsNullPattern(pattern.Pattern, out _):
                EvaluateHarmless(operation);
                return FlowValue.Other;
            case IMethodReferenceOperation { Method.MethodKind: MethodKind.LocalFunction }:
                Capture(_outline.ReachedByLocalFunctions);
                return FlowValue.Other;
            default:
                EvaluateUnknown(operation);
                return FlowValue.Other;
        }
    }

    private void EvaluateHarmless(IOperation operation)
    {
        foreach (IOperation child in operation.ChildOperations)
        {
            Evaluate(child);
        }
    }

    private void EvaluateUnknown(IOperation operation)
    {
        foreach (IOperation child in operation.ChildOperations)
        {
            FlowValue value = Evaluate(child);
            LetEscape(value);
            Overwrite(child);
        }
    }

    private FlowValue EvaluateAssignment(ISimpleAssignmentOperation assignment)
    {
        IOperation target = Unwrap(assignment.Target);
        if (target is IPropertyReferenceOperation property)
        {
            FlowValue owner = property.Instance is null ? FlowValue.Other : Evaluate(property.Instance);
            EvaluateArguments(property.Arguments);
            LetEscape(Evaluate(assignment.Value));
            Use(property, owner, property.Property, MemberAccess.Write, property.Arguments, completed: true);
            return FlowValue.Other;
        }

        if (target is not (ILocalReferenceOperation or IParameterReferenceOperation or IFlowCaptureReferenceOperation or IDiscardOperation))
        {
            EvaluateUnknown(target);
        }

        FlowValue value = Evaluate(assignment.Value);
        if (assignment.IsRef)
        {
            LetEscape(value);
            Overwrite(assignment.Value);
            return FlowValue.Other;
        }

        switch (target)
        {
            case ILocalReferenceOperation { Local: var local } when _outline.IndexOf(local) is >= 0 and int variable:
                State.SetValue(variable, value);
                break;
            case IParameterReferenceOperation { Parameter: var parameter } when _outline.IndexOf(parameter) is >= 0 and int variable:
                State.SetValue(variable, value);
                break;
            case IFlowCaptureReferenceOperation when OriginOf(target) is >= 0 and int variable:
                // The target of ??=.
                State.SetValue(variable, value);
                break;
            case IFlowCaptureReferenceOperation reference:
                LetEscape(value);
                foreach (IOperation origin in _outline.ValuesOf(reference.Id))
                {
                    Overwrite(origin);
                }

                break;
            case IDiscardOperation:
                break;
            default:
                LetEscape(value);
                break;
        }

        MayThrow();
        return value;
    }

    /// <summary>An awaited call is completed; what stands between the call and the await (ConfigureAwait and the like) changes nothing.</summary>
    private FlowValue EvaluateAwaited(IOperation operation)
    {
        IOperation awaited = Unwrap(operation);
        if (awaited is IInvocationOperation { Instance: not null, TargetMethod.Name: "ConfigureAwait" or "AsTask" or "Preserve" or "WaitAsync" or "GetAwaiter" } wrapper
            && IsOfTasks(wrapper.TargetMethod.ContainingType))
        {
            FlowValue result = EvaluateAwaited(wrapper.Instance);
            EvaluateArguments(wrapper.Arguments);
            return result;
        }

        if (awaited is IInvocationOperation invocation)
        {
            return EvaluateInvocation(invocation, completed: true);
        }

        FlowValue value = Evaluate(awaited);
        LetEscape(value);
        return FlowValue.Other;
    }

    private FlowValue EvaluateInvocation(IInvocationOperation invocation, bool completed)
    {
        IMethodSymbol method = invocation.TargetMethod;
        if (invocation is { Instance: not null, Arguments.IsEmpty: true } && method.Name is "Wait" or "GetResult" && IsOfTasks(method.ContainingType))
        {
            return EvaluateAwaited(invocation.Instance!);
        }

        FlowValue instance = invocation.Instance is null ? FlowValue.Other : Evaluate(invocation.Instance);

        // Who is called back gets the object when the call has begun.
        IArgumentOperation? state = instance.Objects != 0 && _rules.OnlyBegins(method)
            ? invocation.Arguments.FirstOrDefault(static argument => argument.Parameter is { Name: "state", Type.SpecialType: SpecialType.System_Object })
            : null;
        EvaluateArguments(state is null ? invocation.Arguments : invocation.Arguments.Remove(state), helper: completed ? method : null);
        if (method.MethodKind == MethodKind.LocalFunction)
        {
            Capture(_outline.ReachedByLocalFunctions);
        }

        Use(invocation, instance, method, MemberAccess.Call, invocation.Arguments, completed);
        if (state is not null)
        {
            EvaluateArguments([state]);
        }

        if (instance.Objects != 0 && _rules.OnlyBegins(method))
        {
            // Whoever is called back can close the object.
            State.Release(instance);
        }

        if (instance is { Objects: not 0, IsInnerSocket: false } && _rules.OpensStream(method))
        {
            return instance with { IsStream = true, MayBeNull = false };
        }

        // The object of a task exists once the task is awaited. What always throws returns none.
        return completed && !IsImpossible(instance) ? Created(invocation) : FlowValue.Other;
    }

    private bool IsImpossible(FlowValue instance) =>
        instance is { IsExact: true, IsStream: false } && _outline.Objects.Any(tracked => Contains(instance, tracked) && State.Object(tracked.Index) == LifecycleStates.None);

    private FlowValue EvaluateProperty(IPropertyReferenceOperation property)
    {
        if (property is { Property.Name: "Result", Instance: IInvocationOperation call } && IsOfTasks(property.Property.ContainingType))
        {
            return EvaluateAwaited(call);
        }

        FlowValue instance = property.Instance is null ? FlowValue.Other : Evaluate(property.Instance);
        EvaluateArguments(property.Arguments);
        Use(property, instance, property.Property, MemberAccess.Read, property.Arguments, completed: true);
        return instance.Objects != 0 && _rules.IsInnerSocket(property.Property) ? instance with { IsInnerSocket = true, MayBeNull = false } : FlowValue.Other;
    }

    private FlowValue EvaluateCreation(IObjectCreationOperation creation)
    {
        IArgumentOperation? wrapped = _rules.SocketOfStream(creation, out bool? owns);
        FlowValue socket = EvaluateArguments(creation.Arguments, wrapped);
        if (socket.Objects == 0 || socket.IsInnerSocket || owns == false)
        {
            return Created(creation);
        }

        if (owns is null)
        {
            State.Release(socket);
        }

        return socket with { IsStream = true, MayBeNull = false };
    }

    private FlowValue EvaluateArguments(ImmutableArray<IArgumentOperation> arguments, IArgumentOperation? wanted = null, IMethodSymbol? helper = null)
    {
        FlowValue found = FlowValue.Other;
        foreach (IArgumentOperation argument in arguments)
        {
            FlowValue value = Evaluate(argument.Value);
            found = argument == wanted ? value : found;
            if (argument.Parameter is { RefKind: RefKind.None } parameter)
            {
                PassTo(argument, value, parameter, helper);
            }
            else
            {
                // By reference: the callee may keep it, and may put another object there.
                LetEscape(value);
                Overwrite(argument.Value);
            }
        }

        return found;
    }

    private void PassTo(IArgumentOperation argument, FlowValue value, IParameterSymbol parameter, IMethodSymbol? helper)
    {
        if (value.Objects == 0)
        {
            return;
        }

        if (value.IsInnerSocket || value.IsStream || _outline.Objects.Any(tracked => Contains(value, tracked) && RowOf(tracked, parameter, helper) is null))
        {
            LetEscape(value);
            return;
        }

        Apply(argument, value, completed: true, tracked => RowOf(tracked, parameter, helper)!);
    }

    private LifecycleOperation? RowOf(TrackedObject tracked, IParameterSymbol parameter, IMethodSymbol? helper) =>
        _rules.FindArgument(tracked.Created, parameter)
        ?? (helper is null ? null : _helpers?.Find(helper, parameter, tracked.Created, _outline.Graph, CancellationToken));

    private FlowValue Created(IOperation creation)
    {
        int index = _outline.IndexOf(creation);
        if (index < 0)
        {
            return FlowValue.Other;
        }

        EndLife(index, isEndOfProcess: false);
        State.Begin(index, _outline.Objects[index].Created.State);
        return FlowValue.Of(index);
    }

    private void Use(IOperation operation, FlowValue instance, ISymbol member, MemberAccess access, ImmutableArray<IArgumentOperation> arguments, bool completed)
    {
        if (instance.Objects == 0)
        {
            return;
        }

        if (instance.IsStream)
        {
            if (!LifecycleRules.OnlyUsesStream(member))
            {
                State.Release(instance);
                MayThrow();
            }

            return;
        }

        Apply(operation, instance, completed, tracked => _rules.Find(tracked.Created, member, access, arguments));
    }

    /// <summary>Takes down in which states the objects are, and changes their states.</summary>
    private void Apply(IOperation operation, FlowValue value, bool completed, Func<TrackedObject, LifecycleOperation> find)
    {
        if (!_observations.TryGetValue(operation, out Observation? observation))
        {
            _observations.Add(operation, observation = new Observation(_outline.Objects.Count));
        }

        bool changed = false;
        observation.MayBeOther |= value.MayBeOther;
        foreach (TrackedObject tracked in _outline.Objects)
        {
            if (!Contains(value, tracked))
            {
                continue;
            }

            LifecycleOperation row = observation.Rows[tracked.Index] ??= find(tracked);
            LifecycleStates before = State.Object(tracked.Index);
            observation.States[tracked.Index] |= before;
            LifecycleStates after = row.After(before, completed);

            // Which of several objects it is, is not known: each may also have stayed as it was.
            after = value.IsExact ? after : before | after;
            State.SetObject(tracked.Index, after);
            changed |= after != before;
            if (row.Releases && !State.IsReleased(tracked.Index))
            {
                State.Release(FlowValue.Of(tracked.Index));
                changed = true;
            }
        }

        if (changed)
        {
            MayThrow();
        }
    }

    private void Capture(ImmutableArray<int> variables)
    {
        foreach (int variable in variables)
        {
            State.Capture(variable);
        }
    }

    private void LetEscape(FlowValue value)
    {
        if (value.Objects != 0)
        {
            State.Escape(value);
            MayThrow();
        }
    }

    /// <summary>The operation may have written to the variable.</summary>
    private void Overwrite(IOperation operation)
    {
        switch (Unwrap(operation))
        {
            case ILocalReferenceOperation { Local: var local } when _outline.IndexOf(local) is >= 0 and int variable:
                State.Capture(variable);
                break;
            case IParameterReferenceOperation { Parameter: var parameter } when _outline.IndexOf(parameter) is >= 0 and int variable:
                State.Capture(variable);
                break;
            case IDeclarationExpressionOperation declaration:
                Overwrite(declaration.Expression);
                break;
        }
    }

    /// <summary>Narrows the state to one side of a branch.</summary>
    /// <returns>False if no path leads there.</returns>
    protected override bool Refine(IOperation condition, bool isTrue, FlowState state)
    {
        switch (Unwrap(condition))
        {
            case { ConstantValue: { HasValue: true, Value: bool constant } }:
                // while (true) is left by break only.
                return constant == isTrue;
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, OperatorMethod: null } not:
                return Refine(not.Operand, !isTrue, state);
            case IIsNullOperation isNull:
                return RefineNull(isNull.Operand, isTrue, state);
            case IIsPatternOperation pattern when IsNullPattern(pattern.Pattern, out bool matchesNull):
                return RefineNull(pattern.Value, isTrue == matchesNull, state);
            case IIsPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: bool matched } } } pattern:
                return Refine(pattern.Value, isTrue == matched, state);
            case IBinaryOperation { OperatorMethod: null, OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } binary:
                return RefineComparison(binary, isTrue == (binary.OperatorKind == BinaryOperatorKind.Equals), state);
            case IPropertyReferenceOperation { Instance: { } instance, Property.Name: "Connected" or "IsBound" } guard:
                return RefineGuard(guard, instance, isTrue, state);
            default:
                return true;
        }
    }

    private bool RefineComparison(IBinaryOperation comparison, bool isEqual, FlowState state)
    {
        (IOperation operand, IOperation constant) = comparison.LeftOperand.ConstantValue.HasValue
            ? (comparison.RightOperand, comparison.LeftOperand)
            : (comparison.LeftOperand, comparison.RightOperand);
        return constant.ConstantValue switch
        {
            { HasValue: true, Value: null } => RefineNull(operand, isEqual, state),
            { HasValue: true, Value: bool value } => Refine(operand, isEqual == value, state),
            _ => true,
        };
    }

    private bool RefineNull(IOperation operand, bool isNull, FlowState state)
    {
        int variable = VariableOf(operand);
        if (variable < 0)
        {
            return true;
        }

        FlowValue value = state.Value(variable);
        if (!isNull)
        {
            if (value is { Objects: 0, MayBeNull: true, MayBeOther: false })
            {
                return false;
            }

            state.Refine(variable, value with { MayBeNull = false });
            return true;
        }

        if (value.MayBeOther || value == default)
        {
            return true;
        }

        if (!value.MayBeNull)
        {
            return false;
        }

        state.Refine(variable, FlowValue.Null);

        // The intermediate result of s?.Close() and the variable s are null together.
        if (OriginOf(operand) is >= 0 and int origin && state.Value(origin) == value)
        {
            state.Refine(origin, FlowValue.Null);
        }

        state.Forget(value);
        return true;
    }

    /// <summary>
    /// A guard tells the states apart, as far as it can: <c>Connected</c> is also false once the peer went away, and <c>IsBound</c> stays true after the close.
    /// </summary>
    private bool RefineGuard(IPropertyReferenceOperation guard, IOperation instance, bool isTrue, FlowState state)
    {
        FlowValue value = Peek(instance, state);
        if (!value.IsExact || !IsGuard(guard.Property))
        {
            return true;
        }

        TrackedObject tracked = _outline.Objects.First(candidate => Contains(value, candidate));
        LifecycleStates before = state.Object(tracked.Index);
        if (before == LifecycleStates.None || (before & LifecycleStates.Escaped) != LifecycleStates.None || tracked.Created.Kind == TrackedKind.OtherSocket)
        {
            return true;
        }

        LifecycleStates after;
        if (guard.Property.Name == "Connected")
        {
            after = isTrue ? before & LifecycleStates.Connected
                : (before & LifecycleStates.Connected) != LifecycleStates.None ? before | LifecycleStates.Escaped
                : before;
        }
        else
        {
            after = isTrue ? before & ~LifecycleStates.Created : before & (LifecycleStates.Created | LifecycleStates.Gone);
        }

        state.SetObject(tracked.Index, after);
        return after != LifecycleStates.None;
    }

    private static bool IsGuard(IPropertySymbol property) =>
        property is { Type.SpecialType: SpecialType.System_Boolean, ContainingType: { Name: "Socket" or "TcpClient", ContainingNamespace.Name: "Sockets" } };

    private FlowValue Peek(IOperation operation, FlowState state)
    {
        if (Unwrap(operation) is IPropertyReferenceOperation { Instance: { } owner } property && _rules.IsInnerSocket(property.Property))
        {
            return Peek(owner, state);
        }

        int variable = VariableOf(operation);
        return variable < 0 ? FlowValue.Other : state.Value(variable);
    }

    private int VariableOf(IOperation operation) => Unwrap(operation) switch
    {
        ILocalReferenceOperation reference => _outline.IndexOf(reference.Local),
        IParameterReferenceOperation reference => _outline.IndexOf(reference.Parameter),
        IFlowCaptureReferenceOperation reference => _outline.IndexOf(reference.Id),
        _ => -1,
    };

    /// <summary>The variable that an intermediate result is a copy of; -1 if there is none, or more than one.</summary>
    private int OriginOf(IOperation operation) =>
        Unwrap(operation) is IFlowCaptureReferenceOperation reference && _outline.ValuesOf(reference.Id) is { Count: 1 } values
        && Unwrap(values[0]) is ILocalReferenceOperation { Local: var local }
            ? _outline.IndexOf(local)
            : -1;

    private static bool IsNullPattern(IPatternOperation pattern, out bool matchesNull)
    {
        matchesNull = true;
        while (pattern is INegatedPatternOperation negated)
        {
            matchesNull = !matchesNull;
            pattern = negated.Pattern;
        }

        return pattern is IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } };
    }

    private static IOperation Unwrap(IOperation operation)
    {
        while (true)
        {
            switch (operation)
            {
                case IConversionOperation { OperatorMethod: null } conversion:
                    operation = conversion.Operand;
                    break;
                case IParenthesizedOperation parenthesized:
                    operation = parenthesized.Operand;
                    break;
                default:
                    return operation;
            }
        }
    }

    private static bool IsOfTasks(INamedTypeSymbol? type) =>
        AnnotatedTypes.IsTask(type) || type is { Name: "TaskAwaiter" or "ValueTaskAwaiter" or "ConfiguredTaskAwaiter" or "ConfiguredValueTaskAwaiter" or "ConfiguredTaskAwaitable" or "ConfiguredValueTaskAwaitable" };

    private static bool Contains(FlowValue value, TrackedObject tracked) => (value.Objects & (1UL << tracked.Index)) != 0;

    /// <summary>In which states a member was used, over all paths.</summary>
    private sealed class Observation(int objects)
    {
        public LifecycleStates[] States { get; } = new LifecycleStates[objects];

        public LifecycleOperation?[] Rows { get; } = new LifecycleOperation?[objects];

        public bool MayBeOther { get; set; }
    }
}
