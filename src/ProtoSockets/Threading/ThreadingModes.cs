using ProtoSockets.Transports;

namespace ProtoSockets.Connections;

/// <summary>Which mode is used when options name none, and whether it can be.</summary>
internal static class ThreadingModes
{
    /// <summary>The setting of runtimeconfig.json that names the mode of options that name none: to try another mode without changing the program.</summary>
    private const string Setting = "ProtoSockets.Threading";

    /// <summary>The mode of options that name none.</summary>
    public static ThreadingMode Default =>
        AppContext.GetData(Setting) is string name && Enum.TryParse(name, ignoreCase: true, out ThreadingMode mode) && Enum.IsDefined(mode) ? mode : ThreadingMode.Pool;

    /// <summary>Throws when connections can't be run in this mode.</summary>
    /// <exception cref="InvalidOperationException">Inline, and the process does not complete socket operations inline.</exception>
    public static void Check(ThreadingMode mode)
    {
        if (mode == ThreadingMode.Inline && !InlineCompletions.AreEnabled)
        {
            throw new InvalidOperationException(
                "ThreadingMode.Inline needs sockets that complete inline, in the whole process: call InlineCompletions.TryEnable() at the start of the program, before anything uses a socket.");
        }
    }
}
