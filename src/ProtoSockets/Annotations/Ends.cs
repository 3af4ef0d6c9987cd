namespace ProtoSockets;

/// <summary>The list ends with the first element of which a bool member is true; that element is part of it. A list that ends otherwise can't be written.</summary>
/// <param name="member">The name of a bool property of the element. Use <c>nameof</c>.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class UntilAttribute(string member) : Attribute
{
    /// <summary>The name of the bool property.</summary>
    public string Member { get; } = member;
}

/// <summary>
/// The list ends with a value that is not part of it: where an element would start, these bytes stand instead. An element that looks like the end can't be written.
/// </summary>
/// <param name="end">
/// For a list of numbers or enums: a constant of their type. For a list of records: a byte, bytes (<c>new byte[] { 0, 0 }</c>), or an ASCII text.
/// </param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class EndsWithAttribute(object end) : Attribute
{
    /// <summary>What ends the list.</summary>
    public object End { get; } = end;
}
