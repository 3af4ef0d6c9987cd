namespace ProtoSockets.Schema;

/// <summary>Checks that padding whose size varies is where it can be measured.</summary>
internal static class AlignChecker
{
    /// <summary>Reports lengths of several members among which padding of unknown size stands: what they give before anything is written would be wrong.</summary>
    public static void Check(List<MemberDraft> members, List<GroupSpec> groups, ProblemList problems)
    {
        foreach (GroupSpec group in groups.Where(group => !group.IsAbsent && !group.Field.InHeader))
        {
            for (int index = group.First + 1; index <= group.Last; index++)
            {
                if (members[index].Fillers.Exists(filler => filler is AlignFiller))
                {
                    problems.Add(ProblemIds.AlignedInside, members[index].Place, members[index].Name, group.Field.Name);
                }
            }
        }

        foreach (MemberDraft member in members.Where(member => member.IsToken && member.Has("Align")))
        {
            problems.Add(ProblemIds.WrongMember, member.Find("Align")!, member.Symbol, "Align", member.Name, "it is a token of a line");
        }
    }
}
