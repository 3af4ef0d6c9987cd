namespace ProtoSockets.Runtime;

/// <summary>Frames whose length stands in a field of their header. The header is part of the message.</summary>
public static class HeaderFraming
{
    /// <summary>Looks for a frame at the front of the received bytes; see <see cref="IFramer.Find"/>.</summary>
    /// <param name="received">What was received and not yet consumed.</param>
    /// <param name="maxFrameBytes">The largest frame allowed, its header included.</param>
    /// <param name="headerSize">The size of the header in bytes: no frame is shorter.</param>
    /// <param name="fieldOffset">Where in the header the length field starts.</param>
    /// <param name="fieldWidth">The size of the field, 1 to 8 bytes.</param>
    /// <param name="littleEndian">Whether its least significant byte comes first.</param>
    /// <param name="add">
    /// The number of bytes to add to the field's value to give the length of the whole frame: the header's size where the field counts what follows the header,
    /// 0 where it counts the frame.
    /// </param>
    /// <param name="bounds">Where the frame lies; the message is the whole of it.</param>
    /// <param name="reason">For <see cref="FrameStatus.Malformed"/>: what is wrong.</param>
    /// <returns>What was found.</returns>
    public static FrameStatus Find(
        ReadOnlySpan<byte> received,
        int maxFrameBytes,
        int headerSize,
        int fieldOffset,
        int fieldWidth,
        bool littleEndian,
        int add,
        out FrameBounds bounds,
        out string? reason)
    {
        if (received.Length < fieldOffset + fieldWidth)
        {
            return FrameLimits.Unknown(headerSize, out bounds, out reason);
        }

        ReadOnlySpan<byte> field = received.Slice(fieldOffset, fieldWidth);
        ulong value = littleEndian ? OddWidth.ReadLittleEndian(field) : OddWidth.ReadBigEndian(field);
        return FrameLimits.Measure(received, maxFrameBytes, value, add, headerSize, 0, out bounds, out reason);
    }
}
