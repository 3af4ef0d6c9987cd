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

    /// <summary>Finds the byte order of a frame's length where a member of the header in front of it chooses (<see cref="ByteOrderAttribute"/>).</summary>
    /// <param name="received">What was received and not yet consumed.</param>
    /// <param name="offset">Where in the header the number starts that is, or has in it, the member.</param>
    /// <param name="width">The size of the number in bytes, 1 to 8.</param>
    /// <param name="littleEndian">Whether its own least significant byte comes first.</param>
    /// <param name="shift">How many of its bits stand to the right of the member.</param>
    /// <param name="bits">How many bits the member has.</param>
    /// <param name="value">The member's value for least significant byte first; null for any but 0.</param>
    /// <returns>Whether the least significant byte of the length comes first; false as long as the member has not come, since then the length has not either.</returns>
    public static bool IsLittleEndian(ReadOnlySpan<byte> received, int offset, int width, bool littleEndian, int shift, int bits, long? value)
    {
        if (received.Length < offset + width)
        {
            return false;
        }

        ReadOnlySpan<byte> field = received.Slice(offset, width);
        ulong mask = ulong.MaxValue >> (64 - bits);
        ulong member = ((littleEndian ? OddWidth.ReadLittleEndian(field) : OddWidth.ReadBigEndian(field)) >> shift) & mask;
        return value is { } expected ? member == (unchecked((ulong)expected) & mask) : member != 0;
    }

    /// <summary>Looks for a frame whose header has a length of variable size; see <see cref="IFramer.Find"/>.</summary>
    /// <param name="received">What was received and not yet consumed.</param>
    /// <param name="maxFrameBytes">The largest frame allowed, its header included.</param>
    /// <param name="fixedSize">The size of the header in bytes, the length field not counted.</param>
    /// <param name="fieldOffset">Where in the header the length field starts.</param>
    /// <param name="format">The field's encoding. Whether it has to be the shortest is for the header to say.</param>
    /// <param name="add">The number of bytes to add to the field's value and its own size to give the length of the whole frame.</param>
    /// <param name="bounds">Where the frame lies; the message is the whole of it.</param>
    /// <param name="reason">For <see cref="FrameStatus.Malformed"/>: what is wrong.</param>
    /// <returns>What was found.</returns>
    public static FrameStatus FindVarInt(
        ReadOnlySpan<byte> received,
        int maxFrameBytes,
        int fixedSize,
        int fieldOffset,
        VarIntFormat format,
        int add,
        out FrameBounds bounds,
        out string? reason)
    {
        if (received.Length <= fieldOffset)
        {
            return FrameLimits.Unknown(fixedSize + 1, out bounds, out reason);
        }

        switch (VarInts.DecodeLength(format, received[fieldOffset..], out ulong value, out int width))
        {
            case VarIntProblem.None:
                return FrameLimits.Measure(received, maxFrameBytes, value, (long)width + add, fixedSize + width, 0, out bounds, out reason);
            case VarIntProblem.Incomplete:
                return FrameLimits.Unknown(fixedSize + width, out bounds, out reason);
            case var problem:
                bounds = default;
                reason = VarInts.Describe(problem, format, "the length of the frame");
                return FrameStatus.Malformed;
        }
    }

    /// <summary>
    /// Leaves room for a header whose length field has variable size, in front of a body that is yet to be written. The room is what the longest body needs that
    /// the writer's buffer and the message allow: where the buffer was measured by the message, nothing has to be moved afterwards.
    /// </summary>
    /// <param name="writer">The writer, at the header's place.</param>
    /// <param name="fixedSize">The size of the header in bytes, the length field not counted.</param>
    /// <param name="format">The field's encoding.</param>
    /// <param name="maxBody">The most bytes that the body takes, as far as its declaration says.</param>
    /// <param name="add">The number of bytes to add to the field's value and its own size to give the length of the whole frame.</param>
    /// <param name="known">How many bytes the header takes, where the message was written once; else 0.</param>
    /// <returns>How many bytes were left for the header.</returns>
    public static int Reserve(ref WireWriter writer, int fixedSize, VarIntFormat format, int maxBody, int add, int known)
    {
        if (known > 0)
        {
            _ = writer.Take(known);
            return known;
        }

        int room = writer.Rest.Length - fixedSize;

        // The field takes a part of the room: the longest body that still fits beside its own length.
        int body = Math.Min(maxBody, Math.Max(0, room - 1));
        int width = Width(format, body, fixedSize, add);
        while (body > 0 && body < maxBody && width + body > room)
        {
            body = Math.Max(0, room - width);
            int narrower = Width(format, body, fixedSize, add);
            if (narrower >= width)
            {
                break;
            }

            width = narrower;
        }

        _ = writer.Take(fixedSize + width);
        return fixedSize + width;
    }

    /// <summary>
    /// Finds out how many bytes a header of variable size takes, now that the body is written. Where others were left for it, the writer is at the header's place again: a body has to be
    /// written where it is to stand, since what it aligns, points to and compresses depends on that.
    /// </summary>
    /// <param name="writer">The writer, behind the body.</param>
    /// <param name="start">Where the header starts.</param>
    /// <param name="reserved">How many bytes were left for it.</param>
    /// <param name="fixedSize">The size of the header in bytes, the length field not counted.</param>
    /// <param name="format">The field's encoding.</param>
    /// <param name="add">The number of bytes to add to the field's value and its own size to give the length of the whole frame.</param>
    /// <param name="tooSmall">How many bytes were left for it in an attempt that needed more; 0 if there was none.</param>
    /// <param name="isShortest">Whether the field has to be in its shortest form, whatever its encoding allows.</param>
    /// <returns>How many bytes the header takes.</returns>
    /// <exception cref="WireFormatException">The body is too long; or its size changes with its place, and that of the length with it, so that no length is right in its shortest form.</exception>
    public static int Settle(ref WireWriter writer, int start, int reserved, int fixedSize, VarIntFormat format, int add, int tooSmall, bool isShortest)
    {
        long whole = writer.Position - start - reserved + writer.Behind;
        if (whole > int.MaxValue)
        {
            throw new WireFormatException($"The message has {whole} bytes behind its header, which says at most {int.MaxValue}.");
        }

        int size = fixedSize + Width(format, (int)whole, fixedSize, add);
        if (size == reserved)
        {
            return size;
        }

        if (size < reserved && size <= tooSmall)
        {
            return !isShortest && VarInts.HasLongerForms(format) ? reserved : throw new WireFormatException(
                $"The message has {whole} bytes behind a header of {reserved}, and more than one of {size} can say behind that: what is aligned in it fits no length in its shortest form.");
        }

        writer.GoBack(start);
        return size;
    }

    /// <summary>Makes the length field of a header that was written in its shortest form fill the room that was left, where no shorter one is right.</summary>
    /// <param name="header">The header's room.</param>
    /// <param name="written">How many bytes of it were written.</param>
    /// <param name="fieldOffset">Where in the header the length field starts.</param>
    /// <param name="format">The field's encoding.</param>
    public static void Fill(Span<byte> header, int written, int fieldOffset, VarIntFormat format)
    {
        int more = header.Length - written;
        if (more == 0)
        {
            return;
        }

        int width = VarInts.LengthOf(format, header[fieldOffset..]);
        header[(fieldOffset + width)..written].CopyTo(header[(fieldOffset + width + more)..]);
        VarInts.Pad(format, header.Slice(fieldOffset, width + more), width);
    }

    /// <summary>How many bytes the length field of a frame takes.</summary>
    /// <param name="format">The field's encoding.</param>
    /// <param name="body">The size of the body in bytes.</param>
    /// <param name="fixedSize">The size of the header in bytes, the length field not counted.</param>
    /// <param name="add">The number of bytes to add to the field's value and its own size to give the length of the whole frame.</param>
    /// <returns>A number of bytes.</returns>
    public static int Width(VarIntFormat format, int body, int fixedSize, int add) =>
        WireSizes.Prefixed(format, Math.Max(0, body + fixedSize - add), 0);
}
