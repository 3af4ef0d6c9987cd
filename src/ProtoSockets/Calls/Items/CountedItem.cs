using ProtoSockets.Runtime;

namespace ProtoSockets.Calls;

/// <summary>An item of a stream as it is sent: the bytes of its frame are counted as they are written.</summary>
internal readonly struct CountedItem<TItem>(TItem item, ItemCredit credit) : IProtocolMessage<CountedItem<TItem>>
    where TItem : IProtocolMessage<TItem>
{
    private readonly TItem _item = item;
    private readonly ItemCredit _credit = credit;

    public static bool TryReadFrame(ref WireReader frame, out CountedItem<TItem> message) => throw new NotSupportedException();

    public void WriteFrame(ref WireWriter frame, in FrameRoute route)
    {
        _item.WriteFrame(ref frame, in route);
        _credit.Use(frame.Position);
    }

    public int GetFrameSize() => _item.GetFrameSize();

    public CountedItem<TItem> ToOwnedMessage() => this;
}
