using ProtoSockets;

namespace Misuse.Psock1046;

[Protocol]
public sealed partial class Lists
{
    [Request<Entry>(1, Replies = ReplyCount.Many)]
    public readonly partial record struct List(int Value);

    [Reply(2, Last = "IsLast")]
    public readonly partial record struct Entry(int Value);
}
