using Microsoft.CodeAnalysis;

namespace ProtoSockets.Schema;

/// <summary>Reads offsets and the members that stand where they say, and checks that each finds the other.</summary>
internal sealed class PlaceParser(INamedTypeSymbol type, List<MemberDraft> members, bool isHeader, ProblemList problems)
{
    /// <summary>What stands in front of a member and is read with it: a place has nothing in front.</summary>
    private static readonly string[] InFront = ["Magic", "Reserved", "Padding", "Align", "Bits", "InHeader"];

    /// <summary>Reads <c>[OffsetOf]</c>; the member is an integer that is computed.</summary>
    public static OffsetOfSpec Parse(MemberDraft member, AttributeData attribute, int bias, bool isHeader, ProblemList problems)
    {
        int unit = attribute.NamedInt("Unit", otherwise: 1);
        if (unit is < 1 or > 4096)
        {
            problems.Add(ProblemIds.ArgumentOutOfRange, attribute, member.Symbol, "OffsetOf", member.Name, $"a unit of {unit}", "it must be between 1 and 4096");
            unit = 1;
        }

        string? wrong = isHeader ? "what stands behind a header is found by its length"
            : member.Form is VarIntForm ? "an offset has a fixed width, since its own width moves what it points to"
            : null;
        if (wrong is not null)
        {
            problems.Add(ProblemIds.WrongMember, attribute, member.Symbol, "OffsetOf", member.Name, wrong);
        }

        return new OffsetOfSpec(attribute.Text(0) ?? string.Empty, AttributeReading.Enum<OffsetBase>(attribute.Named("From")), bias, unit);
    }

    /// <summary>Reads <c>[At]</c> of all members, once all have been read otherwise.</summary>
    public void Parse(IReadOnlyList<FillerSpec> trailer)
    {
        for (int index = 0; index < members.Count; index++)
        {
            MemberDraft member = members[index];
            if (member.Derived is OffsetOfSpec offset)
            {
                CheckTarget(index, offset);
            }

            if (member.Find("At") is { } attribute)
            {
                ParsePlace(index, attribute);
            }
        }

        // What has no place of its own comes last: on the wire, the record ends where the last of them does.
        int first = members.FindIndex(member => member.Position is not null);
        if (first < 0)
        {
            return;
        }

        if (members.Skip(first).FirstOrDefault(member => member.Position is null && member.IsInBody) is { } behind)
        {
            problems.Add(ProblemIds.BehindPlace, behind.Place, behind.Name, members[first].Name);
        }
        else if (trailer.Count > 0)
        {
            problems.Add(ProblemIds.BehindPlace, members[first].Place, "the record's end", members[first].Name);
        }

        foreach (MemberDraft optional in members.Where(member => member.Position is not null && member.IsOptional))
        {
            if (members.Exists(member => member.Derived is LengthOfSpec length && length.Members.Contains(optional.Name)))
            {
                problems.Add(ProblemIds.ConflictingAttributes, optional.Place, optional.Name, optional.Has("When") ? "When" : "Since", "LengthOf");
            }
        }

        foreach (MemberDraft length in members.Where(member => member.Derived is LengthOfSpec { Members.Count: > 1 }))
        {
            if (((LengthOfSpec)length.Derived!).Members.Any(name => members.Find(member => member.Name == name)?.Position is not null))
            {
                problems.Add(ProblemIds.ScatteredTargets, length.Place, length.Name);
            }
        }
    }

    private void CheckTarget(int index, OffsetOfSpec offset)
    {
        MemberDraft member = members[index];
        AttributeData attribute = member.Find("OffsetOf")!;
        int target = members.FindIndex(candidate => candidate.Name == offset.Member && candidate.IsInBody);
        if (target < 0)
        {
            problems.Add(ProblemIds.NoPlace, attribute, member.Symbol, member.Name, $"says where '{offset.Member}' is, and '{type.Name}' has no such member on the wire");
        }
        else if (target <= index)
        {
            problems.Add(ProblemIds.NoPlace, attribute, member.Symbol, member.Name, $"says where '{offset.Member}' is, which does not follow it");
        }
        else if (members[target].Has("Bits"))
        {
            problems.Add(ProblemIds.WrongMember, attribute, member.Symbol, "OffsetOf", member.Name, $"'{offset.Member}' is some bits of a run, which start at no byte");
        }
    }

    private void ParsePlace(int index, AttributeData attribute)
    {
        MemberDraft member = members[index];
        string name = attribute.Text(0) ?? string.Empty;
        if (isHeader)
        {
            problems.Add(ProblemIds.WrongMember, attribute, member.Symbol, "At", member.Name, "a header is in one piece");
            return;
        }

        if (InFront.FirstOrDefault(other => member.Has(other) && !(other == "Align" && member.Find(other)!.NamedInt("From") == (int)OffsetBase.Message)) is { } other)
        {
            problems.Add(ProblemIds.ConflictingAttributes, attribute, member.Symbol, member.Name, "At", other);
            return;
        }

        if (member.IsPartial)
        {
            problems.Add(ProblemIds.WrongMember, attribute, member.Symbol, "At", member.Name, "it is computed, and what others depend on stands before them");
            return;
        }

        if (members.Find(candidate => candidate.Name == name)?.Derived is not OffsetOfSpec offset || offset.Member != member.Name)
        {
            problems.Add(ProblemIds.NoPlace, attribute, member.Symbol, member.Name, $"stands where '{name}' says, and '{type.Name}' has no such member marked [OffsetOf(nameof({member.Name}))]");
            return;
        }

        member.Position = new PlaceSpec(name, attribute.NamedBool("MayOverlap") || attribute.NamedBool("Anywhere")) { IsAnywhere = attribute.NamedBool("Anywhere") };
    }
}
