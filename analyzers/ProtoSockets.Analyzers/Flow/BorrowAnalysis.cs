using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ProtoSockets.Analyzers.Members;

namespace ProtoSockets.Analyzers.Flow;

/// <summary>Which members are looked at: those that handle a message with borrowed members, and those with a loop that receives into one buffer.</summary>
internal static class BorrowAnalysis
{
    /// <summary>What gets away in a member.</summary>
    /// <param name="context">The member.</param>
    /// <param name="member">Its operations.</param>
    /// <param name="symbols">What borrows.</param>
    /// <returns>The findings.</returns>
    public static ImmutableArray<BorrowFinding> FindingsIn(OperationBlockAnalysisContext context, MemberOperations member, BorrowSymbols symbols)
    {
        IParameterSymbol? message = symbols.MessageOf(context.OwningSymbol);
        ReusedBuffers buffers = ReusedBuffers.Find(member, symbols);
        if (message is null && (buffers.Symbols.Count == 0 || !BufferUses.MayGetAway(member.Root, buffers)))
        {
            return [];
        }

        ImmutableArray<BorrowFinding>.Builder findings = ImmutableArray.CreateBuilder<BorrowFinding>();
        BorrowFlow.Analyze(context.GetControlFlowGraph(member.Block), symbols, buffers, message, findings, context.CancellationToken);
        return findings.ToImmutable();
    }
}
