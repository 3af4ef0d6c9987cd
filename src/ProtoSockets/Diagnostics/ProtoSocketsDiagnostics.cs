namespace ProtoSockets.Diagnostics;

/// <summary>The names under which this library measures and traces: <c>meters.AddMeter(ProtoSocketsDiagnostics.MeterName)</c>. The page docs/guide/observability.md lists what there is.</summary>
public static class ProtoSocketsDiagnostics
{
    /// <summary>The meter of calls and connections.</summary>
    public const string MeterName = "ProtoSockets";

    /// <summary>The source of the activities of calls.</summary>
    public const string ActivitySourceName = "ProtoSockets";
}
