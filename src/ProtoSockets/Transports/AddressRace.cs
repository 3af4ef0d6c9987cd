using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports;

/// <summary>Connecting to a peer with several addresses: "Happy Eyeballs", RFC 8305.</summary>
internal static class AddressRace
{
    /// <summary>
    /// RFC 8305, section 4: the resolver's order is kept (it is sorted by RFC 6724), but the families take turns, so that one broken family costs one delay and
    /// not one for each of its addresses.
    /// </summary>
    internal static IReadOnlyList<IPEndPoint> Interleave(IReadOnlyList<IPEndPoint> endPoints)
    {
        if (endPoints.Count < 2)
        {
            return endPoints;
        }

        AddressFamily first = endPoints[0].AddressFamily;
        var preferred = new Queue<IPEndPoint>(endPoints.Where(endPoint => endPoint.AddressFamily == first));
        var others = new Queue<IPEndPoint>(endPoints.Where(endPoint => endPoint.AddressFamily != first));
        var interleaved = new List<IPEndPoint>(endPoints.Count);
        while (preferred.Count > 0 || others.Count > 0)
        {
            if (preferred.TryDequeue(out IPEndPoint? one))
            {
                interleaved.Add(one);
            }

            if (others.TryDequeue(out IPEndPoint? other))
            {
                interleaved.Add(other);
            }
        }

        return interleaved;
    }

    /// <summary>
    /// RFC 8305, section 5: one attempt is started after the other, the next as soon as one fails or <paramref name="attemptDelay"/> has passed. The first that
    /// succeeds wins; the others are cancelled, and closed where they succeed all the same.
    /// </summary>
    /// <exception cref="ConnectException">All attempts failed; the message has the answer of each.</exception>
    internal static async Task<TConnection> RunAsync<TConnection>(
        EndPoint peer,
        IReadOnlyList<IPEndPoint> addresses,
        Func<IPEndPoint, CancellationToken, Task<TConnection>> attempt,
        TimeSpan attemptDelay,
        TimeProvider clock,
        CancellationToken cancellationToken)
        where TConnection : IDisposable
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new List<(Task<TConnection> Task, int Index)>();
        var answers = new string[addresses.Count];
        Exception? last = null;
        Task untilNext = Task.CompletedTask;
        int next = 0;
        try
        {
            for (bool startNext = true; ;)
            {
                if (startNext && next < addresses.Count)
                {
                    running.Add((attempt(addresses[next], ending.Token), next));
                    next++;
                    untilNext = Task.Delay(next < addresses.Count ? attemptDelay : Timeout.InfiniteTimeSpan, clock, ending.Token);
                }

                if (running.Count == 0)
                {
                    throw new ConnectException(peer, string.Join("; ", answers), last);
                }

                await Task.WhenAny([.. running.Select(static one => one.Task), untilNext]).ConfigureAwait(false);
                startNext = true;
                int finished = running.FindIndex(static one => one.Task.IsCompleted);
                if (finished < 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    continue;
                }

                (Task<TConnection> task, int index) = running[finished];
                running.RemoveAt(finished);
                try
                {
                    return await task.ConfigureAwait(false);
                }
                catch (Exception error) when (!cancellationToken.IsCancellationRequested)
                {
                    answers[index] = $"{addresses[index]}: {error.Message}";
                    last = error;
                }
                catch
                {
                    // An attempt that was cut off by the caller reports it in its own words, or with its own token.
                    throw new OperationCanceledException(cancellationToken);
                }
            }
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            foreach ((Task<TConnection> task, _) in running)
            {
                _ = CloseWhenDoneAsync(task);
            }
        }
    }

    private static async Task CloseWhenDoneAsync<TConnection>(Task<TConnection> attempt)
        where TConnection : IDisposable
    {
        await ((Task)attempt).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (attempt.IsCompletedSuccessfully)
        {
            (await attempt.ConfigureAwait(false)).Dispose();
        }
    }
}
