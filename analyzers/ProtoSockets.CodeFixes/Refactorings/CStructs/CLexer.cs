namespace ProtoSockets.CodeFixes.Refactorings.CStructs;

/// <summary>Cuts C into its pieces.</summary>
internal static class CLexer
{
    /// <summary>Cuts a text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Its pieces, with an <see cref="CTokenKind.End"/> behind them.</returns>
    public static List<CToken> Cut(string text)
    {
        List<CToken> tokens = [];
        int line = 0;
        int at = 0;
        while (at < text.Length)
        {
            char first = text[at];
            int end = at + 1;
            CTokenKind? kind = null;
            string? content = null;
            if (first == '\n')
            {
                line++;
            }
            else if (char.IsWhiteSpace(first))
            {
            }
            else if (Starts(text, at, "//"))
            {
                end = EndOfLine(text, at);
                (kind, content) = (CTokenKind.Comment, text.Substring(at + 2, end - at - 2));
            }
            else if (Starts(text, at, "/*"))
            {
                int close = text.IndexOf("*/", at + 2, StringComparison.Ordinal);
                end = close < 0 ? text.Length : close + 2;
                (kind, content) = close < 0 ? (CTokenKind.Unknown, "/*") : (CTokenKind.Comment, text.Substring(at + 2, close - at - 2));
            }
            else if (first == '#')
            {
                end = EndOfLine(text, at);
                (kind, content) = (CTokenKind.Directive, text.Substring(at + 1, end - at - 1).Trim());
            }
            else if (IsWord(first))
            {
                end = Skip(text, at);
                (kind, content) = (char.IsDigit(first) ? CTokenKind.Number : CTokenKind.Word, text.Substring(at, end - at));
            }
            else
            {
                (kind, content) = ("{}[]();:,*".IndexOf(first) < 0 ? CTokenKind.Unknown : CTokenKind.Mark, first.ToString());
            }

            if (kind is { } found)
            {
                tokens.Add(new CToken(found, content!, line));
                line += content!.Count(static character => character == '\n');
            }

            at = end;
        }

        tokens.Add(new CToken(CTokenKind.End, string.Empty, line));
        return tokens;
    }

    /// <summary>The value of a decimal or hexadecimal number; null for others.</summary>
    /// <param name="text">The number as C writes it.</param>
    /// <returns>The value.</returns>
    public static int? ValueOf(string text)
    {
        string digits = text.TrimEnd('u', 'U', 'l', 'L');
        bool isHexadecimal = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        bool isOctal = !isHexadecimal && digits.Length > 1 && digits[0] == '0';
        return !isOctal && int.TryParse(
            isHexadecimal ? digits.Substring(2) : digits,
            isHexadecimal ? System.Globalization.NumberStyles.AllowHexSpecifier : System.Globalization.NumberStyles.None,
            System.Globalization.CultureInfo.InvariantCulture,
            out int value) && value >= 0 ? value : null;
    }

    private static bool IsWord(char character) => character is '_' or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9');

    private static bool Starts(string text, int at, string start) => string.CompareOrdinal(text, at, start, 0, start.Length) == 0;

    private static int EndOfLine(string text, int at) => text.IndexOf('\n', at) is var end && end < 0 ? text.Length : end;

    private static int Skip(string text, int at)
    {
        while (at < text.Length && IsWord(text[at]))
        {
            at++;
        }

        return at;
    }
}
