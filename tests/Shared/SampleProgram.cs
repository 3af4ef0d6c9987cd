using System.Diagnostics;
using System.Net;

namespace ProtoSockets.Tests.Shared;

/// <summary>A sample as its users run it: a program beside the tests.</summary>
/// <param name="assembly">Its file: <c>Redis.dll</c>.</param>
internal sealed class SampleProgram(string assembly)
{
    private string Path => System.IO.Path.Combine(AppContext.BaseDirectory, assembly);

    /// <summary>The runtime that runs the tests runs the sample, too.</summary>
    private static string Host => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host
        ? host
        : ExternalProgram.Find("dotnet", "dotnet-sdk-10.0");

    /// <summary>Runs it to its end.</summary>
    /// <param name="arguments">Its arguments, each as it is.</param>
    /// <returns>What it left behind.</returns>
    public Task<ProgramResult> RunAsync(params string[] arguments) => ExternalProgram.RunAsync(Host, [Path, .. arguments]);

    /// <summary>Runs it to its end with something on its standard input.</summary>
    /// <param name="input">The input.</param>
    /// <param name="arguments">Its arguments, each as it is.</param>
    /// <returns>What it left behind.</returns>
    public Task<ProgramResult> RunWithInputAsync(string input, params string[] arguments) => ExternalProgram.RunAsync(Host, [Path, .. arguments], input);

    /// <summary>Starts its server on a port of its own, and waits until it says where it listens.</summary>
    /// <param name="more">Further arguments.</param>
    /// <returns>The server; disposing of it ends it.</returns>
    public Task<ServeProcess> ServeAsync(params string[] more) => ServeProcess.StartAsync(StartInfo(["serve", "--listen", "127.0.0.1:0", .. more]));

    /// <summary>What starts it.</summary>
    /// <param name="arguments">Its arguments, each as it is.</param>
    /// <returns>With both of its outputs redirected.</returns>
    public ProcessStartInfo StartInfo(params string[] arguments) => new(Host, [Path, .. arguments])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        UseShellExecute = false,
    };
}

/// <summary>A sample's server as a process of its own.</summary>
internal sealed class ServeProcess : IAsyncDisposable
{
    private const string Announcement = "Listening on ";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private ServeProcess(Process process, string address)
    {
        _process = process;
        Address = address;
    }

    /// <summary>The address as command lines take it.</summary>
    public string Address { get; }

    /// <summary>Its address, of a TCP server.</summary>
    public IPEndPoint EndPoint => IPEndPoint.Parse(Address);

    /// <summary>Starts it and waits until it says where it listens.</summary>
    /// <param name="start">What to start.</param>
    /// <returns>The server.</returns>
    public static async Task<ServeProcess> StartAsync(ProcessStartInfo start)
    {
        Process process = Process.Start(start)!;
        string? line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience);
        Assert.StartsWith(Announcement, line ?? string.Empty, StringComparison.Ordinal);
        return new ServeProcess(process, line![Announcement.Length..]);
    }

    /// <summary>Asks it to stop, and waits until it has.</summary>
    /// <param name="signal">TERM or INT.</param>
    /// <returns>Its exit code, and what it said since it started.</returns>
    public async Task<ProgramResult> StopAsync(string signal)
    {
        ProgramResult sent = await ExternalProgram.RunAsync("/bin/sh", ["-c", $"kill -{signal} {_process.Id}"]);
        Assert.Equal(0, sent.ExitCode);
        string said = await _process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);
        string errors = await _process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);
        return new ProgramResult(_process.ExitCode, said, errors);
    }

    /// <summary>Ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10));
        _process.Dispose();
    }
}
