namespace ProtoSockets.Runtime;

/// <summary>Correlation ids in the bodies of messages.</summary>
public static class BodyCorrelation
{
    /// <summary>Reads the id from its fixed place in a body.</summary>
    /// <param name="message">A reader at the body's first byte.</param>
    /// <param name="offset">Where in the body the id starts.</param>
    /// <param name="width">How many bytes it has, 1 to 16; with more than 8 the most significant one comes first.</param>
    /// <param name="littleEndian">Whether its least significant byte comes first.</param>
    /// <param name="member">What errors call it.</param>
    /// <param name="id">The id.</param>
    /// <returns>False when the body is too short.</returns>
    public static bool TryRead(ref WireReader message, int offset, int width, bool littleEndian, string member, out UInt128 id)
    {
        ReadOnlySpan<byte> rest = message.Rest;
        if (rest.Length < offset + width)
        {
            id = 0;
            return message.Short(offset + width) || message.In(member);
        }

        ReadOnlySpan<byte> field = rest.Slice(offset, width);
        id = width > sizeof(ulong) ? CorrelationBytes.Of(field)
            : littleEndian ? OddWidth.ReadLittleEndian(field)
            : OddWidth.ReadBigEndian(field);
        return true;
    }
}
