using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ProtoSockets.Analyzers;
using ProtoSockets.CodeFixes.Network;

namespace ProtoSockets.CodeFixes.Reliability;

/// <summary>PSOCK4007: takes the option out.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SharedPortCodeFix)), Shared]
public sealed class SharedPortCodeFix() : TextCodeFix(DiagnosticIds.SharedPort)
{
    private protected override TextFixPlan? Plan(FixSite site) =>
        site.Call is { Parent: ExpressionStatementSyntax { Parent: BlockSyntax } statement } && NetworkSite.Remove(statement) is { } removal
            ? new TextFixPlan("Remove ReuseAddress", "Remove", removal)
            : null;
}
