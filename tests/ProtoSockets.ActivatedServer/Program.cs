using System.Net;
using ProtoSockets.Transports;

// Echoes on every socket that it was started with, until its standard input ends.
using var stopping = new CancellationTokenSource();
IReadOnlyList<ActivatedSocket> sockets = SocketActivation.GetSockets();
IReadOnlyList<StreamListener> listeners = SocketActivation.GetListeners();
DatagramChannel[] channels = [.. sockets.Where(socket => socket.IsDatagrams).Select(socket => Adopt.Datagrams(socket.Socket))];
Console.WriteLine($"names {string.Join(' ', sockets.Select(socket => socket.Name))}");
Console.WriteLine($"environment {Environment.GetEnvironmentVariable("LISTEN_PID")}{Environment.GetEnvironmentVariable("LISTEN_FDS")}");
Task[] serving = [.. listeners.Select(ServeAsync), .. channels.Select(EchoDatagramsAsync)];

await Console.In.ReadToEndAsync();

// With accepts pending, as a service that is stopped has them.
foreach (StreamListener listener in listeners)
{
    listener.Dispose();
}

await stopping.CancelAsync();
await Task.WhenAll(serving);
return 0;

async Task ServeAsync(StreamListener listener)
{
    try
    {
        while (true)
        {
            using StreamConnection connection = await listener.AcceptAsync(CancellationToken.None);
            byte[] buffer = new byte[1024];
            while (await connection.ReceiveAsync(buffer, stopping.Token) is var received and > 0)
            {
                await connection.SendAsync(buffer.AsMemory(0, received), stopping.Token);
            }
        }
    }
    catch (ObjectDisposedException)
    {
        Console.WriteLine($"closed {listener.LocalEndPoint}");
    }
}

async Task EchoDatagramsAsync(DatagramChannel channel)
{
    byte[] buffer = new byte[1024];
    SocketAddress from = channel.CreateAddress();
    try
    {
        while (true)
        {
            int received = await channel.ReceiveAsync(buffer, from, stopping.Token);
            await channel.SendAsync(buffer.AsMemory(0, received), from, stopping.Token);
        }
    }
    catch (OperationCanceledException)
    {
        channel.Dispose();
    }
}
