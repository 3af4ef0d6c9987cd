using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ProtoSockets.Schema;

namespace ProtoSockets.CodeFixes.Definitions;

/// <summary>PSOCK1037: makes a member not nullable.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(NullWithoutConditionCodeFix)), Shared]
public sealed class NullWithoutConditionCodeFix() : TextCodeFix(ProblemIds.NullWithoutCondition.Id)
{
    private protected override TextFixPlan? Plan(FixSite site) =>
        site.MemberType is NullableTypeSyntax type && site.Property?.Initializer is null && site.Parameter?.Default is null
            ? new TextFixPlan("Make it not nullable", "Make it not nullable", new TextChange(type.QuestionToken.Span, string.Empty))
            : null;
}
