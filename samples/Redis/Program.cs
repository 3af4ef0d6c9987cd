using System.CommandLine;
using RedisSample;

var root = new RootCommand("A client and a server of the Redis protocol.");
foreach (Command command in KeyCommands.All())
{
    root.Add(command);
}

root.Add(BenchCommand.Create());
root.Add(ServeCommand.Create());

return await CommandLine.RunAsync(root, args);
