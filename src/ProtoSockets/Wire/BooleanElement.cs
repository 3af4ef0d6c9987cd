namespace ProtoSockets.Runtime;

/// <summary>A byte that is false when it is 0, else true; true is written as 1.</summary>
internal sealed class BooleanElement() : WireElement<bool>(fixedSize: 1, isPlain: true)
{
    public override bool TryRead(ref WireReader reader, out bool value)
    {
        bool read = reader.TryTake(1, out ReadOnlySpan<byte> bytes);
        value = read && bytes[0] != 0;
        return read;
    }

    public override void Write(ref WireWriter writer, bool value) => writer.Take(1)[0] = value ? (byte)1 : (byte)0;

    public override int GetSize(bool value) => 1;

    // One by one: a bool that holds another byte than 0 or 1 is neither true nor false to compiled code.
    public override void ReadMany(ReadOnlySpan<byte> bytes, Span<bool> values)
    {
        for (int index = 0; index < bytes.Length; index++)
        {
            values[index] = bytes[index] != 0;
        }
    }

    public override void WriteMany(ReadOnlySpan<bool> values, Span<byte> bytes)
    {
        for (int index = 0; index < values.Length; index++)
        {
            bytes[index] = values[index] ? (byte)1 : (byte)0;
        }
    }
}
