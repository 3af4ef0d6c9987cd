using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;
using ProtoSockets.Schema;

namespace ProtoSockets.CodeFixes.Definitions;

/// <summary>PSOCK1031: adds an init accessor.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CannotBeSetCodeFix)), Shared]
public sealed class CannotBeSetCodeFix() : TextCodeFix(ProblemIds.CannotBeSet.Id)
{
    private protected override TextFixPlan? Plan(FixSite site) =>
        site.Argument(1).StartsWith("has no 'init'", StringComparison.Ordinal)
        && site.Property?.AccessorList is { Accessors: { Count: 1 } accessors }
            ? new TextFixPlan("Add 'init'", "Add init", new TextChange(new TextSpan(accessors[0].Span.End, 0), " init;"))
            : null;
}
