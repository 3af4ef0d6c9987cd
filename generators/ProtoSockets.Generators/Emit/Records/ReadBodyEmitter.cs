using ProtoSockets.Generators.Emit.Dumps;
using ProtoSockets.Generators.Emit.Records.Forms;
using ProtoSockets.Generators.Emit.Views;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>Emits the statements that read a record's members into locals, and the value that is made of them.</summary>
/// <param name="record">The record.</param>
/// <param name="code">Takes the statements.</param>
/// <param name="isTraced">Whether what is read is noted in a dump.</param>
internal sealed class ReadBodyEmitter(RecordSpec record, SourceWriter code, bool isTraced = false)
{
    private readonly ReadScope _scope = new(record, code) { IsTraced = isTraced };
    private readonly Dictionary<GroupSpec, string> _ends = [];
    private Places? _placesOnce;
    private OrderCode? _orderOnce;
    private ReadPlaces _places = null!;
    private readonly HashSet<string> _known = new(record.Members.Where(member => member.InHeader is not null).Select(member => member.Name), StringComparer.Ordinal);

    /// <summary>The method that the statements are for.</summary>
    public ReadScope Scope => _scope;

    /// <summary>Whether a record is read without a reader, so that what is wrong is not said; see <see cref="Direct"/>.</summary>
    public bool IsDirect { get; init; }

    /// <summary>Whether a length of the header says where the body ends, so that a group over all of it needs no limit of its own.</summary>
    public string? EnclosingField { get; init; }

    /// <summary>Whether the record is read as an entry of a directory.</summary>
    public bool IsEntry { get; init; }

    /// <summary>Verifies what is known once the body is read, and before there is a value.</summary>
    public Action? Verify { get; init; }

    /// <summary>Set where members are not read but found: what a view does with each.</summary>
    public ViewWalk? Walk { get; init; }

    private AlignCode? _alignOnce;

    private AlignCode Align => _alignOnce ??= new AlignCode(record, code, "reader", _scope.Locals);

    private OrderCode Order => _orderOnce ??= new OrderCode(
        record, code, "reader", _scope.Locals, order => order.IsWireMember ? _scope.Locals.Of(order.Name) : _scope.Property(order.Name))
    {
        Switched = Walk is { } walk ? () => walk.Switch(code) : null,
    };

    private Places Places => _placesOnce ??= new Places(record, _scope.Locals, code, "reader");

    /// <summary>Writes the statements; the last of them sets <c>value</c>.</summary>
    public void Write(string target)
    {
        _scope.Property = name => $"{Construction(isProbe: true)}.{SymbolReading.Escape(name)}";
        CheckHeader();
        Places.Begin();
        foreach (MemberSpec member in record.Members.Where(member => member.InHeader is not null && Walk?.Reads(member) != false))
        {
            code.Line($"{member.TypeName} {_scope.Locals.Of(member.Name)} = {(member.IsTag ? "tag" : "header." + SymbolReading.Escape(member.InHeader!))};");
        }

        _places = new ReadPlaces(record, _scope, IsEntry);
        _places.Start();
        Order.Begin();
        Align.Begin();
        string directory = record.Members.Any(member => member.Form is ListForm { Data: not null }) ? _scope.Locals.New("outerReach") : string.Empty;
        if (directory.Length > 0)
        {
            code.Line($"int {directory} = {Known.Directories}.Begin(ref reader);");
        }

        Write(Layout.Of(record, isTraced));
        _places.End();
        if (directory.Length > 0)
        {
            code.Line($"{Known.Directories}.End(ref reader, {directory});");
        }

        Order.End();
        foreach (MemberSpec member in ChecksumCode.Verified(record))
        {
            ChecksumCode.Verify(member, _scope.Locals.Of(member.Name), Places, code);
        }

        Verify?.Invoke();
        HeaderFlagCode.Verify(record, member => _scope.Locals.Of(member.Name), code);
        if (Walk is not null && !CheckCode.LooksAtAll(record))
        {
            return;
        }

        code.Line($"{target} = {Construction(isProbe: false)};");
        CheckCode.ReadRecord(record, member => _scope.Locals.Of(member.Name), Places, target, code);
    }

    /// <summary>The expressions of members that are read where the value is made; the others have a local.</summary>
    private readonly Dictionary<string, string> _inPlace = new(StringComparer.Ordinal);

    private bool _isPlain;

    /// <summary>
    /// Writes the statements that set <c>value</c>, the value of a record that is all of one run. Its members are read where they are stored: as many locals would not fit the processor's registers.
    /// </summary>
    public void WritePlain(RunStep run)
    {
        _isPlain = true;
        string span = _scope.Locals.New($"run{run.Number}");
        code.Line($"{Known.ReadOnlySpan} {span} = bytes.Slice(0, {run.Size});");
        foreach (RunItem item in run.Items)
        {
            WriteItem(run, item, span);
        }

        MemberSpec[] positional = [.. record.Members.Where(member => member.IsPositional)];
        MemberSpec[] others = [.. record.Members.Where(member => !member.IsPositional)];
        code.Line($"value = new {record.Type.FullName}{(positional.Length == 0 ? string.Empty : "(")}");
        for (int index = 0; index < positional.Length; index++)
        {
            string end = index < positional.Length - 1 ? "," : others.Length == 0 ? ");" : ")";
            code.Line($"    {Value(positional[index])}{end}");
        }

        if (others.Length > 0)
        {
            code.Open();
            foreach (MemberSpec member in others)
            {
                code.Line($"{SymbolReading.Escape(member.Name)} = {Value(member)},");
            }

            code.Close(";");
        }
    }

    /// <summary>The static fields that say where in a run the bytes end.</summary>
    public static void WriteRunFields(RecordSpec record, SourceWriter code)
    {
        LineCode.WriteFields(record, code);
        RunStep[] runs = [.. Layout.Runs(Layout.Of(record))];
        foreach (RunStep run in runs)
        {
            List<(string Name, int End)> parts = [];
            foreach (RunItem item in run.Items)
            {
                if (parts.Count > 0 && parts[parts.Count - 1].Name == item.Member)
                {
                    parts.RemoveAt(parts.Count - 1);
                }

                parts.Add((item.Member.Length == 0 ? record.Type.Name : item.Member, item.Offset + item.Size));
            }

            code.Line($"private static readonly string[] Run{run.Number}Members = [{string.Join(", ", parts.Select(part => $"\"{part.Name}\""))}];");
            code.Line($"private static readonly int[] Run{run.Number}Ends = [{string.Join(", ", parts.Select(part => part.End))}];");
        }

        if (runs.Length > 0)
        {
            code.Line();
        }
    }

    /// <summary>Writes the statement that makes the value of what was read.</summary>
    public void WriteConstruction(string target) => code.Line($"{target} = {Construction(isProbe: false)};");

    /// <summary>Takes note that a member has been read into its local.</summary>
    public void Know(MemberSpec member) => _known.Add(member.Name);

    /// <summary>Takes note that a member is an expression.</summary>
    public void Know(MemberSpec member, string expression) => _inPlace[member.Name] = expression;

    /// <summary>Writes the check of a constant.</summary>
    public void CheckDirect(MemberSpec member) => CheckConstant(member, string.Empty);

    private string Fail(string report) => IsDirect ? "return false;" : report;

    private string Near(RunItem item) => item.Member.Length == 0 ? record.Type.Name : item.Member;

    /// <summary>What the header counts must agree with what the message has.</summary>
    private void CheckHeader()
    {
        foreach (GroupSpec group in record.Groups.Where(group => group.Field.InHeader && group.Size.FixedSize is not null))
        {
            CheckFixed(group, $"header.{SymbolReading.Escape(group.Field.Name)}");
        }

        foreach (GroupSpec count in record.HeaderCounts.Where(count => count.IsAbsent))
        {
            string value = $"header.{SymbolReading.Escape(count.Field.Name)}";
            if (count.Field.Derived is FlagOfSpec absent)
            {
                code.If(value, $"return {Known.ValueChecks}.WrongFlag(ref reader, \"{count.Field.Name}\", true, \"{absent.Member}\");");
                continue;
            }

            int expected = ((CountOfSpec)count.Field.Derived).Bias;
            code.If($"{value} != {expected}", $"return {Known.Checks}.WrongLength(ref reader, \"{count.Field.Name}\", {value}, {expected});");
        }
    }

    /// <summary>The condition that a length of what has a fixed size says another one.</summary>
    public static string IsWrong(GroupSpec group, string value, out long expected)
    {
        LengthOfSpec length = (LengthOfSpec)group.Field.Derived;
        long bytes = group.Size.Minimum + length.SelfBytes;
        expected = (bytes / length.Unit) + length.Bias;
        return bytes % length.Unit == 0 && expected >= 0 ? $"{value} != {expected}" : "true";
    }

    private void CheckFixed(GroupSpec group, string value)
    {
        string condition = IsWrong(group, value, out long expected);
        code.If(condition, $"return {Known.Checks}.WrongLength(ref reader, \"{group.Field.Name}\", {value}, {expected});");
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
                    Order.Within(member.Member, () => WriteMember(member));
                    break;
                case ConditionalStep conditional:
                    Order.Reach(conditional.Member);
                    _places.BeforeFirst(conditional.Member);
                    WriteConditional(conditional);
                    break;
                case AlignStep { IsPlaced: true }:
                    break;
                case AlignStep align:
                    string padding = isTraced ? _scope.Locals.New("padding") : string.Empty;
                    if (isTraced)
                    {
                        code.Line($"int {padding} = reader.Position;");
                    }

                    Align.Pass(align);
                    if (isTraced)
                    {
                        DumpCode.WritePadding(code, padding);
                    }

                    break;
                case LineStep { Line: var line }:
                    LineCode.Enter(line, _scope);
                    break;
                case EndLineStep:
                    LineCode.Leave(_scope);
                    break;
                case PlaceStep place:
                    _places.BeforeFirst(place.Member);
                    _places.Enter(place);
                    break;
                case EndPlaceStep { Member: var placed }:
                    _places.Leave(placed);
                    break;
                case EnterStep { Group: var group } when Encloses(group):
                    Enter(group);
                    break;
                case EnterStep { Group: { IsDirect: false } group } when record.IsStreamed(group):
                    LimitStreamed(group);
                    break;
                case EnterStep { Group: { Field.InHeader: false, Size.FixedSize: not null } group }:
                    CheckFixed(group, _scope.Locals.Of(group.Field.Name));
                    break;
                case LeaveStep { Group: var group } when Encloses(group):
                    if (group.Field.Derived is LengthOfSpec { SkipsRest: true })
                    {
                        code.Line("reader.SkipRest();");
                    }

                    code.If($"!reader.TryLeave({_ends[group]})", $"return reader.In(\"{NameOf(group)}\");");
                    break;
            }
        }
    }

    private bool Encloses(GroupSpec group) =>
        !group.IsDirect && group.Size.FixedSize is null && !record.IsStreamed(group) && !(group.Field.InHeader && group.Field.Name == EnclosingField);

    /// <summary>A length that ends with the member that streams encloses nothing that is in memory: only its end is checked.</summary>
    private void LimitStreamed(GroupSpec group)
    {
        if (!(group.Field.InHeader && group.Field.Name == EnclosingField))
        {
            StreamedCode.Limit(_scope, group.Field);
        }
    }

    private string NameOf(GroupSpec group) => record.Members[group.First].Name;

    private void Enter(GroupSpec group)
    {
        string name = NameOf(group);
        bool canBeAbsent = group.Field.Derived is LengthOfSpec { Absent: not null } && record.Members[group.First].Condition is { Absent: not null };
        string length = canBeAbsent ? _scope.LengthUnlessAbsent(group.Field, name) : _scope.Length(group.Field, name);
        string end = _scope.Locals.New(name, "End");
        _ends[group] = end;
        code.If($"!reader.TryEnter({length}, out int {end})", $"return reader.In(\"{name}\");");
    }

    private void WriteRun(RunStep run)
    {
        string span = _scope.Locals.New($"run{run.Number}");
        _scope.Runs[run.Number] = span;
        code.If(
            $"!reader.TryTake({run.Size}, out {Known.ReadOnlySpan} {span})",
            isTraced ? $"return reader.In(\"{Near(run.Items[0])}\");" : $"return reader.Truncated(Run{run.Number}Members, Run{run.Number}Ends);");
        Places.Mark(run);
        Walk?.Pass(run, code);
        foreach (RunItem item in run.Items)
        {
            Order.Reach(item.First);
            bool isRead = Walk?.Reads(item) != false;
            Order.Within(isRead || Walk!.IsOrderedAlone(item) ? item.First : null, () =>
            {
                Walk?.Order(item, code);
                if (isRead)
                {
                    WriteTracedItem(run, item, span);
                }
            });

            _known.UnionWith(ViewFields.MembersOf(item).Select(member => member.Name));
        }
    }

    private void WriteTracedItem(RunStep run, RunItem item, string span)
    {
        if (isTraced)
        {
            DumpCode.WriteFiller(code, item);
        }

        WriteItem(run, item, span);
        if (isTraced)
        {
            DumpCode.WriteItem(code, item, span, _scope.Locals);
        }
    }

    /// <summary>Writes the statements that read something of a run from a span.</summary>
    public void WriteItem(RunStep run, RunItem item, string span)
    {
        string at = $"reader.Position - {run.Size - item.Offset}";
        switch (item)
        {
            case ScalarItem scalar:
                WriteScalar(scalar, span, at);
                break;

            case ConvertedItem converted:
                ConvertedCode.Read(converted, _scope.Locals, span, at, code);
                _known.Add(converted.Spec.Name);
                Walk?.Keep(converted.Spec, converted.Spec is { IsNullable: true, IsValueType: true } ? _scope.Locals.Of(converted.Spec.Name) + ".Value" : _scope.Locals.Of(converted.Spec.Name), code);
                CheckCode.Read(converted.Spec, _scope.Locals.Of(converted.Spec.Name), converted.Spec.IsNullable, at, code);
                break;

            case BitsItem bits:
                WriteBits(bits, span, at);
                break;

            case MagicItem magic:
                WriteMagic(magic, span, at);
                break;

            case ReservedItem { Refuse: true }:
                code.If(
                    $"global::System.MemoryExtensions.ContainsAnyExcept({Scalars.Slice(span, item.Offset, item.Size)}, (byte)0)",
                    Fail($"return {Known.Checks}.NotZero(ref reader, {at}, \"{item.Member}\");"));
                break;
        }
    }

    private void WriteScalar(ScalarItem item, string span, string at)
    {
        if (item.Form.Primitive == PrimitiveKind.Boolean && item.Form.EnumType is null)
        {
            code.If($"{span}[{item.Offset}] > 1", Fail($"return {Known.Checks}.NotBoolean(ref reader, {at}, \"{item.Member}\", {span}[{item.Offset}]);"));
        }

        Declare(item.Spec, Scalars.Read(item.Form, span, item.Offset));
        CheckConstant(item.Spec, at);
        CheckCode.Read(item.Spec, _scope.Locals.Of(item.Spec.Name), item.Spec.IsNullable, at, code);
    }

    private void Declare(MemberSpec member, string value)
    {
        _known.Add(member.Name);
        if (_isPlain)
        {
            _inPlace[member.Name] = value;
            return;
        }

        string local = _scope.Locals.Of(member.Name);
        code.Line(member.IsOptional ? $"{local} = {value};" : $"{member.TypeName} {local} = {value};");
        Walk?.Keep(member, member.IsNullable ? local + ".Value" : local, code);
        if (member.ProtocolVersions is { } spoken)
        {
            code.Line($"reader.Version = {Known.Checks}.ToVersion((int){local}, {spoken.Min}, {spoken.Max});");
        }
    }

    private void CheckConstant(MemberSpec member, string at)
    {
        if (member.Derived is UnionTagSpec)
        {
            // Whether a case has the tag is found out behind the rest of the head; what is wrong then is the tag.
            _scope.TagOffset = _scope.Locals.New(member.Name, "Start");
            code.Line($"int {_scope.TagOffset} = {at};");
        }

        if (member.Derived is not ConstantSpec constant)
        {
            return;
        }

        string local = _scope.Locals.Of(member.Name);
        string client = constant.Values[0].Expression;
        string server = constant.Values[constant.Values.Count - 1].Expression;
        string condition = IsWrong(constant, local, "reader.From");
        string expected = constant.IsPerSide ? $"({member.TypeName})(reader.From == {Known.Side}.Server ? {server} : {client})" : client;
        code.If(condition, Fail($"return {Known.Checks}.WrongConstant<{member.TypeName}>(ref reader, {at}, \"{member.Name}\", {local}, {expected});"));
    }

    /// <summary>The condition that a value is not the one that it always has.</summary>
    public static string IsWrong(ConstantSpec constant, string value, string from)
    {
        string client = constant.Values[0].Expression;
        string server = constant.Values[constant.Values.Count - 1].Expression;
        return constant.IsPerSide
            ? $"({value} != {client} || {from} == {Known.Side}.Server) && ({value} != {server} || {from} == {Known.Side}.Client)"
            : $"{value} != {client}";
    }

    private void WriteBits(BitsItem item, string span, string at)
    {
        string container = _scope.Locals.New("bits");
        bool isLong = item.Size > 4;
        code.Line($"{Scalars.ContainerType(item)} {container} = {Scalars.LoadContainer(item, span)};");
        foreach (BitPart part in item.Parts)
        {
            if (part.Spec is { Form: BitsForm form } member)
            {
                Declare(member, Scalars.ReadBits(form, part, container, isLong));
                if (isTraced)
                {
                    DumpCode.WriteBits(code, item, part, container, _scope.Locals);
                }

                CheckConstant(member, at);
                CheckCode.Read(member, _scope.Locals.Of(member.Name), member.IsNullable, at, code);
            }
            else if (part.Refuse)
            {
                string shifted = part.Shift == 0 ? container : $"({container} >> {part.Shift})";
                code.If($"({shifted} & {Scalars.Mask(part.Bits, isLong)}) != 0", Fail($"return {Known.Checks}.NotZero(ref reader, {at}, \"{part.Near}\");"));
            }
        }
    }

    private void WriteMagic(MagicItem item, string span, string at)
    {
        string expected = string.Join(" or ", item.Filler.Values.Select(value => string.Concat(value.Bytes.Select(part => part.ToString("X2")))));
        code.If(IsWrong(item, span, "reader.From"), Fail($"return {Known.Checks}.WrongMagic(ref reader, {at}, \"{item.Member}\", \"{expected}\");"));
    }

    /// <summary>The condition that constant bytes of a run are others.</summary>
    public static string IsWrong(MagicItem item, string span, string from)
    {
        EquatableArray<SideBytes> values = item.Filler.Values;
        if (item.Size == 1)
        {
            return values.Count == 1
                ? $"{span}[{item.Offset}] != {Hex(values[0].Bytes)}"
                : $"!{Known.Checks}.IsMagic({span}[{item.Offset}], {from}, {Hex(values[0].Bytes)}, {Hex(values[1].Bytes)})";
        }

        string actual = Scalars.Slice(span, item.Offset, item.Size);
        return values.Count == 1
            ? $"!global::System.MemoryExtensions.SequenceEqual({actual}, {WriteBodyEmitter.Constant(values[0].Bytes)})"
            : $"!{Known.Checks}.IsMagic({actual}, {from}, [{Hex(values[0].Bytes)}], [{Hex(values[1].Bytes)}])";
    }

    internal static string Hex(EquatableArray<byte> bytes) => string.Join(", ", bytes.Select(value => $"0x{value:X2}"));

    private void WriteConditional(ConditionalStep step)
    {
        MemberSpec member = step.Member;
        string local = _scope.Locals.Of(member.Name);
        string? condition = member.Condition is null ? null
            : member.Condition.IsOptional ? "reader.Remaining > 0"
            : member.Condition.TokensBehind is { } behind ? OptionalTokenCode.IsThere(member, behind, _scope)
            : member.Condition.Absent is { } absent ? $"{_scope.Locals.Of(member.Condition.Name)} != {absent}"
            : member.Condition.IsInHeader ? $"header.{SymbolReading.Escape(member.Condition.Name)}"
            : member.Condition.IsWireMember ? _scope.Locals.Of(member.Condition.Name)
            : _scope.Property(member.Condition.Name);
        string? version = member.Versions?.Condition("reader.Version");
        Places.MarkStart(member);
        if (Walk?.Reads(member) != false)
        {
            code.Line(member.IsNullable ? $"{member.TypeName}? {local} = null;" : $"{member.TypeName} {local} = {Absent(member)};");
        }

        code.Line($"if ({(version is null || condition is null ? version ?? condition : $"{version} && {condition}")})");
        code.Open();
        Walk?.Enter(member, code);
        Write(step.Steps);
        code.Close();
        code.Line();
        Places.MarkEnd(member);
        _known.Add(member.Name);
    }

    /// <summary>The value of a member that the version does not have.</summary>
    public static string Absent(MemberSpec member) => member.Form switch
    {
        TextForm { IsString: true } => "string.Empty",
        BytesForm { IsArray: true } => "global::System.Array.Empty<byte>()",
        ListForm { IsArray: true } list => $"global::System.Array.Empty<{list.ElementType}>()",
        _ => "default!",
    };

    /// <summary>Writes the statements that read a member of its own.</summary>
    public void WriteMember(MemberStep step)
    {
        MemberSpec member = step.Member;
        string name = member.Name;
        string local = !member.IsOptional ? _scope.Locals.Of(name) : _scope.Locals.New(name, "Read");
        if (!member.IsOptional)
        {
            Places.MarkStart(member);
        }

        if (Walk?.Pass(step, _scope) == true)
        {
            LineCode.AfterRead(member, _scope);
            _known.Add(name);
            if (!member.IsOptional)
            {
                Places.MarkEnd(member);
            }

            return;
        }

        if (isTraced && DumpCode.HasEntry(member))
        {
            DumpCode.WriteBegin(code, name);
        }

        if (member.Form is VarIntForm varInt)
        {
            WriteVarInt(member, varInt, local);
            return;
        }

        string offset = member is { Form: AsciiForm, Derived: ConstantSpec } ? _scope.Locals.New(name, "At") : string.Empty;
        if (offset.Length > 0)
        {
            code.Line($"int {offset} = reader.Position;");
        }

        FormCode.Of(member).Read(_scope, step.Prefix, local);
        Check(member, local);
        LineCode.AfterRead(member, _scope);
        Finish(member, local);
        if (offset.Length > 0)
        {
            CheckConstant(member, offset);
        }
    }

    private void Check(MemberSpec member, string local)
    {
        if (member.Checks.Count > 0)
        {
            CheckCode.Read(member, local, isNullable: false, Places.StartOf(member.Name), code);
        }
    }

    private void Finish(MemberSpec member, string local)
    {
        if (isTraced && DumpCode.HasEntry(member))
        {
            DumpCode.WriteEnd(code, local);
        }

        _known.Add(member.Name);
        Walk?.Keep(member, local, code);
        if (member.IsOptional)
        {
            code.Line($"{_scope.Locals.Of(member.Name)} = {local};");
        }
        else
        {
            Places.MarkEnd(member);
        }
    }

    private void WriteVarInt(MemberSpec member, VarIntForm form, string local)
    {
        string raw = _scope.Locals.New(member.Name, "Raw");
        bool needsOffset = VarIntCode.Overflow(form, raw) is not null || member.Derived is ConstantSpec or UnionTagSpec;
        string offset = needsOffset ? _scope.Locals.New(member.Name, "At") : string.Empty;
        if (needsOffset)
        {
            code.Line($"int {offset} = reader.Position;");
        }

        code.If($"!{VarIntCode.TryRead(form, raw)}", $"return reader.In(\"{member.Name}\");");
        if (VarIntCode.Overflow(form, raw) is { } overflow)
        {
            code.If(overflow, $"return {Known.Checks}.DoesNotFit(ref reader, {offset}, \"{member.Name}\", {raw}, \"{form.Primitive.Keyword().Replace("global::System.", string.Empty)}\");");
        }

        code.Line($"{form.TypeName} {local} = {VarIntCode.Convert(form, raw)};");
        Check(member, local);
        Finish(member, local);
        CheckConstant(member, offset);
    }

    /// <summary>The expression of a property of the record, made of some members only.</summary>
    public string Probe(string property, IEnumerable<string> known)
    {
        _known.UnionWith(known);
        return $"{Construction(isProbe: true)}.{SymbolReading.Escape(property)}";
    }

    /// <summary>The record made of what was read; as a probe, of what was read so far, to ask one of its properties.</summary>
    private string Construction(bool isProbe)
    {
        if (!isProbe && record.Members.FirstOrDefault(static member => member.Form is CasesForm) is { } content)
        {
            return WithHead(content);
        }

        MemberSpec[] positional = [.. record.Members.Where(member => member.IsPositional)];
        MemberSpec[] others = [.. record.Members.Where(member => !member.IsPositional && member.Derived is null && member.Form is not CasesForm)];
        List<string> assignments =
        [
            .. others.Where(member => !isProbe || _known.Contains(member.Name) || !member.IsValueType)
                .Select(member => $"{SymbolReading.Escape(member.Name)} = {Value(member)}"),
        ];
        if (!isProbe)
        {
            assignments.AddRange(BackedMembers(record).Select(Backing));
        }
        else
        {
            assignments.AddRange(BackedMembers(record).Where(member => _known.Contains(member.Name)).Select(Backing));
        }

        string arguments = string.Join(", ", positional.Select(Value));
        string initializer = assignments.Count == 0 ? string.Empty : $" {{ {string.Join(", ", assignments)} }}";
        return $"new {record.Type.FullName}({arguments}){initializer}";
    }

    /// <summary>The union of a case, with the members of the head.</summary>
    private string WithHead(MemberSpec content)
    {
        string[] assignments =
        [
            .. record.Members.Where(member => member != content && member.Derived is null).Select(member => $"{SymbolReading.Escape(member.Name)} = {Value(member)}"),
            .. BackedMembers(record).Select(member => $"{BackingName(member)} = {_scope.Locals.Of(member.Name)}"),
        ];
        string value = _scope.Locals.Of(content.Name);
        return assignments.Length == 0 ? value : $"{value} with {{ {string.Join(", ", assignments)} }}";
    }

    private string Value(MemberSpec member) => _inPlace.TryGetValue(member.Name, out string? expression) ? expression : _known.Contains(member.Name) ? _scope.Locals.Of(member.Name) : "default!";

    private string Backing(MemberSpec member)
    {
        string local = _scope.Locals.Of(member.Name);
        return $"{BackingName(member)} = {(member.Derived is ChecksumSpec ? $"new({local})" : local)}";
    }

    /// <summary>Computed members whose value on the wire is kept: a header's, checksums, and constants that depend on the side.</summary>
    public static IEnumerable<MemberSpec> BackedMembers(RecordSpec record) =>
        record.Members.Where(member => member.Derived is ConstantSpec { IsPerSide: true } or ChecksumSpec || (record.IsHeader && member.Derived is not null and not ConstantSpec));

    public static string BackingName(MemberSpec member) => member.Name + "OnWire";
}
