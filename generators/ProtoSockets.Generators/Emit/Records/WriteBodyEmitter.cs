using ProtoSockets.Generators.Emit.Records.Forms;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>Emits the statements that write a record's members. What is known only afterwards is filled in through the span of its run.</summary>
internal sealed class WriteBodyEmitter(RecordSpec record, SourceWriter code)
{
    private readonly WriteScope _scope = new(record, code);
    private readonly Dictionary<GroupSpec, string> _starts = [];

    /// <summary>For computed members: the expression of the value on the wire, once it is known.</summary>
    private readonly Dictionary<string, string> _derived = new(StringComparer.Ordinal);

    private readonly List<(RunItem Item, string Span)> _pending = [];
    private Places? _placesOnce;
    private OrderCode? _orderOnce;

    private AlignCode? _alignOnce;

    private AlignCode Align => _alignOnce ??= new AlignCode(record, code, "writer", _scope.Locals);

    private OrderCode Order => _orderOnce ??= new OrderCode(record, code, "writer", _scope.Locals, order => Locals.Property(order.Name));

    private Places Places => _placesOnce ??= new Places(record, _scope.Locals, code, "writer");

    /// <summary>Whether a record is written without a writer; see <see cref="Direct"/>.</summary>
    public bool IsDirect { get; init; }

    /// <summary>The expression of where the next byte goes.</summary>
    public string Position { get; private set; } = "writer.Position";

    /// <summary>Whether a header is written in front once this is done, so that checksums have to wait for it: <see cref="WriteChecksums"/>.</summary>
    public bool IsBehindHeader { get; init; }

    /// <summary>What is written.</summary>
    public RecordPart Part { get; init; }

    /// <summary>The local that holds where the record starts, if offsets count from there.</summary>
    private string _start = string.Empty;

    /// <summary>For a header: the name of the parameter that holds a computed member's value.</summary>
    public Func<MemberSpec, string>? HeaderValue { get; init; }

    /// <summary>The expressions of the sizes of what a protocol's header counts, by the header member's name; complete once all is written.</summary>
    public Dictionary<string, string> HeaderLengths { get; } = new(StringComparer.Ordinal);

    public void Write()
    {
        if (IsDirect)
        {
            Position = _scope.Locals.New("position");
            code.Line($"int {Position} = 0;");
        }

        foreach (MemberSpec member in record.Members.Where(member => member.Derived is not null))
        {
            if (HeaderValue is not null && RecordEmitter.IsComputed(member))
            {
                _derived[member.Name] = HeaderValue(member);
            }
            else if (member.Derived is UnionTagSpec or TagOfSpec)
            {
                _derived[member.Name] = Name(member);
            }
            else if (member.Derived is ConstantSpec constant)
            {
                _derived[member.Name] = constant.IsPerSide
                    ? $"({member.TypeName})(writer.From == {Known.Side}.Server ? {constant.Values[constant.Values.Count - 1].Expression} : {constant.Values[0].Expression})"
                    : constant.Values[0].Expression;
            }
        }

        foreach (GroupSpec group in record.Groups)
        {
            if (group.Size.FixedSize is { } size)
            {
                Know(group, size.ToString());
            }
        }

        foreach (GroupSpec count in record.HeaderCounts)
        {
            HeaderLengths[count.Field.Name] = count.Field.Derived is FlagOfSpec ? HeaderFlagCode.Value(record, count) : count.IsAbsent ? "0" : SizeCode.Count(record.Members[count.First], Name(record.Members[count.First]));
        }

        if (Part != RecordPart.Data)
        {
            CheckCode.Write(record, _scope.Locals, code);
        }

        Places.Begin();
        if (Part == RecordPart.Data)
        {
            _start = "headerStart";
        }
        else if (Part == RecordPart.Whole && WritePlaces.NeedsStart(record))
        {
            _start = _scope.Locals.New("recordStart");
            code.Line($"int {_start} = writer.Position;");
        }

        Order.Begin();
        Align.Begin();
        IReadOnlyList<Step> steps = Layout.Of(record);
        if (Part == RecordPart.Data)
        {
            ReturnToHead(steps.TakeWhile(IsOfHead));
        }

        Write(Part switch
        {
            RecordPart.Head => steps.TakeWhile(IsOfHead),
            RecordPart.Data => steps.SkipWhile(IsOfHead),
            _ => steps,
        });
        foreach ((MemberSpec member, string entries) in _scope.Directories)
        {
            Order.As(member, () => code.Line($"{Known.Directories}.WriteData(ref writer, {Name(member)}, {entries});"));
        }

        if (!IsBehindHeader)
        {
            WriteChecksums();
        }

        Order.End();
    }

    /// <summary>Computes the checksums, now that all else is in place.</summary>
    public void WriteChecksums()
    {
        foreach (MemberSpec member in ChecksumCode.InOrder(record).Where(member => !_derived.ContainsKey(member.Name)))
        {
            if (ChecksumCode.Write(member, _scope.Locals, Places, code) is { } value)
            {
                _derived[member.Name] = value;
                Settle();
            }
        }
    }

    /// <summary>Writes the statements that write a record that is all of one run.</summary>
    public void WritePlain(RunStep run)
    {
        string span = _scope.Locals.New($"run{run.Number}");
        code.Line($"{Known.Span} {span} = bytes.Slice(0, {run.Size});");
        foreach (RunItem item in run.Items)
        {
            WriteItem(item, span);
        }
    }

    /// <summary>Takes note of the number of bytes of a group.</summary>
    private void Know(GroupSpec group, string bytes)
    {
        if (group.Field.InHeader)
        {
            HeaderLengths[group.Field.Name] = bytes;
            return;
        }

        MemberSpec field = record.Members.First(member => member.Name == group.Field.Name);
        if (Integers.IsVariable(field.Form))
        {
            return;
        }

        LengthOfSpec length = (LengthOfSpec)group.Field.Derived;
        _derived[field.Name] = OrAbsent(length.Absent, group, field, ToWire(field, bytes, length.SelfBytes, length.Unit, length.Bias, record.IsStreamed(group)));
    }

    /// <summary>The value of a length, or the one that says that the member is not there.</summary>
    private string OrAbsent(long? absent, GroupSpec group, MemberSpec field, string value) => Written(absent, record.Members[group.First], field, value);

    /// <summary>The same when it is written: a member that is there and whose length says that it is not would be read as null.</summary>
    private static string Written(long? absent, MemberSpec counted, MemberSpec field, string value)
    {
        if (absent is null)
        {
            return value;
        }

        int bias = field.Derived switch { LengthOfSpec length => length.Bias, CountOfSpec count => count.Bias, _ => 0 };
        return OrAbsent(absent, counted, field, absent < 0 && bias >= 0 ? value : $"{Known.Checks}.NotNull(\"{counted.Name}\", {value}, ({field.TypeName}){absent})");
    }

    internal static string OrAbsent(long? absent, MemberSpec counted, MemberSpec field, string value) =>
        absent is { } none && counted.Condition is not null ? $"({Name(counted)} is null ? ({field.TypeName})({none}) : {value})" : value;

    /// <summary>The value of a length or count on the wire, of the member's type.</summary>
    internal static string ToWire(MemberSpec field, string amount, int self, int unit, int bias, bool isLong = false)
    {
        ScalarForm form = (ScalarForm)field.Form;
        int bits = Integers.Bits(form) - (form.Primitive.IsSigned() ? 1 : 0);
        if (self == 0 && unit == 1 && bias == 0 && !isLong)
        {
            string type = form.Primitive.Keyword();
            return bits >= 31 ? $"({type}){amount}" : $"({type}){Known.Checks}.ToWire(\"{field.Name}\", {amount}, {(1 << bits) - 1})";
        }

        string most = bits >= 63 ? "long.MaxValue" : ((1L << bits) - 1).ToString();
        string sum = self == 0 ? amount : $"{amount} + {self}";
        return $"({form.Primitive.Keyword()}){Known.Checks}.ToWire(\"{field.Name}\", {sum}, unit: {unit}, bias: {bias}, most: {most})";
    }

    private void Write(IEnumerable<Step> steps)
    {
        foreach (Step step in steps)
        {
            switch (step)
            {
                case RunStep run:
                    WriteRun(run);
                    break;
                case MemberStep member:
                    Order.Reach(member.Member);
                    Order.Within(member.Member, () => WriteMember(member, Name(member.Member)));
                    break;
                case ConditionalStep conditional:
                    Order.Reach(conditional.Member);
                    Places.MarkStart(conditional.Member);
                    WriteConditional(conditional);
                    Places.MarkEnd(conditional.Member);
                    break;
                case AlignStep align:
                    Align.Pass(align, align.IsPlaced && record.Members.First(member => member.Name == align.Near) is var placed ? EmptyPlaces.IsThere(placed, _present ?? Name(placed)) : null);
                    break;
                case LineStep { Line: var line }:
                    LineCode.Begin(line, _scope);
                    break;
                case EndLineStep:
                    LineCode.End(record, _scope);
                    break;
                case PlaceStep place:
                    WritePlace(place);
                    break;
                case EnterStep { Group: { Size.FixedSize: null } group }:
                    _starts[group] = _scope.Locals.New(record.Members[group.First].Name, "Start");
                    code.Line($"int {_starts[group]} = {Position};");
                    break;
                case LeaveStep { Group: { Size.FixedSize: null } group }:
                    Leave(group);
                    break;
            }
        }
    }

    private void Leave(GroupSpec group)
    {
        bool isStreamed = record.IsStreamed(group);
        string bytes = _scope.Locals.New(record.Members[group.First].Name, "Bytes");
        MemberSpec last = record.Members[group.Last];
        string suffix = last.Suffix.Count == 0 ? string.Empty : $" - {last.Suffix.Count}";
        string written = $"{Position} - {_starts[group]}{suffix}{(isStreamed ? " + writer.Behind" : string.Empty)}";
        code.Line($"{(isStreamed ? "long" : "int")} {bytes} = {(suffix.Length > 0 && last.Condition is not null ? $"{Name(last)} is null ? 0 : {written}" : written)};");
        MemberSpec? field = group.Field.InHeader ? null : record.Members.First(member => member.Name == group.Field.Name);
        if (field is not null && Integers.IsVariable(field.Form))
        {
            code.If($"{bytes} != {_announced[field.Name]}", $"{Known.Checks}.ThrowInexact(\"{field.Name}\", {bytes}, {_announced[field.Name]});");
            return;
        }

        Know(group, bytes);
        Settle();
    }

    /// <summary>Fills in what is known now.</summary>
    private void Settle()
    {
        foreach ((RunItem item, string span) in _pending.Where(pending => IsKnown(pending.Item)).ToArray())
        {
            WriteItem(item, span);
            _pending.Remove((item, span));
        }
    }

    /// <summary>For a member with a condition: the local that its place is kept in, -1 while it is not there.</summary>
    private readonly Dictionary<string, string> _conditionalPlaces = new(StringComparer.Ordinal);

    private void WritePlace(PlaceStep step)
    {
        if (_conditionalPlaces.TryGetValue(step.Member.Name, out string? local))
        {
            code.Line($"{local} = {EmptyPlaces.Place(step.Member, "writer.Position")};");
            return;
        }

        local = _scope.Locals.New(step.Member.Name, "Place");
        code.Line($"int {local} = {EmptyPlaces.Place(step.Member, "writer.Position")};");
        KnowPlace(step, local);
    }

    private void KnowPlace(PlaceStep step, string local)
    {
        foreach (MemberSpec field in step.Offsets)
        {
            OffsetOfSpec offset = (OffsetOfSpec)field.Derived!;
            string amount = offset.From == OffsetBase.Message ? local : $"({local} - {_start})";
            string value = ToWire(field, amount, 0, offset.Unit, offset.Bias);
            _derived[field.Name] = !step.Member.IsOptional ? value : $"({local} < 0 ? ({((ScalarForm)field.Form).Primitive.Keyword()})0 : {value})";
        }

        Settle();
    }

    private readonly Dictionary<string, string> _announced = new(StringComparer.Ordinal);

    private bool IsKnown(RunItem item) => item switch
    {
        ScalarItem scalar => IsKnown(scalar.Spec),
        BitsItem bits => bits.Parts.All(part => part.Spec is null || IsKnown(part.Spec)),
        _ => true,
    };

    private bool IsKnown(MemberSpec member) => member.Derived is not (LengthOfSpec or OffsetOfSpec or ChecksumSpec) || _derived.ContainsKey(member.Name);

    /// <summary>Whether a step is in front of all members that stand where offsets say: those begin with their place.</summary>
    private static bool IsOfHead(Step step) => step is RunStep or MemberStep;

    /// <summary>Finds again the runs that were written before, for what was not known then.</summary>
    private void ReturnToHead(IEnumerable<Step> steps)
    {
        int offset = 0;
        foreach (Step step in steps)
        {
            if (step is not RunStep run)
            {
                offset += ((MemberStep)step).Member.Size.FixedSize.GetValueOrDefault();
                Order.Reach(((MemberStep)step).Member);
                continue;
            }

            RunItem[] unknown = [.. run.Items.Where(item => !IsKnown(item))];
            if (unknown.Length > 0)
            {
                string span = _scope.Locals.New($"run{run.Number}");
                code.Line($"{Known.Span} {span} = writer.At(headerStart{(offset == 0 ? string.Empty : $" + {offset}")}, {run.Size});");
                _pending.AddRange(unknown.Select(item => (item, span)));
            }

            foreach (RunItem item in run.Items)
            {
                Order.Reach(item.First);
            }

            offset += run.Size;
        }
    }

    private void WriteRun(RunStep run)
    {
        string span = _scope.Locals.New($"run{run.Number}");
        _scope.Runs[run.Number] = span;
        if (IsDirect)
        {
            DirectWriteCode.Take(code, Position, span, run.Size);
        }
        else
        {
            code.Line($"{Known.Span} {span} = writer.Take({run.Size});");
            Places.Mark(run);
        }

        foreach (RunItem item in run.Items)
        {
            Order.Reach(item.First);
            if (IsKnown(item))
            {
                Order.Within(item.First is { Form: ConvertedForm } converted ? converted : null, () => WriteItem(item, span));
            }
            else
            {
                _pending.Add((item, span));
            }
        }
    }

    private void WriteItem(RunItem item, string span)
    {
        switch (item)
        {
            case ScalarItem scalar:
                code.Line(Scalars.Write(scalar.Form, span, item.Offset, ValueOf(scalar.Spec, _present ?? Name(scalar.Spec)), OrderOf(scalar)));
                SetVersion(scalar.Spec);
                break;

            case ConvertedItem converted:
                ConvertedCode.Write(converted, span, _present ?? Name(converted.Spec), code);
                break;

            case BitsItem bits:
                WriteBits(bits, span);
                break;

            case MagicItem magic:
                WriteMagic(magic, span);
                break;

            case ReservedItem:
                code.Line($"{Scalars.Slice(span, item.Offset, item.Size)}.Clear();");
                break;

            case PaddingItem padding:
                code.Line($"{Scalars.Slice(span, item.Offset, item.Size)}.Fill({padding.Value});");
                break;
        }
    }

    /// <summary>The expression of the byte order of an item that may be written later than what stands behind it.</summary>
    private string OrderOf(RunItem item) => item.First is { } member && OrderCode.IsAtRunTime(member.Form) ? Order.Of(member) : string.Empty;

    /// <summary>The local that holds the value of the conditional member that is being written.</summary>
    private string? _present;

    private string ValueOf(MemberSpec member, string otherwise)
    {
        if (_derived.TryGetValue(member.Name, out string? known))
        {
            return known;
        }

        if (member.Derived is FlagOfSpec flag)
        {
            return $"({Locals.Property(flag.Member)} is not null)";
        }

        if (member.Derived is CountOfSpec count)
        {
            MemberSpec list = record.Members.First(other => other.Name == count.Member);
            string amount = !list.IsNullable
                ? SizeCode.Count(list, Name(list))
                : $"({Name(list)} is {{ }} counted{list.Name} ? {SizeCode.Count(list, "counted" + list.Name)} : 0)";
            return Written(count.Absent, list, member, ToWire(member, amount, 0, 1, count.Bias));
        }

        return otherwise;
    }

    private void WriteBits(BitsItem item, string span)
    {
        bool isLong = item.Size > 4;
        List<string> parts = [];
        foreach (BitPart part in item.Parts)
        {
            if (part.Spec is not { Form: BitsForm form } member)
            {
                continue;
            }

            string value = ValueOf(member, Name(member));
            if (member.Derived is null or UnionTagSpec or TagOfSpec && Scalars.BitsOverflow(form, value) is { } overflow)
            {
                code.If(overflow, $"{Known.Checks}.ThrowDoesNotFit(\"{member.Name}\", {value}, {form.Bits});");
            }

            parts.Add(Scalars.PlaceBits(form, part, member.Derived is null ? value : $"({value})", isLong));
        }

        code.Line(Scalars.StoreContainer(item, span, parts.Count == 0 ? "0" : string.Join(" | ", parts), OrderOf(item)));
        foreach (BitPart part in item.Parts.Where(part => part.Spec is not null))
        {
            SetVersion(part.Spec!);
        }
    }

    private void SetVersion(MemberSpec member)
    {
        if (member.ProtocolVersions is { } spoken)
        {
            code.Line($"writer.Version = {Known.Checks}.ToVersion((int){Name(member)}, {spoken.Min}, {spoken.Max});");
        }
    }

    private void WriteMagic(MagicItem item, string span)
    {
        EquatableArray<SideBytes> values = item.Filler.Values;
        string isServer = $"writer.From == {Known.Side}.Server";
        if (item.Size == 1)
        {
            code.Line(values.Count == 1
                ? $"{span}[{item.Offset}] = {ReadBodyEmitter.Hex(values[0].Bytes)};"
                : $"{span}[{item.Offset}] = {isServer} ? (byte){ReadBodyEmitter.Hex(values[1].Bytes)} : (byte){ReadBodyEmitter.Hex(values[0].Bytes)};");
            return;
        }

        string target = Scalars.From(span, item.Offset);
        if (values.Count == 1)
        {
            code.Line($"{Constant(values[0].Bytes)}.CopyTo({target});");
        }
        else
        {
            code.Line($"({isServer} ? {Constant(values[1].Bytes)} : {Constant(values[0].Bytes)}).CopyTo({target});");
        }
    }

    internal static string Constant(EquatableArray<byte> bytes) => $"((global::System.ReadOnlySpan<byte>)[{ReadBodyEmitter.Hex(bytes)}])";

    private void WriteConditional(ConditionalStep step)
    {
        MemberSpec member = step.Member;
        PlaceStep? place = step.Steps.OfType<PlaceStep>().FirstOrDefault();
        if (place is not null)
        {
            string start = _scope.Locals.New(member.Name, "Place");
            _conditionalPlaces.Add(member.Name, start);
            code.Line($"int {start} = -1;");
        }

        WriteUnlessAbsent(step);
        if (place is not null)
        {
            KnowPlace(place, _conditionalPlaces[member.Name]);
        }
    }

    private void WriteUnlessAbsent(ConditionalStep step)
    {
        MemberSpec member = step.Member;
        if (member.Condition is { IsOptional: true })
        {
            WriteTrailing(step);
            return;
        }

        if (member.Versions is null)
        {
            WriteWhenThere(step);
            return;
        }

        code.Line($"if ({member.Versions.Condition("writer.Version")})");
        code.Open();
        CheckCode.Write(member, _scope.Locals, code);
        if (member.IsNullable)
        {
            WriteWhenThere(step);
        }
        else
        {
            Write(step.Steps);
        }

        code.Close();
        code.Line();
    }

    private void WriteWhenThere(ConditionalStep step)
    {
        MemberSpec member = step.Member;
        string reason = member.Condition?.Name ?? member.Versions!.ToString();
        string local = _scope.Locals.New("present" + member.Name);
        if (member.Condition is { FollowsValue: true })
        {
            OptionalTokenCode.Mark(member, member.Condition.TokensBehind, _scope);
            code.Line($"if ({Name(member)} is {{ }} {local})");
            code.Open();
            WriteSteps(step, local);
            code.Close();
            code.Line();
            return;
        }

        if (member.Condition is not null)
        {
            code.Line($"if ({Locals.Property(member.Condition.Name)})");
            code.Open();
        }

        code.Line($"if ({Name(member)} is not {{ }} {local})");
        code.Open();
        code.Line($"{Known.Checks}.ThrowMissing(\"{member.Name}\", \"{reason}\");");
        code.Line("return;");
        code.Close();
        code.Line();
        WriteSteps(step, local);
        if (member.Condition is null)
        {
            return;
        }

        code.Close();
        code.Line($"else if ({Name(member)} is not null)");
        code.Open();
        code.Line($"{Known.Checks}.ThrowUnexpected(\"{member.Name}\", \"{reason}\");");
        code.Close();
        code.Line();
    }

    private void WriteTrailing(ConditionalStep step)
    {
        MemberSpec member = step.Member;
        string local = _scope.Locals.New("present" + member.Name);
        code.Line($"if ({Name(member)} is {{ }} {local})");
        code.Open();
        if (record.Members.TakeWhile(other => other != member).LastOrDefault(other => other.Condition is { IsOptional: true }) is { } before)
        {
            code.If($"{Name(before)} is null", $"{Known.Ends}.ThrowBehindAbsent(\"{member.Name}\", \"{before.Name}\");");
        }

        WriteSteps(step, local);
        code.Close();
        code.Line();
    }

    /// <summary>Writes a member that may be null, and is not.</summary>
    private void WriteSteps(ConditionalStep step, string local)
    {
        _present = local;
        foreach (Step inner in step.Steps)
        {
            if (inner is MemberStep own)
            {
                Order.Within(own.Member, () => WriteMember(own, local));
            }
            else
            {
                Write([inner]);
            }
        }

        _present = null;
    }

    private static string Name(MemberSpec member) => Locals.Property(member.Name);

    private void WriteMember(MemberStep step, string value)
    {
        MemberSpec member = step.Member;
        if (!member.IsOptional && !IsDirect)
        {
            Places.MarkStart(member);
        }

        if (member.Form is VarIntForm varInt)
        {
            WriteVarInt(member, varInt, Variable(member, value));
        }
        else if (member.Derived is ChecksumSpec)
        {
            ChecksumCode.WritePlaceholder(member, _derived.TryGetValue(member.Name, out string? given) ? given : null, code);
        }
        else
        {
            string content = member.Form is AsciiForm ? Variable(member, value) : value;
            if (IsDirect)
            {
                DirectWriteCode.Member(_scope, Position, step);
                return;
            }

            LineCode.Write(member, _scope, member == record.Members[0] ? record.Line : null, () => FormCode.Of(member).Write(_scope, step.Prefix, content));
        }

        if (!member.IsOptional && !IsDirect)
        {
            Places.MarkEnd(member);
        }
    }

    /// <summary>The value of a number whose size depends on it: a length is known before what it counts is written.</summary>
    private string Variable(MemberSpec member, string value)
    {
        if (member.Derived is not LengthOfSpec length)
        {
            return ValueOf(member, value);
        }

        GroupSpec group = record.Groups.First(candidate => !candidate.Field.InHeader && candidate.Field.Name == member.Name);
        string bytes = _scope.Locals.New(member.Name, "Announced");
        _announced[member.Name] = bytes;
        foreach (MemberSpec counted in record.Members.Skip(group.First).Take(group.Last - group.First + 1).Where(counted => counted.IsNullable))
        {
            // The sum has a local for its value.
            _ = _scope.Locals.New("present" + counted.Name);
        }

        string sum = string.Join(" + ", SizeCode.Terms(record, group.First, group.Last, isWhole: false, version: IsDirect ? null : "writer.Version"));
        bool isStreamed = record.IsStreamed(group);
        string streamed = isStreamed ? Name(record.Streamed!) : string.Empty;
        code.Line(isStreamed ? $"long {bytes} = {sum} - {StreamedCode.Streams}.GetSize({streamed}) + {streamed}.Length;" : $"int {bytes} = {sum};");
        return OrAbsent(length.Absent, group, member, ToWire(member, bytes, 0, length.Unit, length.Bias, isStreamed));
    }

    private void WriteVarInt(MemberSpec member, VarIntForm form, string value)
    {
        if (member.Derived is null && VarIntCode.BeyondSign(form, value) is { } beyond)
        {
            code.If(beyond.Wrong, $"{Known.ValueChecks}.Throw(\"{member.Name}\", {value}, \"{beyond.Rule}\");");
        }

        if (form.MaxBytes < VarInts.MaxBytes(form.Format, form.Primitive))
        {
            code.If($"{VarIntCode.Size(form, value)} > {form.MaxBytes}", $"{Known.Checks}.ThrowDoesNotFit(\"{member.Name}\", {value}, {8 * form.MaxBytes});");
        }

        if (IsDirect)
        {
            DirectWriteCode.VarInt(code, Position, form.Format, $"({value})");
            return;
        }

        code.Line(VarIntCode.Write(form, value));
    }
}
