using System.Net;
using Microsoft.Extensions.Logging;

namespace ProtoSockets.Connections;

/// <summary>Cancels what takes too long, by the caller's clock.</summary>
internal static class TimedCancellation
{
    /// <summary>Cancels behind a time. Who registers with the token may be a caller: what throws there must not end the process, which it does in a timer.</summary>
    public static ITimer CancelAfter(this CancellationTokenSource source, TimeSpan time, TimeProvider clock, ILogger logger, string protocol, EndPoint? remote) => clock.CreateTimer(
        _ =>
        {
            try
            {
                source.Cancel();
            }
            catch (AggregateException exception)
            {
                Log.EndHandlerFailed(logger, protocol, remote, exception);
            }
            catch (ObjectDisposedException)
            {
                // It was done just in time, and its timer had begun to run.
            }
        },
        null,
        time,
        Timeout.InfiniteTimeSpan);
}
