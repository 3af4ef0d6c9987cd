using System.Globalization;
using System.Text;

namespace ProtoSockets.Runtime;

/// <summary>The text of a dump: a line for each entry, with its offset, its bytes and what they mean.</summary>
internal sealed class DumpText
{
    /// <summary>How many elements of a list are shown.</summary>
    public const int MaxElements = 64;

    private const int BytesPerLine = 8;
    private const int MaxLines = 4;
    private const int MaxText = 100;
    private const int HexWidth = (3 * BytesPerLine) - 1;

    /// <summary>The widest container of bits whose other bits are shown as dots; what is wider would not fit the column.</summary>
    private const int MaxPattern = 16;

    private readonly StringBuilder _text = new();
    private int _fault;

    /// <summary>The name of a type with the types around it.</summary>
    public static string NameOf(Type type) => type.DeclaringType is { } outer ? $"{NameOf(outer)}.{type.Name}" : type.Name;

    public static string Bytes(int count) => count == 1 ? "1 byte" : $"{count} bytes";

    /// <summary>A value for people: text in quotes, on one line, and not too long.</summary>
    public static string Show<T>(T value) => value switch
    {
        null => "null",
        bool truth => truth ? "true" : "false",
        string text => Quote(text),
        Utf8Text text => Quote(text.ToString()),
        byte[] bytes => Show((ReadOnlyMemory<byte>)bytes),
        ReadOnlyMemory<byte> bytes => bytes.IsEmpty || bytes.Span.ContainsAnyExceptInRange((byte)' ', (byte)'~') ? Bytes(bytes.Length) : Quote(Encoding.ASCII.GetString(bytes.Span)),
        IFormattable formattable => Cut(formattable.ToString(null, CultureInfo.InvariantCulture)),
        _ => Cut(value.ToString() ?? string.Empty),
    };

    /// <summary>The member's bits in their place, others as dots: <c>.... 0101</c>. Of a wide container the member's alone.</summary>
    public static string Pattern(ulong container, int width, int shift, int bits)
    {
        (int first, int last) = width <= MaxPattern ? (width - 1, 0) : (shift + bits - 1, shift);
        StringBuilder pattern = new();
        for (int bit = first; bit >= last; bit--)
        {
            pattern.Append(bit < shift || bit >= shift + bits ? '.' : ((container >> bit) & 1) == 0 ? '0' : '1');
            if ((bit - last) % 4 == 0 && bit > last)
            {
                pattern.Append(' ');
            }
        }

        return pattern.ToString();
    }

    public void Title(string title)
    {
        if (_text.Length > 0)
        {
            _text.Append('\n');
        }

        _text.Append(title).Append('\n');
    }

    /// <summary>Adds the entries of a message, what no entry covers, and the fault if there is one.</summary>
    public void Entries(DumpEntry root, ReadOnlySpan<byte> bytes, WireError? error)
    {
        _fault = error?.Offset ?? 0;
        int end = Children(root, bytes, 0, 0);
        if (end < bytes.Length)
        {
            Row(end, bytes[end..], error is null ? "(left over)" : "(not read)", 0);
        }

        if (error is not null)
        {
            _text.Append("     ! ").Append(error).Append('\n');
        }
    }

    /// <summary>Adds bytes, and what they are.</summary>
    public void Row(int? offset, ReadOnlySpan<byte> bytes, string what, int depth)
    {
        int shown = 0;
        for (int line = 0; line == 0 || (shown < bytes.Length && line < MaxLines); line++)
        {
            ReadOnlySpan<byte> some = bytes.Slice(shown, Math.Min(BytesPerLine, bytes.Length - shown));
            StringBuilder hex = new(HexWidth);
            foreach (byte each in some)
            {
                hex.Append(hex.Length == 0 ? string.Empty : " ").Append(each.ToString("X2", CultureInfo.InvariantCulture));
            }

            Line(offset + shown, hex.ToString(), line == 0 ? what : string.Empty, depth);
            shown += some.Length;
        }

        if (shown < bytes.Length)
        {
            Line(offset + shown, $"... {Bytes(bytes.Length - shown)} more", string.Empty, depth);
        }
    }

    public override string ToString() => _text.ToString().TrimEnd('\n');

    /// <summary>Adds the entries inside of another, and the bytes between them.</summary>
    /// <returns>Where the last one ends.</returns>
    private int Children(DumpEntry parent, ReadOnlySpan<byte> bytes, int at, int depth)
    {
        foreach (DumpEntry child in parent.Children ?? [])
        {
            if (child.Start > at)
            {
                Row(at, bytes[at..child.Start], string.Empty, depth);
            }

            // What lies further back than the last entry (a name that a compressed one points to) was shown already.
            at = Math.Max(at, Entry(child, bytes, depth));
        }

        return at;
    }

    private int Entry(DumpEntry entry, ReadOnlySpan<byte> bytes, int depth)
    {
        if (entry.Bits is not null)
        {
            Line(entry.Start, entry.Bits, $"{entry.Name} = {entry.Value}", depth);
            return entry.End ?? entry.Start;
        }

        string text = entry.Value is not null ? $"{entry.Name} = {entry.Value}"
            : entry.End is not null ? entry.Name
            : entry.Name + " = ?";
        if (entry.Children is null)
        {
            // Of the member with the fault what was read of it: its length.
            int last = entry.End ?? Math.Clamp(_fault, entry.Start, bytes.Length);
            Row(entry.Start, bytes[entry.Start..last], text, depth);
            return last;
        }

        // The bytes in front of the first entry inside are its own: a count, a tag.
        int first = entry.IsContainer ? entry.End ?? entry.Start : entry.Children[0].Start;
        Row(entry.Start, bytes[entry.Start..Math.Max(entry.Start, first)], text, depth);
        int end = Children(entry, bytes, Math.Max(entry.Start, first), entry.IsContainer ? depth : depth + 1);
        if (entry.End is { } close && close > end)
        {
            string rest = entry.Elements is { } count && count > MaxElements ? $"(elements from [{MaxElements}] on)" : string.Empty;
            Row(end, bytes[end..close], rest, depth + 1);
            end = close;
        }

        return end;
    }

    private void Line(int? offset, string bytes, string what, int depth)
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"{offset,6}  {bytes,-HexWidth}  {new string(' ', 2 * depth)}{what}");
        _text.Append(line.AsSpan().TrimEnd()).Append('\n');
    }

    private static string Quote(string text)
    {
        StringBuilder quoted = new("\"");
        foreach (char each in text.AsSpan(0, Math.Min(text.Length, MaxText)))
        {
            _ = each switch
            {
                '"' or '\\' => quoted.Append('\\').Append(each),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                _ when char.IsControl(each) => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)each:X4}"),
                _ => quoted.Append(each),
            };
        }

        return quoted.Append(text.Length > MaxText ? "\"..." : "\"").ToString();
    }

    private static string Cut(string text)
    {
        text = text.ReplaceLineEndings(" ");
        return text.Length <= MaxText ? text : string.Concat(text.AsSpan(0, MaxText), "...");
    }
}
