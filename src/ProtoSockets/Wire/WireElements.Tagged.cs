namespace ProtoSockets.Runtime;

public static partial class WireElements
{
    /// <summary>Unions whose tag is not known: they can be measured, copied and written, and not read.</summary>
    /// <typeparam name="T">The union.</typeparam>
    /// <typeparam name="TTag">The tag's type.</typeparam>
    /// <returns>The same object each time.</returns>
    public static WireElement<T> Tagged<T, TTag>()
        where T : ITaggedSerializable<T, TTag> => TaggedElement<T, TTag>.WithoutTag;

    /// <summary>Unions that all have the same tag, which is somewhere else.</summary>
    /// <typeparam name="T">The union.</typeparam>
    /// <typeparam name="TTag">The tag's type.</typeparam>
    /// <param name="tag">The tag. An element with another one can't be written.</param>
    /// <param name="member">The list.</param>
    /// <param name="source">What holds the tag.</param>
    /// <returns>A new object.</returns>
    public static WireElement<T> Tagged<T, TTag>(TTag tag, string member, string source)
        where T : ITaggedSerializable<T, TTag> => new TaggedElement<T, TTag>((true, tag), member, source);
}
