using Microsoft.CodeAnalysis;

namespace ProtoSockets.Schema;

/// <summary>Reads lists whose entries point to what stands behind the whole list.</summary>
internal static class DirectoryParser
{
    /// <summary>Makes a list a directory.</summary>
    public static void Parse(MemberDraft member, AttributeData attribute, ProblemList problems)
    {
        if (member.Form is ListForm { Element: StructForm { HeadBytes: { } head } element } list)
        {
            member.Form = list with { ElementSize = SizeSpec.Fixed(head), Data = new SizeSpec(0, element.Size.Maximum is { } most ? most - head : null) };
        }
        else
        {
            problems.Add(
                ProblemIds.DirectoryDoesNotFit, attribute, member.Symbol, member.Name, "its elements are no records that begin with members of fixed size and end with members that stand where those say ([At])");
        }
    }

    /// <summary>The bytes of a record that can be an entry; null when it can't.</summary>
    public static int? HeadOf(INamedTypeSymbol type, List<MemberDraft> members, LineSpec? line, SizeParser sizes)
    {
        int first = members.FindIndex(member => member.Position is not null);
        bool isHead = first > 0
            && line is null
            && type.GetAttributes().Has("WireStruct")
            && members.All(member => member.Derived is not ChecksumSpec)
            && members.Take(first).All(member => member is { IsInBody: true, IsOptional: false } && IsFixed(member.Form!)
                && !member.Fillers.Exists(filler => filler is AlignFiller)
                && !members.Exists(other => IsAbout(other.Derived, member.Name)));
        return isHead && sizes.Before(first).FixedSize is > 0 and { } bytes ? bytes : null;
    }

    /// <summary>Whether a member has a fixed size, and nothing but that.</summary>
    private static bool IsFixed(WireForm form) =>
        form is PlainForm or OddWidthForm or BitsForm or ConvertedForm or TextForm { Length: FixedLength } or BytesForm { Length: FixedLength } or StructForm { Length: null, Size.FixedSize: not null };

    private static bool IsAbout(DerivedSpec? derived, string member) => derived switch
    {
        LengthOfSpec length => length.Members.Contains(member),
        CountOfSpec count => count.Member == member,
        OffsetOfSpec offset => offset.Member == member,
        _ => false,
    };

    /// <summary>Checks what is around a directory, once all lengths are known.</summary>
    public static void Check(List<MemberDraft> members, List<GroupSpec> groups, bool isHeader, ProblemList problems)
    {
        foreach (MemberDraft member in members.Where(member => member.Form is ListForm { Data: not null } && member.IsInBody))
        {
            LengthSource length = ((ListForm)member.Form!).Length;
            int index = members.IndexOf(member);
            string? wrong = isHeader ? "a header is in one piece"
                : length is not (CountPrefix or GivenCount) ? "nothing counts its entries"
                : member.IsOptional ? "it is not always there"
                : groups.Exists(group => !group.IsAbsent && group.First <= index && index <= group.Last) ? "a length would count its entries without what they point to"
                : members.Find(other => other.TakesRest && other.IsInBody) is { } rest ? $"'{rest.Name}' takes all that is left, so that nothing can stand behind it"
                : null;
            if (wrong is not null)
            {
                problems.Add(ProblemIds.DirectoryDoesNotFit, member.Find("Directory")!, member.Symbol, member.Name, wrong);
            }
        }
    }
}
