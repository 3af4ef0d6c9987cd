using System.Text;

namespace ProtoSockets.Benchmarks;

/// <summary>A table that can be read as it is and pasted as it is: columns are padded, numbers to the right.</summary>
internal sealed class MarkdownTable(params string[] headings)
{
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells) => _rows.Add(cells);

    public override string ToString()
    {
        int[] widths = [.. headings.Select((heading, column) => Math.Max(heading.Length, _rows.Select(row => row[column].Length).DefaultIfEmpty().Max()))];
        var text = new StringBuilder();
        Line(headings);
        text.Append('|').AppendJoin('|', widths.Select((width, column) => IsNumeric(column) ? new string('-', width + 1) + ":" : new string('-', width + 2))).Append("|\n");
        _rows.ForEach(Line);
        return text.ToString();

        void Line(string[] cells) => text
            .Append("| ")
            .AppendJoin(" | ", cells.Select((cell, column) => IsNumeric(column) ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column])))
            .Append(" |\n");
    }

    /// <summary>Whether a column holds numbers: cells may be empty, or begin with "less than".</summary>
    private bool IsNumeric(int column) => _rows.Exists(row => row[column].Length > 0) && _rows.TrueForAll(row => row[column] is [] or [(>= '0' and <= '9') or '<', ..]);
}
