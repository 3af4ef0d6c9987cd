using System.Diagnostics;
using System.Globalization;

namespace ProtoSockets.Benchmarks.Net;

/// <summary>Counts system calls by strace, which slows down what it counts: so in a run of its own, whose times are not used.</summary>
internal static class SystemCalls
{
    private static bool s_isMissing;

    /// <summary>Counts what two processes call while something runs.</summary>
    /// <returns>The number; null where there is no strace, or it may not trace.</returns>
    public static async Task<long?> CountAsync(WorkerProcess server, WorkerProcess client, Func<Task> run)
    {
        if (s_isMissing)
        {
            return null;
        }

        string report = Path.GetTempFileName();
        try
        {
            using Process tracer = Process.Start(new ProcessStartInfo(
                "strace", ["-c", "-f", "-o", report, "-p", Text(server.Id), "-p", Text(client.Id)])
            { UseShellExecute = false, RedirectStandardError = true })!;

            // It says so when it has attached to the two processes; or why not, and ends.
            for (int attached = 0; attached < 2;)
            {
                if (await tracer.StandardError.ReadLineAsync() is not { } line)
                {
                    s_isMissing = true;
                    return null;
                }

                attached += line.Contains(" attached", StringComparison.Ordinal) ? 1 : 0;
            }

            _ = tracer.StandardError.ReadToEndAsync();
            await run();
            using (Process.Start("kill", ["-INT", Text(tracer.Id)]))
            {
                await tracer.WaitForExitAsync();
            }

            string total = (await File.ReadAllLinesAsync(report)).LastOrDefault(line => line.EndsWith(" total", StringComparison.Ordinal)) ?? "";

            // "100.00    0.001234           1      1234        56 total": the errors are left out where there are none.
            string[] words = total.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return words.Length >= 5 ? long.Parse(words[3], CultureInfo.InvariantCulture) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            s_isMissing = true;
            return null;
        }
        finally
        {
            File.Delete(report);
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
