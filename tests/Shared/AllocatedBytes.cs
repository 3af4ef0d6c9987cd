namespace ProtoSockets.Tests.Shared;

/// <summary>Counts the bytes that code allocates on the thread that runs it.</summary>
/// <remarks>
/// What the runtime prepares once, for a type or a method that it meets for the first time, counts as well: of several readings the least one is what the code itself takes.
/// </remarks>
internal static class AllocatedBytes
{
    private const int Readings = 4;

    /// <summary>What an action takes once it is warm.</summary>
    /// <param name="action">The action; it is run four times.</param>
    /// <returns>Bytes of the reading with the fewest.</returns>
    public static long Least(Action action)
    {
        long least = long.MaxValue;
        for (int reading = 0; reading < Readings; reading++)
        {
            least = Math.Min(least, Read(action));
        }

        return least;
    }

    /// <summary>Whether an action takes no more than it may; for loops, whose rounds warm each other up.</summary>
    /// <param name="limit">Bytes that it may take.</param>
    /// <param name="action">The action; it is run again where it took more.</param>
    /// <returns>Bytes of the first reading within the limit, or else of the one with the fewest.</returns>
    public static long Within(long limit, Action action)
    {
        long least = long.MaxValue;
        for (int reading = 0; reading < Readings && least > limit; reading++)
        {
            least = Math.Min(least, Read(action));
        }

        return least;
    }

    private static long Read(Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
