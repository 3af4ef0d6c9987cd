using System.Runtime.InteropServices;

namespace ProtoSockets.Benchmarks.Analyzers;

/// <summary>The processor time of all child processes that have ended, and of their children: getrusage(2), RUSAGE_CHILDREN.</summary>
internal static partial class ChildClock
{
    private const int Children = -1;

    public static double Seconds()
    {
        if (Usage(Children, out ResourceUsage usage) != 0)
        {
            throw new InvalidOperationException($"getrusage failed: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        return usage.UserSeconds + usage.SystemSeconds + ((usage.UserMicroseconds + usage.SystemMicroseconds) / 1e6);
    }

    [LibraryImport("libc", EntryPoint = "getrusage", SetLastError = true)]
    private static partial int Usage(int who, out ResourceUsage usage);

    /// <summary>struct rusage of 64-bit Linux: two times, and 14 counters that are not used here.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 32 + (14 * 8))]
    private struct ResourceUsage
    {
        public long UserSeconds;
        public long UserMicroseconds;
        public long SystemSeconds;
        public long SystemMicroseconds;
    }
}
