namespace ProtoSockets.Runtime;

/// <summary>MQTT's variable byte integer (MQTT 5.0, section 1.5.5): <see cref="Leb128"/> of at most four bytes, that is 0 to 268,435,455.</summary>
public static class MqttVarInt
{
    /// <summary>The most bytes that the format takes.</summary>
    public const int MaxBytes = 4;

    /// <summary>The largest integer that the format holds.</summary>
    public const ulong MaxValue = 268_435_455;

    /// <summary>Reads an integer.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="maxBytes">The most bytes allowed, no more than 4; a longer encoding is malformed.</param>
    /// <param name="canonical">Whether an encoding that is not the shortest is malformed, as [MQTT-1.5.5-1] asks.</param>
    /// <param name="value">The integer.</param>
    /// <returns>False when it is incomplete, or malformed as said.</returns>
    public static bool TryRead(ref WireReader reader, int maxBytes, bool canonical, out ulong value) =>
        Leb128.TryRead(ref reader, Math.Min(maxBytes, MaxBytes), canonical, out value);

    /// <summary>Writes an integer in its shortest form.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="value">The integer.</param>
    /// <exception cref="WireFormatException">It is larger than <see cref="MaxValue"/>.</exception>
    public static void Write(ref WireWriter writer, ulong value)
    {
        if (value > MaxValue)
        {
            VarInts.ThrowTooLarge(value, "a variable byte integer of MQTT", MaxValue);
        }

        Leb128.Write(ref writer, value);
    }

    /// <summary>How many bytes <see cref="Write"/> takes.</summary>
    /// <param name="value">The integer.</param>
    /// <returns>1 to 4; 4 also for one that is too large.</returns>
    public static int GetSize(ulong value) => Math.Min(Leb128.GetSize(value), MaxBytes);
}
