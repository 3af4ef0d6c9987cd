using System.Runtime.CompilerServices;

namespace ProtoSockets.Runtime;

/// <summary>A record with a wire form of its own.</summary>
/// <typeparam name="T">The record. A size of 0 counts as none: it would make any count fit any bytes.</typeparam>
internal sealed class StructElement<T>() : WireElement<T>(T.FixedWireSize is > 0 and int size ? size : null, T.IsPlain)
    where T : IWireSerializable<T>
{
    public static readonly StructElement<T> Instance = new();

    public override bool TryRead(ref WireReader reader, out T value) => T.TryRead(ref reader, out value);

    public override bool TryDescribe(ref WireReader reader, WireDump dump, out T value) => T.TryDescribe(ref reader, dump, out value);

    public override void Write(ref WireWriter writer, T value) => There(value).Write(ref writer);

    /// <summary>Writes records where they lie: one that is handed on by value is copied twice, and the copy is waited for.</summary>
    internal override void WriteEach(ref WireWriter writer, ReadOnlySpan<T> values)
    {
        // Of a struct, that is known when this is compiled.
        if (T.IsPlain)
        {
            WriteMany(values, writer.Take(checked(values.Length * T.FixedWireSize.GetValueOrDefault())));
            return;
        }

        for (int index = 0; index < values.Length; index++)
        {
            ref T value = ref Unsafe.AsRef(in values[index]);
            _ = There(value);
            value.Write(ref writer);
        }
    }

    public override int GetSize(T value) => There(value).GetSize();

    public override T ToOwned(T value) => !typeof(T).IsValueType && value is null ? value! : value.ToOwned();

    /// <summary>The record, unless it is null.</summary>
    private static T There(T value)
    {
        if (!typeof(T).IsValueType && value is null)
        {
            WireNulls.Throw("An element");
        }

        return value;
    }

    public override void ReadMany(ReadOnlySpan<byte> bytes, Span<T> values)
    {
        int size = T.FixedWireSize.GetValueOrDefault();
        for (int index = 0; index < values.Length; index++)
        {
            T.ReadPlain(bytes.Slice(index * size, size), out values[index]);
        }
    }

    public override void WriteMany(ReadOnlySpan<T> values, Span<byte> bytes)
    {
        int size = T.FixedWireSize.GetValueOrDefault();
        for (int index = 0; index < values.Length; index++)
        {
            T.WritePlain(in values[index], bytes.Slice(index * size, size));
        }
    }
}
