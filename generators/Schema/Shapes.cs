using System.Text;

namespace ProtoSockets.Schema;

/// <summary>
/// Writes wire forms as canonical text, in which two definitions agree when their bytes do: names, C# types and limits are left out, since they change no byte.
/// </summary>
internal static class Shapes
{
    public static string Of(IEnumerable<MemberSpec> members, IEnumerable<FillerSpec> trailer, BitNumbering numbering)
    {
        StringBuilder text = new("{");
        foreach (MemberSpec member in members)
        {
            foreach (FillerSpec filler in member.Fillers)
            {
                text.Append(Of(filler)).Append(' ');
            }

            if (member.Condition is not null)
            {
                text.Append("when ").Append(member.Condition.Name).Append(' ');
            }

            text.Append(Of(member.Form));
            if (member.Form is BitsForm && numbering == BitNumbering.LeastSignificantFirst)
            {
                text.Append(" lsb");
            }

            text.Append(member.Derived switch
            {
                LengthOfSpec length => $" length({string.Join(",", length.Members)};{length.IncludesSelf};{length.Bias};{length.Unit})",
                CountOfSpec count => $" count({count.Member};{count.Bias})",
                TagOfSpec tag => $" tag({tag.Member})",
                UnionTagSpec => " tag",
                ConstantSpec constant => $" = {string.Join("|", constant.Values.Select(value => value.From + ":" + value.Expression))}",
                _ => string.Empty,
            });
            text.Append("; ");
        }

        foreach (FillerSpec filler in trailer)
        {
            text.Append(Of(filler)).Append("; ");
        }

        return text.Append('}').ToString();
    }

    /// <summary>The 64-bit FNV-1a hash of a text's UTF-8 bytes (draft-eastlake-fnv).</summary>
    public static ulong Hash(string text)
    {
        ulong hash = 14695981039346656037;
        foreach (byte value in Encoding.UTF8.GetBytes(text))
        {
            hash = unchecked((hash ^ value) * 1099511628211);
        }

        return hash;
    }

    private static string Of(FillerSpec filler) => filler switch
    {
        MagicFiller magic => "magic(" + string.Join("|", magic.Values.Select(value => value.From + ":" + string.Concat(value.Bytes.Select(item => item.ToString("x2"))))) + ")",
        ReservedFiller reserved => $"reserved({reserved.Bytes})",
        ReservedBitsFiller bits => $"reserved-bits({bits.Bits})",
        PaddingFiller padding => $"padding({padding.Bytes})",
        _ => string.Empty,
    };

    private static string Of(WireForm form) => form switch
    {
        PlainForm plain => plain.Primitive + Of(plain.Order, plain.Primitive.Size()),
        OddWidthForm odd => $"{(odd.Primitive.IsSigned() ? "int" : "uint")}{8 * odd.Bytes}{Of(odd.Order, odd.Bytes)}",
        BitsForm bits => $"bits({bits.Bits}{(bits.Primitive.IsSigned() ? " signed" : string.Empty)}){Of(bits.Order, 2)}",
        VarIntForm varInt => $"{varInt.Format}({(varInt.Primitive.IsSigned() ? "signed" : "unsigned")})",
        StructForm { Length: { } length } record => $"scoped({Of(length)};{record.SkipsRest}){record.Shape}",
        StructForm record => record.Shape,
        CasesForm cases => $"cases({cases.Tag};{(cases.Length is { } length ? Of(length) : string.Empty)};{cases.SkipsRest}){cases.Shape}",
        TaggedForm union => $"union({union.Source?.Name};{(union.Length is { } length ? Of(length) : string.Empty)};{union.SkipsRest}){union.Shape}",
        PeekForm peek => $"peek {Of(peek.Inner)}",
        CodecForm codec => $"codec({codec.CodecType};{codec.Argument})",
        TextForm text => $"text({text.Encoding};{Of(text.Length)})",
        BytesForm bytes => $"bytes({Of(bytes.Length)})",
        ListForm list => $"list({Of(list.Element)};{Of(list.Length)})",
        _ => string.Empty,
    };

    private static string Of(ByteOrder order, int size) => size > 1 && order == ByteOrder.LittleEndian ? "le" : string.Empty;

    private static string Of(LengthSource length) => length switch
    {
        LengthPrefix prefix => "length " + Of(prefix.Prefix),
        CountPrefix prefix => "count " + Of(prefix.Prefix),
        FixedLength @fixed => $"fixed {@fixed.Bytes}",
        Terminated => "terminated",
        Rest rest => $"rest {rest.Tail}",
        GivenLength given => "length in " + given.Field.Name,
        GivenCount given => "count in " + given.Field.Name,
        _ => string.Empty,
    };

    private static string Of(PrefixSpec prefix) => prefix switch
    {
        FixedPrefix @fixed => $"{@fixed.Bytes}{Of(@fixed.Order, @fixed.Bytes)};{@fixed.Offset}",
        VarIntPrefix varInt => varInt.Format.ToString(),
        _ => string.Empty,
    };
}
