using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ProtoSockets.Analyzers.Members;
using ProtoSockets.Analyzers.Network;

namespace ProtoSockets.Analyzers.Buffers;

/// <summary>
/// PSOCK3006: each chunk of a stream is turned into text by itself. A character whose bytes arrive in two chunks becomes two replacement characters; a <c>Decoder</c> keeps the
/// bytes that are still incomplete.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ChunkDecodedWithoutStateAnalyzer() : NetworkAnalyzer(DiagnosticDescriptors.ChunkDecodedWithoutState)
{
    private protected override void Register(OperationRegistry registry, NetworkSymbols symbols) =>
        registry.OnOperations(
            operation =>
            {
                var call = (IInvocationOperation)operation.Operation;
                if (call.TargetMethod.Name == "GetString"
                    && symbols.IsEncoding(call.TargetMethod.ContainingType)
                    && IsOfSeveralBytes(call.Instance)
                    && Operations.LoopAround(call) is { } loop
                    && Operations.Argument(call, 0) is { } bytes
                    && IsFromItsBeginning(call)
                    && Operations.Below(loop).OfType<IInvocationOperation>().Any(receive =>
                        symbols.IsStreamReceive(receive)
                        && Operations.LoopAround(receive) is { } around && (around == loop || IsInCondition(receive, loop))
                        && ReceivedChunk.Of(receive) is { IsAppended: false, Count: { } count } chunk
                        && chunk.IsWhere(bytes)
                        && IsLength(call, count)))
                {
                    Report(operation, Operations.NameOf(call), EncodingName(call.Instance!));
                }
            },
            OperationKind.Invocation);

    /// <summary>Whether the encoding may need several bytes for a character. An encoding out of a variable could be any.</summary>
    private static bool IsOfSeveralBytes(IOperation? encoding) =>
        encoding is not null && Operations.Unwrap(encoding) is IPropertyReferenceOperation { Property: { IsStatic: true, Name: "UTF8" or "Unicode" or "BigEndianUnicode" or "UTF32" } };

    private static string EncodingName(IOperation encoding) => ((IPropertyReferenceOperation)Operations.Unwrap(encoding)).Property.Name;

    private static bool IsFromItsBeginning(IInvocationOperation call) =>
        call.Arguments.Length != 3 || Operations.Argument(call, 1)?.ConstantValue is { HasValue: true, Value: 0 };

    /// <summary>Whether as much is decoded as this receive has brought: what counts all that was received goes on gathering.</summary>
    private static bool IsLength(IInvocationOperation call, ILocalSymbol count) =>
        call.Arguments.Length == 3
            ? Operations.Names(Operations.Argument(call, 2), count)
            : Operations.Below(call.Arguments[0]).Prepend(call.Arguments[0]).Any(operation => Operations.Names(operation, count));

    private static bool IsInCondition(IOperation operation, ILoopOperation loop) =>
        loop is IWhileLoopOperation { Condition: { } condition } && condition.Syntax.Span.Contains(operation.Syntax.Span);
}
