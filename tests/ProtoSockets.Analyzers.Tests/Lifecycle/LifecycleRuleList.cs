using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Diagnostics;
using ProtoSockets.Analyzers.Lifecycle;

namespace ProtoSockets.Analyzers.Tests.Lifecycle;

/// <summary>All rules of the life cycle, for code on which none, or any, of them may speak up.</summary>
internal static class LifecycleRuleList
{
    /// <summary>The rules about one use of an object, for code that shows such uses and closes nothing.</summary>
    public static readonly ImmutableArray<DiagnosticAnalyzer> Uses =
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

    /// <summary>All of them, those about the end of an object's life included.</summary>
    public static readonly ImmutableArray<DiagnosticAnalyzer> All = [.. Uses, new ConnectionLeaksAnalyzer(), new NeverStartedAnalyzer()];
}
