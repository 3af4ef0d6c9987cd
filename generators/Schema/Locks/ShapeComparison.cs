namespace ProtoSockets.Schema.Locks;

/// <summary>
/// Compares the texts of two wire forms: <c>uint16; &lt;&gt;{uint8; 1: {int32; } | 2: {int64; }; }</c>. A union may have got more cases, which are told apart by what stands in front of
/// the colon; everything else has to be the same.
/// </summary>
internal static class ShapeComparison
{
    public static bool IsSame(string old, string now)
    {
        if (old == now)
        {
            return true;
        }

        string[] before = Split(old, "; ");
        string[] after = Split(now, "; ");
        return before.Length == after.Length && before.Zip(after, IsSameMember).All(same => same);
    }

    private static bool IsSameMember(string old, string now)
    {
        if (old == now)
        {
            return true;
        }

        string[] before = Split(old, " | ");
        string[] after = Split(now, " | ");
        return after.Length > 1
            ? before.All(oldCase => after.Any(newCase => TagOf(oldCase) is { Length: > 0 } tag && tag == TagOf(newCase) && IsSameContent(oldCase, newCase)))
            : before.Length == 1 && IsSameContent(old, now);
    }

    /// <summary>The same words around the same records.</summary>
    private static bool IsSameContent(string old, string now)
    {
        int open = old.IndexOf('{');
        int other = now.IndexOf('{');
        if (open < 0 || open != other || string.CompareOrdinal(old, 0, now, 0, open) != 0)
        {
            return old == now;
        }

        int end = Close(old, open);
        int otherEnd = Close(now, other);
        return IsSame(old.Substring(open + 1, end - open - 1), now.Substring(other + 1, otherEnd - other - 1))
            && IsSameContent(Behind(old, end), Behind(now, otherEnd));
    }

    private static string TagOf(string text) => text.IndexOf(": ", StringComparison.Ordinal) is var colon and > 0 ? text.Substring(0, colon) : string.Empty;

    private static string Behind(string text, int end) => end < text.Length ? text.Substring(end + 1) : string.Empty;

    /// <summary>The brace that closes one; the end of the text when none does.</summary>
    private static int Close(string text, int open)
    {
        int depth = 0;
        for (int index = open; index < text.Length; index++)
        {
            depth += text[index] switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth == 0)
            {
                return index;
            }
        }

        return text.Length;
    }

    /// <summary>The parts between separators that stand in no braces.</summary>
    private static string[] Split(string text, string separator)
    {
        List<string> parts = [];
        int depth = 0;
        int start = 0;
        for (int index = 0; index < text.Length; index++)
        {
            depth += text[index] switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth == 0 && string.CompareOrdinal(text, index, separator, 0, separator.Length) == 0)
            {
                parts.Add(text.Substring(start, index - start));
                start = index + separator.Length;
            }
        }

        parts.Add(text.Substring(start));
        return [.. parts];
    }
}
