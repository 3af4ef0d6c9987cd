using System.Text;
using System.Text.RegularExpressions;

namespace ProtoSockets.Schema;

/// <summary>
/// Writes wire forms as canonical text, in which two definitions agree when their bytes do: C# types and limits are left out, since they change no byte. The text of
/// one member names other members in single quotes and records in angle brackets (<see cref="Member"/>, <see cref="Record"/>), what only helps a reader in double
/// quotes: the wire lock shows them, and compares places instead of names. In the text of a whole record (<see cref="Of(IEnumerable{MemberSpec}, IEnumerable{FillerSpec}, BitNumbering)"/>),
/// which peers hash, names are gone.
/// </summary>
internal static class Shapes
{
    /// <summary>How long a match may take: no pattern here goes back over what it has seen.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly Regex MemberName = new("'(?<name>[^']*)'", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience);
    private static readonly Regex RecordName = new("<[^<>]*>", RegexOptions.CultureInvariant, Patience);
    private static readonly Regex Remark = new(" ?\"[^\"]*\"", RegexOptions.CultureInvariant, Patience);

    /// <summary>The text of a whole record, without a name.</summary>
    public static string Of(IEnumerable<MemberSpec> members, IEnumerable<FillerSpec> trailer, BitNumbering numbering)
    {
        MemberSpec[] all = [.. members];
        string[] names = [.. all.Select(member => member.Name)];
        return "{" + string.Concat(Lines(all, trailer, numbering).Select(line => RecordName.Replace(Placed(line.Text, names), string.Empty) + "; ")) + "}";
    }

    /// <summary>The members of a record and what stands between them, one a line.</summary>
    public static IEnumerable<ShapeLine> Lines(IEnumerable<MemberSpec> members, IEnumerable<FillerSpec> trailer, BitNumbering numbering)
    {
        foreach (MemberSpec member in members)
        {
            foreach (FillerSpec filler in member.Fillers)
            {
                yield return Line(filler);
            }

            yield return new ShapeLine(member.Name, member.Form is BitsForm bits ? bits.Bits : 0, member.Form is BitsForm ? SizeSpec.Fixed(0) : member.Size, Of(member, numbering));
        }

        foreach (FillerSpec filler in trailer)
        {
            yield return Line(filler);
        }
    }

    /// <summary>The line that a record begins with; empty without one.</summary>
    public static string Of(LineSpec? line) => line is null ? string.Empty : $"line({Hex(line.Separator)};{Hex(line.Terminator)};{line.Verb};{line.Tokens}{(line.IsTagged ? ";tagged" : string.Empty)})";

    /// <summary>A member of the same record, in the text of another one.</summary>
    public static string Member(string name) => $"'{name}'";

    /// <summary>A record, in the text of a member.</summary>
    /// <param name="typeName">Its name, as generated code writes it.</param>
    /// <param name="shape">Its shape, without names.</param>
    public static string Record(string typeName, string shape) => $"<{Name(typeName)}>{shape}";

    /// <summary>A type's name for readers: without <c>global::</c>, and without the signs that mark records.</summary>
    public static string Name(string typeName) => typeName.Replace("global::", string.Empty).Replace('<', '[').Replace('>', ']');

    /// <summary>The text with places instead of names: two texts that differ in names only become the same.</summary>
    /// <param name="text">The text of a member.</param>
    /// <param name="members">The names of the record's members in wire order.</param>
    public static string Placed(string text, IReadOnlyList<string> members) =>
        MemberName.Replace(Remark.Replace(text, string.Empty), match =>
        {
            for (int index = 0; index < members.Count; index++)
            {
                if (members[index] == match.Groups["name"].Value)
                {
                    return "#" + index;
                }
            }

            return "#";
        });

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

    /// <summary>How frames are found.</summary>
    public static string Of(FramingSpec framing) => framing switch
    {
        EnvelopeFraming => "envelope",
        HeaderFraming => "in the header",
        LengthPrefixFraming prefix => "length " + Of(prefix.Prefix),
        VarIntPrefixFraming prefix => "length " + prefix.Format.ToString().ToLowerInvariant(),
        DelimiterFraming delimiter => "until " + Hex(delimiter.Delimiter),
        FixedSizeFraming @fixed => $"{@fixed.Bytes} bytes",
        CustomFraming custom => $"framer {Record(custom.FramerType, string.Empty)}",
        NoFraming => "datagrams",
        SidedFraming sided => $"client {Of(sided.Client)}, server {Of(sided.Server)}",
        _ => framing.GetType().Name,
    };

    private static string Of(MemberSpec member, BitNumbering numbering)
    {
        StringBuilder text = new();
        if (member.Versions is not null)
        {
            text.Append(member.Versions).Append(": ");
        }

        if (member.Condition is not null)
        {
            text.Append(member.Condition.IsOptional ? "when bytes are left: " : member.Condition.IsInHeader ? $"when the header's \"{member.Condition.Name}\": " : $"when {Member(member.Condition.Name)}: ");
        }

        if (member.Position is not null)
        {
            text.Append("at ").Append(Member(member.Position.Offset)).Append(": ");
        }

        if (member.SwitchesOrder is { } from)
        {
            text.Append("from here on, ").Append(Of(from)).Append(": ");
        }

        text.Append(Of(member.Form));
        if (member.Order is { } order)
        {
            text.Append(", ").Append(Of(order));
        }

        if (member.Form is BitsForm && numbering == BitNumbering.LeastSignificantFirst)
        {
            text.Append(" from the lowest");
        }

        text.Append(member.Derived switch
        {
            LengthOfSpec length => $", the length of {string.Join(", ", length.Members.Select(Member))}"
                + (length.IncludesSelf ? " and itself" : string.Empty) + Factor(length.Unit) + Plus(length.Bias),
            TagOfSpec tag => $", the tag of {Member(tag.Member)}",
            UnionTagSpec => ", the tag",
            OffsetOfSpec offset => $", the offset of {Member(offset.Member)} from the start of the {offset.From.ToString().ToLowerInvariant()}{Factor(offset.Unit)}{Plus(offset.Bias)}",
            CountOfSpec count => $", the count of {Member(count.Member)}{Plus(count.Bias)}",
            FlagOfSpec flag => $", whether {Member(flag.Member)} is there",
            ChecksumSpec checksum => $", checksum {Record(checksum.Algorithm, string.Empty)} of {Of(checksum)}",
            ConstantSpec constant => $", always {string.Join(", ", constant.Values.Select(value => From(value.From) + Value(value.Expression)))}",
            _ => string.Empty,
        });
        if (member.Suffix.Count > 0)
        {
            text.Append(", then ").Append(Hex(member.Suffix));
        }

        return text.ToString();
    }

    private static string Of(ChecksumSpec checksum) => checksum switch
    {
        { Range: ChecksumRange.Header } => "the header",
        { Range: ChecksumRange.Frame } => "the frame",
        { From: null, To: null } => "all",
        _ => (checksum.From is null ? "all" : Member(checksum.From)) + " to " + (checksum.To is null ? "the end" : Member(checksum.To)),
    }
    + (checksum.SelfAsZero ? " and itself as zeros" : string.Empty);

    private static ShapeLine Line(FillerSpec filler) => new(
        null, filler is ReservedBitsFiller bits ? bits.Bits : 0, filler is AlignFiller align ? align.Size : SizeSpec.Fixed(SizeParser.BytesOf(filler)), Of(filler));

    private static string Of(FillerSpec filler) => filler switch
    {
        MagicFiller magic => "magic " + string.Join(", ", magic.Values.Select(value => From(value.From) + Hex(value.Bytes))),
        ReservedFiller reserved => $"reserved {reserved.Bytes}",
        ReservedBitsFiller bits => $"reserved bits {bits.Bits}",
        PaddingFiller padding => $"padding {padding.Bytes}",
        AlignFiller align => $"padding to {align.Boundary} from the start of the {align.From.ToString().ToLowerInvariant()}",
        _ => string.Empty,
    };

    private static string Of(WireForm form) => form switch
    {
        PlainForm plain => Of(plain.Primitive) + Of(plain.Order, plain.Primitive.Size()),
        OddWidthForm odd => $"{(odd.Primitive.IsSigned() ? "int" : "uint")}{8 * odd.Bytes}{Of(odd.Order, odd.Bytes)}",
        ConvertedForm converted => converted.Description,
        BitsForm bits => $"{(bits.Primitive.IsSigned() ? "signed " : string.Empty)}bits {bits.Bits}{Of(bits.Order, 2)}",
        VarIntForm varInt => $"{varInt.Format.ToString().ToLowerInvariant()}{(varInt.Primitive.IsSigned() ? " signed" : string.Empty)}",
        AsciiForm ascii => $"{(ascii.Radix == 16 ? "hexadecimal" : "decimal")} digits, {Of(ascii.Length)}",
        KeywordForm keyword => $"keyword {keyword.Word}",
        StructForm record => Record(record.TypeName, record.Shape) + Scope(record.Length, record.SkipsRest),
        TaggedForm union => Record(union.TypeName, union.Shape) + Scope(union.Length, union.SkipsRest) + Of(union.Source),
        CasesForm cases => cases.Shape + Scope(cases.Length, cases.SkipsRest),
        PeekForm peek => Of(peek.Inner) + " left for the case",
        CodecForm codec => $"codec {Record(codec.CodecType, string.Empty)}{(codec.Arguments.Count == 0 ? string.Empty : $"({string.Join(", ", codec.Arguments.Select(argument => Member(argument.Name)))})")}",
        TextForm text => $"{text.Encoding.ToString().ToLowerInvariant()} text, {Of(text.Length)}",
        BytesForm bytes => $"bytes, {Of(bytes.Length)}",
        ListForm list => $"list of {Of(list.Element)}, {Of(list.Length)}{(list.Data is null ? string.Empty : ", what its entries point to behind all members")}",
        _ => form.GetType().Name,
    };

    private static string Of(OrderSpec order) => order.Name.Length == 0
        ? order.Value == "true" ? "little-endian" : "big-endian"
        : $"little-endian when {Member(order.Name)}{(order.Value is null ? string.Empty : " is " + (order.Value[0] == '"' ? Hex(Encoding.UTF8.GetBytes(order.Value)) : Value(order.Value)))}";

    private static string Of(PrimitiveKind primitive) => primitive switch
    {
        PrimitiveKind.Boolean => "bool",
        PrimitiveKind.Half or PrimitiveKind.Single or PrimitiveKind.Double => $"float{8 * primitive.Size()}",
        PrimitiveKind.Guid => "uuid",
        _ => $"{(primitive.IsSigned() ? "int" : "uint")}{8 * primitive.Size()}",
    };

    private static string Of(ByteOrder order, int size) => size <= 1 ? string.Empty : order switch
    {
        ByteOrder.LittleEndian => " little-endian",
        ByteOrder.AtRunTime => " in either order",
        _ => string.Empty,
    };

    private static string Of(LengthSource length) => length switch
    {
        LengthPrefix prefix => "length " + Of(prefix.Prefix),
        CountPrefix prefix => "count " + Of(prefix.Prefix),
        FixedLength @fixed => $"{@fixed.Bytes} bytes" + (@fixed.Pad == 0 ? string.Empty : $" padded with {@fixed.Pad:x2}"),
        FixedCount { Count: var count } => $"always {count}",
        Terminated => "until 00",
        UntilLast last => $"until \"{last.Member}\"",
        UntilBytes end => "until " + Hex(end.Bytes),
        TerminatedBy by => "until " + Hex(by.Terminator),
        Token token => token.IsRest ? "the rest of the line" : "a token",
        Chunks chunks => chunks.Prefix is null ? "HTTP's chunks" : "chunks of length " + Of(chunks.Prefix),
        UntilClose => "until the connection ends",
        Rest rest => "the rest" + (rest.Tail == 0 ? string.Empty : $" but {rest.Tail}"),
        GivenLength given => "length in " + Of(given.Field),
        GivenCount given => "count in " + Of(given.Field),
        PerTag tags => "one for each of " + Member(tags.Tags),
        _ => length.GetType().Name,
    };

    private static string Scope(LengthSource? length, bool skipsRest) =>
        (length is null ? string.Empty : ", " + Of(length)) + (skipsRest ? ", passing over what is left" : string.Empty);

    private static string Of(TagSource? source) => source is null ? string.Empty : source.Place switch
    {
        TagPlace.Header => $", tag in the header's \"{source.Name}\"",
        TagPlace.Request => $", tag in the request's \"{source.Name}\"",
        TagPlace.Each => ", tags in " + Member(source.Name),
        _ => ", tag in " + Member(source.Name),
    };

    private static string Of(DerivedFieldRef field) => field.InHeader ? $"the header's \"{field.Name}\"" : Member(field.Name);

    private static string Of(PrefixSpec prefix) => prefix switch
    {
        FixedPrefix @fixed => $"uint{8 * @fixed.Bytes}{Of(@fixed.Order, @fixed.Bytes)}{Plus(@fixed.Offset)}",
        VarIntPrefix varInt => varInt.Format.ToString().ToLowerInvariant(),
        _ => prefix.GetType().Name,
    };

    private static string Factor(int unit) => unit == 1 ? string.Empty : $" / {unit}";

    private static string Plus(int bias) => bias switch { 0 => string.Empty, > 0 => $" + {bias}", _ => $" - {-bias}" };

    private static string From(Side side) => side == Side.Both ? string.Empty : side.ToString().ToLowerInvariant() + " ";

    internal static string Hex(IEnumerable<byte> bytes) => string.Concat(bytes.Select(value => value.ToString("x2")));

    /// <summary>A constant's value: an enum's is a cast, <c>((global::E)7)</c> or <c>((global::E)(-7))</c>, whose name says nothing of the bytes.</summary>
    private static string Value(string expression) =>
        expression.StartsWith("((", StringComparison.Ordinal) ? expression.Substring(expression.IndexOf(')') + 1).Trim('(', ')') : expression;
}

/// <summary>A member in the text of a record, or something that belongs to no value.</summary>
/// <param name="Name">The member; null for what belongs to no value.</param>
/// <param name="Bits">How many bits of a run it takes; 0 for what takes whole bytes.</param>
/// <param name="Size">The bytes that it takes.</param>
/// <param name="Text">How it looks.</param>
internal sealed record ShapeLine(string? Name, int Bits, SizeSpec Size, string Text);
