namespace ProtoSockets.Soak.Protocols;

/// <summary><see cref="Counter"/> as the soak speaks it.</summary>
internal sealed class SpokenCounter(CallWork work) : Counter.IServerHandler
{
    public static SpokenServer CreateServer(CallWork work, ServerOptions options) => SpokenServer.Of(new Counter.Server(new SpokenCounter(work), options));

    public static async Task<SpokenClient> ConnectAsync(TransportAddress address, ClientOptions options, CancellationToken cancellationToken)
    {
        Counter.Client client = await Counter.Client.ConnectAsync(address, options, cancellationToken);
        return SpokenClient.Of(client, async (number, requestBytes, replyBytes, token) =>
        {
            Counter.Counted reply = await client.CountAsync(new Counter.Count(number, (ushort)replyBytes, Load.Of(number, requestBytes)), token);
            return new SpokenReply(reply.Number, reply.Load);
        });
    }

    public async ValueTask<Counter.Counted> CountAsync(Counter.Count request, Counter.Session session, CancellationToken cancellationToken)
    {
        await work.DoAsync(request.Number, request.Load, cancellationToken);
        return new Counter.Counted(request.Number, Load.Of(request.Number, request.ReplyBytes));
    }
}
