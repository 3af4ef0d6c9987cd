namespace ProtoSockets.Schema;

/// <summary>Checks that nothing follows a member that takes all that is left of what encloses it.</summary>
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
            MemberDraft? behind = members.Skip(index + 1).Take(end - index).FirstOrDefault(member => member.IsInBody);
            if (isOptional && !members[index].TakesRest)
            {
                // EndParser says what may follow.
            }
            else if (behind is not null)
            {
                problems.Add(ProblemIds.RestNotLast, members[index].Place, members[index].Name, behind.Name);
            }
            else if (group is null && trailer.Count > 0)
            {
                problems.Add(ProblemIds.RestNotLast, members[index].Place, members[index].Name, "the record's end");
            }

            takesRest |= group is null;
        }
    }
}
