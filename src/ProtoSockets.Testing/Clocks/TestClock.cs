namespace ProtoSockets.Testing;

/// <summary>
/// A clock that stands still until the test moves it. Give it to <see cref="ClientOptions.TimeProvider"/> and <see cref="ServerOptions.TimeProvider"/>: deadlines, idle times and
/// retransmissions then happen when the test says so.
/// </summary>
/// <remarks>Timers run in the order in which they are due, and those due at the same moment in the order in which they were set, on the thread that moves the clock.</remarks>
public sealed class TestClock : TimeProvider
{
    private static readonly TimeSpan DefaultStep = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly DateTimeOffset _start;
    private readonly SortedSet<TestTimer> _timers = new(TestTimer.ByTime);
    private TaskCompletionSource? _timerIsSet;
    private long _ticks;
    private long _order;

    /// <summary>Makes a clock that shows midnight of 1 January 2000, UTC.</summary>
    public TestClock()
        : this(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>Makes a clock.</summary>
    /// <param name="start">What it shows first.</param>
    public TestClock(DateTimeOffset start) => _start = start;

    /// <summary>How far it was moved, in all.</summary>
    public TimeSpan Elapsed => new(Volatile.Read(ref _ticks));

    /// <summary>How many timers are set and not yet due: 0 once all that uses the clock has been closed.</summary>
    public int TimerCount
    {
        get
        {
            lock (_gate)
            {
                return _timers.Count;
            }
        }
    }

    /// <summary>How long it is to the next timer; null when none is set.</summary>
    public TimeSpan? UntilNextTimer
    {
        get
        {
            lock (_gate)
            {
                return _timers.Min is { } next ? new TimeSpan(Math.Max(0, next.DueAt - _ticks)) : null;
            }
        }
    }

    /// <summary>UTC, whatever the machine says.</summary>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>10,000,000: a timestamp is a tick of 100 ns.</summary>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _start + Elapsed;

    /// <inheritdoc/>
    public override long GetTimestamp() => Volatile.Read(ref _ticks);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        TestTimer timer = new(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock, stopping at each timer that is due on the way to run it.</summary>
    /// <param name="time">How far; not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative: clocks go forward.</exception>
    public void Advance(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        long target;
        lock (_gate)
        {
            target = _ticks + time.Ticks;
        }

        while (TakeDue(target) is { } timer)
        {
            timer.Run();
        }
    }

    /// <summary>
    /// Moves the clock in small steps until a task has ended, and lets the program work between them. For waiting for what takes several steps: a call over a network with delays.
    /// </summary>
    /// <param name="task">The task. Whether it failed is not looked at: await it afterwards.</param>
    /// <param name="step">How far to move at a time; null for 5 ms. Deadlines that are shorter than a few steps may pass before the program has had its chance.</param>
    /// <param name="patience">How long to go on, by the machine's own clock; null for 30 s.</param>
    /// <returns>A task that ends with the other.</returns>
    /// <exception cref="ExpectationException">It has not ended within the patience.</exception>
    public async Task AdvanceUntilAsync(Task task, TimeSpan? step = null, TimeSpan? patience = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        long startedAt = System.GetTimestamp();
        TimeSpan from = Elapsed;
        while (!task.IsCompleted)
        {
            // Waiting for a millisecond of the machine's time, and not for a yield: what the task waits for may hop between several threads.
            await Task.WhenAny(task, Task.Delay(1)).ConfigureAwait(false);
            if (task.IsCompleted)
            {
                return;
            }

            if (System.GetElapsedTime(startedAt) > (patience ?? DefaultPatience))
            {
                throw new ExpectationException(
                    $"The task has not ended within {(patience ?? DefaultPatience).TotalSeconds:0.###} s, in which the clock was moved by {(Elapsed - from).TotalSeconds:0.###} s.");
            }

            Advance(step ?? DefaultStep);
        }
    }

    /// <summary>Waits until a timer is set, if none is: until the program waits for the clock, so that moving it means something.</summary>
    /// <param name="patience">How long to wait, by the machine's own clock; null for 30 s.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns>A task that ends when <see cref="TimerCount"/> is not 0.</returns>
    /// <exception cref="ExpectationException">None was set within the patience.</exception>
    /// <exception cref="OperationCanceledException">Waiting was cancelled.</exception>
    public async Task WaitForTimerAsync(TimeSpan? patience = null, CancellationToken cancellationToken = default)
    {
        Task isSet;
        lock (_gate)
        {
            if (_timers.Count > 0)
            {
                return;
            }

            isSet = (_timerIsSet ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }

        try
        {
            await isSet.WaitAsync(patience ?? DefaultPatience, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new ExpectationException($"No timer was set within {(patience ?? DefaultPatience).TotalSeconds:0.###} s.");
        }
    }

    /// <summary>Sets a timer, or takes it off.</summary>
    internal void Set(TestTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        bool isDue;
        lock (_gate)
        {
            _timers.Remove(timer);
            timer.Period = period;
            if (timer.IsDisposed || dueTime < TimeSpan.Zero)
            {
                return;
            }

            timer.DueAt = _ticks + dueTime.Ticks;
            timer.Order = ++_order;
            isDue = dueTime == TimeSpan.Zero;
            if (!isDue || period > TimeSpan.Zero)
            {
                timer.DueAt += isDue ? period.Ticks : 0;
                _timers.Add(timer);
                _timerIsSet?.SetResult();
                _timerIsSet = null;
            }
        }

        if (isDue)
        {
            // As the system's timers do: never inside of the call that sets them.
            ThreadPool.UnsafeQueueUserWorkItem(static due => due.Run(), timer, preferLocal: false);
        }
    }

    /// <summary>Takes a timer off for good.</summary>
    internal void Remove(TestTimer timer)
    {
        lock (_gate)
        {
            timer.IsDisposed = true;
            _timers.Remove(timer);
        }
    }

    /// <summary>Moves the clock to the next timer, or to the target when none is due before.</summary>
    private TestTimer? TakeDue(long target)
    {
        lock (_gate)
        {
            if (_timers.Min is not { } next || next.DueAt > target)
            {
                Volatile.Write(ref _ticks, Math.Max(_ticks, target));
                return null;
            }

            _timers.Remove(next);
            Volatile.Write(ref _ticks, Math.Max(_ticks, next.DueAt));
            if (next.Period > TimeSpan.Zero)
            {
                next.DueAt += next.Period.Ticks;
                next.Order = ++_order;
                _timers.Add(next);
            }

            return next;
        }
    }
}
