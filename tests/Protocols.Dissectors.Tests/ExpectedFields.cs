using System.Globalization;
using System.Text;
using ProtoSockets;

namespace Dissectors.Tests;

/// <summary>What a dissector has to say of a packet: for each of its fields the values, in their order.</summary>
internal sealed class ExpectedFields
{
    private readonly Dictionary<string, List<string>> _fields = new(StringComparer.Ordinal);

    /// <summary>Whether the dissector takes text for ASCII, and shows a sign of replacement for each other byte.</summary>
    public bool IsAscii { get; init; }

    /// <summary>Adds a value.</summary>
    public void Add(string field, string value)
    {
        if (IsAscii)
        {
            value = string.Concat(Encoding.UTF8.GetBytes(value).Select(each => each < 0x80 ? (char)each : '\uFFFD'));
        }

        if (!_fields.TryGetValue(field, out List<string>? values))
        {
            _fields.Add(field, values = []);
        }

        values.Add(value);
    }

    /// <summary>Adds a number.</summary>
    public void Add(string field, long value) => Add(field, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Adds a bool, as 1 or 0.</summary>
    public void Add(string field, bool value) => Add(field, value ? 1 : 0);

    /// <summary>Adds text.</summary>
    public void Add(string field, Utf8Text value) => Add(field, value.ToString());

    /// <summary>Adds bytes, which are shown with colons between; none at all are not shown.</summary>
    public void Add(string field, ReadOnlyMemory<byte> bytes)
    {
        if (!bytes.IsEmpty)
        {
            Add(field, Convert.ToHexStringLower(bytes.Span).Chunk(2).Aggregate(new StringBuilder(), (text, pair) => text.Append(text.Length == 0 ? "" : ":").Append(pair)).ToString());
        }
    }

    /// <summary>Compares with what the dissector says, of all fields that any packet of the test is looked at for: none is there that is not expected.</summary>
    public void AssertIn(DissectedPacket packet, string what, IEnumerable<string> all)
    {
        foreach (string field in all)
        {
            string[] seen = [.. packet.All(field).Select(Decimal)];
            string[] expected = [.. _fields.GetValueOrDefault(field) ?? []];
            Assert.True(expected.SequenceEqual(seen), $"{what}, {field}: we read [{string.Join(", ", expected)}], and the dissector [{string.Join(", ", seen)}]");
        }
    }

    /// <summary>The fields of some packets.</summary>
    public static IReadOnlySet<string> NamesIn(IEnumerable<ExpectedFields> all) => all.SelectMany(fields => fields._fields.Keys).ToHashSet(StringComparer.Ordinal);

    private static string Decimal(string value) => value.StartsWith("0x", StringComparison.Ordinal)
        ? long.Parse(value.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)
        : value;
}
