using System.Net;

namespace Quickstart;

/// <summary>The whole story in one process: a server, two clients, and a short conversation.</summary>
internal static class Demo
{
    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        // A server is created, then bound to an address, then run. Port 0 asks for any free port; Bind tells which one it got.
        await using var server = new Chat.Server(new ChatRoom());
        EndPoint address = server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task running = server.RunAsync(stopping.Token);
        Console.WriteLine($"server  bound to {address}");

        await using (Chat.Client ada = await Chat.Client.ConnectAsync(address, cancellationToken: cancellationToken))
        await using (Chat.Client bob = await Chat.Client.ConnectAsync(address, cancellationToken: cancellationToken))
        {
            Chat.Welcome welcome = await ada.JoinAsync(new("ada"), cancellationToken);
            Console.WriteLine($"ada     joined as member {welcome.MemberId}, {welcome.Online} online");
            welcome = await bob.JoinAsync(new("bob"), cancellationToken);
            Console.WriteLine($"bob     joined as member {welcome.MemberId}, {welcome.Online} online");

            await ada.SayAsync(new("hello, bob"), cancellationToken);
            await PrintNextAsync("bob", bob, cancellationToken);
            await bob.SayAsync(new("hello, ada"), cancellationToken);
            await PrintNextAsync("bob", bob, cancellationToken);
            await PrintNextAsync("ada", ada, cancellationToken);
            await PrintNextAsync("ada", ada, cancellationToken);
        }

        // Stops accepting, lets what runs finish, and returns.
        await stopping.CancelAsync();
        await running;
        Console.WriteLine("server  drained and closed");
    }

    private static async Task PrintNextAsync(string who, Chat.Client client, CancellationToken cancellationToken)
    {
        await foreach (Chat.Said said in client.ReceiveAsync<Chat.Said>(cancellationToken))
        {
            Console.WriteLine($"{who,-7} hears {said.Nick}: {said.Text}");
            return;
        }
    }
}
