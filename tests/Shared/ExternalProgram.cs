using System.Diagnostics;

namespace ProtoSockets.Tests.Shared;

/// <summary>What a program that has ended left behind.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it wrote to its standard output.</param>
/// <param name="Errors">What it wrote to its standard error.</param>
internal sealed record ProgramResult(int ExitCode, string Output, string Errors)
{
    /// <summary>All of it, for the message of a failed assertion.</summary>
    public override string ToString() => $"exit code {ExitCode}\n{Output}{Errors}";
}

/// <summary>Programs of other people that tests talk to: clients, and by way of <see cref="RealServer"/> servers.</summary>
internal static class ExternalProgram
{
    /// <summary>Set to 1 where all of them are installed, so that a test which finds none of them fails instead of being skipped.</summary>
    public const string RequiredVariable = "PROTOSOCKETS_REQUIRE_SERVERS";

    /// <summary>How long a program may take for what it does at once on an idle machine: long enough for one that is busy with dozens of others.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Daemons are installed where the PATH of an ordinary user does not lead.</summary>
    private static readonly string[] DaemonFolders = ["/usr/sbin", "/usr/local/sbin", "/sbin"];

    /// <summary>Finds a program, or skips the test; where programs are required, fails it.</summary>
    /// <param name="name">Its file name (<c>memcached</c>) or whole path.</param>
    /// <param name="package">The Debian package that has it, for the message.</param>
    /// <returns>Its whole path.</returns>
    public static string Find(string name, string package)
    {
        IEnumerable<string> folders = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Concat(DaemonFolders);
        string? found = Path.IsPathRooted(name)
            ? File.Exists(name) ? name : null
            : folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        if (found is not null)
        {
            return found;
        }

        string message = $"{name} is not installed here (apt-get install {package}).";
        if (Environment.GetEnvironmentVariable(RequiredVariable) == "1")
        {
            Assert.Fail($"{message} {RequiredVariable}=1 says that it has to be.");
        }

        Assert.Skip(message);
        throw new InvalidOperationException(message);
    }

    /// <summary>Runs a program to its end, or until a limit, which fails the test.</summary>
    /// <param name="path">The program, as <see cref="Find"/> found it.</param>
    /// <param name="arguments">Its arguments, each as it is.</param>
    /// <param name="input">What it gets on its standard input; null for nothing.</param>
    /// <param name="limit">How long it may run; null for <see cref="Patience"/>.</param>
    /// <returns>What it left behind.</returns>
    public static async Task<ProgramResult> RunAsync(string path, IEnumerable<string> arguments, string? input = null, TimeSpan? limit = null)
    {
        var start = new ProcessStartInfo(path, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };

        using Process process = Process.Start(start)!;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(limit ?? Patience);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(patience.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(patience.Token);
            await GiveInputAsync(process, input, patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return new ProgramResult(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException exception)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{path} {string.Join(' ', start.ArgumentList)} had not ended in time.", exception);
        }
    }

    private static async Task GiveInputAsync(Process process, string? input, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended, or does not read its input. Its exit code says whether that is right.
        }
    }
}
