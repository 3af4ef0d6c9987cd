using System.CommandLine;
using ProtoSockets;

namespace RedisSample;

/// <summary>A command that asks a server for something.</summary>
internal static class ClientCommand
{
    /// <summary>Makes a command that runs with a connected client.</summary>
    /// <param name="name">What the user writes.</param>
    /// <param name="description">One line for the help.</param>
    /// <param name="parameters">Its arguments and options, beside --server.</param>
    /// <param name="runAsync">What it does.</param>
    /// <returns>The command.</returns>
    public static Command Create(
        string name, string description, IEnumerable<Symbol> parameters, Func<RedisConnection, ParseResult, CancellationToken, Task> runAsync)
    {
        Option<TransportAddress> server = Addresses.Option("--server", "The server.", "127.0.0.1:6379");
        var command = new Command(name, description) { server };
        foreach (Symbol parameter in parameters)
        {
            if (parameter is Argument argument)
            {
                command.Add(argument);
            }
            else
            {
                command.Add((Option)parameter);
            }
        }

        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetRequiredValue(server), parsed, runAsync, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        TransportAddress server, ParseResult parsed, Func<RedisConnection, ParseResult, CancellationToken, Task> runAsync, CancellationToken cancellationToken)
    {
        try
        {
            await using RedisConnection client = await RedisConnection.ConnectAsync(server, cancellationToken: cancellationToken);
            await runAsync(client, parsed, cancellationToken);
            return ExitCodes.Done;
        }
        catch (CallRefusedException exception) when (exception.Error is Redis.Refusal error)
        {
            await Console.Error.WriteLineAsync(error.Text());
            return ExitCodes.Failed;
        }
        catch (Exception exception) when (exception is IOException or WireFormatException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return ExitCodes.Failed;
        }
    }
}
