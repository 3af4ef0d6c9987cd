using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace ProtoSockets.Analyzers.Tests.Harness;

/// <summary>
/// Source with marks for what is expected: <c>[|text|]</c> for the one rule under test, <c>{|PSOCK2001:text|}</c> where the rule has to be named.
/// </summary>
internal sealed record MarkedSource(string Text, IReadOnlyList<(string? Id, TextSpan Span)> Marks)
{
    /// <summary>Takes the marks out of the source.</summary>
    public static MarkedSource Parse(string marked)
    {
        var text = new StringBuilder();
        var marks = new List<(string?, TextSpan)>();
        var open = new Stack<(string? Id, int Start)>();
        for (int index = 0; index < marked.Length; index++)
        {
            ReadOnlySpan<char> rest = marked.AsSpan(index);
            if (rest.StartsWith("[|", StringComparison.Ordinal))
            {
                open.Push((null, text.Length));
                index++;
            }
            else if (rest.StartsWith("{|", StringComparison.Ordinal))
            {
                int colon = rest.IndexOf(':');
                open.Push((rest[2..colon].ToString(), text.Length));
                index += colon;
            }
            else if (open.Count > 0 && (rest.StartsWith("|]", StringComparison.Ordinal) || rest.StartsWith("|}", StringComparison.Ordinal)))
            {
                (string? id, int start) = open.Pop();
                marks.Add((id, TextSpan.FromBounds(start, text.Length)));
                index++;
            }
            else
            {
                text.Append(marked[index]);
            }
        }

        return open.Count == 0 ? new MarkedSource(text.ToString(), marks) : throw new ArgumentException("A mark is not closed.", nameof(marked));
    }
}
