namespace ProtoSockets.Soak.Protocols;

/// <summary><see cref="Lines"/> as the soak speaks it.</summary>
internal sealed class SpokenLines(CallWork work) : Lines.IServerHandler
{
    public static SpokenServer CreateServer(CallWork work, ServerOptions options) => SpokenServer.Of(new Lines.Server(new SpokenLines(work), options));

    public static async Task<SpokenClient> ConnectAsync(TransportAddress address, ClientOptions options, CancellationToken cancellationToken)
    {
        Lines.Client client = await Lines.Client.ConnectAsync(address, options, cancellationToken);
        return SpokenClient.Of(client, async (number, requestBytes, replyBytes, token) =>
        {
            Lines.Answer reply = await client.QuestionAsync(new Lines.Question(Load.Line(number, replyBytes, requestBytes)), token);
            (int answered, _, int start) = Load.ReadLine(reply.Text.Span);
            return new SpokenReply(answered, reply.Text[start..]);
        });
    }

    public async ValueTask<Lines.Answer> QuestionAsync(Lines.Question request, Lines.Session session, CancellationToken cancellationToken)
    {
        (int number, int replyBytes, int start) = Load.ReadLine(request.Text.Span);
        await work.DoAsync(number, request.Text[start..], cancellationToken);
        return new Lines.Answer(Load.Line(number, 0, replyBytes));
    }
}
