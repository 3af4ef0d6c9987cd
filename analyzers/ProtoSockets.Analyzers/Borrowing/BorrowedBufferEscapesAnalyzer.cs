using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ProtoSockets.Analyzers.Flow;
using ProtoSockets.Analyzers.Members;

namespace ProtoSockets.Analyzers.Borrowing;

/// <summary>PSOCK3005: what points into a receive buffer outlives the handler or the round of the loop that it is valid for.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BorrowedBufferEscapesAnalyzer() : RuleAnalyzer(DiagnosticDescriptors.BorrowedBufferEscapes)
{
    private protected override void Start(CompilationStartAnalysisContext start)
    {
        if (BorrowSymbols.TryCreate(start.Compilation) is { } symbols)
        {
            new OperationRegistry(start).OnMembers((context, member) => Report(context, member, symbols));
        }
    }

    private static void Report(OperationBlockAnalysisContext context, MemberOperations member, BorrowSymbols symbols)
    {
        foreach (BorrowFinding finding in BorrowAnalysis.FindingsIn(context, member, symbols))
        {
            // What a handler keeps is stale when it is next looked at; what runs later may still be in time.
            bool isCertain = finding is { Holding: Holding.Message, Kind: EscapeKind.Kept };
            context.ReportDiagnostic(Diagnostic.Create(
                DiagnosticDescriptors.BorrowedBufferEscapes,
                finding.Location,
                isCertain ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
                additionalLocations: null,
                properties: ImmutableDictionary<string, string?>.Empty.Add("Kind", finding.Kind.ToString()),
                finding.Text,
                finding.Holding == Holding.Message ? "points into the receive buffer" : "is received into again",
                finding.Kind switch
                {
                    EscapeKind.Kept => $"is kept in '{finding.Keeper}'",
                    EscapeKind.Captured => $"is used by a lambda that runs later ('{finding.Keeper}')",
                    _ => $"is used by '{finding.Keeper}', which nobody awaits",
                }));
        }
    }
}
