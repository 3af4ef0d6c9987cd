using System.Buffers.Binary;
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

/// <summary>A part of an error or a notice (section 55.8); the list ends with the code 0, which has no text.</summary>
[WireStruct]
public readonly partial record struct ReportField(byte Code, [NullTerminated, MaxBytes(1 << 20), When(nameof(ReportField.IsThere))] string? Text)
{
    /// <summary>The end of the list.</summary>
    public static ReportField End { get; } = new(0, null);

    /// <summary>Whether it is a field, and not the end of the list.</summary>
    public bool IsThere => Code != 0;
}

/// <summary>A value of a row or of a parameter: its bytes behind their length, or null, which is the length -1.</summary>
public readonly struct Datum : IWireSerializable<Datum>, IEquatable<Datum>
{
    private readonly bool _isThere;

    /// <summary>A value that is not null.</summary>
    /// <param name="bytes">Its text, or its binary form.</param>
    public Datum(ReadOnlyMemory<byte> bytes)
    {
        Bytes = bytes;
        _isThere = true;
    }

    public static int? MaxWireSize => null;

    /// <summary>Whether it is null; <c>default</c> is.</summary>
    public bool IsNull => !_isThere;

    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>A value as text.</summary>
    public static Datum Of(string? text) => text is null ? default : new Datum(Encoding.UTF8.GetBytes(text));

    public static bool TryRead(ref WireReader reader, out Datum value)
    {
        value = default;
        int start = reader.Position;
        if (!reader.TryTake(sizeof(int), out ReadOnlySpan<byte> prefix))
        {
            return false;
        }

        int length = BinaryPrimitives.ReadInt32BigEndian(prefix);
        if (length == -1)
        {
            return true;
        }

        if (length < 0)
        {
            return reader.MalformedAt(start, $"a value has {length} bytes");
        }

        if (!reader.TryBorrow(length, out ReadOnlyMemory<byte> bytes))
        {
            return false;
        }

        value = new Datum(bytes);
        return true;
    }

    public void Write(ref WireWriter writer)
    {
        BinaryPrimitives.WriteInt32BigEndian(writer.Take(sizeof(int)), IsNull ? -1 : Bytes.Length);
        writer.Write(Bytes.Span);
    }

    public int GetSize() => sizeof(int) + Bytes.Length;

    public Datum ToOwned() => IsNull ? default : new Datum(Bytes.ToArray());

    public bool Equals(Datum other) => IsNull == other.IsNull && Bytes.Span.SequenceEqual(other.Bytes.Span);

    public override bool Equals(object? obj) => obj is Datum other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(IsNull);
        hash.AddBytes(Bytes.Span);
        return hash.ToHashCode();
    }

    /// <summary>The value as text; null for null.</summary>
    public override string? ToString() => IsNull ? null : Encoding.UTF8.GetString(Bytes.Span);

    public static bool operator ==(Datum left, Datum right) => left.Equals(right);

    public static bool operator !=(Datum left, Datum right) => !left.Equals(right);
}
