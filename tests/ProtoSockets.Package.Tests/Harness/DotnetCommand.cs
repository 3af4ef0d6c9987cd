using System.Diagnostics;

namespace ProtoSockets.Package.Tests.Harness;

/// <summary>What a command printed, errors included, and how it ended.</summary>
internal sealed record CommandResult(int ExitCode, string Output)
{
    public CommandResult MustSucceed(string what)
    {
        Assert.True(ExitCode == 0, $"{what} ended with {ExitCode}:\n{Output}");
        return this;
    }
}

/// <summary>Runs the dotnet command as a user's shell would.</summary>
internal static class DotnetCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static async Task<CommandResult> RunAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // A child that asks something must get an end of file, not the terminal.
            RedirectStandardInput = true,
        };
        Clean(start.Environment);
        using var process = new Process { StartInfo = start };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        process.Start();
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(patience.Token);
        Task<string> errors = process.StandardError.ReadToEndAsync(patience.Token);
        try
        {
            await process.WaitForExitAsync(patience.Token);
            return new CommandResult(process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>This test runs inside a dotnet command, which hands things down that a user's shell has not.</summary>
    private static void Clean(IDictionary<string, string?> environment)
    {
        string[] inherited = [.. environment.Keys.Where(key =>
            key.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
            || key.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase)
            || key is "DOTNET_HOST_PATH" or "NUGET_PACKAGES" or "NUGET_FALLBACK_PACKAGES" or "RestorePackagesPath")];
        foreach (string key in inherited)
        {
            environment.Remove(key);
        }

        // Neither build nodes nor a compiler server may outlive the test.
        environment["MSBUILDDISABLENODEREUSE"] = "1";
        environment["UseSharedCompilation"] = "false";
        environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        environment["DOTNET_NOLOGO"] = "1";
        environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
    }
}
