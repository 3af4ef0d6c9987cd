using Microsoft.CodeAnalysis;

namespace ProtoSockets.Schema;

/// <summary>Reads where lists end that say so with an element or with a value in the place of one, and which members are optional.</summary>
internal sealed class EndParser(List<MemberDraft> members, List<FillerSpec> trailer, List<GroupSpec> groups, ProblemList problems)
{
    /// <summary>The end of a list that is marked <c>[Until]</c> or <c>[EndsWith]</c>; null when that is wrong.</summary>
    public static LengthSource? Parse(MemberDraft member, ITypeSymbol element, WireForm form, ProblemList problems)
    {
        if (member.Find("Until") is { } until)
        {
            string name = until.Text(0) ?? string.Empty;
            IPropertySymbol? property = element.GetMembers(name).OfType<IPropertySymbol>().FirstOrDefault(candidate =>
                candidate is { IsStatic: false, IsIndexer: false, GetMethod: not null, Type.SpecialType: SpecialType.System_Boolean });
            string? wrong = property is null ? $"and '{element.ShortName()}' has no bool property of that name"
                : SymbolReading.Hidden(property) is { } hidden ? $"which is {hidden}"
                : null;
            if (wrong is null)
            {
                return new UntilLast(name);
            }

            problems.Add(ProblemIds.EndNotTold, until, member.Symbol, member.Name, $"the element for which '{name}' is true", wrong);
            return null;
        }

        AttributeData endsWith = member.Find("EndsWith")!;
        if (endsWith.IsBroken())
        {
            problems.Fail();
            return null;
        }

        if (BytesOf(endsWith, form) is { Length: > 0 and <= 64 } bytes)
        {
            return new UntilBytes(bytes.ToEquatable());
        }

        string what = form is PlainForm ? $"that is no value of '{element.ShortName()}'" : "and that is neither a byte, nor 1 to 64 bytes, nor an ASCII text";
        problems.Add(ProblemIds.EndNotTold, endsWith, member.Symbol, member.Name, endsWith.Argument(0)?.ToString() ?? "nothing", what);
        return null;
    }

    private static byte[]? BytesOf(AttributeData attribute, WireForm form)
    {
        object? constant = attribute.Argument(0);
        if (form is PlainForm plain)
        {
            if (AttributeReading.ToLong(constant) is not { } value || !Integers.Fits(value, plain))
            {
                return null;
            }

            byte[] number = [.. Enumerable.Range(0, plain.Primitive.Size()).Select(index => unchecked((byte)(value >> (8 * index))))];
            return plain.Order == ByteOrder.LittleEndian ? number : [.. Enumerable.Reverse(number)];
        }

        if (constant is string text)
        {
            return text.All(character => character < 128) ? [.. text.Select(character => (byte)character)] : null;
        }

        if (AttributeReading.ToLong(constant) is { } single)
        {
            return single is >= 0 and <= 255 ? [(byte)single] : null;
        }

        object?[] many = [.. attribute.Many(0)];
        return many.All(item => item is byte) ? [.. many.Cast<byte>()] : null;
    }

    /// <summary>Checks that members marked <c>[Optional]</c> stand at the end of what encloses them.</summary>
    public void CheckOptional()
    {
        for (int index = 0; index < members.Count; index++)
        {
            MemberDraft member = members[index];
            if (member.Condition is not { IsOptional: true })
            {
                continue;
            }

            AttributeData attribute = member.Find("Optional")!;
            if (!member.IsInBody)
            {
                problems.Add(ProblemIds.WrongMember, attribute, member.Symbol, "Optional", member.Name, "it is not in the record's own bytes");
                continue;
            }

            if (member.Size.Minimum + member.Fillers.Sum(SizeParser.BytesOf) == 0)
            {
                problems.Add(ProblemIds.WrongMember, attribute, member.Symbol, "Optional", member.Name, "it may take no bytes, and then nothing tells it from one that is not there");
            }

            int at = index;
            GroupSpec? group = groups.Where(candidate => !candidate.IsAbsent && candidate.First <= at && at <= candidate.Last)
                .OrderBy(candidate => candidate.Last - candidate.First).FirstOrDefault();
            int end = group?.Last ?? members.Count - 1;
            MemberDraft? behind = members.Skip(index + 1).Take(end - index).FirstOrDefault(other => other.IsInBody && other.Condition is not { IsOptional: true });
            if (behind is not null || (group is null && trailer.Count > 0))
            {
                problems.Add(ProblemIds.OptionalNotLast, attribute, member.Symbol, member.Name, behind?.Name ?? "the record's end");
            }
        }
    }
}
