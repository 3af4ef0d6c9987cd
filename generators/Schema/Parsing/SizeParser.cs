using Microsoft.CodeAnalysis;

namespace ProtoSockets.Schema;

/// <summary>Computes how large members are, checks that runs of bits are whole bytes, and that what a peer can choose has a limit.</summary>
internal sealed class SizeParser(INamedTypeSymbol type, List<MemberDraft> members, List<FillerSpec> trailer, LineSpec? line, ProblemList problems)
{
    /// <summary>A length of two bytes is a limit of its own; of more it is none.</summary>
    private const int LargestLength = ushort.MaxValue;

    /// <summary>What each member takes, with what stands in front of it; the bits of a run count with its last member.</summary>
    private readonly SizeSpec[] _sizes = new SizeSpec[members.Count];

    private int _bits;
    private MemberDraft? _runStart;

    public SizeSpec Total { get; private set; }

    public void Parse()
    {
        int last = -1;
        for (int index = 0; index < members.Count; index++)
        {
            MemberDraft member = members[index];
            if (!member.IsInBody)
            {
                _sizes[index] = SizeSpec.Fixed(0);
                continue;
            }

            if (member.IsToken)
            {
                // All tokens together are limited by their line.
                member.Size = new SizeSpec(OptionalTokens.NeedsToken(member, line!) ? 1 : 0, null);
                _sizes[index] = index > 0 ? SizeSpec.Fixed(0) : Between(member.Fillers) + LineSize;
                last = index;
                continue;
            }

            CheckLimit(member);
            member.Size = SizeOf(member);
            SizeSpec size = member.Size;
            if (member.Fillers.Exists(filler => filler is AlignFiller))
            {
                EndRun(last);
                Align(member.Fillers, Before(index));
            }

            foreach (FillerSpec filler in member.Fillers)
            {
                if (filler is AlignFiller align)
                {
                    size += align.Size;
                }
                else if (filler is ReservedBitsFiller reserved)
                {
                    if (member.Form is BitsForm)
                    {
                        AddBits(member, reserved.Bits);
                    }
                    else
                    {
                        problems.Add(ProblemIds.WrongMember, member.Find("Reserved")!, member.Symbol, "Reserved(Bits = ...)", member.Name, "it is not in a run of bits");
                    }
                }
                else
                {
                    EndRun(last);
                    size += SizeSpec.Fixed(BytesOf(filler));
                }
            }

            if (member.Form is BitsForm bits)
            {
                CheckOrder(member, bits);
                AddBits(member, bits.Bits);
            }
            else
            {
                EndRun(last);
            }

            _sizes[index] = !member.IsOptional ? size : new SizeSpec(0, size.Maximum);
            last = index;
        }

        SizeSpec end = line is { Tokens: 0 } ? LineSize : SizeSpec.Fixed(0);
        if (trailer.Exists(filler => filler is AlignFiller))
        {
            EndRun(last);
            Align(trailer, Before(members.Count) + end);
        }

        foreach (FillerSpec filler in trailer)
        {
            if (filler is AlignFiller align)
            {
                end += align.Size;
                continue;
            }

            if (filler is ReservedBitsFiller reserved && _runStart is not null)
            {
                _bits += reserved.Bits;
                continue;
            }

            if (filler is ReservedBitsFiller)
            {
                problems.Add(ProblemIds.WrongMember, type.GetAttributes().Find("Reserved")!, type, "Reserved(Bits = ...)", type.Name, "its last member is not in a run of bits");
            }

            EndRun(last);
            end += SizeSpec.Fixed(BytesOf(filler));
        }

        EndRun(last);
        Total = _sizes.Aggregate(end, (sum, size) => sum + size);
        foreach (MemberDraft member in members)
        {
            if (member.Form is ListForm { Data: { } data } list)
            {
                int? count = Least(list.MaxCount, Capacity(list.Length));
                Total += new SizeSpec(0, count is { } most && data.Maximum is { } each ? SizeSpec.Clip((long)most * each) : null);
            }
        }

        if (members.Any(member => member.Derived is LengthOfSpec { SkipsRest: true }))
        {
            // What is passed over has any size.
            Total = new SizeSpec(Total.Minimum, null);
        }
    }

    /// <summary>Puts zeros in the place of alignments behind a number of bytes that is known.</summary>
    private static void Align(List<FillerSpec> fillers, SizeSpec front)
    {
        for (int index = 0; index < fillers.Count; index++)
        {
            if (fillers[index] is AlignFiller { From: OffsetBase.Record } align && front.FixedSize is { } known)
            {
                if (align.Behind(known) is { } zeros)
                {
                    fillers[index] = zeros;
                }
                else
                {
                    fillers.RemoveAt(index--);
                    continue;
                }
            }

            front += fillers[index] is AlignFiller open ? open.Size : SizeSpec.Fixed(BytesOf(fillers[index]));
        }
    }

    /// <summary>What the line takes, its terminator included.</summary>
    private SizeSpec LineSize
    {
        get
        {
            MemberDraft[] required = [.. members.Where(member => member.IsToken && OptionalTokens.NeedsToken(member, line!))];
            int pieces = required.Length + (line!.Verb is null ? 0 : 1);
            int rests = required.Count(member => member.Has("Remaining"));
            int least = (line.Verb?.Length ?? 0) + required.Length - rests + (Math.Max(0, pieces - 1) * (line.Lenient ? 1 : line.Separator.Count)) + line.Terminator.Count;
            return new SizeSpec(least, line.MaxBytes + line.Terminator.Count);
        }
    }

    private static SizeSpec Between(List<FillerSpec> fillers) => SizeSpec.Fixed(fillers.Sum(BytesOf));

    /// <summary>What neighbouring members take; what stands in front of the first is not counted.</summary>
    public SizeSpec Between(int first, int last)
    {
        if (first < 0)
        {
            return SizeSpec.Fixed(0);
        }

        SizeSpec sum = !members[first].IsOptional ? members[first].Size : new SizeSpec(0, members[first].Size.Maximum);
        for (int index = first + 1; index <= last; index++)
        {
            sum += _sizes[index];
        }

        return sum;
    }

    /// <summary>What the members in front of one take.</summary>
    public SizeSpec Before(int index) => _sizes.Take(index).Aggregate(SizeSpec.Fixed(0), (sum, size) => sum + size);

    public static int BytesOf(FillerSpec filler) => filler switch
    {
        MagicFiller magic => magic.Bytes,
        ReservedFiller reserved => reserved.Bytes,
        PaddingFiller padding => padding.Bytes,
        _ => 0,
    };

    /// <summary>What a member takes without its fillers.</summary>
    public static SizeSpec SizeOf(MemberDraft member) => member.Form switch
    {
        TextForm text => Around(text.Length, Least(text.MaxBytes, Capacity(text.Length)), text.Encoding.IsUtf16() ? 2 : 1),
        BytesForm { IsStreamed: true, Length: LengthPrefix { Prefix: var prefix } } => prefix.Size + new SizeSpec(0, null),
        BytesForm { IsStreamed: true } => new SizeSpec(0, null),
        BytesForm bytes => Around(bytes.Length, Least(bytes.MaxBytes, Capacity(bytes.Length)), 1),
        ListForm list => SizeOf(list),
        AsciiForm ascii => SizeOf(ascii),
        _ => member.Size,
    } + SizeSpec.Fixed(member.Suffix.Count);

    private static SizeSpec SizeOf(AsciiForm form)
    {
        SizeSpec size = Around(form.Length, Math.Min(form.MaxBytes ?? int.MaxValue, AsciiNumbers.MaxBytes), 1);
        return form.Length is FixedLength ? size : size + new SizeSpec(1, 0);
    }

    private static SizeSpec SizeOf(ListForm list)
    {
        if (list.Length is FixedCount { Count: var always })
        {
            long least = (long)always * list.ElementSize.Minimum;
            int? greatest = Least(list.ElementSize.Maximum is { } largest ? SizeSpec.Clip((long)always * largest) : null, list.MaxBytes);
            return new SizeSpec((int)Math.Min(least, greatest ?? int.MaxValue), greatest);
        }

        int? count = list.Length is CountPrefix or GivenCount ? Least(list.MaxCount, Capacity(list.Length)) : list.MaxCount;
        int? elements = count is { } most && list.ElementSize.Maximum is { } each ? SizeSpec.Clip((long)most * each) : null;
        int? bytes = list.Length is CountPrefix or GivenCount ? null : Capacity(list.Length);
        SizeSpec size = Around(list.Length, Least(Least(elements, bytes), list.MaxBytes), 1);

        // The element that ends it is always there.
        return list.Length is UntilLast ? size with { Minimum = list.ElementSize.Minimum } : size;
    }

    private static SizeSpec Around(LengthSource length, int? most, int terminator) => length switch
    {
        FixedLength @fixed => SizeSpec.Fixed(@fixed.Bytes),
        UntilBytes { Bytes.Count: var end } => new SizeSpec(end, most is { } value ? SizeSpec.Clip((long)value + end) : null),
        TerminatedBy by => new SizeSpec(by.Terminator.Count, most is { } value ? SizeSpec.Clip((long)value + by.Terminator.Count) : null),
        Terminated => new SizeSpec(terminator, most is { } value ? SizeSpec.Clip((long)value + terminator) : null),
        LengthPrefix { Prefix: var prefix } => prefix.Size + new SizeSpec(0, most),
        CountPrefix { Prefix: var prefix } => prefix.Size + new SizeSpec(0, most),
        _ => new SizeSpec(0, most),
    };

    /// <summary>The most that a length or count can say; null when that is more than is any limit.</summary>
    private static int? Capacity(LengthSource length) => length switch
    {
        LengthPrefix { Prefix: FixedPrefix prefix } when prefix.Capacity < int.MaxValue => prefix.Capacity,
        CountPrefix { Prefix: FixedPrefix prefix } when prefix.Capacity < int.MaxValue => prefix.Capacity,
        GivenLength { Field: { Bits: < 31, Derived: LengthOfSpec given } field } => SizeSpec.Clip(
            Math.Max(0, (((long)PrimitiveKinds.Capacity(field.Bits - (field.Primitive.IsSigned() ? 1 : 0)) - given.Bias) * given.Unit) - given.SelfBytes)),
        GivenCount { Field: { Bits: < 31, Derived: CountOfSpec given } field } =>
            Math.Max(0, PrimitiveKinds.Capacity(field.Bits - (field.Primitive.IsSigned() ? 1 : 0)) - given.Bias),
        FixedLength @fixed => @fixed.Bytes,
        _ => null,
    };

    private static int? Least(int? left, int? right) => left is { } a && right is { } b ? Math.Min(a, b) : left ?? right;

    private void CheckLimit(MemberDraft member)
    {
        (LengthSource? length, bool hasLimit, string attribute) = member.Form switch
        {
            TextForm form => (form.Length, form.MaxBytes is not null, "MaxBytes"),
            BytesForm { IsStreamed: false } form => (form.Length, form.MaxBytes is not null, "MaxBytes"),
            ListForm form => (form.Length, form.MaxBytes is not null || form.MaxCount is not null, "MaxCount"),
            _ => (null, true, string.Empty),
        };

        // What takes the rest is limited by what encloses it, and what the header measures by the largest frame.
        if (!hasLimit && length is not (null or Rest or FixedLength or FixedCount or PerTag or GivenLength { Field.InHeader: true }) && Capacity(length) is null or > LargestLength)
        {
            problems.Add(ProblemIds.NoLimit, member.Place, member.Name, attribute);
        }
    }

    /// <summary>The container of a run is read in one piece, in the byte order of the run's first member.</summary>
    private void CheckOrder(MemberDraft member, BitsForm bits)
    {
        if (_runStart is { Form: BitsForm first } && first.Order != bits.Order && (member.Find("LittleEndian") ?? member.Find("BigEndian") ?? member.Find("ByteOrder")) is { } order)
        {
            problems.Add(ProblemIds.NoEffect, order, member.Symbol, order.OwnName()!, member.Name, $"the run of bits has the byte order of its first member, '{_runStart.Name}'");
        }
    }

    private void AddBits(MemberDraft member, int bits)
    {
        _runStart ??= member;
        _bits += bits;
    }

    private void EndRun(int last)
    {
        if (_runStart is null)
        {
            return;
        }

        if (_bits % 8 != 0 || _bits > 64)
        {
            problems.Add(ProblemIds.BitsDoNotFill, _runStart.Place, _runStart.Name, _bits.ToString());
        }

        if (last >= 0)
        {
            _sizes[last] += SizeSpec.Fixed(_bits / 8);
        }

        _bits = 0;
        _runStart = null;
    }
}
