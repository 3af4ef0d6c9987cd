namespace ProtoSockets.Soak.Protocols;

/// <summary><see cref="Ledger"/> as the soak speaks it.</summary>
internal sealed class SpokenLedger(CallWork work) : Ledger.IServerHandler
{
    public static SpokenServer CreateServer(CallWork work, ServerOptions options) => SpokenServer.Of(new Ledger.Server(new SpokenLedger(work), options));

    public static async Task<SpokenClient> ConnectAsync(TransportAddress address, ClientOptions options, CancellationToken cancellationToken)
    {
        Ledger.Client client = await Ledger.Client.ConnectAsync(address, options, cancellationToken);
        return SpokenClient.Of(client, async (number, requestBytes, replyBytes, token) =>
        {
            Ledger.Booked reply = await client.BookAsync(new Ledger.Book(number, (ushort)replyBytes, Load.Of(number, requestBytes)), token);
            return new SpokenReply(reply.Number, reply.Load);
        });
    }

    public async ValueTask<Ledger.Booked> BookAsync(Ledger.Book request, Ledger.Session session, CancellationToken cancellationToken)
    {
        await work.DoAsync(request.Number, request.Load, cancellationToken);
        return new Ledger.Booked(request.Number, Load.Of(request.Number, request.ReplyBytes));
    }
}
