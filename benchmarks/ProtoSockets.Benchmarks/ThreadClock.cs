using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ProtoSockets.Benchmarks;

/// <summary>The time that this thread has been running: what others on the machine take of a core does not count. Where the system has none, the time that has passed.</summary>
internal static partial class ThreadClock
{
    /// <summary>CLOCK_THREAD_CPUTIME_ID of Linux.</summary>
    private const int ThreadCpuTime = 3;

    /// <summary>A time in nanoseconds; only differences mean something.</summary>
    public static double Now =>
        OperatingSystem.IsLinux() && ClockGetTime(ThreadCpuTime, out TimeSpec time) == 0
            ? (time.Seconds * 1e9) + time.Nanoseconds
            : Stopwatch.GetElapsedTime(0).TotalNanoseconds;

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ClockGetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
