using System.CommandLine;
using PostgresSample;

RootCommand root = QueryCommand.Create();
ParseResult parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    await Console.Error.WriteLineAsync($"{parsed.Errors[0].Message} Try --help.");
    return QueryCommand.WrongCommandLine;
}

return await parsed.InvokeAsync();
