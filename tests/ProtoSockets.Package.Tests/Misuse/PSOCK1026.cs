using ProtoSockets;

namespace Misuse.Psock1026;

[Protocol]
public sealed partial class Lists
{
    [Request<Entry>(1, Replies = ReplyCount.Many)]
    public readonly partial record struct List(int Value);

    [Reply(2)]
    public readonly partial record struct Entry(int Value);
}
