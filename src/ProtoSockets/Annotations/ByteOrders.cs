namespace ProtoSockets;

/// <summary>
/// The byte order of numbers is chosen at run time. On a record, by a member: for all that follows it, the records in it included that leave their order open. On a member, by an earlier
/// one: for that member. On a record without a name: by what encloses the record, for a message its header; a record that nothing encloses is in network order. The nearest of this,
/// <see cref="BigEndianAttribute"/> and <see cref="LittleEndianAttribute"/> wins; the latter two beside a name on a record say the order of what stands in front.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class ByteOrderAttribute : Attribute
{
    /// <summary>The record leaves its order to what encloses it.</summary>
    public ByteOrderAttribute()
    {
    }

    /// <summary>A truth value chooses.</summary>
    /// <param name="member">An earlier member of the record, or a property over earlier members, that is a <c>bool</c>: true is least significant byte first. Use <c>nameof</c>.</param>
    public ByteOrderAttribute(string member) => Member = member;

    /// <summary>A marker chooses.</summary>
    /// <param name="member">An earlier member of the record, or a property over earlier members, that is an integer, an enum or a text. Use <c>nameof</c>.</param>
    /// <param name="littleEndian">Its value for least significant byte first; any other is most significant byte first (<see cref="OneOfAttribute"/> on the marker refuses what is neither).</param>
    public ByteOrderAttribute(string member, object littleEndian)
    {
        Member = member;
        LittleEndian = littleEndian;
    }

    /// <summary>The member that chooses; null leaves it to what encloses the record.</summary>
    public string? Member { get; }

    /// <summary>The marker's value for least significant byte first; null for a truth value.</summary>
    public object? LittleEndian { get; }
}
