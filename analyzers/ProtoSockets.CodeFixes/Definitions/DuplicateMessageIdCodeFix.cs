using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ProtoSockets.Schema;

namespace ProtoSockets.CodeFixes.Definitions;

/// <summary>PSOCK1002: takes the next id that no message has.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DuplicateMessageIdCodeFix)), Shared]
public sealed class DuplicateMessageIdCodeFix() : TextCodeFix(ProblemIds.DuplicateMessageId.Id)
{
    private protected override TextFixPlan? Plan(FixSite site)
    {
        // A name of an enum says what the message is: no number could stand in for it.
        string next = site.Argument(3);
        return next.Length > 0 && site.Attribute?.ArgumentList?.Arguments.FirstOrDefault() is { NameEquals: null, Expression: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NumericLiteralExpression } literal }
            ? new TextFixPlan($"Take the free id {next}", "Take a free id", new TextChange(literal.Span, next))
            : null;
    }
}
