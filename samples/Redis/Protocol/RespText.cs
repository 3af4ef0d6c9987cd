using System.Globalization;
using System.Text;
using ProtoSockets;

namespace RedisSample;

/// <summary>Makes values, and shows them as redis-cli does.</summary>
public static class RespText
{
    /// <summary><c>+OK</c>.</summary>
    public static RespValue Ok { get; } = new RespValue.SimpleString("OK");

    /// <summary>RESP2's null string.</summary>
    public static RespValue NullBulk { get; } = default(RespValue.BulkString);

    public static RespValue Simple(string text) => new RespValue.SimpleString(text);

    public static RespValue Integer(long value) => new RespValue.Integer(value);

    public static RespValue Bulk(ReadOnlyMemory<byte> data) => new RespValue.BulkString { Data = data };

    public static RespValue Bulk(string text) => Bulk(Encoding.UTF8.GetBytes(text));

    public static RespValue Array(params RespValue[] items) => new RespValue.Array { Items = items };

    /// <summary>A number as RESP writes it: the shortest text that reads back as the same number.</summary>
    public static string Number(double value) => value switch
    {
        double.PositiveInfinity => "inf",
        double.NegativeInfinity => "-inf",
        double.NaN => "nan",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    /// <summary>A command of words.</summary>
    public static Redis.Command Command(params string[] words) =>
        new() { Arguments = System.Array.ConvertAll(words, static word => new Redis.Argument { Data = Encoding.UTF8.GetBytes(word) }) };

    /// <summary>The code of an error: its first word.</summary>
    public static string Code(this Redis.Refusal refusal)
    {
        string text = refusal.Text();
        int end = text.IndexOf(' ', StringComparison.Ordinal);
        return end < 0 ? text : text[..end];
    }

    /// <summary>The text of an error, its code first.</summary>
    public static string Text(this Redis.Refusal refusal) => refusal.Value.Bare().Plain();

    /// <summary>The value without the attributes in front of it.</summary>
    public static RespValue Bare(this RespValue value)
    {
        while (value.TryGet(out RespValue.Attributed? attributed))
        {
            value = attributed.Value;
        }

        return value;
    }

    /// <summary>The text of a scalar; of a collection its type.</summary>
    public static string Plain(this RespValue value) => value.Kind switch
    {
        RespValue.CaseKind.SimpleString when value.TryGet(out RespValue.SimpleString text) => text.Text.ToString(),
        RespValue.CaseKind.SimpleError when value.TryGet(out RespValue.SimpleError text) => text.Text.ToString(),
        RespValue.CaseKind.Integer when value.TryGet(out RespValue.Integer number) => number.Value.ToString(CultureInfo.InvariantCulture),
        RespValue.CaseKind.BulkString when value.TryGet(out RespValue.BulkString text) => text.Data is { } data ? Encoding.UTF8.GetString(data.Span) : string.Empty,
        RespValue.CaseKind.Double when value.TryGet(out RespValue.Double text) => text.Text.ToString(),
        RespValue.CaseKind.BigNumber when value.TryGet(out RespValue.BigNumber text) => text.Text.ToString(),
        RespValue.CaseKind.BulkError when value.TryGet(out RespValue.BulkError text) => text.Text.ToString(),
        RespValue.CaseKind.VerbatimString when value.TryGet(out RespValue.VerbatimString text) => Encoding.UTF8.GetString(text.Data.Span),
        RespValue.CaseKind.Boolean when value.TryGet(out RespValue.Boolean truth) => truth.Value == RespTruth.True ? "true" : "false",
        _ => value.Kind.ToString(),
    };

    /// <summary>A value for people, one line for each element.</summary>
    public static string Show(this RespValue value)
    {
        StringBuilder text = new();
        Show(value, text, indent: 0);
        return text.ToString();
    }

    private static void Show(RespValue value, StringBuilder text, int indent)
    {
        if (value.TryGet(out RespValue.BulkString bulk))
        {
            text.AppendLine(bulk.Data is null ? "(nil)" : $"\"{value.Plain()}\"");
        }
        else if (value.TryGet(out RespValue.Array? array))
        {
            ShowItems(array.Items is { } items ? items.ToArray() : null, text, indent);
        }
        else if (value.TryGet(out RespValue.Set? set))
        {
            ShowItems(set.Items.ToArray(), text, indent);
        }
        else if (value.TryGet(out RespValue.Push? push))
        {
            ShowItems(push.Items.ToArray(), text, indent);
        }
        else if (value.TryGet(out RespValue.Map? map))
        {
            ShowEntries(map.Entries, text, indent);
        }
        else if (value.TryGet(out RespValue.Attributed? attributed))
        {
            text.Append("(attributes) ");
            ShowEntries(attributed.Attributes, text, indent);
            text.Append(' ', indent);
            Show(attributed.Value, text, indent);
        }
        else
        {
            text.AppendLine(value.Kind switch
            {
                RespValue.CaseKind.Null => "(nil)",
                RespValue.CaseKind.Integer => $"(integer) {value.Plain()}",
                RespValue.CaseKind.Double => $"(double) {value.Plain()}",
                RespValue.CaseKind.Boolean => $"({value.Plain()})",
                RespValue.CaseKind.SimpleError or RespValue.CaseKind.BulkError => $"(error) {value.Plain()}",
                _ => value.Plain(),
            });
        }
    }

    private static void ShowItems(RespValue[]? items, StringBuilder text, int indent)
    {
        if (items is not { Length: > 0 })
        {
            text.AppendLine(items is null ? "(nil)" : "(empty array)");
            return;
        }

        for (int index = 0; index < items.Length; index++)
        {
            string label = $"{index + 1}) ";
            text.Append(' ', index == 0 ? 0 : indent).Append(label);
            Show(items[index], text, indent + label.Length);
        }
    }

    private static void ShowEntries(WireList<RespEntry> entries, StringBuilder text, int indent)
    {
        int index = 0;
        foreach (RespEntry entry in entries)
        {
            string label = $"{++index}# {entry.Key.Plain()} => ";
            text.Append(' ', index == 1 ? 0 : indent).Append(label);
            Show(entry.Value, text, indent + label.Length);
        }

        if (index == 0)
        {
            text.AppendLine("(empty map)");
        }
    }
}
