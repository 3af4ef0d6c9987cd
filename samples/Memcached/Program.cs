using System.CommandLine;
using MemcachedSample;

var root = new RootCommand("A client and a server of the memcached binary protocol.");
foreach (Command command in ItemCommands.All())
{
    root.Add(command);
}

root.Add(BenchCommand.Create());
root.Add(ServeCommand.Create());

return await CommandLine.RunAsync(root, args);
