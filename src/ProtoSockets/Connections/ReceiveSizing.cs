namespace ProtoSockets.Connections;

/// <summary>How large the buffer is to be that the next receive goes into, by how much the last ones have brought: what fills its buffer gets the next larger one, what could do with the next smaller one gets that after a while.</summary>
internal struct ReceiveSizing()
{
    /// <summary>After so many receives in a row that brought little, a smaller buffer will do. Fewer would be too soon: what comes in bursts would be received in two goes for each.</summary>
    private const int LittleReceives = 16;

    private int _littleReceives;

    /// <summary>The size, of those that are pooled. It begins with the smallest, which is nearly all that a connection holds on which nothing comes.</summary>
    public int Size { get; private set; } = ReceiveBuffer.SmallSize;

    /// <summary>Notes what a receive has brought.</summary>
    /// <param name="count">How many bytes.</param>
    /// <param name="room">How many there was room for.</param>
    public void Received(int count, int room)
    {
        if (count == room)
        {
            Size = Larger(Size);
            _littleReceives = 0;
        }
        else if (count >= Smaller(Size))
        {
            _littleReceives = 0;
        }
        else if (++_littleReceives == LittleReceives)
        {
            Size = Smaller(Size);
            _littleReceives = 0;
        }
    }

    private static int Larger(int size) => size == ReceiveBuffer.SmallSize ? ReceiveBuffer.DefaultSize : ReceiveBuffer.LargeSize;

    private static int Smaller(int size) => size == ReceiveBuffer.LargeSize ? ReceiveBuffer.DefaultSize : ReceiveBuffer.SmallSize;
}
