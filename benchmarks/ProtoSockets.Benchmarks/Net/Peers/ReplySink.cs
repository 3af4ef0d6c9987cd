using System.Diagnostics;

namespace ProtoSockets.Benchmarks.Net.Peers;

/// <summary>
/// The calls of one connection where the code that reads is the code that calls, with no task in between: the least that a client by hand can do. It takes each reply, and writes the next request behind
/// those that wait to be sent.
/// </summary>
internal sealed class ReplySink(LoadClock clock, Load load)
{
    private readonly Latencies _latencies = clock.AddLatencies();
    private readonly long[] _startedAt = new long[load.InFlight];
    // Of calls among many, those with some of the ids are timed.
    private readonly uint _mask = load.InFlight == 1 ? 0u : CallLoops.Sampled - 1;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = load.InFlight;
    private long _calls;

    /// <summary>The most that a request takes.</summary>
    public int RequestSize { get; } = Frames.HeaderSize + load.Payload;

    /// <summary>Ends when the last reply has come.</summary>
    public Task Ended => _ended.Task;

    public bool HasEnded => _left == 0;

    /// <summary>Writes the first request of a call.</summary>
    public int Start(Span<byte> to, uint call)
    {
        if ((call & _mask) == 0)
        {
            _startedAt[call] = Stopwatch.GetTimestamp();
        }

        return Frames.WriteRequest(to, call, load.Payload);
    }

    /// <summary>Takes a reply.</summary>
    /// <param name="reply">The frame.</param>
    /// <param name="to">Where the next request goes.</param>
    /// <returns>How many bytes that took; 0 when the time is over.</returns>
    public int Take(ReadOnlySpan<byte> reply, Span<byte> to)
    {
        uint call = Frames.CheckReply(reply);
        _calls++;
        if ((call & _mask) == 0)
        {
            _ = _latencies.Add(_startedAt[call]);
        }

        if (clock.IsOver)
        {
            if (--_left == 0)
            {
                clock.AddCalls(_calls);
                _ended.SetResult();
            }

            return 0;
        }

        return Start(to, call);
    }

    public void Fail(Exception failure) => _ended.TrySetException(failure);
}
