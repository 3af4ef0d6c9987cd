using System.CommandLine;

namespace Samples;

/// <summary>Runs a program by its command line.</summary>
internal static class CommandLine
{
    /// <summary>Runs a command, or says in one line what is wrong with the command line.</summary>
    /// <param name="root">The commands.</param>
    /// <param name="args">The command line.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            // A command that is not known is better named than missed. The values that an option takes come in a line each.
            string problem = parsed.UnmatchedTokens.Count > 0 ? $"'{parsed.UnmatchedTokens[0]}' is not known here." : parsed.Errors[0].Message;
            await Console.Error.WriteLineAsync($"{string.Join(' ', problem.Split(['\n', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))} Try --help.");
            return ExitCodes.WrongCommandLine;
        }

        // Signals are the affair of commands that run until one comes (StopSignal): they need longer than the default to let their peers go.
        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }
}
