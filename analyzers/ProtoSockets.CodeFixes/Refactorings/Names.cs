using System.Text;
using System.Text.RegularExpressions;

namespace ProtoSockets.CodeFixes.Refactorings;

/// <summary>Names of C# for what has another one.</summary>
internal static class Names
{
    private static readonly Regex Unused = new("^_*(?:reserved|rsvd|resv|pad|padding|unused|spare|mbz|filler)_*[0-9]*_*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <summary>Whether a name says that the member means nothing.</summary>
    public static bool SaysUnused(string name) => Unused.IsMatch(name);

    /// <summary>The name of a type of C: <c>tcp_hdr_t</c> is <c>TcpHdr</c>.</summary>
    public static string OfType(string name) => OfMember(name.EndsWith("_t", StringComparison.Ordinal) && name.Length > 2 ? name.Substring(0, name.Length - 2) : name);

    /// <summary>The name of a member: <c>data_len</c>, <c>dataLen</c> and <c>DATA_LEN</c> are <c>DataLen</c>.</summary>
    public static string OfMember(string name)
    {
        var result = new StringBuilder();
        bool isAllCapitals = !name.Any(char.IsLower) && name.Length > 1;
        foreach (string word in name.Split(['_'], StringSplitOptions.RemoveEmptyEntries))
        {
            result.Append(char.ToUpperInvariant(word[0])).Append(isAllCapitals ? word.Substring(1).ToLowerInvariant() : word.Substring(1));
        }

        return result.ToString();
    }
}
