using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ProtoSockets.Analyzers.Flow;

/// <summary>Which members are looked at: those that handle a message with borrowed members, and those with a loop that receives into one buffer.</summary>
internal static class BorrowAnalysis
{
    /// <summary>What gets away in a member.</summary>
    /// <param name="context">The member.</param>
    /// <param name="symbols">What borrows.</param>
    /// <returns>The findings.</returns>
    public static ImmutableArray<BorrowFinding> FindingsIn(OperationBlockAnalysisContext context, BorrowSymbols symbols)
    {
        IParameterSymbol? message = symbols.MessageOf(context.OwningSymbol);
        ImmutableArray<BorrowFinding>.Builder findings = ImmutableArray.CreateBuilder<BorrowFinding>();
        foreach (IOperation block in context.OperationBlocks)
        {
            ReusedBuffers buffers = ReusedBuffers.Find(block, symbols);
            if (message is not null || (buffers.Symbols.Count > 0 && BufferUses.MayGetAway(block, buffers)))
            {
                BorrowFlow.Analyze(context.GetControlFlowGraph(block), symbols, buffers, message, findings, context.CancellationToken);
            }
        }

        return findings.ToImmutable();
    }
}
