using System.Text;
using ProtoSockets;

namespace PostgresSample;

/// <summary>Where the server is in a transaction.</summary>
public enum TransactionStatus : byte
{
    Idle = (byte)'I',
    InTransaction = (byte)'T',
    Failed = (byte)'E',
}

/// <summary>A part of an error or a notice (section 55.8). The list of them ends with a zero in the place of a code.</summary>
/// <param name="Code">Which part: <see cref="Report.Fields"/> has the letters.</param>
/// <param name="Text">The part.</param>
[WireStruct]
public readonly partial record struct ReportField(byte Code, [NullTerminated, MaxBytes(1 << 20)] string Text);

/// <summary>A value of a row or of a parameter: its bytes behind their length, or null, which is the length -1.</summary>
[WireStruct]
public readonly partial record struct Datum
{
    /// <summary>A value.</summary>
    /// <param name="bytes">Its text, or its binary form; null for null.</param>
    public Datum(ReadOnlyMemory<byte>? bytes) => Bytes = bytes;

    /// <summary>The length of <see cref="Bytes"/>.</summary>
    [LengthOf(nameof(Bytes), Null = -1)]
    public partial int Length { get; }

    /// <summary>Its text, or its binary form; null for null.</summary>
    [MaxBytes(64 << 20)]
    public ReadOnlyMemory<byte>? Bytes { get; init; }

    /// <summary>A value as text.</summary>
    public static Datum Of(string? text) => text is null ? default : new Datum(Encoding.UTF8.GetBytes(text));

    /// <summary>The value as text; null for null.</summary>
    public override string? ToString() => Bytes is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : null;
}
