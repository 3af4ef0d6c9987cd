using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ProtoSockets.Analyzers.Flow;
using ProtoSockets.Analyzers.Members;
using ProtoSockets.Analyzers.Network;

namespace ProtoSockets.Analyzers.Reliability;

/// <summary>
/// PSOCK4001: a number that the peer sent says how much is allocated, and nothing compares it with a limit before. Four bytes from anybody cost two gigabytes then, or end in
/// an <c>OverflowException</c> where the number is negative. Numbers of one or two bytes bound themselves.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AllocationSizedByPeerAnalyzer() : NetworkAnalyzer(DiagnosticDescriptors.AllocationSizedByPeer)
{
    private protected override void Register(OperationRegistry registry, NetworkSymbols symbols) =>
        registry.OnOperations(
            operation =>
            {
                if (SizeOf(operation.Operation) is { } size && Origin(size) is var (variable, reading) && IsOfPeer(reading, symbols) && (variable is null || !IsBounded(variable, reading, operation.Operation)))
                {
                    Report(operation, size.Syntax.GetLocation(), size.Syntax.ToString());
                }
            },
            OperationKind.ArrayCreation,
            OperationKind.ObjectCreation,
            OperationKind.Invocation);

    /// <summary>The size that an allocation is given.</summary>
    private static IOperation? SizeOf(IOperation operation) => operation switch
    {
        IArrayCreationOperation { DimensionSizes.Length: 1, Initializer: null } array => array.DimensionSizes[0],
        IObjectCreationOperation { Type: INamedTypeSymbol { Name: "List" or "Dictionary" or "HashSet" or "Queue" or "Stack" or "MemoryStream" or "StringBuilder" } type } creation
            when type.ContainingNamespace?.ToString().StartsWith("System", StringComparison.Ordinal) == true =>
            creation.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "capacity")?.Value,
        IInvocationOperation { TargetMethod: { Name: "Rent", ContainingType.Name: "ArrayPool" or "MemoryPool" } } call => Operations.Argument(call, 0),
        IInvocationOperation { TargetMethod: { Name: "AllocateUninitializedArray" or "AllocateArray", ContainingType.Name: "GC" } } call => Operations.Argument(call, 0),
        IInvocationOperation { TargetMethod: { Name: "ReadBytes" or "ReadChars", ContainingType.Name: "BinaryReader" } } call => Operations.Argument(call, 0),
        _ => null,
    };

    /// <summary>The variable that holds the size, if one does, and the call that has made the number.</summary>
    private static (ILocalSymbol? Variable, IInvocationOperation Reading)? Origin(IOperation size)
    {
        IOperation unwrapped = Operations.Unwrap(size);
        ILocalSymbol? variable = null;
        if (unwrapped is ILocalReferenceOperation local)
        {
            variable = local.Local;
            if (Operations.OnlyValueOf(local) is not { } value)
            {
                return null;
            }

            unwrapped = Operations.UnwrapAwaited(value);
        }

        if (unwrapped is IInvocationOperation { TargetMethod.Name: "NetworkToHostOrder" } turned)
        {
            unwrapped = Operations.Unwrap(turned.Arguments[0].Value);
        }

        return Operations.UnwrapAwaited(unwrapped) is IInvocationOperation call && IsWide(call.TargetMethod.ReturnType) ? (variable, call) : null;
    }

    private static bool IsWide(ITypeSymbol type) => (AnnotatedTypes.IsTask(type) && type is INamedTypeSymbol { TypeArguments: { Length: 1 } result } ? result[0] : type).SpecialType
        is SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Int64 or SpecialType.System_UInt64;

    /// <summary>Whether the number was made of bytes that the same method received.</summary>
    private static bool IsOfPeer(IInvocationOperation reading, NetworkSymbols symbols)
    {
        switch (reading.TargetMethod.ContainingType.Name, reading.TargetMethod.Name)
        {
            case ("BinaryReader", var name) when name.StartsWith("Read", StringComparison.Ordinal):
                return IsReaderOfConnection(reading.Instance, symbols);
            case ("BinaryPrimitives" or "BitConverter" or "MemoryMarshal", var name) when name.StartsWith("Read", StringComparison.Ordinal) || name.StartsWith("To", StringComparison.Ordinal):
                return reading.Arguments.Length > 0
                    && (symbols.IsReceivedDatagram(reading.Arguments[0].Value) || Operations.Below(Operations.FunctionAround(reading)).OfType<IInvocationOperation>().Any(receive =>
                        receive.Syntax.SpanStart < reading.Syntax.SpanStart && TakesBytes(receive, symbols) && Share(receive, reading.Arguments[0].Value)));
            default:
                return ResultsOf(reading) is { Length: > 0 } results && results.All(result => result.TargetMethod.ContainingType.Name != reading.TargetMethod.ContainingType.Name && IsOfPeer(result, symbols));
        }
    }

    /// <summary>The calls that make what a private method of the same type returns; none if it returns anything else.</summary>
    private static IInvocationOperation[] ResultsOf(IInvocationOperation call)
    {
        if (call is not { SemanticModel: { } model, TargetMethod: { DeclaredAccessibility: Accessibility.Private, MethodKind: MethodKind.Ordinary, DeclaringSyntaxReferences: { Length: 1 } references } }
            || references[0].GetSyntax() is not { } declaration
            || PartsOfType.ModelOf(declaration, model).GetOperation(declaration) is not { } body)
        {
            return [];
        }

        IOperation[] returned = [.. Operations.Below(body).OfType<IReturnOperation>().Select(static result => result.ReturnedValue).OfType<IOperation>()];
        IInvocationOperation[] calls = [.. returned.Select(static value => Origin(value)?.Reading).OfType<IInvocationOperation>()];
        return calls.Length == returned.Length ? calls : [];
    }

    private static bool IsReaderOfConnection(IOperation? reader, NetworkSymbols symbols) =>
        reader is not null
        && Operations.Unwrap(reader) is ILocalReferenceOperation local
        && Operations.OnlyValueOf(local) is { } value
        && Operations.Unwrap(value) is IObjectCreationOperation creation
        && Operations.Argument(creation, 0) is { } stream
        && symbols.IsConnection(stream);

    private static bool TakesBytes(IInvocationOperation call, NetworkSymbols symbols) =>
        symbols.IsStreamReceive(call)
        || symbols.IsDatagramReceive(call)
        || (call.TargetMethod.Name is "ReadExactly" or "ReadExactlyAsync" or "ReadAtLeast" or "ReadAtLeastAsync" && symbols.IsConnection(call.Instance));

    private static bool Share(IInvocationOperation receive, IOperation bytes)
    {
        ISymbol? buffer = RootOf(bytes);
        return buffer is not null && receive.Arguments.Any(argument => SymbolEqualityComparer.Default.Equals(RootOf(argument.Value), buffer));
    }

    private static ISymbol? RootOf(IOperation bytes)
    {
        ISymbol? buffer = Operations.BufferOf(bytes);
        return Operations.Unwrap(bytes) is ILocalReferenceOperation local && Operations.OnlyValueOf(local) is { } value && Operations.WholeOf(value, out _) is not null ? RootOf(value) : buffer;
    }

    /// <summary>Whether anything compares the number with something between where it is read and where it is used, or hands it to a method that might.</summary>
    private static bool IsBounded(ILocalSymbol variable, IInvocationOperation reading, IOperation allocation)
    {
        foreach (IOperation operation in Operations.Below(Operations.FunctionAround(allocation)))
        {
            if (operation is not ILocalReferenceOperation reference
                || !SymbolEqualityComparer.Default.Equals(reference.Local, variable)
                || reference.Syntax.SpanStart < reading.Syntax.SpanStart
                || reference.Syntax.SpanStart >= allocation.Syntax.SpanStart)
            {
                continue;
            }

            IOperation value = reference;
            while (value.Parent is IConversionOperation or IParenthesizedOperation)
            {
                value = value.Parent;
            }

            switch (value.Parent)
            {
                case IBinaryOperation or IIsPatternOperation or ISwitchOperation or ISwitchExpressionOperation or IArgumentOperation or IAssignmentOperation or IUnaryOperation:
                    return true;
            }
        }

        return false;
    }
}
