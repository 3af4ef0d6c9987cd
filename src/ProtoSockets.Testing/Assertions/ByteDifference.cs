using System.Globalization;
using System.Text;

namespace ProtoSockets.Testing;

/// <summary>Shows in which members two runs of bytes differ.</summary>
internal static class ByteDifference
{
    /// <summary>How many lines that are the same are shown in front of and behind a difference.</summary>
    private const int Context = 2;

    internal static string Show(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual, DescribeBytes? describe, Side from)
    {
        int at = expected.CommonPrefixLength(actual);
        string[] expectedLines = Lines(expected, describe, from);
        string[] actualLines = Lines(actual, describe, from);
        string member = describe is null ? "" : MemberAt(expectedLines, at) is { } name ? $", in {name}" : "";
        StringBuilder text = new($"The bytes differ at offset {at}{member}: {ByteAt(expected, at)} was expected, and there is {ByteAt(actual, at)}.");
        if (expected.Length != actual.Length)
        {
            text.Append(CultureInfo.InvariantCulture, $" {expected.Length} bytes were expected, and there are {actual.Length}.");
        }

        text.Append("\n(- expected, + found)");
        foreach (string line in Merge(expectedLines, actualLines))
        {
            text.Append('\n').Append(line);
        }

        return text.ToString();
    }

    private static string ByteAt(ReadOnlySpan<byte> bytes, int at) => at < bytes.Length ? bytes[at].ToString("X2", CultureInfo.InvariantCulture) : "the end";

    private static string[] Lines(ReadOnlySpan<byte> bytes, DescribeBytes? describe, Side from)
    {
        if (describe is not null)
        {
            return describe(bytes, from).Split('\n');
        }

        string[] lines = Golden.Hex(bytes).Split('\n');
        return [.. lines.Select(static (line, index) => $"{index * 16,6}  {line}")];
    }

    /// <summary>What the dump says of a byte: the text of the last line that starts at it or in front of it.</summary>
    private static string? MemberAt(string[] lines, int at)
    {
        string? found = null;
        foreach (string line in lines)
        {
            // A line of a dump: the offset, two spaces, the bytes, two spaces or more, and what they are.
            string[] parts = line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (parts.Length > 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int offset) && offset <= at)
            {
                found = parts[^1];
            }
        }

        return found;
    }

    /// <summary>The lines of both: those in common once, with a few around those which differ.</summary>
    private static IEnumerable<string> Merge(string[] expected, string[] actual)
    {
        int same = 0;
        while (same < expected.Length && same < actual.Length && expected[same] == actual[same])
        {
            same++;
        }

        int sameBehind = 0;
        while (sameBehind < expected.Length - same && sameBehind < actual.Length - same && expected[^(sameBehind + 1)] == actual[^(sameBehind + 1)])
        {
            sameBehind++;
        }

        return
        [
            .. expected.Skip(Math.Max(0, same - Context)).Take(Math.Min(same, Context)).Select(static line => $"  {line}"),
            .. expected[same..^sameBehind].Select(static line => $"- {line}"),
            .. actual[same..^sameBehind].Select(static line => $"+ {line}"),
            .. expected[^sameBehind..].Take(Context).Select(static line => $"  {line}"),
        ];
    }
}
