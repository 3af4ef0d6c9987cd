using System.Diagnostics;
using System.Globalization;

namespace ProtoSockets.Benchmarks.Analyzers;

/// <summary>The compiler server with one name. It is nobody's child: it is found among all processes, by the name that it was started with.</summary>
internal static class ServerClock
{
    /// <summary>USER_HZ, which is 100 on all architectures that .NET runs on.</summary>
    private const double TicksPerSecond = 100;

    /// <summary>The processor time that the server has taken so far.</summary>
    /// <param name="name">The name of its pipe.</param>
    /// <returns>Seconds; none if there is no such server.</returns>
    public static double Seconds(string name)
    {
        double seconds = 0;
        foreach (int server in Find(name))
        {
            seconds += SecondsOf(File.ReadAllText($"/proc/{server}/stat"));
        }

        return seconds;
    }

    /// <summary>Ends the server.</summary>
    /// <param name="name">The name of its pipe.</param>
    public static void End(string name)
    {
        foreach (int server in Find(name))
        {
            using Process process = Process.GetProcessById(server);
            process.Kill();
        }
    }

    private static List<int> Find(string name)
    {
        List<int> servers = [];
        foreach (string process in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(process), NumberStyles.None, CultureInfo.InvariantCulture, out int id) && CommandOf(process) is var command
                && command.Contains("VBCSCompiler", StringComparison.Ordinal) && command.Contains($"-pipename:{name}\0", StringComparison.Ordinal))
            {
                servers.Add(id);
            }
        }

        return servers;
    }

    private static string CommandOf(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has ended, or is somebody else's.
            return "";
        }
    }

    /// <summary>utime and stime, fields 14 and 15 of proc_pid_stat(5); the name, field 2, may have blanks and ends with the last parenthesis.</summary>
    private static double SecondsOf(string stat)
    {
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }
}
