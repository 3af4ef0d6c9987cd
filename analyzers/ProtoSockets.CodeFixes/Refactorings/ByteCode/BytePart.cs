using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ProtoSockets.Analyzers.Network;

namespace ProtoSockets.CodeFixes.Refactorings.ByteCode;

/// <summary>A part of the bytes that a method was given, at a place that is known at compile time.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="Length">How long it is; null for all that follows.</param>
internal sealed record BytePart(int Start, int? Length)
{
    /// <summary>The part that an expression is.</summary>
    /// <param name="value">The expression.</param>
    /// <param name="bytes">The parameter with the bytes.</param>
    /// <returns>The part; null if it is something else, or its place is known at run time only.</returns>
    public static BytePart? Of(IOperation value, IParameterSymbol bytes)
    {
        value = Operations.Unwrap(value);
        switch (value)
        {
            case IParameterReferenceOperation reference:
                return SymbolEqualityComparer.Default.Equals(reference.Parameter, bytes) ? new BytePart(0, null) : null;
            case IPropertyReferenceOperation { Property.Name: "Span", Instance: { } memory }:
                return Of(memory, bytes);
            case IInvocationOperation { TargetMethod: { Name: "AsSpan" or "AsMemory" or "Slice", Parameters: var parameters } method } call
                when method.ContainingType.ContainingNamespace?.Name == "System"
                && parameters.All(static parameter => parameter.Type.SpecialType == SpecialType.System_Int32 || Operations.IsBytes(parameter.Type)):
                int ordinal = call.Instance is null ? 1 : 0;
                IOperation? whole = call.Instance ?? Operations.Argument(call, 0);
                IOperation? start = ordinal < parameters.Length ? Operations.Argument(call, ordinal) : null;
                IOperation? length = Operations.Argument(call, ordinal + 1);
                return whole is null ? null : Of(whole, bytes)?.Part(start, length, hasStart: ordinal < parameters.Length, hasLength: ordinal + 1 < parameters.Length);
            case IImplicitIndexerReferenceOperation { Argument: IRangeOperation range, Instance: { } sliced }:
                return Of(sliced, bytes)?.Range(range);
            case IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } span, Arguments: { Length: 1 } arguments }
                when Operations.Unwrap(arguments[0].Value) is IRangeOperation range:
                return Of(span, bytes)?.Range(range);
            default:
                return null;
        }
    }

    /// <summary>The byte that an expression is: <c>bytes[3]</c>.</summary>
    /// <param name="value">The expression.</param>
    /// <param name="bytes">The parameter with the bytes.</param>
    /// <returns>Its place; null if it is something else, or its place is known at run time only.</returns>
    public static int? ByteOf(IOperation value, IParameterSymbol bytes)
    {
        (IOperation? whole, IOperation? index) = value switch
        {
            IArrayElementReferenceOperation { Indices: { Length: 1 } indices } element => (element.ArrayReference, indices[0]),
            IPropertyReferenceOperation { Property.IsIndexer: true, Arguments: { Length: 1 } arguments } indexed => (indexed.Instance, arguments[0].Value),
            _ => (null, null),
        };
        return whole is not null && index is not null && Number(index) is { } at && Of(whole, bytes) is { } part && (part.Length is not { } length || at < length) ? part.Start + at : null;
    }

    /// <summary>The value of a constant that is no less than zero.</summary>
    public static int? Number(IOperation? operation) =>
        operation is not null && Operations.Unwrap(operation).ConstantValue is { HasValue: true, Value: int number } && number >= 0 ? number : null;

    private BytePart? Range(IRangeOperation range) =>
        (range.LeftOperand is null ? 0 : Number(range.LeftOperand)) is not { } from ? null
        : range.RightOperand is null ? Part(from, null)
        : Number(range.RightOperand) is { } to && to >= from ? Part(from, to - from)
        : null;

    private BytePart? Part(IOperation? start, IOperation? length, bool hasStart, bool hasLength)
    {
        int? from = hasStart ? Number(start) : 0;
        int? count = hasLength ? Number(length) : null;
        return from is not { } known || (hasLength && count is null) ? null : Part(known, count);
    }

    private BytePart? Part(int from, int? count) =>
        Length is { } length && (from > length || count > length - from) ? null : new BytePart(Start + from, count ?? (Length - from));
}
