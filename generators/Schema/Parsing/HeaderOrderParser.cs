namespace ProtoSockets.Schema;

/// <summary>Finds what chooses the byte order of a frame's length: it is looked at before the header is read.</summary>
internal static class HeaderOrderParser
{
    /// <summary>The place of the member that chooses.</summary>
    /// <param name="members">The header's members.</param>
    /// <param name="length">The length of the frame, whose order is chosen at run time.</param>
    /// <param name="numbering">How bits are numbered in the header.</param>
    /// <param name="problems">Takes the problem of one that has no place.</param>
    /// <returns>The place; null when it has none.</returns>
    public static OrderPlaceSpec? PlaceOf(IReadOnlyList<MemberDraft> members, MemberDraft length, BitNumbering numbering, ProblemList problems)
    {
        OrderSpec? order = length.Order ?? members.Select(member => member.SwitchesOrder).FirstOrDefault(switches => switches is not null);
        if (order is null)
        {
            // An order that nothing chooses is reported where it is written.
            problems.Fail();
            return null;
        }

        MemberDraft? chooser = members.FirstOrDefault(member => member.Name == order.Name);
        OrderPlaceSpec? place = chooser?.Form switch
        {
            PlainForm { Order: not ByteOrder.AtRunTime } plain when plain.Primitive.IsSmallInteger() || plain.Primitive == PrimitiveKind.Boolean =>
                new OrderPlaceSpec(HeaderParser.OffsetOf(members, chooser), plain.Primitive.Size(), plain.Order, 0, 8 * plain.Primitive.Size(), order.Value),
            BitsForm bits when ShiftOf(members, chooser, bits.Bits, numbering) is { } shift =>
                new OrderPlaceSpec(HeaderParser.OffsetOf(members, chooser), 1, ByteOrder.BigEndian, shift, bits.Bits, order.Value),
            _ => null,
        };
        if (place is null)
        {
            problems.Add(ProblemIds.OrderNotTold, length.Place, length.Name, $"'{order.Name}', and where a frame ends is found before its header is read: by a number in front, or by some bits of one byte");
        }

        return place;
    }

    /// <summary>How many bits of the byte stand to the right of a member; null when it is in a run of more than a byte.</summary>
    private static int? ShiftOf(IReadOnlyList<MemberDraft> members, MemberDraft chooser, int width, BitNumbering numbering)
    {
        int before = 0;
        int run = 0;
        bool isInRun = false;
        foreach (MemberDraft member in members)
        {
            if (member.Form is not BitsForm bits || member.Fillers.Exists(filler => filler is not ReservedBitsFiller))
            {
                if (isInRun)
                {
                    break;
                }

                run = 0;
                if (member.Form is not BitsForm)
                {
                    continue;
                }
            }

            run += member.Fillers.OfType<ReservedBitsFiller>().Sum(filler => filler.Bits);
            if (member == chooser)
            {
                isInRun = true;
                before = run;
            }

            run += ((BitsForm)member.Form!).Bits;
        }

        return run != 8 ? null : numbering == BitNumbering.LeastSignificantFirst ? before : 8 - before - width;
    }
}
