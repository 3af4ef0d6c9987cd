using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>A step of reading or writing a record.</summary>
internal abstract record Step;

/// <summary>Bytes of fixed size that are checked once and then read at constant offsets.</summary>
internal sealed record RunStep(int Number, int Size, IReadOnlyList<RunItem> Items) : Step;

/// <summary>A member of its own: one of variable size, a record, or one that a codec reads.</summary>
internal sealed record MemberStep(MemberSpec Member, PrefixItem? Prefix) : Step;

/// <summary>A member with a condition, and what stands in front of it.</summary>
internal sealed record ConditionalStep(MemberSpec Member, IReadOnlyList<Step> Steps) : Step;

/// <summary>The start of the line that a record begins with.</summary>
internal sealed record LineStep(LineSpec Line) : Step;

/// <summary>The end of that line.</summary>
internal sealed record EndLineStep(LineSpec Line) : Step;

/// <summary>The start of members that a length encloses.</summary>
internal sealed record EnterStep(GroupSpec Group) : Step;

/// <summary>The end of members that a length encloses.</summary>
internal sealed record LeaveStep(GroupSpec Group) : Step;

/// <summary>The point in front of a member that offsets say the place of.</summary>
internal sealed record PlaceStep(MemberSpec Member, IReadOnlyList<MemberSpec> Offsets) : Step;

/// <summary>Padding in front of a member that starts at a multiple of some bytes.</summary>
/// <param name="Filler">The padding.</param>
/// <param name="Near">The member.</param>
/// <param name="IsPlaced">Whether an offset says where the member stands, so that nothing has to be passed over in front of it.</param>
internal sealed record AlignStep(AlignFiller Filler, string Near, bool IsPlaced) : Step;

/// <summary>The point behind a member that stands where an offset says.</summary>
internal sealed record EndPlaceStep(MemberSpec Member) : Step;

/// <summary>Something at a constant offset in a run.</summary>
internal abstract record RunItem(int Offset, int Size, string Member)
{
    /// <summary>The first member whose value it is; null for what belongs to none.</summary>
    public MemberSpec? First => this switch
    {
        ScalarItem scalar => scalar.Spec,
        ConvertedItem converted => converted.Spec,
        PrefixItem prefix => prefix.Spec,
        BitsItem bits => bits.Parts.FirstOrDefault(part => part.Spec is not null)?.Spec,
        _ => null,
    };
}

internal sealed record ScalarItem(int Offset, int Size, MemberSpec Spec, ScalarForm Form) : RunItem(Offset, Size, Spec.Name);

/// <summary>A number that stands for something else.</summary>
internal sealed record ConvertedItem(int Offset, int Size, MemberSpec Spec, ConvertedForm Form) : RunItem(Offset, Size, Spec.Name);

/// <summary>A container of bits.</summary>
internal sealed record BitsItem(int Offset, int Size, ByteOrder Order, IReadOnlyList<BitPart> Parts) : RunItem(
    Offset, Size, Parts.FirstOrDefault(part => part.Spec is not null)?.Spec!.Name ?? string.Empty);

/// <summary>Some bits of a container; reserved ones have no member.</summary>
internal sealed record BitPart(MemberSpec? Spec, int Bits, int Shift, bool Refuse, string Near);

internal sealed record MagicItem(int Offset, int Size, string Near, MagicFiller Filler) : RunItem(Offset, Size, Near);

internal sealed record ReservedItem(int Offset, int Size, string Near, bool Refuse) : RunItem(Offset, Size, Near);

internal sealed record PaddingItem(int Offset, int Size, string Near, byte Value) : RunItem(Offset, Size, Near);

/// <summary>The length or count in front of a member. The run it is in has a number that its name derives from.</summary>
internal sealed record PrefixItem(int Offset, int Size, MemberSpec Spec, FixedPrefix Prefix, int Run) : RunItem(Offset, Size, Spec.Name);

/// <summary>Cuts a record into steps: runs of fixed size as long as possible, and what lies between them.</summary>
internal sealed class Layout
{
    private readonly RecordSpec _record;
    private readonly bool _isSplit;
    private readonly List<Step> _steps = [];
    private readonly List<RunItem> _items = [];
    private readonly List<(MemberSpec? Spec, int Bits, bool Refuse, string Near, ByteOrder Order)> _bits = [];
    private int _offset;
    private int _runs;

    private Layout(RecordSpec record, bool isSplit)
    {
        _record = record;
        _isSplit = isSplit;
    }

    /// <summary>The steps of a record; members that travel in the header are left out.</summary>
    /// <param name="record">The record.</param>
    /// <param name="isSplit">Whether each member gets a run of its own, so that what stands in front of a fault can be read one by one.</param>
    public static IReadOnlyList<Step> Of(RecordSpec record, bool isSplit = false)
    {
        Layout layout = new(record, isSplit);
        if (record.Line is { Tokens: 0 } bare)
        {
            layout._steps.Add(new LineStep(bare));
            layout._steps.Add(new EndLineStep(bare));
        }

        for (int index = 0; index < record.Members.Count; index++)
        {
            layout.Add(index);
            if (record.Line is { } line && index == line.Tokens - 1)
            {
                layout._steps.Add(new EndLineStep(line));
            }
        }

        string last = record.Members.LastOrDefault(member => member.InHeader is null)?.Name ?? record.Type.Name;
        layout.AddFillers(record.Trailer, last);
        layout.EndRun();
        return layout._steps;
    }

    /// <summary>The runs of a record, those of members with a condition included.</summary>
    public static IEnumerable<RunStep> Runs(IEnumerable<Step> steps) =>
        steps.SelectMany(step => step switch
        {
            RunStep run => [run],
            ConditionalStep conditional => Runs(conditional.Steps),
            _ => [],
        });

    private void Add(int index)
    {
        MemberSpec member = _record.Members[index];
        if (member.InHeader is null)
        {
            if (!member.IsOptional)
            {
                AddFillers(member.Fillers, member.Name);
                AddPlace(member);
            }

            if (index == 0 && member.IsToken)
            {
                EndRun();
                _steps.Add(new LineStep(_record.Line!));
            }

            foreach (GroupSpec group in _record.Groups.Where(group => group.First == index))
            {
                EndRun();
                _steps.Add(new EnterStep(group));
            }

            if (!member.IsOptional)
            {
                AddMember(member);
            }
            else
            {
                AddConditional(member);
            }
        }

        foreach (GroupSpec group in _record.Groups.Where(group => group.Last == index).Reverse())
        {
            EndRun();
            _steps.Add(new LeaveStep(group));
        }

        if (member is { Position: not null, IsOptional: false, InHeader: null })
        {
            EndRun();
            _steps.Add(new EndPlaceStep(member));
        }
    }

    private void AddPlace(MemberSpec member)
    {
        MemberSpec[] offsets = [.. _record.Members.Where(candidate => candidate.Derived is OffsetOfSpec offset && offset.Member == member.Name)];
        if (offsets.Length > 0)
        {
            EndRun();
            _steps.Add(new PlaceStep(member, offsets));
        }
    }

    private void AddConditional(MemberSpec member)
    {
        EndRun();
        int start = _steps.Count;
        AddFillers(member.Fillers, member.Name);
        AddPlace(member);
        AddMember(member);
        EndRun();
        if (member.Position is not null)
        {
            _steps.Add(new EndPlaceStep(member));
        }

        Step[] inner = [.. _steps.Skip(start)];
        _steps.RemoveRange(start, _steps.Count - start);
        _steps.Add(new ConditionalStep(member, inner));
    }

    private void AddMember(MemberSpec member)
    {
        switch (member.Form)
        {
            case BitsForm form:
                _bits.Add((member, form.Bits, false, member.Name, form.Order));
                break;

            case PlainForm or OddWidthForm:
                EndBits();
                Place(new ScalarItem(_offset, member.Size.Maximum ?? 0, member, (ScalarForm)member.Form));
                break;

            case ConvertedForm form:
                EndBits();
                Place(new ConvertedItem(_offset, form.Bytes, member, form));
                break;

            default:
                EndBits();
                PrefixItem? prefix = null;
                if (PrefixOf(member.Form) is { } @fixed)
                {
                    prefix = new PrefixItem(_offset, @fixed.Bytes, member, @fixed, _runs + 1);
                    Place(prefix);
                }

                EndRun();
                _steps.Add(new MemberStep(member, prefix));
                break;
        }
    }

    private static FixedPrefix? PrefixOf(WireForm form)
    {
        LengthSource? length = form switch
        {
            StructForm record => record.Length,
            TaggedForm union => union.Length,
            CasesForm cases => cases.Length,
            TextForm text => text.Length,
            BytesForm bytes => bytes.Length,
            ListForm list => list.Length,
            AsciiForm ascii => ascii.Length,
            _ => null,
        };
        return length switch
        {
            LengthPrefix { Prefix: FixedPrefix prefix } => prefix,
            CountPrefix { Prefix: FixedPrefix prefix } => prefix,
            _ => null,
        };
    }

    private void AddFillers(IEnumerable<FillerSpec> fillers, string near)
    {
        foreach (FillerSpec filler in fillers)
        {
            if (filler is ReservedBitsFiller bits)
            {
                _bits.Add((null, bits.Bits, bits.Refuse, near, ByteOrder.BigEndian));
                continue;
            }

            EndBits();
            if (filler is AlignFiller align)
            {
                CloseRun();
                _steps.Add(new AlignStep(align, near, _record.Members.Any(member => member.Name == near && member.Position is not null)));
                continue;
            }

            Place(filler switch
            {
                MagicFiller magic => new MagicItem(_offset, magic.Bytes, near, magic),
                ReservedFiller reserved => new ReservedItem(_offset, reserved.Bytes, near, reserved.Refuse),
                _ => new PaddingItem(_offset, ((PaddingFiller)filler).Bytes, near, ((PaddingFiller)filler).Value),
            });
        }
    }

    private void Place(RunItem item)
    {
        _items.Add(item);
        _offset += item.Size;
        if (_isSplit)
        {
            CloseRun();
        }
    }

    private void EndBits()
    {
        if (_bits.Count == 0)
        {
            return;
        }

        int total = _bits.Sum(bits => bits.Bits);
        int taken = 0;
        List<BitPart> parts = [];
        foreach ((MemberSpec? spec, int count, bool refuse, string near, _) in _bits)
        {
            int shift = _record.BitNumbering == BitNumbering.MostSignificantFirst ? total - taken - count : taken;
            parts.Add(new BitPart(spec, count, shift, refuse, near));
            taken += count;
        }

        ByteOrder order = _bits.Where(bits => bits.Spec is not null).Select(bits => bits.Order).FirstOrDefault();
        _bits.Clear();
        Place(new BitsItem(_offset, total / 8, order, parts));
    }

    private void EndRun()
    {
        EndBits();
        CloseRun();
    }

    private void CloseRun()
    {
        if (_items.Count == 0)
        {
            return;
        }

        _runs++;
        _steps.Add(new RunStep(_runs, _offset, [.. _items]));
        _items.Clear();
        _offset = 0;
    }
}
