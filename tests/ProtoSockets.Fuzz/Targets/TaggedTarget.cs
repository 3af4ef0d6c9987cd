using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using ProtoSockets.Runtime;

namespace ProtoSockets.Fuzz.Targets;

/// <summary>A union whose tag is somewhere else, or a case of several tags. The input begins with the tag.</summary>
internal sealed class TaggedTarget<T, TTag>(string group, string name) : ValueTarget<T>(group, name)
    where T : ITaggedSerializable<T, TTag>
{
    private const int MaxTextTag = 4;

    private TTag _tag = default!;

    protected override ReadOnlyMemory<byte> Begin(InputMode mode, ReadOnlyMemory<byte> bytes)
    {
        int size = Math.Min(bytes.Length, RuntimeHelpers.IsReferenceOrContainsReferences<TTag>() ? MaxTextTag : Unsafe.SizeOf<TTag>());
        _tag = TagOf(bytes.Span[..size]);
        return bytes[size..];
    }

    protected override bool TryRead(ref WireReader reader, out T value) => T.TryRead(ref reader, _tag, out value);

    protected override void Write(T value, ref WireWriter writer) => value.Write(ref writer);

    protected override int SizeOf(T value, ushort version) => value.GetSize();

    protected override T Own(T value) => value.ToOwned();

    protected override string Dump(ReadOnlySpan<byte> bytes, Side from) => WireDump.Describe<T, TTag>(bytes, _tag);

    private static TTag TagOf(ReadOnlySpan<byte> bytes)
    {
        TTag tag = default!;
        if (typeof(TTag) == typeof(string))
        {
            tag = (TTag)(object)Encoding.Latin1.GetString(bytes);
        }
        else if (!RuntimeHelpers.IsReferenceOrContainsReferences<TTag>())
        {
            bytes.CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.As<TTag, byte>(ref tag), Unsafe.SizeOf<TTag>()));
        }

        return typeof(TTag) == typeof(bool) ? (TTag)(object)(bytes is [not 0, ..]) : tag;
    }
}
