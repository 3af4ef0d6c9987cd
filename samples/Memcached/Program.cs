using System.CommandLine;
using MemcachedSample;

var root = new RootCommand("A client and a server of the memcached binary protocol.");
foreach (Command command in ItemCommands.All())
{
    root.Add(command);
}

root.Add(BenchCommand.Create());
root.Add(ServeCommand.Create());

ParseResult parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    await Console.Error.WriteLineAsync($"{parsed.Errors[0].Message} Try --help.");
    return ExitCodes.WrongCommandLine;
}

// Signals are the serve command's own affair: it needs longer than the default to let its clients go.
return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
