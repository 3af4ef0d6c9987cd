using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ProtoSockets.Analyzers.Network;

/// <summary>One receive of a stream: what it has put where, and how much of it.</summary>
/// <param name="call">The receive.</param>
/// <param name="buffer">The variable of the buffer.</param>
/// <param name="count">The variable of the count; null if nobody keeps it.</param>
/// <param name="isAppended">Whether the bytes go behind earlier ones.</param>
internal sealed class ReceivedChunk(IInvocationOperation call, ISymbol buffer, ILocalSymbol? count, bool isAppended)
{
    /// <summary>The receive.</summary>
    public IInvocationOperation Call { get; } = call;

    /// <summary>The variable of the buffer.</summary>
    public ISymbol Buffer { get; } = buffer;

    /// <summary>The variable of the count; null if nobody keeps it.</summary>
    public ILocalSymbol? Count { get; } = count;

    /// <summary>Whether the bytes go behind earlier ones: the code gathers a message.</summary>
    public bool IsAppended { get; } = isAppended;

    /// <summary>Looks at a receive.</summary>
    /// <param name="call">A call that takes bytes from a connection.</param>
    /// <returns>The chunk; null if the buffer is no variable.</returns>
    public static ReceivedChunk? Of(IInvocationOperation call)
    {
        IOperation? argument = call.Arguments.Select(static argument => argument.Value).FirstOrDefault(static value => Operations.IsBytes(Operations.Unwrap(value).Type));
        bool isAppended = call.Arguments.Any(static argument => argument.Parameter?.Name == "offset" && argument.Value.ConstantValue is not { HasValue: true, Value: 0 });
        if (argument is null || SourceOf(argument, ref isAppended) is not { } buffer)
        {
            return null;
        }

        return new ReceivedChunk(call, buffer, CountOf(call), isAppended);
    }

    /// <summary>Whether an expression is the beginning of the buffer: all of it, or a part of it that begins at 0.</summary>
    /// <param name="bytes">The expression.</param>
    /// <returns>True if it is.</returns>
    public bool IsWhere(IOperation bytes)
    {
        bool isLater = false;
        return SymbolEqualityComparer.Default.Equals(SourceOf(bytes, ref isLater), Buffer) && !isLater;
    }

    private static ILocalSymbol? CountOf(IInvocationOperation call) => Operations.WithWaiting(call).Parent switch
    {
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => declarator.Symbol,
        ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } => target.Local,
        _ => null,
    };

    private static ISymbol? SourceOf(IOperation bytes, ref bool isLater)
    {
        if (Operations.WholeOf(bytes, out IOperation? first) is not { } whole)
        {
            return Operations.VariableOf(bytes);
        }

        isLater |= first is not null && Operations.Unwrap(first).ConstantValue is not { HasValue: true, Value: 0 };
        return SourceOf(whole, ref isLater);
    }
}
