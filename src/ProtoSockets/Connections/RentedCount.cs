namespace ProtoSockets.Runtime;

/// <summary>
/// Counts what was taken from the pools of this library and not given back, for tests that look for leaks. Off unless the program asks for it, by the setting <c>ProtoSockets.CountRented</c> in
/// runtimeconfig.json; the compiler at run time leaves nothing of it in the code then.
/// </summary>
public static class RentedCount
{
    private static readonly bool IsOn = AppContext.TryGetSwitch("ProtoSockets.CountRented", out bool isOn) && isOn;
    private static long s_value;

    /// <summary>How many buffers, calls and running handlers the whole process has taken from the pools; 0 where nothing is counted.</summary>
    public static long Value => Volatile.Read(ref s_value);

    /// <summary>Something was taken.</summary>
    internal static void Rented()
    {
        if (IsOn)
        {
            Interlocked.Increment(ref s_value);
        }
    }

    /// <summary>It was given back.</summary>
    internal static void Returned()
    {
        if (IsOn)
        {
            Interlocked.Decrement(ref s_value);
        }
    }
}
