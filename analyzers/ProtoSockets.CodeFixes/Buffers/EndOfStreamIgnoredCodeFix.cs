using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ProtoSockets.Analyzers;
using ProtoSockets.CodeFixes.Network;

namespace ProtoSockets.CodeFixes.Buffers;

/// <summary>PSOCK3004: leaves the loop when nothing was received.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(EndOfStreamIgnoredCodeFix)), Shared]
public sealed class EndOfStreamIgnoredCodeFix() : TextCodeFix(DiagnosticIds.EndOfStreamIgnored)
{
    private protected override TextFixPlan? Plan(FixSite site)
    {
        if (site.Call is not { } call || NetworkSite.StatementAround(call) is not { } statement || CountIn(statement) is not { } count || !BreakLeavesLoop(statement))
        {
            return null;
        }

        return new TextFixPlan($"End the loop when '{count}' is 0", "Break", NetworkSite.InsertAfter(statement, $"if ({count} == 0)", "{", "    break;", "}", string.Empty));
    }

    private static string? CountIn(StatementSyntax statement) => statement switch
    {
        LocalDeclarationStatementSyntax { Declaration.Variables: { Count: 1 } variables } => variables[0].Identifier.ValueText,
        ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { OperatorToken.Text: "=", Left: IdentifierNameSyntax name } } => name.Identifier.ValueText,
        _ => null,
    };

    private static bool BreakLeavesLoop(StatementSyntax statement) => statement.Ancestors().FirstOrDefault(static ancestor =>
        ancestor is SwitchStatementSyntax or WhileStatementSyntax or ForStatementSyntax or DoStatementSyntax or CommonForEachStatementSyntax) is not (null or SwitchStatementSyntax);
}
