using ProtoSockets.Streams;

namespace ProtoSockets.Transports.Tests;

/// <summary>What notices that a member of a message stands still.</summary>
public sealed class StreamWatchTests
{
    /// <summary>Disposing of a timer does not stop a look that has begun: it cancelled what was freed by then.</summary>
    [Fact]
    public void A_look_that_comes_late_tells_nobody_any_more()
    {
        LateClock clock = new();
        int told = 0;
        StreamWatch watch = new(new StreamLimits(clock, TimeSpan.FromSeconds(1)), static () => 7, () => told++);
        clock.Tick!();
        Assert.Equal(1, told);
        watch.Dispose();
        clock.Tick!();
        Assert.Equal(1, told);
    }

    [Fact]
    public async Task Who_disposes_of_it_waits_for_a_look_that_has_begun()
    {
        LateClock clock = new();
        using ManualResetEventSlim begun = new();
        using ManualResetEventSlim mayEnd = new();
        bool isFreed = false;
        bool wasFreed = false;
        StreamWatch watch = new(new StreamLimits(clock, TimeSpan.FromSeconds(1)), static () => 7, () =>
        {
            begun.Set();
            mayEnd.Wait(Bounded.Token);
            wasFreed = Volatile.Read(ref isFreed);
        });
        Task look = Task.Run(clock.Tick!, Bounded.Token);
        begun.Wait(Bounded.Token);
        Task disposing = Task.Run(
            () =>
            {
                watch.Dispose();
                Volatile.Write(ref isFreed, true);
            },
            Bounded.Token);
        mayEnd.Set();
        await look.WaitAsync(Bounded.Token);
        await disposing.WaitAsync(Bounded.Token);
        Assert.False(wasFreed);
    }

    [Fact]
    public void A_look_may_dispose_of_it()
    {
        LateClock clock = new();
        StreamWatch? watch = null;
        watch = new StreamWatch(new StreamLimits(clock, TimeSpan.FromSeconds(1)), static () => 7, () => watch!.Dispose());
        clock.Tick!();
    }

    /// <summary>A clock whose timers go off when the test says so, disposed or not.</summary>
    private sealed class LateClock : TimeProvider
    {
        public Action? Tick { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Tick = () => callback(state);
            return new Timer();
        }

        private sealed class Timer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => default;
        }
    }
}
