using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ProtoSockets.Analyzers;

namespace ProtoSockets.CodeFixes.Buffers;

/// <summary>PSOCK3007: gives the member the type that borrows.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AllocatesOnEveryMessageCodeFix)), Shared]
public sealed class AllocatesOnEveryMessageCodeFix() : TextCodeFix(DiagnosticIds.AllocatesOnEveryMessage)
{
    private protected override TextFixPlan? Plan(FixSite site) =>
        site.MemberType is { } type and not NullableTypeSyntax ? new TextFixPlan($"Borrow: {site.Argument(2)}", "Borrow", new TextChange(type.Span, site.Argument(2))) : null;
}
