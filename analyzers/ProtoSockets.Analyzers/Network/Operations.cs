using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ProtoSockets.Analyzers.Network;

/// <summary>Questions about operations that several rules ask. All stay inside of one function: what a lambda or a local function does happens at another time.</summary>
internal static class Operations
{
    /// <summary>Takes conversions and parentheses off.</summary>
    public static IOperation Unwrap(IOperation operation)
    {
        while (true)
        {
            switch (operation)
            {
                case IConversionOperation conversion:
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

    /// <summary>Takes off what stands around a call only to wait for it: await, ConfigureAwait, AsTask, Result, GetAwaiter().GetResult().</summary>
    public static IOperation UnwrapAwaited(IOperation operation)
    {
        while (true)
        {
            operation = Unwrap(operation);
            switch (operation)
            {
                case IAwaitOperation awaited:
                    operation = awaited.Operation;
                    break;
                case IInvocationOperation { Instance: { } task, TargetMethod.Name: "ConfigureAwait" or "AsTask" or "Preserve" or "GetAwaiter" or "GetResult" }:
                    operation = task;
                    break;
                case IPropertyReferenceOperation { Instance: { } task, Property.Name: "Result" }:
                    operation = task;
                    break;
                default:
                    return operation;
            }
        }
    }

    /// <summary>The outermost operation that has the same value as this one, once it is awaited.</summary>
    public static IOperation WithWaiting(IOperation operation)
    {
        while (operation.Parent is { } parent)
        {
            bool isAround = parent switch
            {
                IConversionOperation or IParenthesizedOperation or IAwaitOperation => true,
                IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "AsTask" or "Preserve" or "GetAwaiter" or "GetResult" or "Wait", Instance: { } instance } => instance == operation,
                IPropertyReferenceOperation { Property.Name: "Result", Instance: { } instance } => instance == operation,
                _ => false,
            };
            if (!isAround)
            {
                break;
            }

            operation = parent;
        }

        return operation;
    }

    /// <summary>Whether nobody looks at what a call returns, awaited or not.</summary>
    public static bool IsDiscarded(IOperation call) => WithWaiting(call).Parent switch
    {
        IExpressionStatementOperation => true,
        ISimpleAssignmentOperation { Target: IDiscardOperation } => true,
        _ => false,
    };

    /// <summary>Whether the task of a call is neither awaited nor kept.</summary>
    public static bool IsLeftRunning(IInvocationOperation call) =>
        IsDiscarded(call) && IsTask(call.TargetMethod.ReturnType) && !IsWaitedFor(call);

    /// <summary>Whether the code waits for the task of a call right there.</summary>
    public static bool IsWaitedFor(IOperation call)
    {
        IOperation outermost = WithWaiting(call);
        for (IOperation? around = call.Parent; around is not null; around = around.Parent)
        {
            if (around is IAwaitOperation or IPropertyReferenceOperation { Property.Name: "Result" } or IInvocationOperation { TargetMethod.Name: "GetResult" or "Wait" or "WaitAsync" })
            {
                return true;
            }

            if (around == outermost)
            {
                break;
            }
        }

        return false;
    }

    /// <summary>Whether the type is a task of the framework.</summary>
    public static bool IsTask(ITypeSymbol? type) => Flow.AnnotatedTypes.IsTask(type);

    /// <summary>The variable that an expression names: a local, a parameter, or a field or property of this object.</summary>
    public static ISymbol? VariableOf(IOperation? operation) => operation is null ? null : Unwrap(operation) switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } field => field.Field,
        IPropertyReferenceOperation { Instance: IInstanceReferenceOperation } property => property.Property,
        _ => null,
    };

    /// <summary>Whether the operation names the variable.</summary>
    public static bool Names(IOperation? operation, ISymbol variable) => SymbolEqualityComparer.Default.Equals(VariableOf(operation), variable);

    /// <summary>The value of a local variable where an operation reads it, its conversions included; null if the operation is no mention of the variable.</summary>
    public static IOperation? ReadOf(IOperation operation, ILocalSymbol local)
    {
        if (operation is not ILocalReferenceOperation reference || !SymbolEqualityComparer.Default.Equals(reference.Local, local))
        {
            return null;
        }

        IOperation value = reference;
        while (value.Parent is IConversionOperation or IParenthesizedOperation)
        {
            value = value.Parent;
        }

        return value;
    }

    /// <summary>The function that an operation is in: a lambda, a local function or the whole member.</summary>
    public static IOperation FunctionAround(IOperation operation)
    {
        IOperation current = operation;
        while (current.Parent is { } parent)
        {
            if (current is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                break;
            }

            current = parent;
        }

        return current;
    }

    /// <summary>All operations below one, those of lambdas and local functions left out.</summary>
    public static IEnumerable<IOperation> Below(IOperation operation)
    {
        // Not by recursion: each operation would come up through an enumerator of every operation around it.
        var pending = new Stack<IOperation>();
        Push(operation);
        while (pending.Count > 0)
        {
            IOperation next = pending.Pop();
            yield return next;
            Push(next);
        }

        void Push(IOperation around)
        {
            foreach (IOperation child in around.ChildOperations.Reverse())
            {
                if (child is not (IAnonymousFunctionOperation or ILocalFunctionOperation))
                {
                    pending.Push(child);
                }
            }
        }
    }

    /// <summary>The only value that a local variable of this function ever gets; null if there are several, or it is written in another way.</summary>
    public static IOperation? OnlyValueOf(ILocalReferenceOperation reference)
    {
        IOperation root = reference;
        while (root.Parent is { } parent)
        {
            root = parent;
        }

        IOperation? only = null;
        foreach (IOperation operation in root.Descendants())
        {
            IOperation? value = operation switch
            {
                IVariableDeclaratorOperation declarator when Is(declarator.Symbol) => declarator.GetVariableInitializer()?.Value,
                IAssignmentOperation { Target: ILocalReferenceOperation target } assignment when Is(target.Local) => assignment.Value,
                IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out, Value: ILocalReferenceOperation argument } when Is(argument.Local) => operation,
                IDeclarationExpressionOperation { Expression: ILocalReferenceOperation declared } when Is(declared.Local) => operation,
                _ => null,
            };
            if (value is not null)
            {
                if (only is not null)
                {
                    return null;
                }

                only = value;
            }
        }

        return only is IArgumentOperation or IDeclarationExpressionOperation ? null : only;

        bool Is(ILocalSymbol local) => SymbolEqualityComparer.Default.Equals(local, reference.Local);
    }

    /// <summary>The innermost loop around an operation in its own function.</summary>
    public static ILoopOperation? LoopAround(IOperation operation)
    {
        for (IOperation? current = operation.Parent; current is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation); current = current.Parent)
        {
            if (current is ILoopOperation loop)
            {
                return loop;
            }
        }

        return null;
    }

    /// <summary>Whether an exception of the operation is caught before it leaves the loop (or, without one, the function).</summary>
    public static bool IsCaughtWithin(IOperation operation, IOperation boundary)
    {
        for (IOperation child = operation; child != boundary && child.Parent is { } parent; child = parent)
        {
            if (parent is ITryOperation { Catches.IsEmpty: false } attempt && attempt.Body == child)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The value of a parameter in a call.</summary>
    public static IOperation? Argument(IInvocationOperation call, int ordinal) => Argument(call.Arguments, ordinal);

    /// <summary>The value of a parameter of a constructor.</summary>
    public static IOperation? Argument(IObjectCreationOperation creation, int ordinal) => Argument(creation.Arguments, ordinal);

    /// <summary>
    /// The buffer that an expression is a part of: a slice, a range, a segment, a span of a memory, each of the whole.
    /// </summary>
    /// <param name="bytes">The expression.</param>
    /// <param name="first">Where the part begins; null if it is the whole.</param>
    /// <returns>The buffer; null if the expression is no part of anything.</returns>
    public static IOperation? WholeOf(IOperation bytes, out IOperation? first)
    {
        first = null;
        switch (Unwrap(bytes))
        {
            case IInvocationOperation { TargetMethod: { Name: "AsSpan" or "AsMemory" or "Slice", IsExtensionMethod: var isExtension } } part:
                int ordinal = isExtension && part.Instance is null ? 1 : 0;
                first = Argument(part, ordinal);
                return part.Instance ?? Argument(part, 0);
            case IPropertyReferenceOperation { Property.Name: "Span", Instance: { } memory }:
                return memory;
            case IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } span, Arguments.Length: 1 } indexed when Unwrap(indexed.Arguments[0].Value) is IRangeOperation range:
                first = range.LeftOperand;
                return span;
            case IImplicitIndexerReferenceOperation { Argument: IRangeOperation range } part:
                first = range.LeftOperand;
                return part.Instance;
            case IArrayElementReferenceOperation { Indices.Length: 1 } element when element.Indices[0] is IRangeOperation range:
                first = range.LeftOperand;
                return element.ArrayReference;
            case IObjectCreationOperation { Type.Name: "ArraySegment" or "Memory" or "ReadOnlyMemory" or "Span" or "ReadOnlySpan" } segment:
                first = Argument(segment, 1);
                return Argument(segment, 0);
            default:
                return null;
        }
    }

    /// <summary>The variable behind a buffer, or behind a part of it.</summary>
    public static ISymbol? BufferOf(IOperation bytes) => WholeOf(bytes, out _) is { } whole ? BufferOf(whole) : VariableOf(bytes);

    private static IOperation? Argument(ImmutableArray<IArgumentOperation> arguments, int ordinal) =>
        arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == ordinal)?.Value;

    /// <summary>Bytes: an array, a span, a memory or a segment of them.</summary>
    public static bool IsBytes(ITypeSymbol? type) => type switch
    {
        IArrayTypeSymbol array => array.ElementType.SpecialType == SpecialType.System_Byte,
        INamedTypeSymbol { Name: "Span" or "ReadOnlySpan" or "Memory" or "ReadOnlyMemory" or "ArraySegment", TypeArguments: { Length: 1 } arguments } =>
            arguments[0].SpecialType == SpecialType.System_Byte,
        _ => false,
    };

    /// <summary>Where the name of the called method stands: the narrowest place to report a call at.</summary>
    public static Location NameOf(IOperation operation) => operation.Syntax switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => access.Name.GetLocation(),
        InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax binding } => binding.Name.GetLocation(),
        InvocationExpressionSyntax { Expression: SimpleNameSyntax name } => name.GetLocation(),
        MemberAccessExpressionSyntax access => access.Name.GetLocation(),
        var syntax => syntax.GetLocation(),
    };
}
