using Microsoft.CodeAnalysis;

namespace ProtoSockets.Schema;

/// <summary>What a record inherits from the types around it.</summary>
internal readonly record struct ProtocolDefaults(ByteOrder Order, BitNumbering Numbering)
{
    /// <summary>Reads the attributes of the containing types from the outside in; the nearest wins.</summary>
    public static ProtocolDefaults Of(INamedTypeSymbol? container)
    {
        if (container is null)
        {
            return new ProtocolDefaults(ByteOrder.BigEndian, BitNumbering.MostSignificantFirst);
        }

        return Of(container.ContainingType).With(container);
    }

    /// <summary>The same with the attributes of a type taken into account.</summary>
    public ProtocolDefaults With(INamedTypeSymbol type)
    {
        IReadOnlyList<AttributeData> attributes = type.GetAttributes();
        return new ProtocolDefaults(
            attributes.Has("ByteOrder") && !attributes.Has("Protocol") ? ByteOrder.AtRunTime : OrderWith(type),
            attributes.Find("BitOrder") is { } order ? AttributeReading.Enum<BitNumbering>(order.Argument(0)) : Numbering);
    }

    /// <summary>The order with the attributes of a type taken into account, save that by which it is chosen at run time.</summary>
    public ByteOrder OrderWith(INamedTypeSymbol type)
    {
        IReadOnlyList<AttributeData> attributes = type.GetAttributes();
        return attributes.Has("LittleEndian") ? ByteOrder.LittleEndian : attributes.Has("BigEndian") ? ByteOrder.BigEndian : Order;
    }
}
