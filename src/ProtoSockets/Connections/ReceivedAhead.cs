namespace ProtoSockets.Connections;

/// <summary>Bytes of a connection that were received and not yet looked at when it was handed over. Whoever takes it over owns the buffer.</summary>
/// <param name="Buffer">Where the bytes are; null when there are none.</param>
/// <param name="Start">Where they start.</param>
/// <param name="End">Where they end.</param>
internal readonly record struct ReceivedAhead(ReceiveBuffer? Buffer, int Start, int End)
{
    public int Count => End - Start;
}
