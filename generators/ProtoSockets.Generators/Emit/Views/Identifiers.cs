namespace ProtoSockets.Generators.Emit.Views;

/// <summary>Identifiers in generated code.</summary>
internal static class Identifiers
{
    /// <summary>Whether code has an identifier that stands for itself: not a member of something, not in the middle of a word, not in quotes.</summary>
    public static bool Mentions(string text, string name)
    {
        for (int found = text.IndexOf(name, StringComparison.Ordinal); found >= 0; found = text.IndexOf(name, found + 1, StringComparison.Ordinal))
        {
            bool isStart = found == 0 || !(IsOfWord(text[found - 1]) || text[found - 1] is '.' or '@' or '"');
            int end = found + name.Length;
            if (isStart && (end == text.Length || !(IsOfWord(text[end]) || text[end] == '"')))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOfWord(char character) => char.IsLetterOrDigit(character) || character == '_';
}
