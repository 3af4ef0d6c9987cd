using System.Globalization;
using System.Text.RegularExpressions;

namespace ProtoSockets.RandomRecords.Tests;

/// <summary>Reads what a dump shows of bytes, and compares.</summary>
internal static partial class DumpLines
{
    /// <summary>What is wrong with a dump; null when nothing is.</summary>
    /// <param name="dump">The dump.</param>
    /// <param name="bytes">What it is of.</param>
    /// <param name="error">What reading them gives; null when they can be read.</param>
    public static string? Problem(string dump, byte[] bytes, WireError? error)
    {
        string[] lines = dump.Split('\n');
        int bits = -1;
        bool[] shown = new bool[bytes.Length];
        foreach (string line in lines.Skip(1))
        {
            Match match = Row().Match(line);
            if (!match.Success)
            {
                continue;
            }

            int offset = int.Parse(match.Groups["offset"].Value, CultureInfo.InvariantCulture);
            if (offset == bits)
            {
                // The members of a run of bits are shown by their bits.
                continue;
            }

            bits = line.EndsWith(" bits", StringComparison.Ordinal) ? offset : -1;
            string hex = match.Groups["bytes"].Value.Replace(" ", string.Empty, StringComparison.Ordinal);
            if (offset > bytes.Length || offset + (hex.Length / 2) > bytes.Length || Convert.ToHexString(bytes, offset, hex.Length / 2) != hex)
            {
                return $"The line is not of the bytes at {offset}: {line}";
            }

            shown.AsSpan(offset, hex.Length / 2).Fill(true);
        }

        string last = lines[^1].Trim();
        if (error is null != !last.StartsWith("! ", StringComparison.Ordinal))
        {
            return error is null ? $"Bytes that can be read have a fault: {last}" : $"Bytes that can't be read have none: {error}";
        }

        // Members of fixed size are read at once, and shown one by one: where bytes are missing, some of them are shown, and may be wrong.
        if (error is not null && !error.Reason.StartsWith("needs ", StringComparison.Ordinal) && last != $"! {error}")
        {
            return $"The fault is {last}, and reading says {error}";
        }

        // A dump of more than these is cut.
        bool isCut = lines.Any(line => line.Contains(" more", StringComparison.Ordinal) || line.Contains("elements from", StringComparison.Ordinal));
        int missing = Array.IndexOf(shown, false);
        return isCut || missing < 0 ? null : $"The byte at {missing} is not shown";
    }

    [GeneratedRegex("^ {0,5}(?<offset>[0-9]+)  (?<bytes>(?:[0-9A-F]{2} ?)*)(?: |$)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();
}
