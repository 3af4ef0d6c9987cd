namespace ProtoSockets;

/// <summary>
/// A view of bytes that mean something only to who knows their tag: of a union whose tag is somewhere else, or of a case of several tags. The generator implements it on <c>View</c> inside of each.
/// </summary>
/// <typeparam name="TSelf">The view itself.</typeparam>
/// <typeparam name="TTag">The tag's type.</typeparam>
public interface ITaggedView<TSelf, TTag>
    where TSelf : struct, ITaggedView<TSelf, TTag>, allows ref struct
{
    /// <summary>Makes a view of the value at the reader's position, and passes over it; see <see cref="IWireView{TSelf}.TryCreate"/>.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="tag">The value's tag.</param>
    /// <param name="view">The view.</param>
    /// <returns>False when the value does not end within the bytes that are left, or is none; the error is that of reading it.</returns>
    static abstract bool TryCreate(scoped ref WireReader reader, TTag tag, out TSelf view);
}
