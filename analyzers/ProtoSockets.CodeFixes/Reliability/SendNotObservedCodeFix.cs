using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using ProtoSockets.Analyzers;

namespace ProtoSockets.CodeFixes.Reliability;

/// <summary>PSOCK4005: awaits the send.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SendNotObservedCodeFix)), Shared]
public sealed class SendNotObservedCodeFix() : TextCodeFix(DiagnosticIds.SendNotObserved)
{
    private protected override TextFixPlan? Plan(FixSite site) => site.Call is { } call ? AwaitPlan.Of(call, "Await the send") : null;
}
