using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ProtoSockets.Analyzers.Members;

/// <summary>
/// What is found out about a member once for all rules. The compiler asks all of them about one member, one after the other on one thread, before that thread goes on to the next:
/// the last answer of each thread is enough, and no member is kept in memory for longer. Threads that share a place only work twice.
/// </summary>
/// <typeparam name="TResult">What is found out.</typeparam>
internal sealed class PerMember<TResult>
    where TResult : class
{
    private readonly Answer?[] _last = new Answer?[16];

    /// <summary>The answer for a member.</summary>
    /// <param name="context">The member.</param>
    /// <param name="find">Finds it out; an exception, of a cancellation among others, leaves nothing behind.</param>
    /// <returns>The answer, found out now or before.</returns>
    public TResult Of(OperationBlockAnalysisContext context, Func<OperationBlockAnalysisContext, TResult> find)
    {
        IOperation member = context.OperationBlocks[0];
#pragma warning disable CA1840 // Environment, which it proposes, is banned in analyzers (RS1035).
        int place = Thread.CurrentThread.ManagedThreadId & (_last.Length - 1);
#pragma warning restore CA1840
        if (_last[place] is { } known && ReferenceEquals(known.Member, member))
        {
            return known.Result;
        }

        TResult result = find(context);
        _last[place] = new Answer(member, result);
        return result;
    }

    private sealed class Answer(IOperation member, TResult result)
    {
        public IOperation Member { get; } = member;

        public TResult Result { get; } = result;
    }
}
