using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ProtoSockets.Analyzers.Network;

namespace ProtoSockets.CodeFixes.Refactorings.ByteCode;

/// <summary>
/// Reads a method that takes the members of a type from bytes, or puts them there. Every mention of the bytes has to be understood: one that is read in a branch or a loop, at a place that
/// is known at run time only, or into something else than a member, and the method says less than a record would.
/// </summary>
internal sealed class ByteMethod
{
    private readonly IParameterSymbol _bytes;
    private readonly List<ByteAccess> _accesses = [];
    private INamedTypeSymbol? _type;
    private int _least;

    private ByteMethod(IParameterSymbol bytes) => _bytes = bytes;

    /// <summary>Reads a method.</summary>
    /// <param name="method">The method or constructor.</param>
    /// <param name="body">Its body.</param>
    /// <returns>What it reads or writes; null if that is not certain.</returns>
    public static ByteLayout? Read(IMethodSymbol method, IOperation body)
    {
        IParameterSymbol[] candidates = [.. method.Parameters.Where(static parameter => Operations.IsBytes(parameter.Type))];
        if (candidates.Length != 1 || candidates[0] is not { RefKind: RefKind.None } bytes)
        {
            return null;
        }

        var reader = new ByteMethod(bytes);
        foreach (IParameterReferenceOperation mention in body.Descendants().OfType<IParameterReferenceOperation>())
        {
            if (SymbolEqualityComparer.Default.Equals(mention.Parameter, bytes) && !reader.Understand(mention, body))
            {
                return null;
            }
        }

        bool isTwice = reader._accesses.Where(static access => access.Member is not null)
            .GroupBy(static access => access.Member, SymbolEqualityComparer.Default)
            .Any(static group => group.Count() > 1);
        return reader._type is null || isTwice ? null : new ByteLayout(reader._type, reader._accesses, reader._least);
    }

    private bool Understand(IOperation mention, IOperation body)
    {
        IOperation part = mention;
        while (part.Parent is { } around && IsPartOf(around, part))
        {
            part = around;
        }

        if (mention.Parent is INameOfOperation)
        {
            return true;
        }

        if (part.Parent is IPropertyReferenceOperation { Property.Name: "Length" or "IsEmpty" } length)
        {
            NoteGuard(length);
            return true;
        }

        if (part.Parent is not { } user || IsSometimes(mention, body))
        {
            return false;
        }

        if (BytePart.ByteOf(user, _bytes) is { } index)
        {
            return user.Parent is ISimpleAssignmentOperation assignment && assignment.Target == user
                ? Written(assignment.Value, index, 1, null)
                : Taken(user, index, 1, null, ByteForm.Number);
        }

        IInvocationOperation? call = user as IInvocationOperation ?? user.Parent as IInvocationOperation;
        return call is not null && UnderstandCall(call, part);
    }

    /// <summary>Whether an operation is a slice of the one below it, or no more than its conversion.</summary>
    private bool IsPartOf(IOperation around, IOperation part) =>
        around is IConversionOperation or IParenthesizedOperation
        || (around is IArgumentOperation { Parent: IInvocationOperation { Instance: null } extension } argument && argument.Value == part && BytePart.Of(extension, _bytes) is not null)
        || BytePart.Of(around, _bytes) is not null;

    private bool UnderstandCall(IInvocationOperation call, IOperation partOperation)
    {
        IMethodSymbol method = call.TargetMethod;
        if (BytePart.Of(partOperation, _bytes) is not { } part)
        {
            return false;
        }

        switch (method.ContainingType.Name, method.Name)
        {
            case ("BinaryPrimitives", var name) when method.ContainingType.ContainingNamespace?.Name == "Binary":
                bool? order = name.EndsWith("LittleEndian", StringComparison.Ordinal) ? true : name.EndsWith("BigEndian", StringComparison.Ordinal) ? false : null;
                return order is not null && (name.StartsWith("Read", StringComparison.Ordinal)
                    ? Taken(call, part.Start, SizeOf(method.ReturnType), order, ByteForm.Number, part)
                    : name.StartsWith("Write", StringComparison.Ordinal) && Operations.Argument(call, 1) is { } value
                        && Written(value, part.Start, SizeOf(method.Parameters[1].Type), order, part));

            // In the order of the machine, which is the little-endian one nearly everywhere that .NET runs.
            case ("BitConverter", var name) when method.ContainingType.ContainingNamespace?.Name == "System" && name.StartsWith("To", StringComparison.Ordinal) && name != "ToString":
                int? start = method.Parameters.Length == 1 ? 0 : BytePart.Number(Operations.Argument(call, 1));
                return start is { } more && method.ReturnType.SpecialType != SpecialType.System_Boolean && Taken(call, part.Start + more, SizeOf(method.ReturnType), true, ByteForm.Number);
            case ("MemoryMarshal", "Read") when method.ContainingType.ContainingNamespace?.Name == "InteropServices":
                return Taken(call, part.Start, SizeOf(method.ReturnType), SizeOf(method.ReturnType) > 1 ? true : null, ByteForm.Number, part);

            case (_, "ToArray") when part.Length is { } length:
                return Taken(call, part.Start, length, null, ByteForm.Bytes);
            case (_, "GetString") when part.Length is { } length && TextOf(call) is { } form
                && call.Parent is IInvocationOperation { TargetMethod: { Name: "TrimEnd", ContainingType.SpecialType: SpecialType.System_String } } trimmed
                && trimmed.Arguments.Length == 1 && trimmed.Arguments[0].Value.ConstantValue is { HasValue: true, Value: '\0' }:
                return Taken(trimmed, part.Start, length, null, form);
            case (_, "Clear" or "Fill"):
                // All zeros first: what is not written stays zero.
                return method.Name == "Clear" && part is { Start: 0, Length: null };
            default:
                return false;
        }
    }

    /// <summary>Notes where the value of some bytes goes.</summary>
    private bool Taken(IOperation value, int offset, int size, bool? order, ByteForm form, BytePart? part = null)
    {
        if (part?.Length is { } length && size > length)
        {
            return false;
        }

        while (value.Parent is IConversionOperation { IsChecked: false } or IParenthesizedOperation)
        {
            value = value.Parent;
        }

        switch (value.Parent)
        {
            case ISimpleAssignmentOperation { Target: var target } assignment when assignment.Value == value:
                return Add(MemberOf(target), offset, size, order, form);
            case IArgumentOperation { Parent: IObjectCreationOperation { Constructor: { } constructor }, Parameter: { } parameter } when constructor.ContainingType.IsRecord:
                return Add(constructor.ContainingType.GetMembers(parameter.Name).OfType<IPropertySymbol>().FirstOrDefault(), offset, size, order, form);
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                ILocalReferenceOperation[] uses = [.. Operations.FunctionAround(declarator).Descendants().OfType<ILocalReferenceOperation>()
                    .Where(reference => SymbolEqualityComparer.Default.Equals(reference.Local, declarator.Symbol))];
                return uses.Length == 1 && Taken(uses[0], offset, size, order, form);
            default:
                return false;
        }
    }

    /// <summary>Notes where some bytes come from.</summary>
    private bool Written(IOperation value, int offset, int size, bool? order, BytePart? part = null)
    {
        if (part?.Length is { } length && size > length)
        {
            return false;
        }

        IOperation source = Operations.Unwrap(value);
        if (source.ConstantValue is { HasValue: true, Value: 0 or (byte)0 or (short)0 or (ushort)0 or 0u or 0L or 0UL })
        {
            _accesses.Add(new ByteAccess(null, offset, size, null, ByteForm.Zero));
            return true;
        }

        return Add(MemberOf(source), offset, size, order, ByteForm.Number);
    }

    private bool Add(ISymbol? member, int offset, int size, bool? order, ByteForm form)
    {
        if (member is null || member.IsStatic || size <= 0 || (_type is not null && !SymbolEqualityComparer.Default.Equals(_type, member.ContainingType)))
        {
            return false;
        }

        _type = member.ContainingType;
        _accesses.Add(new ByteAccess(member, offset, size, order, form));
        return true;
    }

    /// <summary>The member of this object, of one that is being made, or of one that a variable holds.</summary>
    private static ISymbol? MemberOf(IOperation target) => target switch
    {
        IPropertyReferenceOperation
        {
            Property: { IsIndexer: false } property,
            Instance: IInstanceReferenceOperation or ILocalReferenceOperation or IParameterReferenceOperation,
        } => property,
        IFieldReferenceOperation { Field: { } field, Instance: IInstanceReferenceOperation or ILocalReferenceOperation or IParameterReferenceOperation } => field,
        _ => null,
    };

    /// <summary>Whether code is not run exactly once: in a branch, a loop, a lambda.</summary>
    private static bool IsSometimes(IOperation operation, IOperation body)
    {
        for (IOperation child = operation; child != body && child.Parent is { } parent; child = parent)
        {
            if (parent is ILoopOperation or ISwitchOperation or ISwitchExpressionOperation or ITryOperation or IAnonymousFunctionOperation or ILocalFunctionOperation or ICoalesceOperation
                || parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr }
                || (parent is IConditionalOperation conditional && conditional.Condition != child))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Remembers the size that a guard asks for: <c>if (bytes.Length &lt; 12) ...</c>.</summary>
    private void NoteGuard(IOperation length)
    {
        if (length.Parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.NotEquals } comparison
            && comparison.LeftOperand == length && BytePart.Number(comparison.RightOperand) is { } least)
        {
            _least = Math.Max(_least, least);
        }
    }

    private static ByteForm? TextOf(IInvocationOperation call) => call.Instance is IPropertyReferenceOperation { Property: { ContainingType.Name: "Encoding", Name: var name } }
        ? name switch { "ASCII" => ByteForm.Ascii, "UTF8" => ByteForm.Utf8, "Latin1" => ByteForm.Latin1, _ => null }
        : null;

    /// <summary>The size of a number; 0 for what is none.</summary>
    public static int SizeOf(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Byte or SpecialType.System_SByte => 1,
        SpecialType.System_Int16 or SpecialType.System_UInt16 => 2,
        SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Single => 4,
        SpecialType.System_Int64 or SpecialType.System_UInt64 or SpecialType.System_Double => 8,
        _ => 0,
    };
}
