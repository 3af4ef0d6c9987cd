using ProtoSockets.Generators.Emit.Records.Forms;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>The bytes of a record as a table, for its doc comment.</summary>
internal static class LayoutTable
{
    /// <summary>Writes the remarks of a record.</summary>
    public static void Write(RecordSpec record, HeaderSpec? header, SourceWriter code)
    {
        code.Line("/// <remarks>");
        code.Line(header is null
            ? "/// On the wire:"
            : header.VarInt is { } varInt ? $"/// On the wire, behind the {header.Bytes + 1} to {header.Bytes + varInt.MaxBytes} bytes of the header, which are not counted here:"
            : $"/// On the wire, behind the {header.Bytes} bytes of the header:");
        code.Line("/// <code>");
        code.Line("/// offset  size  member");
        int? offset = header is { VarInt: null } ? header.Bytes : 0;
        int bit = 0;
        foreach (MemberSpec member in record.Members.Where(member => member.InHeader is null))
        {
            foreach (FillerSpec filler in member.Fillers)
            {
                Row(code, ref offset, ref bit, filler);
            }

            if (member.Form is BitsForm bits)
            {
                BitsRow(code, ref offset, ref bit, bits.Bits, member.Name);
                continue;
            }

            EndBits(ref offset, ref bit);
            if ((member.SwitchesOrder ?? member.Order) is { Name.Length: > 0 } order)
            {
                code.Line($"///         ..    {Escape(order.Describe())}");
            }

            string note = (Describe(member), When(member)) switch
            {
                (var text, null) => text,
                ("", { } condition) => $"only {condition}",
                (var text, { } condition) => $"{text}; only {condition}",
            };
            Row(code, offset, SizeOf(member.Size), $"{member.Name}{(note.Length == 0 ? string.Empty : ": " + note)}");
            offset = member.Size.FixedSize is { } size ? offset + size : null;
        }

        foreach (FillerSpec filler in record.Trailer)
        {
            Row(code, ref offset, ref bit, filler);
        }

        code.Line("/// </code>");
        foreach (MemberSpec member in record.Members.Where(member => member.InHeader is not null))
        {
            code.Line(member.IsTag
                ? $"/// {Escape(member.Name)} is the tag, which is told by what contains it."
                : $"/// {Escape(member.Name)} travels in the header, as {Escape(member.InHeader!)}.");
        }

        code.Line("/// </remarks>");
    }

    private static void Row(SourceWriter code, ref int? offset, ref int bit, FillerSpec filler)
    {
        if (filler is ReservedBitsFiller bits)
        {
            BitsRow(code, ref offset, ref bit, bits.Bits, "reserved");
            return;
        }

        EndBits(ref offset, ref bit);
        if (filler is AlignFiller align)
        {
            Row(code, offset, "..", $"padding to a multiple of {align.Boundary} from the start of the {align.From.ToString().ToLowerInvariant()}");
            offset = null;
            return;
        }

        int size = SizeParser.BytesOf(filler);
        Row(code, offset, size.ToString(), filler switch
        {
            MagicFiller magic => string.Join(" from the client, ", magic.Values.Select(value => string.Join(" ", value.Bytes.Select(item => item.ToString("X2")))))
                + (magic.Values.Count > 1 ? " from the server" : string.Empty),
            PaddingFiller => "padding",
            _ => "reserved",
        });
        offset += size;
    }

    private static void BitsRow(SourceWriter code, ref int? offset, ref int bit, int bits, string name)
    {
        int? start = offset + (bit / 8);
        Row(code, start, $".{bits}", $"{name}: {bits} {(bits == 1 ? "bit" : "bits")}");
        bit += bits;
    }

    private static void EndBits(ref int? offset, ref int bit)
    {
        offset += bit / 8;
        bit = 0;
    }

    private static void Row(SourceWriter code, int? offset, string size, string text) =>
        code.Line($"/// {offset?.ToString() ?? "..",6}  {size,4}  {Escape(text)}");

    private static string SizeOf(SizeSpec size) => size.FixedSize?.ToString() ?? "..";

    private static string? When(MemberSpec member) => (member.Versions, member.Condition) switch
    {
        (null, null) => null,
        (null, { IsOptional: true }) => "when bytes are left",
        (null, { } condition) => $"when {condition.Name}",
        ({ } versions, null) => versions.ToString(),
        ({ } versions, { } condition) => $"{versions}, when {condition.Name}",
    };

    private static string Describe(MemberSpec member)
    {
        string computed = member.Derived switch
        {
            LengthOfSpec length => $"the length of {string.Join(", ", length.Members)}",
            OffsetOfSpec place => $"where {place.Member} is, from the start of the {place.From.ToString().ToLowerInvariant()}",
            CountOfSpec count => $"the number of {count.Member}",
            ConstantSpec constant => $"always {string.Join(" or ", constant.Values.Select(value => value.Expression.Replace("global::", string.Empty)))}",
            FrameLengthOnlySpec => "the length of the frame",
            FlagOfSpec flag => $"whether {flag.Member} is there",
            ChecksumSpec checksum => ChecksumCode.Describe(checksum),
            TagOfSpec tag => $"the tag of {tag.Member}",
            UnionTagSpec when member.Form is PeekForm => "says which case it is, and is the case's own",
            UnionTagSpec => "says which case it is",
            _ => string.Empty,
        };
        return computed.Length > 0 ? computed : member.Form switch
        {
            ConvertedForm converted => converted.Description,
            PlainForm { Primitive: PrimitiveKind.Guid } => "RFC 9562 order",
            PlainForm { Order: ByteOrder.LittleEndian } plain when plain.Primitive.Size() > 1 => "little-endian",
            OddWidthForm { Order: ByteOrder.LittleEndian } => "little-endian",
            PlainForm or OddWidthForm when OrderCode.IsAtRunTime(member.Form) => "in either order",
            VarIntForm varInt => $"{varInt.Format}, at most {varInt.MaxBytes} bytes",
            ScalarForm and not AsciiForm => string.Empty,
            _ => FormCode.Of(member).Describe(),
        };
    }

    internal static string Escape(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
}
