using System.Text;

namespace ProtoSockets.Generators.Emit;

/// <summary>Writes indented C# with <c>\n</c> line ends.</summary>
internal sealed class SourceWriter
{
    private const int IndentSize = 4;

    private readonly StringBuilder _builder = new();
    private int _indent;

    /// <summary>Writes an empty line.</summary>
    public void Line() => _builder.Append('\n');

    /// <summary>Writes a line.</summary>
    public void Line(string line)
    {
        if (line.Length > 0)
        {
            _builder.Append(' ', _indent * IndentSize).Append(line);
        }

        _builder.Append('\n');
    }

    /// <summary>Writes the lines of a raw string literal, each with the current indent in front.</summary>
    public void Lines(string lines)
    {
        foreach (string line in lines.Split('\n'))
        {
            Line(line.TrimEnd('\r'));
        }
    }

    /// <summary>Opens a block.</summary>
    public void Open()
    {
        Line("{");
        _indent++;
    }

    /// <summary>Opens a block behind a line that introduces it.</summary>
    public void Open(string introduction)
    {
        Line(introduction);
        Open();
    }

    /// <summary>Closes a block.</summary>
    /// <param name="suffix">What follows the brace, if anything: <c>;</c>.</param>
    public void Close(string suffix = "")
    {
        // Statements end with an empty line where another one may follow.
        if (_builder.Length > 1 && _builder[_builder.Length - 1] == '\n' && _builder[_builder.Length - 2] == '\n')
        {
            _builder.Length--;
        }

        _indent--;
        Line("}" + suffix);
    }

    /// <summary>Writes statements that run under a condition, and an empty line behind them.</summary>
    public void If(string condition, params string[] statements)
    {
        Open($"if ({condition})");
        foreach (string statement in statements)
        {
            Line(statement);
        }

        Close();
        Line();
    }

    /// <summary>All that was written.</summary>
    public override string ToString() => _builder.ToString();
}
