using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ProtoSockets.CodeFixes.Reliability;

/// <summary>The plan of awaiting a call whose task nobody keeps.</summary>
internal static class AwaitPlan
{
    /// <summary>Makes the plan.</summary>
    /// <param name="call">The call.</param>
    /// <param name="title">What to call it.</param>
    /// <returns>The plan; null if the task is kept, or the function cannot await.</returns>
    public static TextFixPlan? Of(InvocationExpressionSyntax call, string title)
    {
        if (!CodeContext.IsAsynchronous(call))
        {
            return null;
        }

        return call.Parent switch
        {
            ExpressionStatementSyntax => new TextFixPlan(title, "Await", new TextChange(new TextSpan(call.SpanStart, 0), "await ")),
            AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" }, Parent: ExpressionStatementSyntax } discard =>
                new TextFixPlan(title, "Await", new TextChange(TextSpan.FromBounds(discard.SpanStart, call.SpanStart), "await ")),
            _ => null,
        };
    }
}
