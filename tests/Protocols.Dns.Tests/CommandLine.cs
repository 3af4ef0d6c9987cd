namespace DnsSample.Tests;

/// <summary>Runs the sample's program in this process.</summary>
internal static class CommandLine
{
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        var output = new StringWriter();
        var errors = new StringWriter();
        int exitCode = await Program.RunAsync(arguments, output, errors).WaitAsync(Bounded.Limit, TestContext.Current.CancellationToken);
        return (exitCode, output.ToString(), errors.ToString());
    }
}
