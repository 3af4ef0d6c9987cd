namespace ProtoSockets.Schema;

/// <summary>Finds out by what a reader of a line decides whether a token is there that need not be.</summary>
internal static class OptionalTokens
{
    /// <summary>Completes the conditions of optional tokens and the keywords, now that all members have their form.</summary>
    public static void Complete(List<MemberDraft> members, LineSpec? line)
    {
        if (line is null)
        {
            return;
        }

        for (int index = 0; index < line.Tokens; index++)
        {
            MemberDraft member = members[index];
            MemberDraft[] behind = [.. members.Skip(index + 1).Take(line.Tokens - index - 1)];
            TokensBehind tokens = new(
                behind.Count(other => NeedsToken(other, line)),
                behind.Any(other => !IsOneToken(other)),
                behind.Select(other => other.Form).OfType<KeywordForm>().Select(keyword => keyword.Word).Where(word => !CanBe(member.Form, word)).ToEquatable());
            if (member.Form is KeywordForm form)
            {
                member.Form = form with { Behind = tokens };
            }
            else if (member is { Condition: { } condition } && member.Has("Optional"))
            {
                member.Condition = condition with { TokensBehind = tokens };
            }
        }
    }

    /// <summary>Whether a line without the member's token is malformed. Lists and the rest of the line take any number of tokens, also none.</summary>
    public static bool NeedsToken(MemberDraft member, LineSpec line) =>
        member.Condition is null && member.Form is not (KeywordForm or ListForm) && !(IsRest(member) && line.IsSeparatedByBlanks);

    /// <summary>Whether a member is one token, whatever the line holds.</summary>
    public static bool IsOneToken(MemberDraft member) => member.Condition is null && member.Form is not (KeywordForm or ListForm) && !IsRest(member);

    private static bool IsRest(MemberDraft member) => member.Has("Remaining");

    /// <summary>Whether a word may be a value of the form.</summary>
    private static bool CanBe(WireForm? form, string word) => form switch
    {
        AsciiForm { MaxBytes: { } most } when word.Length > most => false,
        AsciiForm ascii => IsNumber(word, ascii.Radix),
        TextForm text => text.MaxBytes is not { } most || word.Length <= most,
        BytesForm bytes => bytes.MaxBytes is not { } most || word.Length <= most,
        _ => true,
    };

    /// <summary>Whether a word consists of digits, a sign in front included. Whether they fit the type is not asked.</summary>
    private static bool IsNumber(string word, int radix)
    {
        string digits = word[0] is '+' or '-' ? word.Substring(1) : word;
        return digits.All(digit => digit is >= '0' and <= '9' || (radix == 16 && digit is >= 'a' and <= 'f' or >= 'A' and <= 'F'));
    }
}
