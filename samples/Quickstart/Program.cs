using System.CommandLine;
using System.Net.Sockets;
using Quickstart;

var listen = new Option<string>("--listen")
{
    Description = "Where to listen: tcp://127.0.0.1:5000, unix:chat.sock, or tls://127.0.0.1:5001 (with a certificate made for the occasion).",
    DefaultValueFactory = _ => "tcp://127.0.0.1:5000",
};
var server = new Command("server", "Runs the chat room until Ctrl+C.") { listen };
server.SetAction((result, cancellationToken) => ChatServer.RunAsync(result.GetValue(listen)!, cancellationToken));

var connect = new Option<string>("--connect")
{
    Description = "The server's address, as it was told to listen.",
    DefaultValueFactory = _ => "tcp://127.0.0.1:5000",
};
var nick = new Option<string>("--nick") { Description = "The name to be known by.", DefaultValueFactory = _ => Environment.UserName };
var fingerprint = new Option<string?>("--fingerprint") { Description = "For tls://: the fingerprint that the server printed. Without it the certificate must be a trusted one." };
var client = new Command("client", "Joins the chat room: lines from the keyboard are said to everybody, until the end of the input.") { connect, nick, fingerprint };
client.SetAction((result, cancellationToken) =>
    ChatClient.RunAsync(result.GetValue(connect)!, result.GetValue(nick)!, result.GetValue(fingerprint), cancellationToken));

var root = new RootCommand("A chat over ProtoSockets. Without a command: a server and two clients in one process, and a short conversation.") { server, client };
root.SetAction(async (_, cancellationToken) =>
{
    await Demo.RunAsync(cancellationToken);
    return 0;
});

ParseResult parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    await Console.Error.WriteLineAsync($"{parsed.Errors[0].Message} Try --help.");
    return 2;
}

try
{
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = ChatServer.StopTimeout });
}
catch (FormatException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 2;
}
catch (Exception exception) when (exception is IOException or SocketException)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
catch (OperationCanceledException)
{
    return 130;
}
