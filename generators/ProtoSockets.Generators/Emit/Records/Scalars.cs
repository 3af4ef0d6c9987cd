using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>Code that reads and writes numbers at constant offsets of a span.</summary>
internal static class Scalars
{
    /// <summary>The byte order that is chosen at run time, where nothing has changed it since.</summary>
    private const string OrderOfWriter = "writer.IsLittleEndian";
    private const string OrderOfReader = "reader.IsLittleEndian";

    /// <summary><c>run[2..]</c>, or <c>run</c> for its start.</summary>
    public static string From(string span, int offset) => offset == 0 ? span : $"{span}[{offset}..]";

    public static string Slice(string span, int offset, int size) => $"{span}.Slice({offset}, {size})";

    /// <summary>The value of a scalar at an offset, as the member's type.</summary>
    /// <param name="form">The member's form.</param>
    /// <param name="span">The bytes.</param>
    /// <param name="offset">The offset in them.</param>
    /// <param name="isLittle">The expression of a byte order that is chosen at run time.</param>
    public static string Read(ScalarForm form, string span, int offset, string isLittle = OrderOfReader)
    {
        string number = form switch
        {
            OddWidthForm { Order: ByteOrder.AtRunTime } odd => $"({odd.Primitive.Keyword()}){Known.Orders}.Read{(odd.Primitive.IsSigned() ? "Signed" : string.Empty)}({Slice(span, offset, odd.Bytes)}, {isLittle})",
            OddWidthForm odd => $"({odd.Primitive.Keyword()}){Known.OddWidth}.Read{(odd.Primitive.IsSigned() ? "Signed" : string.Empty)}{odd.Order}({Slice(span, offset, odd.Bytes)})",
            PlainForm plain => ReadPlain(plain.Primitive, plain.Order, span, offset, isLittle),
            _ => throw new InvalidOperationException(),
        };
        return form.EnumType is null ? number
            : number[0] == '(' ? $"({form.EnumType})({number})"
            : $"({form.EnumType}){number}";
    }

    private static string ReadPlain(PrimitiveKind primitive, ByteOrder order, string span, int offset, string isLittle) => primitive switch
    {
        PrimitiveKind.Boolean => $"{span}[{offset}] != 0",
        PrimitiveKind.Byte => $"{span}[{offset}]",
        PrimitiveKind.SByte => $"(sbyte){span}[{offset}]",
        PrimitiveKind.Guid => $"new global::System.Guid({Slice(span, offset, 16)}, bigEndian: true)",
        _ when order == ByteOrder.AtRunTime => $"{Known.Orders}.Read{primitive}({From(span, offset)}, {isLittle})",
        _ => $"{Known.Binary}.Read{primitive}{order}({From(span, offset)})",
    };

    /// <summary>The statement that writes a value of the member's type at an offset.</summary>
    /// <param name="form">The member's form.</param>
    /// <param name="span">The bytes.</param>
    /// <param name="offset">The offset in them.</param>
    /// <param name="value">The value.</param>
    /// <param name="isLittle">The expression of a byte order that is chosen at run time.</param>
    public static string Write(ScalarForm form, string span, int offset, string value, string isLittle = OrderOfWriter)
    {
        string number = form.EnumType is null ? value : $"({form.Primitive.Keyword()}){value}";
        return form switch
        {
            OddWidthForm { Order: ByteOrder.AtRunTime } odd => $"{Known.Orders}.Write{(odd.Primitive.IsSigned() ? "Signed" : string.Empty)}({Slice(span, offset, odd.Bytes)}, {number}, {isLittle});",
            OddWidthForm odd => odd.Primitive.IsSigned()
                ? $"{Known.OddWidth}.WriteSigned{odd.Order}({Slice(span, offset, odd.Bytes)}, {number});"
                : $"{Known.OddWidth}.Write{odd.Order}({Slice(span, offset, odd.Bytes)}, {number});",
            PlainForm plain => WritePlain(plain.Primitive, plain.Order, span, offset, number, isLittle),
            _ => throw new InvalidOperationException(),
        };
    }

    private static string WritePlain(PrimitiveKind primitive, ByteOrder order, string span, int offset, string value, string isLittle) => primitive switch
    {
        PrimitiveKind.Boolean => $"{span}[{offset}] = {value} ? (byte)1 : (byte)0;",
        PrimitiveKind.Byte => $"{span}[{offset}] = {value};",
        PrimitiveKind.SByte => $"{span}[{offset}] = unchecked((byte){value});",
        PrimitiveKind.Guid => $"{value}.TryWriteBytes({Slice(span, offset, 16)}, bigEndian: true, out _);",
        _ when order == ByteOrder.AtRunTime => $"{Known.Orders}.Write{primitive}({From(span, offset)}, {value}, {isLittle});",
        _ => $"{Known.Binary}.Write{primitive}{order}({From(span, offset)}, {value});",
    };

    /// <summary>A length or count of fixed width at an offset, as its own type.</summary>
    public static string ReadPrefix(FixedPrefix prefix, string span, int offset) => Read(FormOf(prefix), span, offset);

    public static string WritePrefix(FixedPrefix prefix, string span, int offset, string value) =>
        Write(FormOf(prefix), span, offset, $"({prefix.Primitive.Keyword()}){value}");

    public static ScalarForm FormOf(FixedPrefix prefix) => prefix.Bytes == prefix.Primitive.Size()
        ? new PlainForm(prefix.Primitive, null, prefix.Order)
        : new OddWidthForm(prefix.Primitive, null, prefix.Bytes, prefix.Order);

    /// <summary>The type that a container of bits is loaded into.</summary>
    public static string ContainerType(BitsItem item) => item.Size <= 4 ? "uint" : "ulong";

    public static string LoadContainer(BitsItem item, string span, string isLittle = OrderOfReader) => item.Size switch
    {
        1 => $"{span}[{item.Offset}]",
        2 or 4 or 8 when item.Order == ByteOrder.AtRunTime => $"{Known.Orders}.ReadUInt{8 * item.Size}({From(span, item.Offset)}, {isLittle})",
        _ when item.Order == ByteOrder.AtRunTime => $"{(item.Size == 3 ? "(uint)" : string.Empty)}{Known.Orders}.Read({Slice(span, item.Offset, item.Size)}, {isLittle})",
        2 => $"{Known.Binary}.ReadUInt16{item.Order}({From(span, item.Offset)})",
        4 => $"{Known.Binary}.ReadUInt32{item.Order}({From(span, item.Offset)})",
        8 => $"{Known.Binary}.ReadUInt64{item.Order}({From(span, item.Offset)})",
        3 => $"(uint){Known.OddWidth}.Read{item.Order}({Slice(span, item.Offset, item.Size)})",
        _ => $"{Known.OddWidth}.Read{item.Order}({Slice(span, item.Offset, item.Size)})",
    };

    public static string StoreContainer(BitsItem item, string span, string value, string isLittle = OrderOfWriter) => item.Size switch
    {
        1 => $"{span}[{item.Offset}] = (byte)({value});",
        2 or 4 or 8 when item.Order == ByteOrder.AtRunTime => $"{Known.Orders}.WriteUInt{8 * item.Size}({From(span, item.Offset)}, {(item.Size == 2 ? $"(ushort)({value})" : value)}, {isLittle});",
        _ when item.Order == ByteOrder.AtRunTime => $"{Known.Orders}.Write({Slice(span, item.Offset, item.Size)}, {value}, {isLittle});",
        2 => $"{Known.Binary}.WriteUInt16{item.Order}({From(span, item.Offset)}, (ushort)({value}));",
        4 => $"{Known.Binary}.WriteUInt32{item.Order}({From(span, item.Offset)}, {value});",
        8 => $"{Known.Binary}.WriteUInt64{item.Order}({From(span, item.Offset)}, {value});",
        _ => $"{Known.OddWidth}.Write{item.Order}({Slice(span, item.Offset, item.Size)}, {value});",
    };

    public static string Mask(int bits, bool isLong) => isLong
        ? bits >= 64 ? "0xFFFFFFFFFFFFFFFFUL" : $"0x{(1UL << bits) - 1:X}UL"
        : bits >= 32 ? "0xFFFFFFFFU" : $"0x{(1UL << bits) - 1:X}U";

    /// <summary>A member's bits out of a container.</summary>
    public static string ReadBits(BitsForm form, BitPart part, string container, bool isLong)
    {
        string shifted = part.Shift == 0 ? container : $"({container} >> {part.Shift})";
        int width = isLong ? 64 : 32;
        if (form.Primitive == PrimitiveKind.Boolean)
        {
            return $"({shifted} & 1) != 0";
        }

        string type = form.Primitive.Keyword();
        string number;
        if (form.Primitive.IsSigned())
        {
            int left = width - part.Shift - part.Bits;
            string signed = isLong ? "long" : "int";
            string moved = left == 0 ? container : $"({container} << {left})";
            int right = width - part.Bits;
            number = $"unchecked(({type})(({signed}){moved}{(right == 0 ? string.Empty : $" >> {right}")}))";
        }
        else
        {
            number = part.Shift + part.Bits == width ? $"({type}){shifted}" : $"({type})({shifted} & {Mask(part.Bits, isLong)})";
        }

        return form.EnumType is null ? number : $"({form.EnumType})({number})";
    }

    /// <summary>A member's bits at their place in a container.</summary>
    public static string PlaceBits(BitsForm form, BitPart part, string value, bool isLong)
    {
        string container = isLong ? "ulong" : "uint";
        if (form.Primitive == PrimitiveKind.Boolean)
        {
            return $"({value} ? {(isLong ? 1UL << part.Shift : 1U << part.Shift)}{(isLong ? "UL" : "U")} : 0)";
        }

        string number = form.Primitive.IsSigned() && part.Bits < (isLong ? 64 : 32)
            ? $"(unchecked(({container}){value}) & {Mask(part.Bits, isLong)})"
            : $"unchecked(({container}){value})";
        return part.Shift == 0 ? number : $"({number} << {part.Shift})";
    }

    /// <summary>Whether a value does not fit its bits; null when all values of the type do.</summary>
    public static string? BitsOverflow(BitsForm form, string value)
    {
        if (form.Primitive == PrimitiveKind.Boolean || form.Bits == 8 * form.Primitive.Size())
        {
            return null;
        }

        string number = form.EnumType is null ? value : $"({form.Primitive.Keyword()}){value}";
        return form.Primitive.IsSigned()
            ? $"{number} is < {-(1L << (form.Bits - 1))} or > {(1L << (form.Bits - 1)) - 1}"
            : $"{number} > {(1UL << form.Bits) - 1}";
    }
}
