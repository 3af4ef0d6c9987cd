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

    /// <summary>What runs it: the runtime and the file, for another program that is to start it.</summary>
    public IReadOnlyList<string> Command => [Host, Path];

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

    /// <summary>Starts one that is nothing but a server, at an address, and waits until it says where it listens.</summary>
    /// <param name="address">The address, its only argument.</param>
    /// <returns>The server; disposing of it ends it.</returns>
    public Task<ServeProcess> ServeAtAsync(string address) => ServeProcess.StartAsync(StartInfo([address]));

    /// <summary>Starts it, to be talked to.</summary>
    /// <param name="arguments">Its arguments, each as it is.</param>
    /// <returns>The program; disposing of it ends it.</returns>
    public RunningProgram Start(params string[] arguments) => RunningProgram.Start(StartInfo(arguments));

    private ProcessStartInfo StartInfo(params string[] arguments) => new(Host, [Path, .. arguments]);
}

/// <summary>A sample's server as a process of its own.</summary>
internal sealed class ServeProcess : IAsyncDisposable
{
    private const string Announcement = "Listening on ";

    private readonly RunningProgram _program;

    private ServeProcess(RunningProgram program, string address)
    {
        _program = program;
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
        RunningProgram program = RunningProgram.Start(start);
        try
        {
            string line = await program.HearAsync();
            Assert.StartsWith(Announcement, line, StringComparison.Ordinal);
            return new ServeProcess(program, line[Announcement.Length..]);
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks it to stop, and waits until it has.</summary>
    /// <param name="signal">TERM or INT.</param>
    /// <returns>Its exit code, and what it said since it started.</returns>
    public Task<ProgramResult> StopAsync(string signal) => _program.StopAsync(signal);

    /// <summary>Ends it.</summary>
    public ValueTask DisposeAsync() => _program.DisposeAsync();
}
