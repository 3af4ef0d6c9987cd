using System.Runtime.CompilerServices;
using ProtoSockets;

namespace GaugesSample;

/// <summary>The station's side.</summary>
internal sealed class Station : Gauges.IServerHandler
{
    private readonly TaskCompletionSource<int> _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How many readings were taken for a client that has left since.</summary>
    public Task<int> Left => _left.Task;

    public async IAsyncEnumerable<Gauges.Reading> FollowAsync(Gauges.Follow request, Gauges.Session session, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        int taken = 0;
        try
        {
            // No reading is taken before the client has room for it: the credit that it grants is waited for where this enumerable is asked for its next item.
            while (!cancellationToken.IsCancellationRequested)
            {
                taken++;
                yield return new Gauges.Reading(request.Gauge + (taken / 10.0));
            }
        }
        finally
        {
            // Also when the client leaves in the middle, by a token or the end of a loop.
            _left.TrySetResult(taken);
        }
    }

    public async ValueTask<Gauges.Summary> RecordAsync(Gauges.Record request, IAsyncEnumerable<Gauges.Sample> items, Gauges.Session session, CancellationToken cancellationToken)
    {
        uint count = 0;
        double sum = 0;
        await foreach (Gauges.Sample sample in items.WithCancellation(cancellationToken))
        {
            count++;
            sum += sample.Value;
        }

        return new Gauges.Summary(count, count == 0 ? 0 : sum / count);
    }

    public async IAsyncEnumerable<Gauges.Reading> SmoothAsync(
        Gauges.Smooth request, IAsyncEnumerable<Gauges.Sample> items, Gauges.Session session, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (request.Width == 0)
        {
            throw new CallRefusedException("the mean of no samples is nothing");
        }

        Queue<double> last = new();
        await foreach (Gauges.Sample sample in items.WithCancellation(cancellationToken))
        {
            last.Enqueue(sample.Value);
            if (last.Count > request.Width)
            {
                last.Dequeue();
            }

            yield return new Gauges.Reading(last.Average());
        }
    }
}
