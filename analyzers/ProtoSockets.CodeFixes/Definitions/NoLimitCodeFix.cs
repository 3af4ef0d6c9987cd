using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ProtoSockets.Schema;

namespace ProtoSockets.CodeFixes.Definitions;

/// <summary>PSOCK1003: limits text and bytes to 1024 bytes, and lists to 1024 elements.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(NoLimitCodeFix)), Shared]
public sealed class NoLimitCodeFix() : TextCodeFix(ProblemIds.NoLimit.Id)
{
    /// <summary>Small enough to be safe, round enough to be seen: the right limit is in the protocol, not in the code.</summary>
    private const string Limit = "1024";

    private protected override TextFixPlan? Plan(FixSite site)
    {
        SyntaxList<AttributeListSyntax> lists = site.Property?.AttributeLists ?? site.Parameter?.AttributeLists ?? default;
        if (site.MemberType is not { } type || site.Argument(1) is not { Length: > 0 } name)
        {
            return null;
        }

        string attribute = $"{site.AttributeName(name)}({Limit})";
        TextChange change = lists.LastOrDefault() is { Target: null } list
            ? new TextChange(new TextSpan(list.Attributes.Last().Span.End, 0), ", " + attribute)
            : Before(site, attribute);
        return new TextFixPlan($"Add [{name}({Limit})]", "Add a limit", change);
    }

    /// <summary>A list of its own, in front of a parameter or on the line above a property.</summary>
    private static TextChange Before(FixSite site, string attribute)
    {
        if (site.Parameter is { } parameter)
        {
            return new TextChange(new TextSpan(parameter.SpanStart, 0), $"[{attribute}] ");
        }

        PropertyDeclarationSyntax property = site.Property!;
        SourceText text = property.SyntaxTree.GetText();
        TextLine line = text.Lines.GetLineFromPosition(property.SpanStart);
        string indentation = text.ToString(TextSpan.FromBounds(line.Start, property.SpanStart));
        string separator = string.IsNullOrWhiteSpace(indentation) ? text.ToString(TextSpan.FromBounds(line.End, line.EndIncludingLineBreak)) + indentation : " ";
        return new TextChange(new TextSpan(property.SpanStart, 0), $"[{attribute}]{separator}");
    }
}
