using System.Net;
using Sample;

using var stopping = new CancellationTokenSource(TimeSpan.FromSeconds(30));
await using var server = new Chat.Server(new ChatHandler());
EndPoint at = server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
Task running = server.RunAsync(stopping.Token);

await using (Chat.Client chat = await Chat.Client.ConnectAsync(at, cancellationToken: stopping.Token))
{
    Chat.Welcome welcome = await chat.JoinAsync(new("ada"), stopping.Token);
    Console.WriteLine($"member {welcome.MemberId}, {welcome.Online} online");

    await chat.SayAsync(new("hello"), stopping.Token);
    await foreach (Chat.Said said in chat.ReceiveAsync<Chat.Said>(stopping.Token))
    {
        Console.WriteLine($"member {said.MemberId}: {said.Text}");
        break;
    }
}

await stopping.CancelAsync();
await running;
Console.WriteLine("drained");

internal sealed class ChatHandler : Chat.IServerHandler
{
    public ValueTask<Chat.Welcome> JoinAsync(Chat.Join request, Chat.Session session, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new Chat.Welcome(7, (ushort)request.Nick.Length));

    public ValueTask SayAsync(Chat.Say message, Chat.Session session, CancellationToken cancellationToken) =>
        session.SaidAsync(new(7, message.Text), cancellationToken);
}
