using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace RedisSample;

/// <summary>A command that is carried out: its arguments, and what it is carried out on.</summary>
internal readonly struct CommandArguments(ReadOnlyMemory<byte>[] words, Keyspace keys, ClientState client)
{
    public Keyspace Keys => keys;

    public ClientState Client => client;

    /// <summary>How many words there are, the name included.</summary>
    public int Count => words.Length;

    public ReadOnlySpan<byte> this[int index] => words[index].Span;

    public byte[] Copy(int index) => words[index].ToArray();

    public ReadOnlyMemory<byte>[] Words => words;

    /// <summary>An argument as a word in upper case.</summary>
    public string Word(int index) => Encoding.UTF8.GetString(this[index]).ToUpperInvariant();

    public long Integer(int index) =>
        Utf8Parser.TryParse(this[index], out long value, out int used) && used == this[index].Length ? value : throw RedisError.NotAnInteger;

    public double Float(int index) => Word(index) switch
    {
        "INF" or "+INF" or "INFINITY" or "+INFINITY" => double.PositiveInfinity,
        "-INF" or "-INFINITY" => double.NegativeInfinity,
        string text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && !double.IsNaN(value) ? value : throw RedisError.NotAFloat,
    };
}
