using System.CommandLine;
using RedisSample;

var root = new RootCommand("A client and a server of the Redis protocol.");
foreach (Command command in KeyCommands.All())
{
    root.Add(command);
}

root.Add(BenchCommand.Create());
root.Add(ServeCommand.Create());

ParseResult parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    // A command that is not known is better named than missed.
    string problem = parsed.UnmatchedTokens.Count > 0 ? $"'{parsed.UnmatchedTokens[0]}' is not known here." : parsed.Errors[0].Message;
    await Console.Error.WriteLineAsync($"{problem} Try --help.");
    return ExitCodes.WrongCommandLine;
}

// Signals are the serve command's own affair: it needs longer than the default to let its clients go.
return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
