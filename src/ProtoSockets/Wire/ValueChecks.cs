using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace ProtoSockets.Runtime;

/// <summary>What generated code does when a value is none of those that a member may have.</summary>
public static class ValueChecks
{
    /// <summary>The most characters, or bytes, of a value that an error shows.</summary>
    private const int MostShown = 64;

    /// <summary>Records that a value is wrong.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <param name="offset">Where it starts.</param>
    /// <param name="member">The member.</param>
    /// <param name="value">The value.</param>
    /// <param name="rule">What it should be.</param>
    /// <returns>False.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool Refuse<T>(ref WireReader reader, int offset, string member, T value, string rule) =>
        reader.MalformedAt(offset, $"is {Show(value)}, {rule}") || reader.In(member);

    /// <summary>Records that a flag says that a member is there, and another condition that it is not, or the other way round.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="flag">The flag.</param>
    /// <param name="value">What it says.</param>
    /// <param name="member">The member.</param>
    /// <returns>False.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool WrongFlag(ref WireReader reader, string flag, bool value, string member) =>
        reader.Malformed($"is {Show(value)}, and {member} is {(value ? "not " : string.Empty)}there") || reader.In(flag);

    /// <summary>Refuses to write a value that is wrong.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="member">The member.</param>
    /// <param name="value">The value.</param>
    /// <param name="rule">What it should be.</param>
    /// <exception cref="WireFormatException">Always.</exception>
    [DoesNotReturn]
    public static void Throw<T>(string member, T value, string rule) => throw new WireFormatException($"{member} is {Show(value)}, {rule}");

    private static string Show<T>(T value) => value switch
    {
        null => "null",
        bool truth => truth ? "true" : "false",
        string text => $"\"{Cut(text)}\"",
        byte[] bytes => Show(bytes.AsSpan()),
        ReadOnlyMemory<byte> bytes => Show(bytes.Span),
        Utf8Text text => Show(text.ToString()),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => Cut(value.ToString() ?? string.Empty),
    };

    private static string Show(ReadOnlySpan<byte> bytes) =>
        bytes.Length <= MostShown ? Convert.ToHexString(bytes) : Convert.ToHexString(bytes[..MostShown]) + "...";

    /// <summary>The start of a text on one line: what a peer sends must not look like the next line of a log.</summary>
    private static string Cut(string text)
    {
        string shown = text.Length <= MostShown ? text : text[..MostShown] + "...";
        return shown.Any(char.IsControl) ? string.Concat(shown.Select(each => char.IsControl(each) ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)each:X4}") : each.ToString())) : shown;
    }
}
