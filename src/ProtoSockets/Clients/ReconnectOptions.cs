namespace ProtoSockets;

/// <summary>
/// How a client comes by a new connection when it has lost one: it tries all its addresses in turn, resolving names again, and waits between two rounds; longer each time, and at random, so that the clients of
/// a server that restarts do not all come at once. See docs/guide/reconnecting.md.
/// </summary>
public sealed record ReconnectOptions
{
    /// <summary>What <see cref="Task.Delay(TimeSpan, TimeProvider, CancellationToken)"/> takes.</summary>
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <summary>The options that are used when none are given.</summary>
    public static ReconnectOptions Default { get; } = new();

    /// <summary>The longest wait behind the first failure. It doubles with each further one, up to <see cref="MaxDelay"/>. Default 100 ms.</summary>
    public TimeSpan InitialDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest wait between two rounds, also where a server asks for a longer one. At most 49 days, which is what timers take. Default 30 s.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Which part of a wait is drawn at random, from 0 to 1. Default 1: any time from none at all to the longest ("full jitter"). With 0 all waits are the longest.
    /// </summary>
    public double Jitter { get; init; } = 1;

    /// <summary>How many rounds may fail in a row before the client gives up and is closed; null for any number. Default null.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>How long a connection has to last for its loss to be the first failure of a row again: a server that accepts and closes at once is not asked over and over. Default 5 s.</summary>
    public TimeSpan StableAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How many calls and messages may wait for a connection. One more fails with a <see cref="CallQueueFullException"/>; those that were sent already, and are to be sent again, come on top. Default 1,024; 0 lets
    /// none wait.
    /// </summary>
    public int MaxQueuedCalls { get; init; } = 1024;

    /// <summary>Where the randomness of waits is from; null for the shared generator. It must bear several threads.</summary>
    public Random? Random { get; init; }

    /// <summary>How long to wait behind a number of failures in a row.</summary>
    internal TimeSpan DelayAfter(int failures)
    {
        // 2^62 ticks are 14,000 years: no doubling overflows, whatever the initial delay.
        double longest = Math.Min(MaxDelay.Ticks, InitialDelay.Ticks * Math.Pow(2, Math.Clamp(failures - 1, 0, 62)));
        double drawn = (Random ?? Random.Shared).NextDouble();
        return TimeSpan.FromTicks((long)(longest * (1 - Jitter + (Jitter * drawn))));
    }

    /// <summary>Throws when a value is out of its range.</summary>
    internal static void Check(ReconnectOptions options)
    {
        string? wrong = options.InitialDelay < TimeSpan.Zero ? $"{nameof(InitialDelay)} is negative"
            : options.MaxDelay < options.InitialDelay ? $"{nameof(MaxDelay)} is less than {nameof(InitialDelay)}"
            : options.MaxDelay > LongestDelay ? $"{nameof(MaxDelay)} is more than {LongestDelay.TotalDays:0.0} days, which no timer takes"
            : options.Jitter is not (>= 0 and <= 1) ? $"{nameof(Jitter)} is not from 0 to 1"
            : options.MaxAttempts < 1 ? $"{nameof(MaxAttempts)} is less than 1"
            : options.StableAfter < TimeSpan.Zero ? $"{nameof(StableAfter)} is negative"
            : options.MaxQueuedCalls < 0 ? $"{nameof(MaxQueuedCalls)} is negative"
            : null;
        if (wrong is not null)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options, $"ReconnectOptions.{wrong}.");
        }
    }
}
