using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ProtoSockets.Schema;

namespace ProtoSockets.CodeFixes.Definitions;

/// <summary>PSOCK1038: makes a member nullable.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ConditionWithoutNullCodeFix)), Shared]
public sealed class ConditionWithoutNullCodeFix() : TextCodeFix(ProblemIds.ConditionWithoutNull.Id)
{
    private protected override TextFixPlan? Plan(FixSite site) =>
        site.MemberType is { } type and not NullableTypeSyntax
            ? new TextFixPlan("Make it nullable", "Make it nullable", new TextChange(new TextSpan(type.Span.End, 0), "?"))
            : null;
}
