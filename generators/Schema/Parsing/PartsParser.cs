namespace ProtoSockets.Schema;

/// <summary>Finds out how the end of a record is found without reading it, or why it can't be.</summary>
internal sealed class PartsParser(RecordSpec record)
{
    private readonly List<PartSpec> _parts = [];
    private string? _why;

    /// <summary>How many of the parts stand in front of the obstacle.</summary>
    private int _known;
    private int _fixed;
    private int _bits;

    /// <summary>Why the end of a member can't be found; the first such member counts.</summary>
    private string? Obstacle
    {
        get => _why;
        set
        {
            _known = _why is null ? _parts.Count : _known;
            _why ??= value;
        }
    }

    /// <summary>Reads the record's parts.</summary>
    /// <param name="record">The record.</param>
    /// <param name="obstacle">Why there are none, or null.</param>
    /// <returns>The parts, or null.</returns>
    public static PartsSpec? Of(RecordSpec record, out string? obstacle)
    {
        PartsParser parser = new(record);
        parser.Parse();
        obstacle = parser.Obstacle;
        return obstacle is null ? new PartsSpec(parser._parts.ToEquatable()) : null;
    }

    /// <summary>Reads a message's parts. Where nothing but reading tells the end of one, the message is read from there on.</summary>
    /// <param name="record">The message.</param>
    /// <param name="obstacle">Why there are none, or null.</param>
    /// <returns>The parts, or null.</returns>
    public static PartsSpec? OfMessage(RecordSpec record, out string? obstacle)
    {
        PartsSpec? parts = Of(record, out obstacle);
        if (parts is not null || !IsReadToItsEnd(record))
        {
            return parts;
        }

        PartsParser parser = new(record);
        parser.Parse();
        obstacle = null;
        return new PartsSpec(parser._parts.Take(parser._known).Append(new ReadPart()).ToEquatable());
    }

    /// <summary>Whether reading a message tells where it ends: nothing in it goes by what has come so far, by offsets, or by the request that it answers.</summary>
    private static bool IsReadToItsEnd(RecordSpec record) => !record.TakesRest && !record.Members.Any(member =>
        member.Condition is { IsOptional: true }
        || member.Position is not null
        || member.Form is ListForm { Data: not null } or BytesForm { IsStreamed: true }
        || member.Tagged is { Source.Place: TagPlace.Request });

    private void Parse()
    {
        int index = 0;
        if (record.Line is { } line)
        {
            AddFillers(record.Members.Take(1).Where(member => member.IsToken).SelectMany(member => member.Fillers));
            Add(new TerminatedPart(line.Terminator, line.MaxBytes, IsLine: true));
            index = line.Tokens;
        }

        while (index < record.Members.Count && Obstacle is null)
        {
            MemberSpec member = record.Members[index];
            AddFillers(member.Fillers);
            int at = index;
            GroupSpec? group = record.Groups.FirstOrDefault(candidate => candidate.First == at && !candidate.IsAbsent && !record.IsStreamed(candidate));
            Mark(at);
            if (group is not null && !(member.Form is BytesForm or TextForm or ListForm && group.First == group.Last && group.IsDirect))
            {
                Count(group.Field, default, group.Field.Name);
                index = group.Last + 1;
                continue;
            }

            Add(member);
            index++;
        }

        AddFillers(record.Trailer);
        AddFixed(_bits / 8);
        Flush();
    }

    private void Add(MemberSpec member)
    {
        if (member.Condition is { Absent: null } || member.Versions is not null)
        {
            Obstacle = $"'{member.Name}' is not always there";
            return;
        }

        switch (member.Form)
        {
            case BitsForm bits:
                _bits += bits.Bits;
                break;

            case VarIntForm varInt:
                Add(new VarIntPart(varInt.Format));
                break;

            case PlainForm or OddWidthForm:
                AddFixed(member.Size.Minimum);
                break;

            case StructForm { Size.FixedSize: { } size }:
                AddFixed(size);
                break;

            case StructForm { SaysItsEnd: true } form:
                Add(new NestedPart(form.TypeName));
                break;

            case AsciiForm ascii:
                AddVariable(member, ascii.Length, ascii.MaxBytes ?? AsciiNumbers.MaxBytes);
                break;

            case TextForm text when !text.Encoding.IsUtf16():
                AddVariable(member, text.Length, text.MaxBytes ?? int.MaxValue);
                break;

            case BytesForm { IsStreamed: true } streamed:
                AddStreamed(member, streamed);
                break;

            case BytesForm bytes:
                AddVariable(member, bytes.Length, bytes.MaxBytes ?? int.MaxValue);
                break;

            case ListForm list:
                AddList(member, list);
                break;

            default:
                Obstacle = $"nothing tells the end of '{member.Name}' but reading it";
                break;
        }
    }

    private void AddVariable(MemberSpec member, LengthSource length, int most)
    {
        switch (length)
        {
            case FixedLength @fixed:
                AddFixed(@fixed.Bytes);
                break;

            case TerminatedBy by:
                Add(new TerminatedPart(by.Terminator, most, IsLine: false));
                break;

            case Terminated:
                Add(new TerminatedPart(new byte[] { 0 }.ToEquatable(), most, IsLine: false));
                break;

            case LengthPrefix { Prefix: FixedPrefix prefix }:
                AddPrefix(prefix, place => new CountedPart(place, default));
                break;

            case CountPrefix { Prefix: FixedPrefix prefix }:
                AddPrefix(prefix, place => new CountedPart(place, default));
                break;

            case LengthPrefix { Prefix: VarIntPrefix prefix }:
                AddPrefix(prefix, place => new CountedPart(place, default));
                break;

            case CountPrefix { Prefix: VarIntPrefix prefix }:
                AddPrefix(prefix, place => new CountedPart(place, default));
                break;

            case GivenLength given:
                Count(given.Field, member.Suffix, member.Name);
                break;

            case GivenCount given:
                Count(given.Field, member.Suffix, member.Name);
                break;

            default:
                Obstacle = $"nothing tells the end of '{member.Name}'";
                break;
        }
    }

    /// <summary>Notes the start of members that one length counts together with the one that streams.</summary>
    private void Mark(int index)
    {
        if (record.Groups.Any(group => group.First == index && group.First < group.Last && record.IsStreamed(group)))
        {
            Add(new MarkPart());
        }
    }

    private void AddStreamed(MemberSpec member, BytesForm form)
    {
        switch (form.Length)
        {
            case LengthPrefix { Prefix: FixedPrefix prefix }:
                AddPrefix(prefix, place => new StreamedPart(place, IsFromMark: false, form.MaxBytes, member.Suffix, form.Length));
                break;

            case LengthPrefix { Prefix: VarIntPrefix prefix }:
                AddPrefix(prefix, place => new StreamedPart(place, IsFromMark: false, form.MaxBytes, member.Suffix, form.Length));
                break;

            case GivenLength given when PlaceOf(given.Field, member.Name) is { } place:
                Add(new StreamedPart(place, IsFromMark: false, form.MaxBytes, member.Suffix, form.Length));
                break;

            case GivenLength:
                break;

            case Chunks or UntilClose:
                Add(new StreamedPart(null, IsFromMark: false, form.MaxBytes, member.Suffix, form.Length));
                break;

            // The innermost of the lengths that count it: the last one, since all end with it.
            case Rest when record.Groups.LastOrDefault(record.IsStreamed) is { } group && group.First >= (record.Line?.Tokens ?? 0):
                if (PlaceOf(group.Field, member.Name) is { } start)
                {
                    Add(new StreamedPart(start, IsFromMark: true, form.MaxBytes, member.Suffix, form.Length));
                }

                break;

            default:
                Obstacle = $"nothing tells the end of '{member.Name}'";
                break;
        }
    }

    private void AddList(MemberSpec member, ListForm list)
    {
        string? element = list.Element switch
        {
            StructForm { SaysItsEnd: true } form => form.TypeName,
            _ when list.ElementSize.FixedSize is not null => string.Empty,
            _ => null,
        };
        if (element is null)
        {
            Obstacle = $"nothing tells the end of an element of '{member.Name}'";
            return;
        }

        int? size = list.ElementSize.FixedSize;
        switch (list.Length)
        {
            case TerminatedBy by:
                Add(new ListUntilPart(element, size, by.Terminator));
                break;

            case CountPrefix { Prefix: FixedPrefix prefix }:
                AddPrefix(prefix, place => new ListPart(place, element, size, default));
                break;

            case CountPrefix { Prefix: VarIntPrefix prefix }:
                AddPrefix(prefix, place => new ListPart(place, element, size, default));
                break;

            case FixedCount { Count: var always } when size is { } bytes:
                AddFixed(always * bytes);
                break;

            case GivenCount given when PlaceOf(given.Field, member.Name) is { } place:
                Add(new ListPart(place, element, size, member.Suffix));
                break;

            case GivenCount:
                break;

            default:
                AddVariable(member, list.Length, int.MaxValue);
                break;
        }
    }

    private void AddPrefix(FixedPrefix prefix, Func<NumberPlace, PartSpec> part)
    {
        if (prefix.Order == ByteOrder.AtRunTime)
        {
            Obstacle = "a length's byte order is chosen at run time";
        }

        AddFixed(prefix.Bytes);
        Add(part(new FieldPlace(-prefix.Bytes, prefix.Bytes, prefix.Order, prefix.Primitive.IsSigned(), prefix.Offset, 1, 0, null)));
    }

    private void AddPrefix(VarIntPrefix prefix, Func<NumberPlace, PartSpec> part)
    {
        Add(new VarIntPart(prefix.Format));
        Add(part(new VarIntPlace(-1, prefix.Format, 0, 1, 0, null)));
    }

    private void Count(DerivedFieldRef field, EquatableArray<byte> suffix, string member)
    {
        if (PlaceOf(field, member) is { } place)
        {
            Add(new CountedPart(place, suffix));
        }
    }

    private NumberPlace? PlaceOf(DerivedFieldRef reference, string member)
    {
        (int bias, int unit, int self, long? absent) = reference.Derived switch
        {
            LengthOfSpec length => (length.Bias, length.Unit, length.SelfBytes, length.Absent),
            CountOfSpec count => (count.Bias, 1, 0, count.Absent),
            _ => (0, 1, 0, null),
        };
        int index = record.Members.ToList().FindIndex(candidate => candidate.Name == reference.Name);
        MemberSpec? field = index < 0 || reference.InHeader ? null : record.Members[index];
        if (field is { IsToken: true, Form: AsciiForm token } && record.Line is { } line)
        {
            int verb = line.Verb is null ? 0 : 1;
            bool isKnown = record.Members.Take(index).All(IsOneToken);
            bool isKnownFromEnd = record.Members.Skip(index + 1).Take(line.Tokens - index - 1).All(IsOneToken);
            if (isKnown || isKnownFromEnd)
            {
                return new TokenPlace(isKnown ? index + verb : index - line.Tokens, token.Radix, bias, unit, self, absent);
            }
        }
        else if (field is not null && OffsetOf(field.Name) is { } offset)
        {
            switch (field.Form)
            {
                case AsciiForm { Length: TerminatedBy by } ascii:
                    return new AsciiPlace(offset, by.Terminator, ascii.Radix, bias, unit, self, absent);
                case VarIntForm varInt:
                    return new VarIntPlace(offset, varInt.Format, bias, unit, self, absent);
                case PlainForm or OddWidthForm:
                    ScalarForm form = (ScalarForm)field.Form;
                    ByteOrder order = field.Form is PlainForm plain ? plain.Order : ((OddWidthForm)field.Form).Order;
                    if (order == ByteOrder.AtRunTime)
                    {
                        break;
                    }

                    return new FieldPlace(offset, Integers.Bits(form) / 8, order, form.Primitive.IsSigned(), bias, unit, self, absent);
            }
        }

        Obstacle = $"'{reference.Name}', which counts '{member}', has no place that is known";
        return null;
    }

    /// <summary>Whether the member is exactly one token, whatever the line holds.</summary>
    private static bool IsOneToken(MemberSpec member) =>
        member.Condition is null && member.Form is not (KeywordForm or ListForm or TextForm { Length: Token { IsRest: true } } or BytesForm { Length: Token { IsRest: true } });

    /// <summary>Where a member stands when all in front of it has a fixed size.</summary>
    private int? OffsetOf(string name)
    {
        if (record.Line is not null)
        {
            return null;
        }

        int offset = 0;
        foreach (MemberSpec member in record.Members)
        {
            offset += member.Fillers.Sum(SizeParser.BytesOf);
            if (member.Name == name)
            {
                return offset;
            }

            if (member.Size.FixedSize is not { } size || member.Form is BitsForm || member.Condition is not null || member.Versions is not null)
            {
                return null;
            }

            offset += size;
        }

        return null;
    }

    private void AddFillers(IEnumerable<FillerSpec> fillers)
    {
        if (record.Members.FirstOrDefault(member => member.Position is not null || member.Form is ListForm { Data: not null }) is { } placed)
        {
            Obstacle = $"'{placed.Name}' is where offsets say";
        }

        foreach (FillerSpec filler in fillers)
        {
            if (filler is MagicFiller { Values: { Count: 1 } values })
            {
                Add(new ConstantPart(values[0].Bytes));
                continue;
            }

            if (filler is AlignFiller)
            {
                Obstacle = "how much padding stands in front of an aligned member is not known";
            }

            _bits += filler is ReservedBitsFiller reserved ? reserved.Bits : 0;
            AddFixed(SizeParser.BytesOf(filler));
        }
    }

    private void AddFixed(int bytes)
    {
        _fixed += bytes;
    }

    private void Add(PartSpec part)
    {
        AddFixed(_bits / 8);
        _bits = 0;
        Flush();
        _parts.Add(part);
    }

    private void Flush()
    {
        if (_fixed > 0)
        {
            _parts.Add(new FixedPart(_fixed));
        }

        _fixed = 0;
    }
}

/// <summary>What is known of integers in ASCII.</summary>
internal static class AsciiNumbers
{
    /// <summary>A minus sign and the digits of 64 bits.</summary>
    public const int MaxBytes = 20;
}
