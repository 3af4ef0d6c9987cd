using ProtoSockets;

namespace Misuse;

[Protocol]
public sealed partial class Blocked
{
    [Message(1, From = Side.Client)]
    public readonly partial record struct Say(int Number);
}

public sealed class BlockingHandler : Blocked.IServerHandler
{
    public ValueTask SayAsync(Blocked.Say message, Blocked.Session session, CancellationToken cancellationToken)
    {
        Thread.Sleep(message.Number);
        return default;
    }
}
