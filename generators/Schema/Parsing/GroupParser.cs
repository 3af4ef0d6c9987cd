using Microsoft.CodeAnalysis;

namespace ProtoSockets.Schema;

/// <summary>Finds which members which length encloses, and gives members without a length of their own the one that is meant for them.</summary>
internal sealed class GroupParser(INamedTypeSymbol type, List<MemberDraft> members, HeaderDraft? header, ProblemList problems)
{
    /// <summary>The attributes that say where a member ends.</summary>
    internal static readonly string[] OwnLengths = ["FixedBytes", "NullTerminated", "LengthPrefixed", "CountPrefixed", "FixedCount", "Remaining", "Until", "EndsWith"];

    /// <summary>The members that stand in the record's own bytes, by index.</summary>
    private readonly List<int> _body = [.. Enumerable.Range(0, members.Count).Where(index => members[index].IsInBody)];

    private readonly Dictionary<int, DerivedFieldRef> _counts = [];

    public List<GroupSpec> Groups { get; private set; } = [];

    public List<GroupSpec> HeaderCounts { get; } = [];

    public void Parse()
    {
        foreach (MemberDraft member in members)
        {
            if (member.Derived is LengthOfSpec length)
            {
                AddGroup(FieldOf(member, inHeader: false), member, [.. length.Members.Select(name => members.FindIndex(other => other.Name == name))]);
            }
            else if (member.Derived is CountOfSpec count)
            {
                AddCount(members.FindIndex(other => other.Name == count.Member), FieldOf(member, inHeader: false), member.Place);
            }
        }

        foreach (MemberDraft member in header?.Members ?? [])
        {
            if (member.Derived is LengthOfSpec length)
            {
                AddGroup(FieldOf(member, inHeader: true), null, [.. length.Members.SelectMany(SectionOf)]);
            }
            else if (member.Derived is CountOfSpec count)
            {
                int index = SectionOf(count.Member).DefaultIfEmpty(-1).First();
                DerivedFieldRef field = FieldOf(member, inHeader: true);
                HeaderCounts.Add(new GroupSpec(field, index, index, SizeSpec.Fixed(0), IsDirect: true));
                if (index >= 0)
                {
                    AddCount(index, field, members[index].Place);
                }
            }
            else if (member.Derived is FlagOfSpec flag)
            {
                int index = SectionOf(flag.Member).DefaultIfEmpty(-1).First();
                HeaderCounts.Add(new GroupSpec(FieldOf(member, inHeader: true), index, index, SizeSpec.Fixed(0), IsDirect: true));
            }
        }

        // The outermost first: so they are entered, and in the opposite order left.
        Groups = [.. Groups.OrderBy(group => group.First).ThenByDescending(group => group.Last)];
        CheckNesting();
        foreach (int index in _body.Where(index => members[index].IsOpen))
        {
            Close(index);
        }
    }

    /// <summary>The members of a section, which has to be in one piece.</summary>
    private List<int> SectionOf(string name)
    {
        List<int> found = [.. _body.Where(index => members[index].Section == name)];
        if (found.Count > 1 && _body.IndexOf(found[found.Count - 1]) - _body.IndexOf(found[0]) != found.Count - 1)
        {
            problems.Add(ProblemIds.ScatteredSection, members[found[found.Count - 1]].Place, name, type.Name);
            return [];
        }

        if (found.FirstOrDefault(index => members[index].Has("Bits")) is var bits && found.Any(index => members[index].Has("Bits")))
        {
            problems.Add(ProblemIds.WrongMember, members[bits].Place, "LengthOf", name, $"'{members[bits].Name}' is some bits of a run, which have no length in bytes");
        }

        return found;
    }

    private void AddGroup(DerivedFieldRef field, MemberDraft? place, List<int> targets)
    {
        if (targets.Count == 0)
        {
            Groups.Add(new GroupSpec(field, -1, -1, SizeSpec.Fixed(0), IsDirect: false));
            return;
        }

        for (int i = 1; i < targets.Count; i++)
        {
            if (_body.IndexOf(targets[i]) != _body.IndexOf(targets[i - 1]) + 1)
            {
                problems.Add(ProblemIds.ScatteredTargets, place?.Place ?? type.Place(), field.Name);
                return;
            }
        }

        Groups.Add(new GroupSpec(field, targets[0], targets[targets.Count - 1], SizeSpec.Unknown, IsDirect: false));
    }

    private void AddCount(int index, DerivedFieldRef field, Location? place)
    {
        if (index < 0)
        {
            return;
        }

        if (!DerivedParser.IsCountable(members[index]))
        {
            problems.Add(ProblemIds.WrongMember, place, "CountOf", field.Name, $"'{members[index].Name}' is no list");
        }
        else if (OwnLengths.FirstOrDefault(members[index].Has) is { } own)
        {
            problems.Add(ProblemIds.ConflictingAttributes, place, members[index].Name, "CountOf", own);
        }
        else if (_counts.ContainsKey(index))
        {
            problems.Add(ProblemIds.ConflictingAttributes, place, members[index].Name, "CountOf", "CountOf");
        }
        else
        {
            _counts.Add(index, field);
        }
    }

    /// <summary>Two lengths may enclose one another, and may not overlap otherwise.</summary>
    private void CheckNesting()
    {
        GroupSpec[] present = [.. Groups.Where(group => !group.IsAbsent)];
        for (int i = 0; i < present.Length; i++)
        {
            for (int j = i + 1; j < present.Length; j++)
            {
                if (present[j].First <= present[i].Last && present[j].Last > present[i].Last)
                {
                    MemberDraft place = members.Find(member => !present[j].Field.InHeader && member.Name == present[j].Field.Name) ?? members[present[j].First];
                    problems.Add(ProblemIds.ScatteredTargets, place.Place ?? type.Place(), present[j].Field.Name);
                }
            }
        }

        foreach (GroupSpec group in present.Where(group => !group.Field.InHeader))
        {
            int field = members.FindIndex(member => member.Name == group.Field.Name);
            if (Groups.FindIndex(other => other.First == group.First && other.Last == group.Last && !other.Field.InHeader) is var first
                && Groups[first] != group)
            {
                problems.Add(ProblemIds.DuplicateRole, members[field].Place, Groups[first].Field.Name, group.Field.Name, "LengthOf] of [" + members[group.First].Name);
            }
        }
    }

    /// <summary>Decides where a member ends that has no attribute about it.</summary>
    private void Close(int index)
    {
        MemberDraft member = members[index];
        if (_counts.TryGetValue(index, out DerivedFieldRef? count))
        {
            TakeSuffix(member);
            SetLength(member, new GivenCount(count));
            return;
        }

        GroupSpec? group = Groups.Where(candidate => Encloses(candidate, index)).OrderBy(candidate => candidate.Last - candidate.First).FirstOrDefault();
        if (group is null)
        {
            return;
        }

        if (group.First == group.Last)
        {
            TakeSuffix(member);
            SetLength(member, new GivenLength(group.Field));
            Groups[Groups.IndexOf(group)] = group with { IsDirect = !member.IsOptional || member.Condition is { Absent: not null } };
            return;
        }

        if (member.Form is BytesForm { IsStreamed: true })
        {
            // What it holds can't end it: it takes what is left, and the terminator follows.
            TakeSuffix(member);
        }
        else if (member.Has("Terminated"))
        {
            return;
        }

        // With several members in one length, the one without a length of its own gets what is left.
        int other = _body.FirstOrDefault(candidate => candidate > index && Encloses(group, candidate) && members[candidate].IsOpen && !members[candidate].Has("Terminated")
            && !_counts.ContainsKey(candidate) && Smallest(candidate) == group);
        if (other > index)
        {
            problems.Add(ProblemIds.UnclearRest, members[other].Place, member.Name, members[other].Name, group.Field.Name);
            return;
        }

        int tail = 0;
        foreach (int after in _body.Where(candidate => candidate > index && candidate <= group.Last))
        {
            MemberDraft behind = members[after];
            int fillers = behind.Fillers.Sum(SizeParser.BytesOf);
            if (behind.IsOpen || behind.IsOptional || behind.Fillers.Exists(filler => filler is AlignFiller) || behind.Form is BitsForm || SizeParser.SizeOf(behind).FixedSize is not { } size)
            {
                problems.Add(ProblemIds.RestNotLast, member.Place, member.Name, behind.Name);
                return;
            }

            tail += size + fillers;
        }

        SetLength(member, new Rest(tail));
    }

    private GroupSpec? Smallest(int index) =>
        Groups.Where(candidate => Encloses(candidate, index)).OrderBy(candidate => candidate.Last - candidate.First).FirstOrDefault();

    private static bool Encloses(GroupSpec group, int index) => !group.IsAbsent && group.First <= index && index <= group.Last;

    /// <summary>A terminator behind a member whose length another one gives has to follow, and does not end it.</summary>
    private static void TakeSuffix(MemberDraft member)
    {
        member.Suffix = member.Form switch
        {
            TextForm { Length: TerminatedBy by } => by.Terminator,
            BytesForm { Length: TerminatedBy by } => by.Terminator,
            ListForm { Length: TerminatedBy by } => by.Terminator,
            _ => default,
        };
    }

    private static void SetLength(MemberDraft member, LengthSource length)
    {
        member.Form = member.Form switch
        {
            TextForm form => form with { Length = length },
            BytesForm form => form with { Length = length },
            ListForm form => form with { Length = length },
            _ => member.Form,
        };
    }

    private static DerivedFieldRef FieldOf(MemberDraft member, bool inHeader)
    {
        ScalarForm form = (ScalarForm)member.Form!;
        return new DerivedFieldRef(member.Name, inHeader, member.Derived!, form.Primitive, Integers.Bits(form));
    }
}
