using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Benchmarks.Net.Programs;

/// <summary>A program that is installed, or a sample: a server until it is disposed of, or a load until it ends.</summary>
internal sealed class OtherProgram : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Process _process;
    private readonly string _name;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private OtherProgram(string[] command, int? core)
    {
        _name = Path.GetFileName(command[0]);
        if (Find(command[0]) is null)
        {
            throw new ComparisonException($"{_name} is not installed.");
        }

        string[] all = core is { } one ? ["taskset", "-c", one.ToString(CultureInfo.InvariantCulture), .. command] : command;
        var start = new ProcessStartInfo(all[0], all.Skip(1)) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };

        // For a server of the samples, as for the workers.
        start.Environment[WorkerProcess.EagerCompilation] = "0";
        _process = ChildProcess.Start(start);

        // Read all along: a pipe that is full would stop it.
        _output = _process.StandardOutput.ReadToEndAsync();
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts a server, and waits until it accepts connections.</summary>
    /// <param name="command">Gives the command line for a port.</param>
    /// <param name="core">The one core that it may use; null for all.</param>
    /// <returns>The server, and its port.</returns>
    public static async Task<(OtherProgram Server, int Port)> ServeAsync(Func<int, string[]> command, int? core)
    {
        int port = FreePort();
        var server = new OtherProgram(command(port), core);
        for (long start = Stopwatch.GetTimestamp(); !await AcceptsAsync(port); await Task.Delay(Pause))
        {
            if (server._process.HasExited || Stopwatch.GetElapsedTime(start) > StartPatience)
            {
                server.Dispose();
                throw new ComparisonException($"{server._name} does not serve: {FirstLine(await server._errors)}");
            }
        }

        return (server, port);
    }

    /// <summary>Runs a load to its end.</summary>
    /// <returns>What it printed.</returns>
    public static async Task<string> RunAsync(string[] command, int? core)
    {
        using var load = new OtherProgram(command, core);
        try
        {
            await load._process.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            throw new ComparisonException($"{load._name} has not ended within {Patience.TotalSeconds} s.");
        }

        return load._process.ExitCode == 0 ? await load._output : throw new ComparisonException($"{load._name} ended with {load._process.ExitCode}: {FirstLine(await load._errors)}");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private static string? Find(string program) => Path.IsPathRooted(program)
        ? (File.Exists(program) ? program : null)
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static async Task<bool> AcceptsAsync(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string FirstLine(string text) => text.Split('\n', 2)[0].Trim();
}
