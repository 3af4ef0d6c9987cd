using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>Code of what always has the same value: constant bytes in a run, and constant members.</summary>
internal static class ConstantCode
{
    /// <summary>Bytes as they are listed in code: <c>0x53, 0x4D</c>.</summary>
    public static string Hex(EquatableArray<byte> bytes) => string.Join(", ", bytes.Select(value => $"0x{value:X2}"));

    /// <summary>The expression of a span of bytes.</summary>
    public static string Literal(EquatableArray<byte> bytes) => $"((global::System.ReadOnlySpan<byte>)[{Hex(bytes)}])";

    /// <summary>The expression of a constant on the wire, of the member's type.</summary>
    /// <param name="member">The member.</param>
    /// <param name="constant">Its value.</param>
    /// <param name="from">The expression of the side that sends.</param>
    public static string Value(MemberSpec member, ConstantSpec constant, string from) => constant.IsPerSide
        ? $"({member.TypeName})({from} == {Known.Side}.Server ? {constant.Values[constant.Values.Count - 1].Expression} : {constant.Values[0].Expression})"
        : constant.Values[0].Expression;

    /// <summary>The condition that a value is not the one that it always has.</summary>
    public static string IsWrong(ConstantSpec constant, string value, string from)
    {
        string client = constant.Values[0].Expression;
        string server = constant.Values[constant.Values.Count - 1].Expression;
        return constant.IsPerSide
            ? $"({value} != {client} || {from} == {Known.Side}.Server) && ({value} != {server} || {from} == {Known.Side}.Client)"
            : $"{value} != {client}";
    }

    /// <summary>The condition that constant bytes of a run are others.</summary>
    public static string IsWrong(MagicItem item, string span, string from)
    {
        EquatableArray<SideBytes> values = item.Filler.Values;
        if (item.Size == 1)
        {
            return values.Count == 1
                ? $"{span}[{item.Offset}] != {Hex(values[0].Bytes)}"
                : $"!{Known.Checks}.IsMagic({span}[{item.Offset}], {from}, {Hex(values[0].Bytes)}, {Hex(values[1].Bytes)})";
        }

        string actual = Scalars.Slice(span, item.Offset, item.Size);
        return values.Count == 1
            ? $"!global::System.MemoryExtensions.SequenceEqual({actual}, {Literal(values[0].Bytes)})"
            : $"!{Known.Checks}.IsMagic({actual}, {from}, [{Hex(values[0].Bytes)}], [{Hex(values[1].Bytes)}])";
    }

    /// <summary>Writes constant bytes into a run.</summary>
    public static void Write(MagicItem item, string span, string from, SourceWriter code)
    {
        EquatableArray<SideBytes> values = item.Filler.Values;
        string isServer = $"{from} == {Known.Side}.Server";
        if (item.Size == 1)
        {
            code.Line(values.Count == 1
                ? $"{span}[{item.Offset}] = {Hex(values[0].Bytes)};"
                : $"{span}[{item.Offset}] = {isServer} ? (byte){Hex(values[1].Bytes)} : (byte){Hex(values[0].Bytes)};");
            return;
        }

        string target = Scalars.From(span, item.Offset);
        code.Line(values.Count == 1
            ? $"{Literal(values[0].Bytes)}.CopyTo({target});"
            : $"({isServer} ? {Literal(values[1].Bytes)} : {Literal(values[0].Bytes)}).CopyTo({target});");
    }
}
