namespace ProtoSockets.Calls;

/// <summary>How much of a stream its receiver takes before somebody reads it.</summary>
/// <param name="Items">How many items.</param>
/// <param name="Bytes">How many bytes, envelopes included; the item that reaches the limit may go beyond it.</param>
internal readonly record struct StreamWindow(int Items, int Bytes)
{
    private const int MaxBytes = 1 << 30;

    /// <summary>At least one item, whatever the options say.</summary>
    public static StreamWindow Of(int items, int bytes) => new(Math.Max(1, items), Math.Clamp(bytes, 1, MaxBytes));
}
