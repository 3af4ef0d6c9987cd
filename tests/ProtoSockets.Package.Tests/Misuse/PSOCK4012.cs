using ProtoSockets;

namespace Misuse;

[Protocol]
public sealed partial class Leaving
{
    [Message(1, From = Side.Client)]
    public readonly partial record struct Say(int Number);

    [Message(2, From = Side.Server)]
    public readonly partial record struct Goodbye(int Number);
}

public sealed class LeavingHandler : Leaving.IServerHandler
{
    public ValueTask SayAsync(Leaving.Say message, Leaving.Session session, CancellationToken cancellationToken) => default;

    public ValueTask DisconnectedAsync(Leaving.Session session, Exception? reason) => session.GoodbyeAsync(new(0));
}
