using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ProtoSockets.Analyzers;
using ProtoSockets.CodeFixes.Network;

namespace ProtoSockets.CodeFixes.Reliability;

/// <summary>
/// PSOCK4009: reads until the peer closes, in a loop whose first statement reads and keeps the count. Where the message ends earlier, only its definition can tell; a loop over
/// <c>Connected</c> has no one answer.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AvailabilityTakenForEndCodeFix)), Shared]
public sealed class AvailabilityTakenForEndCodeFix() : TextCodeFix(DiagnosticIds.AvailabilityTakenForEnd)
{
    private const string Title = "Read until the peer closes";

    private protected override TextFixPlan? Plan(FixSite site)
    {
        StatementSyntax? loop = site.Node.FirstAncestorOrSelf<StatementSyntax>(static statement => statement is WhileStatementSyntax or DoStatementSyntax);
        BlockSyntax? body = (loop as WhileStatementSyntax)?.Statement as BlockSyntax ?? (loop as DoStatementSyntax)?.Statement as BlockSyntax;
        if (body?.Statements.FirstOrDefault() is not { } first || ConditionOf(first) is not { } condition || NetworkSite.Remove(first) is not { } removal)
        {
            return null;
        }

        return loop switch
        {
            WhileStatementSyntax { Condition: var old } => new TextFixPlan(Title, "Read", new TextChange(old.Span, condition), removal),
            DoStatementSyntax repeated => new TextFixPlan(
                Title,
                "Read",
                new TextChange(repeated.DoKeyword.Span, $"while ({condition})"),
                removal,
                new TextChange(TextSpan.FromBounds(body.Span.End, repeated.Span.End), string.Empty)),
            _ => null,
        };
    }

    /// <summary>The read as a condition that ends with the connection.</summary>
    private static string? ConditionOf(StatementSyntax first) => first switch
    {
        LocalDeclarationStatementSyntax { Declaration: { Type: var type, Variables: { Count: 1 } variables } } when variables[0].Initializer is { Value: var read } && IsRead(read) =>
            $"{read} is > 0 and {(type.IsVar ? "int" : type.ToString())} {variables[0].Identifier.ValueText}",
        ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { Left: IdentifierNameSyntax, Right: var read, OperatorToken.Text: "=" } assignment } when IsRead(read) => $"({assignment}) > 0",
        _ => null,
    };

    private static bool IsRead(ExpressionSyntax value) =>
        (value is AwaitExpressionSyntax awaited ? awaited.Expression : value) is InvocationExpressionSyntax
        {
            Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Read" or "ReadAsync" or "Receive" or "ReceiveAsync" },
        };
}
