namespace ProtoSockets;

/// <summary>Sets members of a record in the bytes where they lie. The generator implements it on <c>Editor</c> inside of each record that has such members.</summary>
/// <typeparam name="TSelf">The editor itself.</typeparam>
/// <typeparam name="TView">The record's view, which knows where the members are.</typeparam>
public interface IWireEditor<TSelf, TView>
    where TSelf : struct, IWireEditor<TSelf, TView>, allows ref struct
    where TView : struct, allows ref struct
{
    /// <summary>Makes an editor.</summary>
    /// <param name="bytes">The bytes of the whole message that the record is in.</param>
    /// <param name="view">A view of the record over the same bytes.</param>
    /// <returns>The editor.</returns>
    static abstract TSelf Create(Span<byte> bytes, TView view);
}
