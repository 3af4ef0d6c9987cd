using System.Globalization;
using Microsoft.CodeAnalysis;

namespace ProtoSockets.Schema;

/// <summary>Reads what computed members are computed from.</summary>
internal sealed class DerivedParser(List<MemberDraft> members, bool isHeader, ProblemList problems)
{
    private static readonly string[] Sources = ["LengthOf", "CountOf", "OffsetOf", "Constant", "TagOf", "Discriminator", "Checksum", "FlagOf"];

    public void Parse(MemberDraft member)
    {
        if (!member.IsPartial)
        {
            return;
        }

        string[] found = [.. Sources.Where(member.Has)];
        if (found.Length > 1 || (member.Has("FrameLength") && found.Any(name => name != "LengthOf")))
        {
            problems.Add(ProblemIds.ConflictingAttributes, member.Place, member.Name, found[0], found.Length > 1 ? found[1] : "FrameLength");
            return;
        }

        if (member.Has("Checksum") || member.Has("FlagOf"))
        {
            return;
        }

        if (member.Find("Constant") is not null)
        {
            ParseConstant(member);
            return;
        }

        if (member.Has("TagOf") || member.Has("Discriminator"))
        {
            // What they are the tag of is not parsed yet: TagParser goes on.
            return;
        }

        bool isNumber = member.Form is ScalarForm { EnumType: null } scalar && scalar.Primitive.IsSmallInteger();
        if (!isNumber)
        {
            string attribute = found.Length == 0 ? "FrameLength" : found[0];
            problems.Add(ProblemIds.WrongMember, member.Place, attribute, member.Name, "a length or count is an integer of up to 8 bytes");
            return;
        }

        if (isHeader && Integers.IsVariable(member.Form!) && !member.Has("FrameLength"))
        {
            return;
        }

        int ownBytes = member.Form is BitsForm || Integers.IsVariable(member.Form!) ? 0 : member.Size.Minimum;
        if (member.Find("LengthOf") is { } lengthOf)
        {
            ParseLength(member, lengthOf, ownBytes);
        }
        else if (member.Find("OffsetOf") is { } offsetOf)
        {
            member.Derived = PlaceParser.Parse(member, offsetOf, Bias(member, offsetOf), isHeader, problems);
        }
        else if (member.Find("CountOf") is { } countOf)
        {
            string target = countOf.Text(0) ?? string.Empty;
            member.Derived = new CountOfSpec(target, Bias(member, countOf)) { Absent = Absent(member, countOf) };
            CheckTargets(member, countOf, [target], isCount: true);
        }
        else if (member.Has("FrameLength"))
        {
            member.Derived = new FrameLengthOnlySpec();
        }
    }

    private void ParseLength(MemberDraft member, AttributeData attribute, int ownBytes)
    {
        string[] targets = [.. attribute.Many(0).OfType<string>()];
        int unit = attribute.NamedInt("Unit", otherwise: 1);
        if (unit is < 1 or > 4096)
        {
            problems.Add(ProblemIds.ArgumentOutOfRange, attribute, member.Symbol, "LengthOf", member.Name, $"a unit of {unit}", "it must be between 1 and 4096");
            unit = 1;
        }

        bool includesSelf = attribute.NamedBool("IncludesSelf");
        if (includesSelf && ownBytes == 0)
        {
            problems.Add(ProblemIds.ArgumentOutOfRange, attribute, member.Symbol, "LengthOf", member.Name, "IncludesSelf", "its own width is not a fixed number of bytes");
        }

        member.Derived = new LengthOfSpec(targets.ToEquatable(), includesSelf, Bias(member, attribute), unit, ownBytes)
        {
            SkipsRest = attribute.NamedInt("OnRest") == 1,
            Absent = Absent(member, attribute),
        };
        if (targets.Length == 0)
        {
            problems.Add(ProblemIds.ArgumentOutOfRange, attribute, member.Symbol, "LengthOf", member.Name, "no member", "name the members that it counts");
            return;
        }

        CheckTargets(member, attribute, targets, isCount: false);
    }

    /// <summary>The value that says that what is counted is not there.</summary>
    private long? Absent(MemberDraft member, AttributeData attribute)
    {
        if (attribute.Named("Null") is not { } value)
        {
            return null;
        }

        string name = attribute.OwnName() ?? string.Empty;
        if (AttributeReading.ToLong(value) is not { } number || !Integers.Fits(number, (ScalarForm)member.Form!))
        {
            problems.Add(ProblemIds.ArgumentOutOfRange, attribute, member.Symbol, name, member.Name, $"{value} for null", $"it is no value of '{member.Type.ShortName()}'");
            return null;
        }

        if (name == "LengthOf" && attribute.Many(0).Count != 1)
        {
            problems.Add(ProblemIds.ArgumentOutOfRange, attribute, member.Symbol, name, member.Name, "a value for null and several members", "only one member can be missing");
        }

        return number;
    }

    private int Bias(MemberDraft member, AttributeData attribute)
    {
        int bias = attribute.NamedInt("Bias");
        if (Math.Abs((long)bias) <= 1 << 20)
        {
            return bias;
        }

        problems.Add(
            ProblemIds.ArgumentOutOfRange, attribute, member.Symbol, attribute.OwnName() ?? string.Empty, member.Name, $"a bias of {bias}", "it must be between -1048576 and 1048576");
        return 0;
    }

    /// <summary>Checks the members that a length or count in the same record names; a header's are in the messages.</summary>
    private void CheckTargets(MemberDraft member, AttributeData attribute, string[] targets, bool isCount)
    {
        if (isHeader)
        {
            return;
        }

        int own = members.IndexOf(member);
        string attributeName = isCount ? "CountOf" : "LengthOf";
        foreach (string name in targets)
        {
            int index = members.FindIndex(candidate => candidate.Name == name && candidate.IsInBody);
            if (index < 0)
            {
                problems.Add(ProblemIds.UnknownTarget, attribute, member.Symbol, member.Name, name, "the record");
            }
            else if (index <= own)
            {
                problems.Add(ProblemIds.EarlierTarget, attribute, member.Symbol, member.Name, name);
            }
            else if (members[index].Has("Bits"))
            {
                problems.Add(ProblemIds.WrongMember, attribute, member.Symbol, attributeName, member.Name, $"'{name}' is some bits of a run, which have no length in bytes");
            }
            else if (isCount && !IsCountable(members[index]))
            {
                problems.Add(ProblemIds.WrongMember, attribute, member.Symbol, attributeName, member.Name, $"'{name}' is no list");
            }
            else if (isCount && GroupParser.OwnLengths.FirstOrDefault(members[index].Has) is { } length)
            {
                problems.Add(ProblemIds.ConflictingAttributes, attribute, member.Symbol, name, "CountOf", length);
            }
        }
    }

    internal static bool IsCountable(MemberDraft member)
    {
        // A member that may be missing is not unwrapped yet when an earlier one counts it.
        ITypeSymbol type = member.Type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: { Length: 1 } arguments } ? arguments[0] : member.Type;
        return SchemaTypes.ListElement(type) is not null || SchemaTypes.IsMemory(type) || SchemaTypes.IsByteArray(type);
    }

    private void ParseConstant(MemberDraft member)
    {
        List<SideConstant> values = [];
        foreach (AttributeData attribute in member.Attributes.Where(attribute => attribute.OwnName() == "Constant"))
        {
            Side from = AttributeReading.Enum<Side>(attribute.Named("From"));
            if (values.Count > 0 && (from == Side.Both || values.Any(value => value.From == from || value.From == Side.Both)))
            {
                problems.Add(ProblemIds.ConflictingAttributes, attribute, member.Symbol, member.Name, "Constant", "Constant");
                return;
            }

            object? constant = attribute.Argument(0);
            if (Expression(member, constant) is not { } expression)
            {
                problems.Add(ProblemIds.ConstantDoesNotFit, attribute, member.Symbol, constant?.ToString() ?? "null", member.Name);
                return;
            }

            values.Add(new SideConstant(from, expression));
        }

        if (values.Count == 1 && values[0].From != Side.Both)
        {
            problems.Add(ProblemIds.ArgumentOutOfRange, member.Find("Constant")!, member.Symbol, "Constant", member.Name, $"the value of the {values[0].From.ToString().ToLowerInvariant()} only", "the other side's value is needed too");
            return;
        }

        member.Derived = new ConstantSpec(values.OrderBy(value => value.From).ToEquatable());
    }

    /// <summary>The constant as C# code of the member's type; null when it is no value of that type or does not fit its bits.</summary>
    private static string? Expression(MemberDraft member, object? constant)
    {
        if (member.Form is not ScalarForm form)
        {
            return null;
        }

        if (constant is bool truth)
        {
            return form.Primitive == PrimitiveKind.Boolean && form.EnumType is null ? truth ? "true" : "false" : null;
        }

        if (!form.Primitive.IsSmallInteger())
        {
            return null;
        }

        if (constant is ulong large and > long.MaxValue)
        {
            string text = large.ToString(CultureInfo.InvariantCulture) + "UL";
            return form is PlainForm { Primitive: PrimitiveKind.UInt64 } or BitsForm { Primitive: PrimitiveKind.UInt64, Bits: 64 } or VarIntForm { Primitive: PrimitiveKind.UInt64 }
                ? form.EnumType is null ? text : $"(({form.EnumType}){text})"
                : null;
        }

        return AttributeReading.ToLong(constant) is { } value && Integers.Fits(value, form)
            ? Integers.Literal(value, form)
            : null;
    }
}
