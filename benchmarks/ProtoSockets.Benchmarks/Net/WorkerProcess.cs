using System.Diagnostics;
using System.Globalization;

namespace ProtoSockets.Benchmarks.Net;

/// <summary>A worker, seen from the process that compares.</summary>
internal sealed class WorkerProcess : IDisposable
{
    /// <summary>
    /// The variable that, at 0, has hot code compiled anew when it is seen to be hot, and not after a pause in which nothing new was called: that pause never comes on a machine that does other things, too.
    /// </summary>
    public const string EagerCompilation = "DOTNET_TC_CallCountingDelayMs";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly string _name;

    private WorkerProcess(Process process, string name) => (_process, _name) = (process, name);

    public int Id => _process.Id;

    /// <summary>Where a server listens.</summary>
    public int Port { get; private set; }

    /// <summary>The processor time of all its threads, in nanoseconds: the scheduler's own count, which knows no ticks.</summary>
    public long ProcessorTime
    {
        get
        {
            string threads = $"/proc/{_process.Id}/task";
            if (!Directory.Exists(threads))
            {
                throw new ComparisonException($"{_name} has ended.");
            }

            long sum = 0;
            foreach (string thread in Directory.EnumerateDirectories(threads))
            {
                try
                {
                    sum += long.Parse(File.ReadAllText($"{thread}/schedstat").Split(' ')[0], CultureInfo.InvariantCulture);
                }
                catch (IOException)
                {
                    // The thread ended just now; it did little.
                }
            }

            return sum;
        }
    }

    /// <summary>The bytes of it that are in memory.</summary>
    public long Resident
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts a worker.</summary>
    /// <param name="role">server or client.</param>
    /// <param name="peer">Which one.</param>
    /// <param name="threads">In which mode.</param>
    /// <param name="medium">Over what.</param>
    /// <param name="core">The one core that it may use; null for all.</param>
    public static async Task<WorkerProcess> StartAsync(string role, string peer, Threads threads, Medium medium, int? core)
    {
        List<string> command = peer == Contenders.C
            ? [await LimitProgram.PathAsync(), role, LimitProgram.ModeOf(threads)]
            : [Environment.ProcessPath!, .. Assembly(), Worker.Verb, role, peer, threads.ToString(), medium.ToString()];
        if (core is { } one)
        {
            command.InsertRange(0, ["taskset", "-c", one.ToString(CultureInfo.InvariantCulture)]);
        }

        var start = new ProcessStartInfo(command[0], command.Skip(1)) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };

        start.Environment[EagerCompilation] = "0";
        Process process = ChildProcess.Start(start);
        var worker = new WorkerProcess(process, $"{peer} ({role}, {threads})");
        if (role == "server")
        {
            string[] words = (await worker.ReadAsync()).Split(' ');
            worker.Port = words is ["port", string port] ? int.Parse(port, CultureInfo.InvariantCulture) : throw new ComparisonException($"{worker._name}: {string.Join(' ', words)}");
        }

        return worker;
    }

    /// <summary>Has it do something.</summary>
    /// <returns>The numbers of its answer.</returns>
    /// <exception cref="ComparisonException">It could not, or does not answer.</exception>
    public async Task<long[]> TellAsync(string line)
    {
        string answer;
        try
        {
            await _process.StandardInput.WriteLineAsync(line);
            await _process.StandardInput.FlushAsync();
            answer = await ReadAsync();
        }
        catch (IOException)
        {
            throw new ComparisonException($"{_name} has ended.");
        }

        return answer.Split(' ') is ["ok", .. string[] numbers]
            ? [.. numbers.Select(number => long.Parse(number, CultureInfo.InvariantCulture))]
            : throw new ComparisonException($"{_name}, {line}: {answer}");
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }

    /// <summary>Where the program is run by <c>dotnet</c>, the library has to be named.</summary>
    private static string[] Assembly() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet" ? [typeof(WorkerProcess).Assembly.Location] : [];

    private async Task<string> ReadAsync()
    {
        try
        {
            return await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience) ?? throw new ComparisonException($"{_name} has ended.");
        }
        catch (TimeoutException)
        {
            throw new ComparisonException($"{_name} has said nothing for {Patience.TotalSeconds} s.");
        }
    }
}

/// <summary>A comparison could not run.</summary>
internal sealed class ComparisonException(string message) : Exception(message);
