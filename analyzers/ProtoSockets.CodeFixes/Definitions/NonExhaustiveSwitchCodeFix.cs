using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ProtoSockets.Analyzers;

namespace ProtoSockets.CodeFixes.Definitions;

/// <summary>PSOCK1047: adds the cases that a switch leaves out, to be filled in.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(NonExhaustiveSwitchCodeFix)), Shared]
public sealed class NonExhaustiveSwitchCodeFix() : TextCodeFix(DiagnosticIds.NonExhaustiveSwitch)
{
    private const string Title = "Add the missing cases";

    private protected override TextFixPlan? Plan(FixSite site)
    {
        string[] missing = site.Argument(0).Split(',');
        return site.Node switch
        {
            SwitchStatementSyntax statement when site.Model.GetTypeInfo(statement.Expression).Type is { } kind =>
                Plan(site, kind, statement.CloseBraceToken, statement.Sections.LastOrDefault(), missing, isStatement: true),
            SwitchExpressionSyntax expression when site.Model.GetTypeInfo(expression.GoverningExpression).Type is { } kind =>
                Plan(site, kind, expression.CloseBraceToken, expression.Arms.LastOrDefault(), missing, isStatement: false),
            _ => null,
        };
    }

    private static TextFixPlan? Plan(FixSite site, ITypeSymbol kind, SyntaxToken brace, SyntaxNode? last, string[] missing, bool isStatement)
    {
        SourceText text = site.Model.SyntaxTree.GetText();
        TextLine line = text.Lines.GetLineFromPosition(brace.SpanStart);
        string lead = text.ToString(TextSpan.FromBounds(line.Start, brace.SpanStart));
        if (brace.IsMissing || lead.Trim().Length > 0)
        {
            // On one line with its braces: how it should look is not known.
            return null;
        }

        string newLine = text.ToString(TextSpan.FromBounds(text.Lines[line.LineNumber - 1].End, line.Start));
        string indent = last is null ? lead + "    " : Indent(text, last.SpanStart);
        string type = kind.ToMinimalDisplayString(site.Model, brace.SpanStart);
        string exception = site.Model.LookupNamespacesAndTypes(brace.SpanStart, name: "NotImplementedException").IsEmpty ? "System.NotImplementedException" : "NotImplementedException";
        string added = string.Concat(missing.Select(name => isStatement
            ? $"{indent}case {type}.{name}:{newLine}{indent}    throw new {exception}();{newLine}"
            : $"{indent}{type}.{name} => throw new {exception}(),{newLine}"));
        List<TextChange> changes = [];
        if (last is SwitchExpressionArmSyntax arm && arm.Parent is SwitchExpressionSyntax { Arms: var arms } && arms.SeparatorCount < arms.Count)
        {
            changes.Add(new TextChange(new TextSpan(arm.Span.End, 0), ","));
        }

        changes.Add(new TextChange(new TextSpan(line.Start, 0), added));
        return new TextFixPlan(Title, Title, [.. changes]);
    }

    private static string Indent(SourceText text, int position)
    {
        TextLine line = text.Lines.GetLineFromPosition(position);
        string lead = text.ToString(TextSpan.FromBounds(line.Start, position));
        return lead.Trim().Length == 0 ? lead : lead.Substring(0, lead.Length - lead.TrimStart().Length);
    }
}
