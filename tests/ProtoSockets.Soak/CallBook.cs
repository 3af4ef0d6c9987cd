using System.Collections.Concurrent;

namespace ProtoSockets.Soak;

/// <summary>How a call ended for its caller.</summary>
internal enum CallEnd
{
    /// <summary>Not at all, yet.</summary>
    None,

    Answered,
    Refused,

    /// <summary>It did not leave this machine, also when it was tried again.</summary>
    NotSent,

    /// <summary>Sent, outcome unknown.</summary>
    Unknown,

    TimedOut,

    /// <summary>The caller gave it up.</summary>
    Cancelled,

    /// <summary>The reply was damaged on its way, and said so.</summary>
    Malformed,
}

/// <summary>What must not happen.</summary>
internal enum Fault
{
    /// <summary>A call without an end, with one that says nothing of what happened, or with the reply of another.</summary>
    Lost,

    /// <summary>A call that was handled twice, or ended twice.</summary>
    Doubled,

    /// <summary>A connection, a timer or a buffer that is still there when all is closed.</summary>
    Leaked,
}

/// <summary>The calls of one round: how often each was handled, and how it ended.</summary>
internal sealed class CallBook(int calls, bool mayRepeat)
{
    /// <summary>How many faults are described; all are counted.</summary>
    private const int MaxDescribed = 10;

    private readonly int[] _handled = new int[calls];
    private readonly int[] _ends = new int[calls];
    private readonly int[] _faults = new int[3];
    private readonly ConcurrentQueue<string> _findings = new();
    private int _ended;

    /// <summary>How many calls have ended.</summary>
    public int Ended => Volatile.Read(ref _ended);

    /// <summary>Faults in words, the first of them.</summary>
    public IReadOnlyCollection<string> Findings => _findings;

    public int CountOf(Fault fault) => Volatile.Read(ref _faults[(int)fault]);

    public int CountOf(CallEnd end) => _ends.Count(one => one == (int)end);

    /// <summary>How many calls were handled more than once: requests that were sent again over datagrams.</summary>
    public int Repeated => _handled.Count(static times => times > 1);

    /// <summary>A handler got a call.</summary>
    public void Handled(int number)
    {
        if ((uint)number >= (uint)_handled.Length)
        {
            Find(Fault.Lost, $"a handler got a call {number} that was never made");
        }
        else if (Interlocked.Increment(ref _handled[number]) > 1 && !mayRepeat)
        {
            Find(Fault.Doubled, $"call {number} was handled twice");
        }
    }

    /// <summary>A call ended for its caller.</summary>
    public void End(int number, CallEnd end)
    {
        if (Interlocked.Exchange(ref _ends[number], (int)end) != (int)CallEnd.None)
        {
            Find(Fault.Doubled, $"call {number} ended twice");
            return;
        }

        Interlocked.Increment(ref _ended);
    }

    /// <summary>Something happened that must not.</summary>
    public void Find(Fault fault, string what)
    {
        Interlocked.Increment(ref _faults[(int)fault]);
        if (_findings.Count < MaxDescribed)
        {
            _findings.Enqueue($"{fault}: {what}");
        }
    }

    /// <summary>Looks, once all is over, whether both sides tell the same.</summary>
    public void Close()
    {
        for (int number = 0; number < calls; number++)
        {
            switch ((CallEnd)_ends[number])
            {
                case CallEnd.None:
                    Find(Fault.Lost, $"call {number} never ended; it was handled {_handled[number]} times");
                    break;
                case CallEnd.Answered or CallEnd.Refused when _handled[number] == 0:
                    Find(Fault.Lost, $"call {number} was answered, and no handler got it");
                    break;
                case CallEnd.NotSent when _handled[number] > 0:
                    Find(Fault.Doubled, $"call {number} was said not to be sent, and a handler got it");
                    break;
            }
        }
    }
}
