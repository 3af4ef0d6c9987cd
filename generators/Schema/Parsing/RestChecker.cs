namespace ProtoSockets.Schema;

/// <summary>
/// Checks what follows a member that takes all that is left of what encloses it: members of fixed size (a checksum, as most frames end with), for which it leaves room.
/// </summary>
internal sealed class RestChecker(List<MemberDraft> members, List<FillerSpec> trailer, List<GroupSpec> groups, ProblemList problems)
{
    public void Check(out bool takesRest)
    {
        takesRest = false;
        for (int index = 0; index < members.Count; index++)
        {
            bool isOptional = members[index].Condition is { IsOptional: true };
            if ((!members[index].TakesRest && !isOptional) || !members[index].IsInBody)
            {
                continue;
            }

            int at = index;
            GroupSpec? group = groups.Where(candidate => !candidate.IsAbsent && candidate.First <= at && at <= candidate.Last)
                .OrderBy(candidate => candidate.Last - candidate.First).FirstOrDefault();
            int end = group?.Last ?? members.Count - 1;
            if (isOptional && !members[index].TakesRest)
            {
                // EndParser says what may follow.
                takesRest |= group is null;
                continue;
            }

            MemberDraft[] behind = [.. members.Skip(index + 1).Take(end - index).Where(member => member.IsInBody)];
            int trailing = group is null ? trailer.Sum(SizeParser.BytesOf) : 0;
            if (group is null && trailer.Exists(filler => filler is AlignFiller))
            {
                problems.Add(ProblemIds.RestNotLast, members[index].Place, members[index].Name, "the record's end");
            }

            if (members[index].Form is StructForm or CodecForm or TaggedForm or CasesForm && (behind.Length > 0 || trailing > 0))
            {
                problems.Add(ProblemIds.RestNotLast, members[index].Place, members[index].Name, behind.FirstOrDefault()?.Name ?? "the record's end");
            }
            else if (behind.FirstOrDefault(member => Bits(member) is null) is { } variable)
            {
                problems.Add(ProblemIds.RestNotLast, members[index].Place, members[index].Name, variable.Name);
            }
            else if (behind.Length > 0 || trailing > 0)
            {
                int bits = behind.Sum(member => Bits(member)!.Value) + (group is null ? trailer.OfType<ReservedBitsFiller>().Sum(filler => filler.Bits) : 0);
                LeaveRoom(members[index], trailing + (bits / 8));
            }

            takesRest |= group is null;
        }
    }

    /// <summary>The bits that a member always takes, with what stands in front of it; null when that varies.</summary>
    private static int? Bits(MemberDraft member)
    {
        int fillers = member.Fillers.Sum(filler => filler is ReservedBitsFiller reserved ? reserved.Bits : 8 * SizeParser.BytesOf(filler));
        return member.Condition is not null || member.Fillers.Exists(filler => filler is AlignFiller) ? null
            : member.Form is BitsForm bits ? bits.Bits + fillers
            : (8 * SizeParser.SizeOf(member).FixedSize) + fillers;
    }

    private static void LeaveRoom(MemberDraft member, int bytes) => member.Form = member.Form switch
    {
        TextForm { Length: Rest } form => form with { Length = new Rest(bytes) },
        BytesForm { Length: Rest } form => form with { Length = new Rest(bytes) },
        ListForm { Length: Rest } form => form with { Length = new Rest(bytes) },
        _ => member.Form,
    };
}
