using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ProtoSockets.Analyzers.Members;
using ProtoSockets.Analyzers.Network;

namespace ProtoSockets.Analyzers.Buffers;

/// <summary>
/// PSOCK3002: what one receive has brought is read as one whole message. A stream has no borders: two messages may come together, and one in pieces. Reported only where
/// nothing in the method looks at how much has come. Whose count nobody keeps is said by PSOCK3001, or by CA2022.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ReceiveTakenForMessageAnalyzer() : NetworkAnalyzer(DiagnosticDescriptors.ReceiveTakenForMessage)
{
    private protected override void Register(OperationRegistry registry, NetworkSymbols symbols) =>
        registry.OnOperations(
            operation =>
            {
                var call = (IInvocationOperation)operation.Operation;
                if (symbols.MayBeStreamReceive(call)
                    && ReceivedChunk.Of(call) is { IsAppended: false, Count: { } count } chunk
                    && symbols.IsStreamReceive(call)
                    && ReadAsMessage(chunk, count, symbols) is { } reading)
                {
                    Report(operation, Operations.NameOf(call), call.TargetMethod.Name, reading);
                }
            },
            OperationKind.Invocation);

    /// <summary>What reads the chunk as a message; null if nothing does, or the code knows that it might not be one.</summary>
    private static string? ReadAsMessage(ReceivedChunk chunk, ILocalSymbol count, NetworkSymbols symbols)
    {
        IOperation function = Operations.FunctionAround(chunk.Call);
        IOperation[] later = [.. Operations.Below(function).Where(operation => operation.Syntax.SpanStart > chunk.Call.Syntax.SpanStart)];
        if (later.Any(operation => IsMeasured(operation, count)))
        {
            return null;
        }

        // Received twice into one buffer: what is read afterwards may come of the second.
        if (Operations.Below(function).OfType<IInvocationOperation>().Count(other => symbols.IsStreamReceive(other) && ReceivedChunk.Of(other) is { } received
                && SymbolEqualityComparer.Default.Equals(received.Buffer, chunk.Buffer)) > 1)
        {
            return null;
        }

        foreach (IOperation operation in later)
        {
            if (operation is IInvocationOperation reading && IsParser(reading) && reading.Arguments.Length > 0 && IsChunk(reading.Arguments[0].Value, chunk))
            {
                return $"{reading.TargetMethod.ContainingType.Name}.{reading.TargetMethod.Name}";
            }

            if (operation is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison
                && (IsWholeText(comparison.LeftOperand, comparison.RightOperand, chunk) || IsWholeText(comparison.RightOperand, comparison.LeftOperand, chunk)))
            {
                return comparison.OperatorKind == BinaryOperatorKind.Equals ? "==" : "!=";
            }

            if ((operation is ISwitchOperation { Value.Type.SpecialType: SpecialType.System_String } choice && IsChunk(choice.Value, chunk))
                || (operation is ISwitchExpressionOperation { Value.Type.SpecialType: SpecialType.System_String } expression && IsChunk(expression.Value, chunk)))
            {
                return "switch";
            }

            if (operation is IInvocationOperation { TargetMethod: { Name: "Equals", ContainingType.SpecialType: SpecialType.System_String }, Instance: { } text } equals
                && IsWholeText(text, equals.Arguments[0].Value, chunk))
            {
                return "Equals";
            }
        }

        return null;
    }

    private static bool IsWholeText(IOperation text, IOperation constant, ReceivedChunk chunk) =>
        Operations.Unwrap(constant).ConstantValue is { HasValue: true, Value: string { Length: > 0 } } && IsChunk(text, chunk);

    private static bool IsChunk(IOperation value, ReceivedChunk chunk)
    {
        if (chunk.IsWhere(value))
        {
            return true;
        }

        return Operations.Unwrap(value) switch
        {
            IInvocationOperation { TargetMethod: { Name: "GetString", ContainingType.Name: "Encoding" } } text => Operations.Argument(text, 0) is { } bytes && chunk.IsWhere(bytes),
            IInvocationOperation { TargetMethod: { Name: "Trim" or "TrimEnd" or "TrimStart" or "ToUpper" or "ToUpperInvariant" or "ToLower" or "ToLowerInvariant", ContainingType.SpecialType: SpecialType.System_String }, Instance: { } word } =>
                IsChunk(word, chunk),
            ILocalReferenceOperation local when Operations.OnlyValueOf(local) is { } only && only is not ILocalReferenceOperation => IsChunk(only, chunk),
            _ => false,
        };
    }

    /// <summary>Whether the count is compared with anything but the end of the stream.</summary>
    private static bool IsMeasured(IOperation operation, ILocalSymbol count)
    {
        IOperation? value = Operations.ReadOf(operation, count);
        return value?.Parent switch
        {
            IBinaryOperation binary => (binary.LeftOperand == value ? binary.RightOperand : binary.LeftOperand).ConstantValue is not { HasValue: true, Value: 0 or 1 or -1 },
            IIsPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: 0 } } } => false,
            IIsPatternOperation or ISwitchOperation or ISwitchExpressionOperation or IAssignmentOperation or IReturnOperation => true,
            IArgumentOperation { Parent: IInvocationOperation call } => !call.TargetMethod.DeclaringSyntaxReferences.IsEmpty,
            _ => false,
        };
    }

    /// <summary>Whether the method takes its first argument for one whole value and fails, or misreads, if it is not.</summary>
    private static bool IsParser(IInvocationOperation call)
    {
        INamedTypeSymbol type = call.TargetMethod.ContainingType;
        return (type.Name, call.TargetMethod.Name) switch
        {
            ("JsonSerializer", "Deserialize") => IsIn(type, "Json"),
            ("JsonDocument", "Parse") => IsIn(type, "Json"),
            ("JsonNode", "Parse") => IsIn(type, "Nodes"),
            ("XDocument" or "XElement", "Parse") => IsIn(type, "Linq"),
            ("BinaryPrimitives", var name) => name.StartsWith("Read", StringComparison.Ordinal) && IsIn(type, "Binary"),
            ("BitConverter", var name) => name.StartsWith("To", StringComparison.Ordinal) && name != "ToString" && IsIn(type, "System"),
            ("MemoryMarshal", "Read" or "AsRef") => IsIn(type, "InteropServices"),
            _ => false,
        };
    }

    private static bool IsIn(INamedTypeSymbol type, string innermostNamespace) => type.ContainingNamespace?.Name == innermostNamespace;
}
