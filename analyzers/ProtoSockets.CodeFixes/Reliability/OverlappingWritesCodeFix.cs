using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ProtoSockets.Analyzers;

namespace ProtoSockets.CodeFixes.Reliability;

/// <summary>PSOCK4004: awaits the earlier write, where nobody keeps its task.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(OverlappingWritesCodeFix)), Shared]
public sealed class OverlappingWritesCodeFix() : TextCodeFix(DiagnosticIds.OverlappingWrites)
{
    private protected override TextFixPlan? Plan(FixSite site) =>
        site.OtherSpans.Length == 1 && site.Node.SyntaxTree.GetRoot().FindNode(site.OtherSpans[0], getInnermostNodeForTie: true) is InvocationExpressionSyntax earlier
            ? AwaitPlan.Of(earlier, "Await the earlier write")
            : null;
}
