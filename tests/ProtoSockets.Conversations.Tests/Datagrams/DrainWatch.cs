namespace ProtoSockets.Conversations.Tests.Datagrams;

/// <summary>The system's clock, which tells when a server begins to drain: it begins to measure the time for it.</summary>
internal sealed class DrainWatch : TimeProvider
{
    private readonly TaskCompletionSource _draining = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The server's time, by which its timer is known.</summary>
    public static TimeSpan DrainTimeout { get; } = TimeSpan.FromSeconds(59);

    public Task Draining => _draining.Task;

    /// <summary>Lets others run that can: what ends too early has every chance to.</summary>
    public static async Task GiveWayAsync()
    {
        for (int turn = 0; turn < 1000; turn++)
        {
            await Task.Yield();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime == DrainTimeout)
        {
            _draining.TrySetResult();
        }

        return base.CreateTimer(callback, state, dueTime, period);
    }
}
