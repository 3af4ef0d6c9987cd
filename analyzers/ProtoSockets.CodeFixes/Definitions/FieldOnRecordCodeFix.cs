using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ProtoSockets.Schema;

namespace ProtoSockets.CodeFixes.Definitions;

/// <summary>PSOCK1040: makes a field a property.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(FieldOnRecordCodeFix)), Shared]
public sealed class FieldOnRecordCodeFix() : TextCodeFix(ProblemIds.FieldOnRecord.Id)
{
    private protected override TextFixPlan? Plan(FixSite site)
    {
        if (site.Field is not { Parent.Parent: FieldDeclarationSyntax { AttributeLists.Count: 0, Declaration.Variables.Count: 1 } field } variable
            || field.Modifiers.Any(SyntaxKind.VolatileKeyword))
        {
            return null;
        }

        List<TextChange> changes = [];
        SyntaxToken readOnly = field.Modifiers.FirstOrDefault(static modifier => modifier.IsKind(SyntaxKind.ReadOnlyKeyword));
        if (!readOnly.IsKind(SyntaxKind.None))
        {
            changes.Add(new TextChange(TextSpan.FromBounds(readOnly.SpanStart, readOnly.GetNextToken().SpanStart), string.Empty));
        }

        string accessors = readOnly.IsKind(SyntaxKind.None) ? " { get; set; }" : " { get; init; }";
        changes.Add(variable.Initializer is null
            ? new TextChange(TextSpan.FromBounds(variable.Identifier.Span.End, field.SemicolonToken.Span.End), accessors)
            : new TextChange(new TextSpan(variable.Identifier.Span.End, 0), accessors));
        return new TextFixPlan("Make it a property", "Make it a property", [.. changes]);
    }
}
