using Microsoft.CodeAnalysis;

namespace ProtoSockets.Schema;

/// <summary>Reads which versions have a member or message, and which member says what version is spoken.</summary>
internal sealed class VersionParser(INamedTypeSymbol type, List<MemberDraft> members, ProblemList problems)
{
    /// <summary>Members that others depend on, or that share their bytes with others.</summary>
    private static readonly string[] Always = ["Bits", "FrameLength", "MessageId", "CorrelationId", "InHeader", "ProtocolVersion"];

    private readonly VersionRange _spoken = Spoken(type);

    /// <summary>The versions that the protocol around a record speaks; all, when there is none.</summary>
    public static VersionRange Spoken(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? container = type; container is not null; container = container.ContainingType)
        {
            if (container.GetAttributes().Find("Protocol") is { } protocol)
            {
                int version = protocol.Named("Version") is ushort newest ? newest : 1;
                int oldest = protocol.Named("MinVersion") is ushort min and > 0 ? min : version;
                return new VersionRange(oldest, version);
            }
        }

        return new VersionRange(0, ushort.MaxValue);
    }

    /// <summary>The versions that have a member or message; null for all, and when what is said makes no sense.</summary>
    public static VersionSpec? Parse(IReadOnlyList<AttributeData> attributes, ISymbol symbol, string name, VersionRange spoken, ProblemList problems)
    {
        AttributeData? since = attributes.Find("Since");
        AttributeData? before = attributes.Find("Before");
        if (since is null && before is null)
        {
            return null;
        }

        int first = Number(since, symbol, name, problems);
        int end = Number(before, symbol, name, problems);
        if (since is not null && before is not null && first >= end && first > 0 && end > 0)
        {
            problems.Add(ProblemIds.NoVersionHasIt, before, symbol, name, $"it is there since version {first}, and no longer from version {end} on");
            return null;
        }

        if (first > spoken.Max)
        {
            problems.Add(ProblemIds.NoVersionHasIt, since!, symbol, name, $"it is there since version {first}, and the newest that is spoken is {spoken.Max}");
            return null;
        }

        if (before is not null && end > 0 && end <= spoken.Min)
        {
            problems.Add(ProblemIds.NoVersionHasIt, before, symbol, name, $"it is there before version {end}, and the oldest that is spoken is {spoken.Min}");
            return null;
        }

        return first == 0 && end == 0 ? null : new VersionSpec(first, end);
    }

    public void Parse(MemberDraft member)
    {
        member.Versions = Parse(member.Attributes, member.Symbol, member.Name, _spoken, problems);
        AttributeData? own = member.Find("Since") ?? member.Find("Before");
        if (own is not null && Always.FirstOrDefault(member.Has) is { } other)
        {
            problems.Add(ProblemIds.ConflictingAttributes, own, member.Symbol, member.Name, own.OwnName()!, other);
        }

        if (member.Find("ProtocolVersion") is not null)
        {
            member.ProtocolVersions = _spoken;
        }
    }

    /// <summary>Checks what depends on how members look on the wire.</summary>
    public void CheckForms()
    {
        MemberDraft? first = null;
        foreach (MemberDraft member in members)
        {
            if (member.Find("ProtocolVersion") is { } version)
            {
                bool fits = member.Form is PlainForm or OddWidthForm or BitsForm
                    && member.Form is ScalarForm form && form.Primitive.IsSmallInteger() && !form.Primitive.IsSigned() && Integers.Bits(form) <= 16;
                string? wrong = !fits || member.Derived is not null || member.IsOptional || !member.IsInBody ? "a version is an unsigned integer of at most 16 bits that is always in the body"
                    : !SchemaParser.IsMessageOrHeader(type) || type.GetAttributes().Has("Header") ? "it belongs in a message"
                    : null;
                if (wrong is not null)
                {
                    problems.Add(ProblemIds.WrongMember, version, member.Symbol, "ProtocolVersion", member.Name, wrong);
                }
                else if (first is not null)
                {
                    problems.Add(ProblemIds.DuplicateRole, member.Place, first.Name, member.Name, "ProtocolVersion");
                }

                first ??= member;
            }

            CheckCount(member);
            if (member.Form is ListForm { Element: StructForm { IsVersioned: true }, Length: LengthPrefix { Prefix: VarIntPrefix } })
            {
                problems.Add(ProblemIds.SizeDiffersByVersion, member.Place, member.Name);
            }
        }
    }

    /// <summary>A count of what is not there would be wrong.</summary>
    private void CheckCount(MemberDraft member)
    {
        if (member.Derived is CountOfSpec count
            && members.FirstOrDefault(other => other.Name == count.Member) is { Versions: { } versions } list
            && versions != member.Versions)
        {
            problems.Add(ProblemIds.CountedByOtherVersions, member.Place, member.Name, list.Name, versions.ToString());
        }
    }

    private static int Number(AttributeData? attribute, ISymbol symbol, string name, ProblemList problems)
    {
        if (attribute is null)
        {
            return 0;
        }

        if (attribute.IsBroken() || attribute.Argument(0) is not ushort version)
        {
            problems.Fail();
            return 0;
        }

        if (version == 0)
        {
            problems.Add(ProblemIds.ArgumentOutOfRange, attribute, symbol, attribute.OwnName()!, name, "0", "the first version is 1");
        }

        return version;
    }
}
