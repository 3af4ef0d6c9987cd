using System.Globalization;
using System.Text;

namespace PostgresSample;

/// <summary>Prints results as psql does.</summary>
internal static class TableText
{
    /// <summary>The types whose values stand on the right: int8, int2, int4, oid, float4, float8, money, numeric.</summary>
    private static readonly uint[] Numbers = [20, 21, 23, 26, 700, 701, 790, 1700];

    public static string Format(QueryResult result)
    {
        if (result.Columns.Count == 0)
        {
            return result.Tag.Length == 0 ? string.Empty : result.Tag + "\n";
        }

        string[][] rows = [.. result.Rows.Select(row => row.Select(value => value ?? string.Empty).ToArray())];
        int[] widths = [.. result.Columns.Select((column, index) => rows.Select(row => Width(row[index])).Append(Width(column.Name)).Max())];
        var text = new StringBuilder();
        text.AppendJoin(" | ", result.Columns.Select((column, index) => Center(column.Name, widths[index]))).Insert(0, " ").Append(" \n");
        text.AppendJoin("+", widths.Select(width => new string('-', width + 2))).Append('\n');
        foreach (string[] row in rows)
        {
            // Behind text in the last column are no spaces.
            string line = string.Join(" | ", row.Select((value, index) => Numbers.Contains(result.Columns[index].TypeId) || index < row.Length - 1
                ? Align(value, widths[index], Numbers.Contains(result.Columns[index].TypeId))
                : value));
            text.Append(' ').Append(line).Append('\n');
        }

        text.Append(CultureInfo.InvariantCulture, $"({rows.Length} {(rows.Length == 1 ? "row" : "rows")})\n\n");
        return text.ToString();
    }

    private static int Width(string text) => text.EnumerateRunes().Count();

    private static string Center(string text, int width)
    {
        int left = (width - Width(text)) / 2;
        return new string(' ', left) + text + new string(' ', width - Width(text) - left);
    }

    private static string Align(string text, int width, bool isRight)
    {
        string space = new(' ', width - Width(text));
        return isRight ? space + text : text + space;
    }
}
