using System.Diagnostics;
using ProtoSockets.Connections;
using ProtoSockets.Diagnostics;

namespace ProtoSockets.Servers;

/// <content>The traces that requests belong to, as far as their clients say so.</content>
internal sealed partial class StreamServerPeer<TProtocol>
{
    // Of requests that have not come yet: each follows its trace closely. Only the thread that hands frames over touches it.
    private Dictionary<UInt128, ActivityContext>? _traces;

    private void NoteTrace(ref WireReader reader, UInt128 correlationId)
    {
        if (!TraceFrame.TryReadFrame(ref reader, out TraceFrame trace))
        {
            Abort(new WireFormatException(reader.Error!));
            return;
        }

        // A client that only ever tells traces loses them, and keeps no memory.
        _traces ??= [];
        if (Telemetry.IsServerObserved && _traces.Count < Options.MaxCallsInFlight)
        {
            _traces[correlationId] = trace.Context;
        }
    }

    private ActivityContext TakeTrace(UInt128 correlationId) =>
        _traces is not null && _traces.Remove(correlationId, out ActivityContext context) ? context : default;
}
