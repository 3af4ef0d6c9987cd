namespace ProtoSockets.Schema;

/// <summary>The member of a message's body that ties a reply to its request.</summary>
/// <param name="Member">Its name.</param>
/// <param name="TypeName">Its type.</param>
/// <param name="Bytes">How many bytes it has.</param>
/// <param name="Order">Their order.</param>
/// <param name="Offset">Where in the body it starts; null where that varies.</param>
/// <param name="Form">What the member is: a number, a <c>Guid</c> or bytes.</param>
internal sealed record CorrelationSpec(string Member, string TypeName, int Bytes, ByteOrder Order, int? Offset, WireForm Form)
{
    /// <summary>Which token of the message's line it is; null where it is none. <see cref="Bytes"/> are then the most that it has.</summary>
    public int? Token { get; init; }
}
