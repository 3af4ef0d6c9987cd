using ProtoSockets;

namespace Misuse.Psock1026;

[Protocol, LengthPrefixed<uint>]
public sealed partial class Lists
{
    [Request<Entry>(Replies = ReplyCount.Many)]
    public readonly partial record struct List(int Value);

    [Reply]
    public readonly partial record struct Entry(int Value);
}
