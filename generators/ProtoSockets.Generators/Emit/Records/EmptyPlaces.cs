using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>
/// Members that stand where offsets say and whose length or count says when they have no bytes: then nobody needs to know where they are. A reader does not go there, so that nothing may be written in
/// front of nothing either: not the padding up to a multiple.
/// </summary>
internal static class EmptyPlaces
{
    /// <summary>The member of the same record that is 0 when a member has no bytes; null when only the bytes tell.</summary>
    public static DerivedFieldRef? Counter(MemberSpec member)
    {
        LengthSource? length = member.Form switch
        {
            TextForm form => form.Length,
            BytesForm form => form.Length,
            ListForm form => form.Length,
            _ => null,
        };
        return length switch
        {
            GivenLength { Field: { InHeader: false, Derived: LengthOfSpec { Bias: 0, IncludesSelf: false } } field } => field,
            GivenCount { Field: { InHeader: false, Derived: CountOfSpec { Bias: 0 } } field } => field,
            _ => null,
        };
    }

    /// <summary>The condition, while a record is written, that a member is not empty; null when nothing depends on it.</summary>
    public static string? IsThere(MemberSpec member, string value) =>
        member.Position is null || Counter(member) is null || Boundary(member) <= 1 ? null
        : member.IsValueType ? $"{SizeCode.Count(member, value)} != 0"
        : $"{value} is {{ Length: > 0 }}";

    /// <summary>Where a member stands, or would stand if it had any bytes.</summary>
    public static string Place(MemberSpec member, string position) =>
        member.Position is not null && Counter(member) is not null && Boundary(member) is > 1 and var boundary ? $"{Known.Aligns}.Round({position}, {boundary})" : position;

    private static int Boundary(MemberSpec member) => member.Fillers.OfType<AlignFiller>().Select(align => align.Boundary).FirstOrDefault();
}
