namespace ProtoSockets.Connections;

/// <summary>
/// A clock for what is counted in seconds and looked at for each frame: the silence of a connection, the deadline of a call. The exact one took 10% of a call's processor time (64 in flight, two looks a call);
/// the system's coarse one, which a few milliseconds are enough for, takes a fifth of that.
/// </summary>
internal static class CoarseClock
{
    /// <summary>Milliseconds that only go forward; only differences mean something.</summary>
    public static long Milliseconds(TimeProvider time) =>
        ReferenceEquals(time, TimeProvider.System) ? Environment.TickCount64 : (long)time.GetElapsedTime(0).TotalMilliseconds;
}
