using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>Expressions of how many bytes members take.</summary>
internal static class SizeCode
{
    /// <summary>The size of neighbouring members, or of a whole record with its trailer, as a sum.</summary>
    /// <param name="record">The record.</param>
    /// <param name="first">The first member's index.</param>
    /// <param name="last">The last member's index.</param>
    /// <param name="isWhole">Whether what stands in front of the first and behind the last counts, too.</param>
    /// <param name="added">A number of bytes to add.</param>
    /// <returns>The terms of the sum; never none.</returns>
    public static IReadOnlyList<string> Terms(RecordSpec record, int first, int last, bool isWhole, int added = 0)
    {
        int known = added;
        int bits = 0;
        List<string> terms = [];
        for (int index = first; index <= last; index++)
        {
            MemberSpec member = record.Members[index];
            if (member.InHeader is not null)
            {
                continue;
            }

            int fillers = isWhole || index > first ? member.Fillers.Sum(BytesOf) : 0;
            bits += member.Fillers.OfType<ReservedBitsFiller>().Sum(filler => filler.Bits);
            if (member.Form is BitsForm form)
            {
                bits += form.Bits;
            }

            if (member.Condition is null)
            {
                known += fillers;
                Add(member, Locals.Property(member.Name), ref known, terms);
            }
            else
            {
                string local = "present" + member.Name;
                int inner = fillers;
                List<string> innerTerms = [];
                Add(member, local, ref inner, innerTerms);
                if (inner > 0 || innerTerms.Count == 0)
                {
                    innerTerms.Insert(0, inner.ToString());
                }

                bool usesValue = innerTerms.Any(term => term.Contains(local));
                string present = usesValue ? $"{Locals.Property(member.Name)} is {{ }} {local}" : $"{Locals.Property(member.Name)} is not null";
                terms.Add($"({present} ? {string.Join(" + ", innerTerms)} : 0)");
            }
        }

        if (isWhole)
        {
            known += record.Trailer.Sum(BytesOf);
            bits += record.Trailer.OfType<ReservedBitsFiller>().Sum(filler => filler.Bits);
        }

        known += bits / 8;
        if (known != 0 || terms.Count == 0)
        {
            terms.Insert(0, known.ToString());
        }

        return terms;
    }

    /// <summary>The size of a value without its prefix.</summary>
    public static string Content(MemberSpec member, string value) => member.Form switch
    {
        TextForm { IsString: true } text => $"{Known.Text}.GetSize({value}, {Encoding(text)})",
        TextForm => $"{value}.ByteCount",
        BytesForm => $"{value}.Length",
        ListForm { IsArray: true } list => list.ElementSize.FixedSize is { } size && IsKnown(list)
            ? $"({value}.Length * {size})"
            : $"{Known.Arrays}.GetSize({value}, {ElementCode.Of(member, list)})",
        ListForm list => list.ElementSize.FixedSize is { } size && IsKnown(list)
            ? $"({value}.Count * {size})"
            : $"{value}.GetSize({ElementCode.Of(member, list)})",
        StructForm => $"{value}.GetSize()",
        CodecForm codec => $"{codec.CodecType}.GetSize({Argument(codec)}{value})",
        VarIntForm varInt => VarIntCode.Size(varInt, value),
        _ => "0",
    };

    /// <summary>The number of elements of a list, or of bytes.</summary>
    public static string Count(MemberSpec member, string value) =>
        member.Form is ListForm { IsArray: false } ? $"{value}.Count" : $"{value}.Length";

    public static string Encoding(TextForm text) => $"{Known.Runtime}.TextEncoding.{text.Encoding}";

    /// <summary>The earlier member that a codec is told, as an argument.</summary>
    public static string Argument(CodecForm codec) => codec.Argument is null ? string.Empty : Locals.Property(codec.Argument) + ", ";

    public static int Terminator(TextForm text) => text.Encoding is TextEncoding.Utf16BigEndian or TextEncoding.Utf16LittleEndian ? 2 : 1;

    private static bool IsKnown(ListForm list) => list.Element is PlainForm or StructForm { Size.FixedSize: not null };

    private static int BytesOf(FillerSpec filler) => SizeParser.BytesOf(filler);

    private static void Add(MemberSpec member, string value, ref int known, List<string> terms)
    {
        LengthSource? length = member.Form switch { TextForm text => text.Length, BytesForm bytes => bytes.Length, ListForm list => list.Length, _ => null };
        switch (member.Form)
        {
            case BitsForm:
                return;

            case PlainForm:
            case OddWidthForm:
            case StructForm { Size.FixedSize: not null }:
                known += member.Size.Maximum ?? 0;
                return;
        }

        switch (length)
        {
            case FixedLength @fixed:
                known += @fixed.Bytes;
                return;

            case Terminated:
                known += member.Form is TextForm text ? Terminator(text) : 1;
                break;

            case LengthPrefix { Prefix: FixedPrefix prefix }:
                known += prefix.Bytes;
                break;

            case CountPrefix { Prefix: FixedPrefix prefix }:
                known += prefix.Bytes;
                break;

            case LengthPrefix { Prefix: VarIntPrefix prefix }:
                terms.Add($"{Known.Sizes}.Prefixed({VarIntCode.Name(prefix.Format)}, {Content(member, value)})");
                return;

            case CountPrefix { Prefix: VarIntPrefix prefix }:
                terms.Add(member.Form is BytesForm
                    ? $"{Known.Sizes}.Prefixed({VarIntCode.Name(prefix.Format)}, {Content(member, value)})"
                    : $"{Known.Sizes}.Prefixed({VarIntCode.Name(prefix.Format)}, {Count(member, value)}, {Content(member, value)})");
                return;
        }

        terms.Add(Content(member, value));
    }
}
