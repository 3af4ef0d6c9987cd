using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Diagnostics;
using ProtoSockets.Analyzers.Lifecycle;

namespace ProtoSockets.Analyzers.Tests.Lifecycle;

/// <summary>All rules of the life cycle, for code on which none, or any, of them may speak up.</summary>
internal static class LifecycleRuleList
{
    public static readonly ImmutableArray<DiagnosticAnalyzer> All =
    [
        new AcceptBeforeListeningAnalyzer(),
        new ListenBeforeBindAnalyzer(),
        new ReceiveOnUnboundDatagramSocketAnalyzer(),
        new SendOrReceiveBeforeConnectAnalyzer(),
        new UseAfterCloseAnalyzer(),
        new InvalidTransitionAnalyzer(),
        new BindTimeOptionSetTooLateAnalyzer(),
        new EndpointReadBeforeBindAnalyzer(),
    ];
}
