using Microsoft.CodeAnalysis;

namespace ProtoSockets.Schema;

/// <summary>Reads conditions, and checks that what they look at is known when it is needed.</summary>
internal sealed class ConditionParser(INamedTypeSymbol type, List<MemberDraft> members, HeaderDraft? header, ProblemList problems)
{
    private static readonly string[] NeverConditional = ["Bits", "LengthOf", "CountOf", "OffsetOf", "Constant", "FrameLength", "MessageId", "CorrelationId", "TagOf", "Discriminator", "Checksum", "FlagOf", "Optional"];

    public void Parse(MemberDraft member)
    {
        bool isNullable = member.Type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T
            || (!member.Type.IsValueType && member.Type.NullableAnnotation == NullableAnnotation.Annotated);
        member.IsNullable = isNullable || member.Has("When") || member.Has("Optional");
        if (member.Find("Optional") is { } optional && !member.Has("When") && !member.IsToken)
        {
            ParseOptional(member, optional, isNullable);
            return;
        }

        if (member.Find("When") is not { } attribute)
        {
            if (isNullable && AbsentBy(member) is { } absent)
            {
                member.Condition = absent;
                Unwrap(member);
            }
            else if (member.IsToken && member.Find("Optional") is not null)
            {
                if (!isNullable)
                {
                    problems.Add(ProblemIds.ConditionWithoutNull, member.Place, member.Name, member.Type.ShortName());
                }

                member.Condition = new ConditionSpec(member.Name, IsWireMember: false);
                Unwrap(member);
            }
            else if (isNullable && member.Versions is not null)
            {
                Unwrap(member);
            }
            else if (isNullable)
            {
                member.IsNullable = false;
                problems.Add(ProblemIds.NullWithoutCondition, member.Place, member.Name);
                Unwrap(member);
            }

            return;
        }

        if (!isNullable && (member.Type.IsValueType || member.Type.NullableAnnotation == NullableAnnotation.NotAnnotated))
        {
            problems.Add(ProblemIds.ConditionWithoutNull, member.Place, member.Name, member.Type.ShortName());
        }

        if (NeverConditional.FirstOrDefault(member.Has) is { } other)
        {
            problems.Add(ProblemIds.ConflictingAttributes, attribute, member.Symbol, member.Name, "When", other);
        }

        Unwrap(member);
        if (attribute.IsBroken())
        {
            problems.Fail();
            return;
        }

        string name = attribute.Text(0) ?? string.Empty;
        int own = members.IndexOf(member);
        int index = members.FindIndex(candidate => candidate.Name == name);
        if (index >= 0 && members[index].DeclaredType.SpecialType == SpecialType.System_Boolean)
        {
            if (index >= own && members[index].IsInBody)
            {
                problems.Add(ProblemIds.LaterCondition, attribute, member.Symbol, member.Name, name, name);
            }

            member.Condition = new ConditionSpec(name, IsWireMember: true);
            return;
        }

        IPropertySymbol? property = index >= 0 ? null : type.GetMembers(name).OfType<IPropertySymbol>().FirstOrDefault();
        if (index < 0 && property is null && header?.Members.FirstOrDefault(other => other.Name == name) is { Derived: FlagOfSpec flag })
        {
            if (flag.Member != member.Section)
            {
                problems.Add(ProblemIds.NoFlagTarget, attribute, member.Symbol, name, member.Name, $"which is not what it tells: that is '{flag.Member}'");
            }

            member.Condition = new ConditionSpec(name, IsWireMember: true) { IsInHeader = true };
            return;
        }

        if (property is not { IsStatic: false, IsIndexer: false, GetMethod: not null, Type.SpecialType: SpecialType.System_Boolean })
        {
            problems.Add(ProblemIds.UnknownCondition, attribute, member.Symbol, member.Name, name, type.Name);
            return;
        }

        if (EarlierMembers.FirstUnread(type, members, property, own) is { } unread)
        {
            problems.Add(ProblemIds.LaterCondition, attribute, member.Symbol, member.Name, name, unread);
        }

        member.Condition = new ConditionSpec(name, IsWireMember: false);
    }

    private void ParseOptional(MemberDraft member, AttributeData attribute, bool isNullable)
    {
        if (!isNullable && (member.Type.IsValueType || member.Type.NullableAnnotation == NullableAnnotation.NotAnnotated))
        {
            problems.Add(ProblemIds.ConditionWithoutNull, member.Place, member.Name, member.Type.ShortName());
        }

        if (NeverConditional.Concat(["Since", "Before"]).FirstOrDefault(name => name != "Optional" && member.Has(name)) is { } other)
        {
            problems.Add(ProblemIds.ConflictingAttributes, attribute, member.Symbol, member.Name, "Optional", other);
        }

        Unwrap(member);
        member.Condition = ConditionSpec.Optional;
    }

    /// <summary>The earlier length or count that can say that the member is not there.</summary>
    private ConditionSpec? AbsentBy(MemberDraft member)
    {
        foreach (MemberDraft other in members.TakeWhile(other => other != member))
        {
            if (other.Derived is LengthOfSpec { Absent: { } length } lengthOf && lengthOf.Members.Contains(member.Name))
            {
                return new ConditionSpec(other.Name, IsWireMember: true) { Absent = length };
            }

            if (other.Derived is CountOfSpec { Absent: { } count } countOf && countOf.Member == member.Name)
            {
                return new ConditionSpec(other.Name, IsWireMember: true) { Absent = count };
            }
        }

        return null;
    }

    private static void Unwrap(MemberDraft member)
    {
        if (member.Type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: { Length: 1 } arguments })
        {
            member.Type = arguments[0];
        }
    }
}
