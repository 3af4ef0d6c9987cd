namespace ProtoSockets.Testing.Tests;

public sealed class TestClockTests
{
    private readonly TestClock _clock = new();
    private readonly List<string> _ran = [];

    [Fact]
    public void Timers_run_in_the_order_in_which_they_are_due()
    {
        using ITimer late = Timer("late", 30);
        using ITimer early = Timer("early", 10);
        using ITimer alsoEarly = Timer("also early", 10);

        _clock.Advance(TimeSpan.FromMilliseconds(29));
        Assert.Equal(["early at 10", "also early at 10"], _ran);
        Assert.Equal(TimeSpan.FromMilliseconds(1), _clock.UntilNextTimer);

        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(["early at 10", "also early at 10", "late at 30"], _ran);
        Assert.Equal(0, _clock.TimerCount);
    }

    [Fact]
    public async Task A_timer_is_waited_for_until_it_is_set()
    {
        Task waiting = _clock.WaitForTimerAsync(cancellationToken: TestContext.Current.CancellationToken);
        using ITimer due = Timer("due", 0);
        Assert.False(waiting.IsCompleted);

        using ITimer timer = Timer("late", 10);
        await waiting;
        Assert.True(_clock.WaitForTimerAsync(cancellationToken: TestContext.Current.CancellationToken).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_timer_that_nobody_sets_is_an_error_that_says_so()
    {
        ExpectationException error = await Assert.ThrowsAsync<ExpectationException>(() => _clock.WaitForTimerAsync(TimeSpan.FromMilliseconds(1), TestContext.Current.CancellationToken));

        Assert.Equal("No timer was set within 0.001 s.", error.Message);
    }

    [Fact]
    public void A_timer_with_a_period_runs_at_each_of_its_times()
    {
        using ITimer timer = Timer("tick", 10, 20);

        _clock.Advance(TimeSpan.FromMilliseconds(60));

        Assert.Equal(["tick at 10", "tick at 30", "tick at 50"], _ran);
    }

    [Fact]
    public void A_timer_that_was_changed_or_disposed_of_does_not_run_at_its_old_time()
    {
        using ITimer moved = Timer("moved", 10);
        ITimer gone = Timer("gone", 10);
        moved.Change(TimeSpan.FromMilliseconds(40), Timeout.InfiniteTimeSpan);
        gone.Dispose();

        _clock.Advance(TimeSpan.FromMilliseconds(100));

        Assert.Equal(["moved at 40"], _ran);
        Assert.False(gone.Change(TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan));
    }

    [Fact]
    public void A_timer_may_set_the_next_one()
    {
        ITimer? second = null;
        using ITimer first = _clock.CreateTimer(_ => second = Timer("second", 5), null, TimeSpan.FromMilliseconds(10), Timeout.InfiniteTimeSpan);

        _clock.Advance(TimeSpan.FromMilliseconds(20));

        Assert.Equal(["second at 15"], _ran);
        second!.Dispose();
    }

    [Fact]
    public async Task Waiting_by_the_clock_takes_none_of_the_machines_time()
    {
        Task hour = Task.Delay(TimeSpan.FromHours(1), _clock, TestContext.Current.CancellationToken);

        _clock.Advance(TimeSpan.FromMinutes(59));
        Assert.False(hour.IsCompleted);
        _clock.Advance(TimeSpan.FromMinutes(1));

        await hour;
        Assert.Equal(new DateTimeOffset(2000, 1, 1, 1, 0, 0, TimeSpan.Zero), _clock.GetUtcNow());
    }

    [Fact]
    public async Task Advancing_until_a_task_ends_gives_up_when_it_does_not()
    {
        Task never = new TaskCompletionSource().Task;

        ExpectationException failure = await Expect.FailsAsync<ExpectationException>(_clock.AdvanceUntilAsync(never, patience: TimeSpan.FromMilliseconds(20)));

        Assert.StartsWith("The task has not ended within 0.02 s", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_does_not_go_back() => Assert.Throws<ArgumentOutOfRangeException>(() => _clock.Advance(TimeSpan.FromTicks(-1)));

    private ITimer Timer(string name, int milliseconds, int period = Timeout.Infinite) => _clock.CreateTimer(
        _ => _ran.Add($"{name} at {_clock.Elapsed.TotalMilliseconds}"), null, TimeSpan.FromMilliseconds(milliseconds), TimeSpan.FromMilliseconds(period));
}
