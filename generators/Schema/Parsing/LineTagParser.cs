namespace ProtoSockets.Schema;

/// <summary>Reads correlation ids that are tokens of lines.</summary>
internal sealed class LineTagParser(List<MessageDraft> drafts, bool hasHeader, bool hasFront, ProblemList problems)
{
    private const int MaxBytes = 16;

    /// <summary>Sets the correlation id of a message whose line has one.</summary>
    public void Parse(MessageDraft draft, MemberDraft member)
    {
        int index = draft.Members.TakeWhile(before => before != member).Count();
        LineSpec line = draft.Record!.Line!;
        LineSpec? first = drafts.FirstOrDefault(other => other.Correlation?.Token is not null)?.Record?.Line;
        string? wrong = draft.Verbs.Count == 0 && !drafts.Any(other => other.Verbs.Count > 0) ? "is in a line, and no message of the protocol has a verb"
            : hasHeader ? "is a token of a line behind a header"
            : hasFront ? "is in a message that others may stand in front of"
            : member.Form is not TextForm { Length: Token { IsRest: false }, MaxBytes: >= 1 and <= MaxBytes, Encoding: not TextEncoding.Latin1 } || member.IsOptional || member.Derived is not null
                ? "must be a Utf8Text or string with [MaxBytes] of 1 to 16, in UTF-8 or ASCII, that is always in the line and can be set"
            : draft.Kind == MessageKind.OneWay ? $"is in '{draft.Type.Name}', which is neither a request nor a reply"
            : draft.Members.Take(index).Any(before => !OptionalTokens.IsOneToken(before)) ? "must have a fixed place in the line, and what stands in front of it varies"
            : first is not null && (!first.Separator.Equals(line.Separator) || !first.Terminator.Equals(line.Terminator) || first.Lenient != line.Lenient) ? "is in a line of another format than those of other messages"
            : null;
        if (wrong is not null)
        {
            problems.Add(ProblemIds.CorrelationIdDoesNotFit, member.Place, member.Name, wrong);
            return;
        }

        int token = index + (line is { Verb: not null, IsTagged: false } ? 1 : 0);
        draft.Correlation = new CorrelationSpec(member.Name, member.Type.FullName(), ((TextForm)member.Form!).MaxBytes!.Value, ByteOrder.BigEndian, Offset: 0, member.Form) { Token = token };
    }

    /// <summary>Reports verbs that a tag can be which the client makes: a message that begins with one of them would be taken for one without a tag.</summary>
    public void CheckVerbs(int width)
    {
        foreach (MessageDraft draft in drafts.Where(draft => draft.Record?.Line?.IsTagged != true))
        {
            if (draft.Verbs.FirstOrDefault(verb => verb.Length == width && !char.IsDigit(verb[0]) && verb.All(IsLetterOrDigit)) is { } verb)
            {
                problems.Add(ProblemIds.VerbDoesNotFit, draft.Role, draft.Type, draft.Type.Name, $"has the verb \"{verb}\" and no tag in front of it, and tags of {width} characters can be the same word");
            }
        }
    }

    private static bool IsLetterOrDigit(char character) => character is (>= '0' and <= '9') or (>= 'A' and <= 'Z') or (>= 'a' and <= 'z');
}
