namespace ProtoSockets.Transports.Tests;

/// <summary>A listener, a client that connected to it, and the connection that was accepted.</summary>
public sealed class StreamPair(StreamListener listener, StreamConnection client, StreamConnection server) : IDisposable
{
    public StreamListener Listener { get; } = listener;

    public StreamConnection Client { get; } = client;

    public StreamConnection Server { get; } = server;

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
        Listener.Dispose();
    }

    internal static async Task<StreamPair> ConnectAsync(
        StreamListener listener, StreamTransport clientTransport, System.Net.EndPoint? peer = null, ConnectOptions? options = null)
    {
        CancellationToken cancellationToken = Bounded.Token;
        Task<StreamConnection> accepting = AcceptAsync(listener, cancellationToken);
        StreamConnection client = await clientTransport.ConnectAsync(peer ?? listener.LocalEndPoint, options ?? new(), cancellationToken);
        return new StreamPair(listener, client, await accepting);
    }

    private static async Task<StreamConnection> AcceptAsync(StreamListener listener, CancellationToken cancellationToken)
    {
        StreamConnection accepted = await listener.AcceptAsync(cancellationToken);
        await accepted.HandshakeAsync(cancellationToken);
        return accepted;
    }
}
