using System.Globalization;

namespace ProtoSockets.Benchmarks.Analyzers;

/// <summary>The processor time of the compiler server of one folder: it is nobody's child, and is told from those of others by the TMPDIR that it was started with.</summary>
internal static class ServerClock
{
    /// <summary>USER_HZ, which is 100 on all architectures that .NET runs on.</summary>
    private const double TicksPerSecond = 100;

    public static double Seconds(string temporaryFolder)
    {
        double seconds = 0;
        foreach (string process in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(process), NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                continue;
            }

            try
            {
                if (IsServer(process, temporaryFolder))
                {
                    seconds += SecondsOf(File.ReadAllText(Path.Combine(process, "stat")));
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // It has ended, or is somebody else's.
            }
        }

        return seconds;
    }

    private static bool IsServer(string process, string temporaryFolder) =>
        File.ReadAllText(Path.Combine(process, "cmdline")).Contains("VBCSCompiler", StringComparison.Ordinal)
        && File.ReadAllText(Path.Combine(process, "environ")).Split('\0').Contains($"TMPDIR={temporaryFolder}");

    /// <summary>utime and stime, fields 14 and 15 of proc_pid_stat(5); the name, field 2, may have blanks and ends with the last parenthesis.</summary>
    private static double SecondsOf(string stat)
    {
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }
}
