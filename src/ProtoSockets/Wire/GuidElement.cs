namespace ProtoSockets.Runtime;

/// <summary>
/// A UUID of 16 bytes: in the order of RFC 9562, section 4 (big-endian), or with its first three fields little-endian, as COM and Windows do.
/// </summary>
/// <param name="isLittleEndian">Whether the first three fields are little-endian.</param>
internal sealed class GuidElement(bool isLittleEndian) : WireElement<Guid>(Size, isPlain: true)
{
    private const int Size = 16;

    public override bool TryRead(ref WireReader reader, out Guid value)
    {
        if (!reader.TryTake(Size, out ReadOnlySpan<byte> bytes))
        {
            value = default;
            return false;
        }

        value = new Guid(bytes, !isLittleEndian);
        return true;
    }

    public override void Write(ref WireWriter writer, Guid value) => value.TryWriteBytes(writer.Take(Size), !isLittleEndian, out _);

    public override int GetSize(Guid value) => Size;

    public override void ReadMany(ReadOnlySpan<byte> bytes, Span<Guid> values)
    {
        for (int index = 0; index < values.Length; index++)
        {
            values[index] = new Guid(bytes.Slice(index * Size, Size), !isLittleEndian);
        }
    }

    public override void WriteMany(ReadOnlySpan<Guid> values, Span<byte> bytes)
    {
        for (int index = 0; index < values.Length; index++)
        {
            values[index].TryWriteBytes(bytes.Slice(index * Size, Size), !isLittleEndian, out _);
        }
    }
}
