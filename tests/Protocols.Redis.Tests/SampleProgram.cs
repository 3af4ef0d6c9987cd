using System.Diagnostics;
using System.Net;
using ProtoSockets.Tests.Shared;

namespace RedisSample.Tests;

/// <summary>The sample's program.</summary>
internal static class SampleProgram
{
    private static string Path => System.IO.Path.Combine(AppContext.BaseDirectory, "Redis.dll");

    /// <summary>The runtime that runs the tests runs the sample, too.</summary>
    public static string Host => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host
        ? host
        : ExternalProgram.Find("dotnet", "dotnet-sdk-10.0");

    public static Task<ProgramResult> RunAsync(params string[] arguments) => ExternalProgram.RunAsync(Host, [Path, .. arguments]);

    public static ProcessStartInfo StartInfo(params string[] arguments) => new(Host, [Path, .. arguments])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        UseShellExecute = false,
    };
}

/// <summary>The sample's server as a process of its own.</summary>
internal sealed class ServeProcess : IAsyncDisposable
{
    private const string Announcement = "Listening on ";

    private readonly Process _process;

    private ServeProcess(Process process, IPEndPoint endPoint)
    {
        _process = process;
        EndPoint = endPoint;
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>The address as command lines take it.</summary>
    public string Address => EndPoint.ToString();

    /// <summary>Starts it and waits until it says where it listens.</summary>
    public static async Task<ServeProcess> StartAsync(params string[] more)
    {
        Process process = Process.Start(SampleProgram.StartInfo(["serve", "--listen", "127.0.0.1:0", .. more]))!;
        string? line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().Soon();
        Assert.StartsWith(Announcement, line ?? string.Empty, StringComparison.Ordinal);
        return new ServeProcess(process, IPEndPoint.Parse(line![Announcement.Length..]));
    }

    /// <summary>Asks it to stop, and waits until it has.</summary>
    /// <param name="signal">TERM or INT.</param>
    /// <returns>Its exit code, and what it said since it started.</returns>
    public async Task<ProgramResult> StopAsync(string signal)
    {
        ProgramResult sent = await ExternalProgram.RunAsync("/bin/sh", ["-c", $"kill -{signal} {_process.Id}"]);
        Assert.Equal(0, sent.ExitCode);
        string said = await _process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken).Soon();
        string errors = await _process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken).Soon();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).Soon();
        return new ProgramResult(_process.ExitCode, said, errors);
    }

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
