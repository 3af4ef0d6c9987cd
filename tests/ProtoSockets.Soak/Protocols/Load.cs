using System.Buffers.Text;

namespace ProtoSockets.Soak.Protocols;

/// <summary>The bytes that a call carries: they follow from its number, so that each can be checked.</summary>
internal static class Load
{
    /// <summary>The most bytes that a call carries.</summary>
    public const int MaxBytes = 40_000;

    private static readonly byte[] Letters = Enumerable.Range(0, MaxBytes + 256).Select(static index => (byte)('a' + (index % 23))).ToArray();

    /// <summary>The bytes of a call.</summary>
    public static ReadOnlyMemory<byte> Of(int number, int length) => Letters.AsMemory((number & 0xFF) % 23, length);

    /// <summary>Whether bytes are those of a call.</summary>
    public static bool IsOf(int number, ReadOnlySpan<byte> bytes) => bytes.Length <= MaxBytes && bytes.SequenceEqual(Of(number, bytes.Length).Span);

    /// <summary>A line: the number, the length of the answer, and the bytes of the call.</summary>
    public static byte[] Line(int number, int replyBytes, int length) => [.. System.Text.Encoding.ASCII.GetBytes($"{number} {replyBytes} "), .. Of(number, length).Span];

    /// <summary>Reads a line.</summary>
    public static (int Number, int ReplyBytes, int Start) ReadLine(ReadOnlySpan<byte> line)
    {
        if (!Utf8Parser.TryParse(line, out int number, out int first) || !Utf8Parser.TryParse(line[Math.Min(line.Length, first + 1)..], out int replyBytes, out int second))
        {
            throw new FormatException("The line has no number.");
        }

        return (number, replyBytes, first + second + 2);
    }
}
