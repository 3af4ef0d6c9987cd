namespace ProtoSockets.Testing;

/// <summary>A timer of a <see cref="TestClock"/>, which guards all of it with its lock.</summary>
internal sealed class TestTimer(TestClock clock, TimerCallback callback, object? state) : ITimer
{
    internal static readonly IComparer<TestTimer> ByTime = Comparer<TestTimer>.Create(static (left, right) =>
        left.DueAt != right.DueAt ? left.DueAt.CompareTo(right.DueAt) : left.Order.CompareTo(right.Order));

    /// <summary>When it is due, in ticks of the clock.</summary>
    internal long DueAt { get; set; }

    /// <summary>Tells timers apart that are due at the same moment.</summary>
    internal long Order { get; set; }

    internal TimeSpan Period { get; set; }

    internal bool IsDisposed { get; set; }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        clock.Set(this, dueTime, period);
        return !IsDisposed;
    }

    public void Dispose() => clock.Remove(this);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }

    /// <summary>Runs what it was set for.</summary>
    internal void Run() => callback(state);
}
