using ProtoSockets;

namespace Misuse;

[Protocol]
public sealed partial class Waiting
{
    [Request<Done>(1, Replies = ReplyCount.OneOrNone)]
    public readonly partial record struct Begin(int Number);

    [Reply(2)]
    public readonly partial record struct Done(int Number);

    [Request<Said>(3, From = Side.Server)]
    public readonly partial record struct Ask(int Number);

    [Reply(4)]
    public readonly partial record struct Said(int Number);
}

public sealed class WaitingHandler : Waiting.IServerHandler
{
    public async ValueTask<OptionalReply<Waiting.Done>> BeginAsync(Waiting.Begin request, Waiting.Session session, CancellationToken cancellationToken) =>
        new Waiting.Done((await session.AskAsync(new(request.Number), cancellationToken)).Number);
}
