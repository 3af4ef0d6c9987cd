using System.Diagnostics;
using System.Diagnostics.Metrics;
using ProtoSockets.Diagnostics;

namespace ProtoSockets.Benchmarks.Telemetry;

/// <summary>Somebody who listens, and does as little as one can with what is told: what an exporter does with it is the exporter's cost.</summary>
internal sealed class Observer : IDisposable
{
    private readonly MeterListener? _meters;
    private readonly ActivityListener? _activities;

    public Observer(bool wantsMetrics, bool wantsTraces)
    {
        if (wantsMetrics)
        {
            _meters = new MeterListener { InstrumentPublished = static (instrument, listener) => Enable(instrument, listener) };
            _meters.SetMeasurementEventCallback<double>(static (_, _, _, _) => { });
            _meters.SetMeasurementEventCallback<long>(static (_, _, _, _) => { });
            _meters.Start();
        }

        if (wantsTraces)
        {
            _activities = new ActivityListener
            {
                ShouldListenTo = static source => source.Name == ProtoSocketsDiagnostics.ActivitySourceName,
                Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            };
            ActivitySource.AddActivityListener(_activities);
        }
    }

    public void Dispose()
    {
        _meters?.Dispose();
        _activities?.Dispose();
    }

    private static void Enable(Instrument instrument, MeterListener listener)
    {
        if (instrument.Meter.Name == ProtoSocketsDiagnostics.MeterName)
        {
            listener.EnableMeasurementEvents(instrument);
        }
    }
}
