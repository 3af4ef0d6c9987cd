namespace ProtoSockets.Runtime;

/// <summary>Elements whose tag is somewhere else, and which all have the same one.</summary>
/// <param name="tag">The tag; without it, elements are measured and copied, and written as they are.</param>
/// <param name="member">The list.</param>
/// <param name="source">What holds the tag.</param>
internal sealed class TaggedElement<T, TTag>((bool Is, TTag Value) tag, string member, string source) : WireElement<T>
    where T : ITaggedSerializable<T, TTag>
{
    public static readonly TaggedElement<T, TTag> WithoutTag = new(default, string.Empty, string.Empty);

    private TTag Tag => tag.Is ? tag.Value : throw new NotSupportedException($"Nothing says which tag a {typeof(T)} has.");

    public override bool TryRead(ref WireReader reader, out T value) => T.TryRead(ref reader, Tag, out value);

    public override bool TryDescribe(ref WireReader reader, WireDump dump, out T value) => T.TryDescribe(ref reader, dump, Tag, out value);

    public override void Write(ref WireWriter writer, T value)
    {
        if (tag.Is && !EqualityComparer<TTag>.Default.Equals(value.WireTag, tag.Value))
        {
            WireUnions.ThrowOtherTag($"an element of {member}", value.WireTag, source, tag.Value);
        }

        value.Write(ref writer);
    }

    public override int GetSize(T value) => value.GetSize();

    public override T ToOwned(T value) => value.ToOwned();
}
