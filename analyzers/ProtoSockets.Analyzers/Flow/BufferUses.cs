using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ProtoSockets.Analyzers.Flow;

/// <summary>
/// Tells loops that only receive and use what they have received from those in which it may get away. Most are of the first kind; for them no graph is built and nothing is followed.
/// </summary>
internal static class BufferUses
{
    /// <summary>Whether some use of the buffers is more than an argument of a call that has ended when the next bytes are received.</summary>
    /// <param name="root">The member's operation.</param>
    /// <param name="buffers">The buffers.</param>
    /// <returns>False if nothing can get away.</returns>
    public static bool MayGetAway(IOperation root, ReusedBuffers buffers)
    {
        foreach (IOperation operation in root.Descendants())
        {
            ISymbol? variable = operation switch
            {
                ILocalReferenceOperation local => local.Local,
                IParameterReferenceOperation parameter => parameter.Parameter,
                _ => null,
            };
            if (variable is not null && buffers.Symbols.Contains(variable, SymbolEqualityComparer.Default) && !IsUsedUp(operation))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsUsedUp(IOperation value)
    {
        for (IOperation? around = value.Parent; around is not null; around = around.Parent)
        {
            if (around is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return false;
            }
        }

        while (true)
        {
            switch (value.Parent)
            {
                case IConversionOperation or IParenthesizedOperation or IPropertyReferenceOperation { Property.Name: "Span" }:
                    value = value.Parent;
                    break;
                case IInvocationOperation { TargetMethod.Name: "Slice" or "AsMemory" or "AsSpan" } part:
                    value = part;
                    break;
                case IArgumentOperation { Parent: IInvocationOperation { Instance: null, TargetMethod.Name: "AsMemory" or "AsSpan" } part }:
                    value = part;
                    break;
                case IArgumentOperation { Parent: IInvocationOperation call }:
                    return !BorrowSymbols.IsKept(call.TargetMethod) && IsDone(call);
                case IInvocationOperation copy:
                    return BorrowSymbols.IsCopy(copy.TargetMethod);
                case IPropertyReferenceOperation property:
                    return property.Type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_Byte or SpecialType.System_Boolean;
                case IArrayElementReferenceOperation element:
                    return element.Type?.SpecialType == SpecialType.System_Byte;
                default:
                    return false;
            }
        }
    }

    /// <summary>Whether a call has ended before the code goes on, and what it returns can't hold bytes.</summary>
    private static bool IsDone(IInvocationOperation call)
    {
        IOperation awaited = call.Parent is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" } configured ? configured : call;
        return AnnotatedTypes.IsTask(call.TargetMethod.ReturnType)
            ? awaited.Parent is IAwaitOperation { Type: var result } && HoldsNothing(result)
            : HoldsNothing(call.TargetMethod.ReturnType);
    }

    private static bool HoldsNothing(ITypeSymbol? type) => type is null or { TypeKind: TypeKind.Enum }
        || type.SpecialType is not (SpecialType.None or SpecialType.System_Object or SpecialType.System_ValueType or SpecialType.System_Array) && type.TypeKind != TypeKind.Interface;
}
