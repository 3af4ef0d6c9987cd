namespace ProtoSockets;

/// <summary>A view of a record: it reads members from the bytes when they are asked for. The generator implements it on <c>View</c> inside of each record.</summary>
/// <typeparam name="TSelf">The view itself.</typeparam>
public interface IWireView<TSelf>
    where TSelf : struct, IWireView<TSelf>, allows ref struct
{
    /// <summary>Makes a view of the record at the reader's position, and passes over it: finds where each member is, and checks what has to be the same in all values.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="view">The view.</param>
    /// <returns>False when the record does not end within the bytes that are left, or is none; the error is that of reading it.</returns>
    static abstract bool TryCreate(scoped ref WireReader reader, out TSelf view);
}

/// <summary>A view of a message, which a handler can take in place of the record.</summary>
/// <typeparam name="TSelf">The view itself.</typeparam>
public interface IMessageView<TSelf> : IWireView<TSelf>
    where TSelf : struct, IMessageView<TSelf>, allows ref struct
{
    /// <summary>Makes a view of the message in a frame: header or envelope, and body.</summary>
    /// <param name="frame">A complete reader at the message's first byte.</param>
    /// <param name="view">The view.</param>
    /// <returns>False when the frame holds no such message.</returns>
    static abstract bool TryCreateFrame(scoped ref WireReader frame, out TSelf view);
}
