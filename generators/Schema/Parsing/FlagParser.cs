using Microsoft.CodeAnalysis;

namespace ProtoSockets.Schema;

/// <summary>Reads flags that say whether another member is there.</summary>
internal sealed class FlagParser(List<MemberDraft> members, bool isHeader, ProblemList problems)
{
    public void Parse(MemberDraft member)
    {
        if (!member.IsPartial || member.Find("FlagOf") is not { } attribute || member.Form is null)
        {
            return;
        }

        string target = attribute.Text(0) ?? string.Empty;
        MemberDraft? other = members.Find(candidate => candidate.Name == target);
        bool isFlag = member.Form is PlainForm { Primitive: PrimitiveKind.Boolean } or BitsForm { Primitive: PrimitiveKind.Boolean };
        if (!isFlag || !member.IsInBody)
        {
            string reason = !isFlag ? "a flag is a bool" : "it is the header's to compute";
            problems.Add(ProblemIds.WrongMember, attribute, member.Symbol, "FlagOf", member.Name, reason);
            return;
        }

        if (attribute.IsBroken())
        {
            problems.Fail();
            return;
        }

        if (isHeader)
        {
            // Of a message: HeaderParser checks that one has it.
            if (other is not null)
            {
                problems.Add(ProblemIds.NoFlagTarget, attribute, member.Symbol, member.Name, target, "which is always there: it is in the header");
                return;
            }
        }
        else if (other is null || !other.Has("When"))
        {
            problems.Add(ProblemIds.NoFlagTarget, attribute, member.Symbol, member.Name, target, other is null ? "which is no member on the wire of the record" : "which is always there: it has no [When]");
            return;
        }

        member.Derived = new FlagOfSpec(target);
    }
}
