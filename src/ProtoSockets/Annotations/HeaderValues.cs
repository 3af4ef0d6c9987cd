namespace ProtoSockets;

/// <summary>
/// A member of the header has one value in all messages of this kind: it is written, and refused on read when it is different. Messages that share a message
/// id are told apart by it.
/// </summary>
/// <param name="member">The header member's name. Use <c>nameof(Header.Flags)</c>.</param>
/// <param name="value">A constant that the member can hold: an integer, an enum, or a bool.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, AllowMultiple = true)]
public sealed class HeaderValueAttribute(string member, object value) : Attribute
{
    /// <summary>The header member's name.</summary>
    public string Member { get; } = member;

    /// <summary>Its value.</summary>
    public object Value { get; } = value;
}
