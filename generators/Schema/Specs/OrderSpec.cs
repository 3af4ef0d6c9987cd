namespace ProtoSockets.Schema;

/// <summary>What chooses a byte order at run time.</summary>
/// <param name="Name">The member that says it; empty when the order is known, and only told to what a record contains.</param>
/// <param name="IsWireMember">Whether it is on the wire itself; else a property over earlier members.</param>
/// <param name="Value">The value as C# code that stands for least significant byte first; null for a truth value.</param>
internal sealed record OrderSpec(string Name, bool IsWireMember, string? Value)
{
    /// <summary>The order of a member whose own numbers are in it at compile time.</summary>
    public static OrderSpec Known(ByteOrder order) => new(string.Empty, IsWireMember: false, order == ByteOrder.LittleEndian ? "true" : "false");

    /// <summary>Whether the least significant byte comes first, as C# code.</summary>
    /// <param name="member">The expression of the member that says it.</param>
    public string Expression(string member) => Name.Length == 0 ? Value! : Value is null ? member : $"{member} == {Value}";

    /// <summary>The same in words.</summary>
    public string Describe() => Value is null ? $"{Name} says whether little-endian" : $"little-endian if {Name} is {Value.Replace("global::", string.Empty)}";
}

/// <summary>Where in a header the member stands that chooses the byte order of the frame's length.</summary>
/// <param name="Offset">Its offset from the start of the header.</param>
/// <param name="Width">The width of the number that it is, or is a part of, in bytes.</param>
/// <param name="Order">The order of that number.</param>
/// <param name="Shift">How many of the number's bits stand to the right of it.</param>
/// <param name="Bits">How many bits it has.</param>
/// <param name="Value">Its value for least significant byte first as C# code; null for a truth value.</param>
internal sealed record OrderPlaceSpec(int Offset, int Width, ByteOrder Order, int Shift, int Bits, string? Value);
