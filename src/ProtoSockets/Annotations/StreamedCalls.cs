namespace ProtoSockets;

/// <summary>
/// An item of a stream that clients send with a call: with any request that names it by <see cref="RequestAttribute{TReply}.Takes"/>. It is sent in no other way. Streams need the default envelope, over
/// TCP, Unix sockets, TLS or memory (docs/wire-format.md, "Streams").
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class ItemAttribute : Attribute
{
    /// <summary>An item known by its id.</summary>
    /// <param name="id">An integer or enum constant of 16 bits that no other message of the client has.</param>
    public ItemAttribute(object id) => Id = id;

    /// <summary>The id on the wire.</summary>
    public object Id { get; }
}
