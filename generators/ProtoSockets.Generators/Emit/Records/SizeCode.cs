using ProtoSockets.Generators.Emit.Records.Forms;
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
    /// <param name="version">The expression of the version; null for a sum that no version exceeds.</param>
    /// <param name="fromStart">Whether what stands in front of the first counts, which is the first of the record.</param>
    /// <param name="mayLack">Whether the record may have come in a version that lacks members, with nothing in their place.</param>
    /// <returns>The terms of the sum; never none.</returns>
    public static IReadOnlyList<string> Terms(RecordSpec record, int first, int last, bool isWhole, int added = 0, string? version = null, bool fromStart = false, bool mayLack = false)
    {
        int known = 0;
        int bits = 0;
        List<string> terms = [];
        LineSpec? line = isWhole || fromStart ? record.Line : null;
        for (int index = first; index <= last; index++)
        {
            // Where it ends, not behind all members: padding up to a multiple counts what is in front of it.
            if (line is not null && index >= line.Tokens)
            {
                known += LineCode.Around(line);
                line = null;
            }

            MemberSpec member = record.Members[index];
            if (member.InHeader is not null)
            {
                continue;
            }

            int fillers = isWhole || fromStart || index > first ? member.Fillers.Sum(BytesOf) : 0;
            bits += member.Fillers.OfType<ReservedBitsFiller>().Sum(filler => filler.Bits);
            if (member.Form is BitsForm form)
            {
                bits += form.Bits;
            }

            string? isThere = version is null ? null : member.Versions?.Condition(version);
            if (!member.IsNullable && isThere is null)
            {
                if (isWhole || fromStart || index > first)
                {
                    AddFillers(member.Fillers, isWhole || fromStart, fromStart, ref known, ref bits, terms, EmptyPlaces.IsThere(member, Locals.Property(member.Name)));
                }

                Add(member, Locals.Property(member.Name), version, mayLack, ref known, terms);
                AddAround(record, index, isWhole || index < last, Locals.Property(member.Name), ref known, terms);
                continue;
            }

            string value = member.IsNullable ? "present" + member.Name : Locals.Property(member.Name);
            int inner = fillers + (isWhole || fromStart || index > first ? member.Fillers.OfType<AlignFiller>().Sum(align => align.Boundary - 1) : 0);
            List<string> innerTerms = [];
            Add(member, value, version, mayLack, ref inner, innerTerms);
            AddAround(record, index, isWhole || index < last, value, ref inner, innerTerms);
            if (inner > 0 || innerTerms.Count == 0)
            {
                innerTerms.Insert(0, inner.ToString());
            }

            bool usesValue = innerTerms.Any(term => term.Contains(value));
            string present = !member.IsNullable ? isThere!
                : (isThere is null ? string.Empty : isThere + " && ")
                    + (usesValue ? $"{Locals.Property(member.Name)} is {{ }} {value}" : $"{Locals.Property(member.Name)} is not null");
            terms.Add($"({present} ? {string.Join(" + ", innerTerms)} : 0)");
        }

        if (line is not null && last + 1 >= line.Tokens)
        {
            known += LineCode.Around(line);
        }

        if (isWhole)
        {
            AddFillers(record.Trailer, fromStart: true, isOffset: false, ref known, ref bits, terms);
            bits += record.Trailer.OfType<ReservedBitsFiller>().Sum(filler => filler.Bits);
        }

        if (isWhole)
        {
            terms.AddRange(record.Members.Where(member => member.Form is ListForm { Data: not null }).Select(member => $"{Known.Directories}.DataSize({Locals.Property(member.Name)})"));
        }

        known += (bits / 8) + added;
        if (known != 0 || terms.Count == 0)
        {
            terms.Insert(0, known.ToString());
        }

        return terms;
    }

    /// <summary>The sum of what stands in front of a member.</summary>
    public static string UpTo(RecordSpec record, int index)
    {
        EquatableArray<FillerSpec> fillers = record.Members[index].Fillers;
        if (!fillers.Any(filler => filler is AlignFiller))
        {
            return string.Join(" + ", Terms(record, 0, index - 1, isWhole: false, added: fillers.Sum(BytesOf), fromStart: true));
        }

        List<string> terms = [.. Terms(record, 0, index - 1, isWhole: false, fromStart: true)];
        int known = 0;
        int bits = 0;
        AddFillers(fillers, fromStart: true, isOffset: true, ref known, ref bits, terms);
        return string.Join(" + ", known == 0 ? terms : [known.ToString(), .. terms]);
    }

    /// <summary>Adds what stands in front of a member. Padding up to a multiple turns all that is in front of it into one term.</summary>
    private static void AddFillers(IEnumerable<FillerSpec> fillers, bool fromStart, bool isOffset, ref int known, ref int bits, List<string> terms, string? isThere = null)
    {
        foreach (FillerSpec filler in fillers)
        {
            if (filler is not AlignFiller align)
            {
                known += BytesOf(filler);
            }
            else if ((align.From == OffsetBase.Message && !isOffset) || !fromStart)
            {
                // Where the record will stand is not known here. An offset is that in a record that starts its message.
                known += align.Boundary - 1;
            }
            else
            {
                known += bits / 8;
                bits = 0;
                string sum = string.Join(" + ", known == 0 ? terms : [known.ToString(), .. terms]);
                terms.Clear();
                terms.Add($"{Known.Aligns}.Round({sum}, {(isThere is null || !isOffset ? align.Boundary.ToString() : $"{isThere} ? {align.Boundary} : 1")})");
                known = 0;
            }
        }
    }

    /// <summary>The number of elements of a list, or of bytes.</summary>
    public static string Count(MemberSpec member, string value) =>
        member.Form is ListForm { IsArray: false } ? $"{value}.Count" : member.Form is TextForm { IsString: false } ? $"{value}.ByteCount" : $"{value}.Length";

    /// <summary>The same for a list that may be null although it should not be: no element.</summary>
    public static string CountOrNone(MemberSpec member, string value) =>
        member.Form is ListForm { IsArray: false } || member.IsValueType ? Count(member, value) : $"({value}?.Length ?? 0)";

    private static int BytesOf(FillerSpec filler) => SizeParser.BytesOf(filler);

    /// <summary>Adds what stands in front of a token, and behind a member that has to be followed by something.</summary>
    private static void AddAround(RecordSpec record, int index, bool isFollowed, string value, ref int known, List<string> terms)
    {
        MemberSpec member = record.Members[index];
        known += isFollowed ? member.Suffix.Count : 0;
        if (member.IsToken)
        {
            LineCode.AddSeparator(record.Line!, index, member, value, ref known, terms);
        }
    }

    private static void Add(MemberSpec member, string value, string? version, bool mayLack, ref int known, List<string> terms)
    {
        switch (member.Form)
        {
            case BitsForm:
                break;

            case PlainForm or OddWidthForm or ConvertedForm:
                known += member.Size.Maximum ?? 0;
                break;

            case VarIntForm form:
                terms.Add(VarIntCode.Size(form, value));
                break;

            default:
                FormCode.Of(member, version, mayLack).AddSize(value, ref known, terms);
                break;
        }
    }
}
