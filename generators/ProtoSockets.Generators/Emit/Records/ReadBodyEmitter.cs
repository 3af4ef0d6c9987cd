using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>Emits the statements that read a record's members into locals, and the value that is made of them.</summary>
internal sealed class ReadBodyEmitter(RecordSpec record, SourceWriter code)
{
    private readonly Locals _locals = new(record);
    private readonly Dictionary<string, string> _runs = new(StringComparer.Ordinal);
    private readonly Dictionary<GroupSpec, string> _ends = [];
    private readonly HashSet<string> _known = new(record.Members.Where(member => member.InHeader is not null).Select(member => member.Name), StringComparer.Ordinal);

    /// <summary>Whether a length of the header says where the body ends, so that a group over all of it needs no limit of its own.</summary>
    public string? EnclosingField { get; init; }

    /// <summary>Writes the statements; the last of them sets <c>value</c>.</summary>
    public void Write(string target)
    {
        CheckHeader();
        foreach (MemberSpec member in record.Members.Where(member => member.InHeader is not null))
        {
            code.Line($"{member.TypeName} {_locals.Of(member.Name)} = header.{SymbolReading.Escape(member.InHeader!)};");
        }

        Write(Layout.Of(record));
        code.Line($"{target} = {Construction(isProbe: false)};");
    }

    /// <summary>The static fields that say where in a run the bytes end.</summary>
    public static void WriteRunFields(RecordSpec record, SourceWriter code)
    {
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
            int expected = ((CountOfSpec)count.Field.Derived).Bias;
            code.If($"{value} != {expected}", $"return {Known.Checks}.WrongLength(ref reader, \"{count.Field.Name}\", {value}, {expected});");
        }
    }

    private void CheckFixed(GroupSpec group, string value)
    {
        LengthOfSpec length = (LengthOfSpec)group.Field.Derived;
        long bytes = group.Size.Minimum + length.SelfBytes;
        long expected = (bytes / length.Unit) + length.Bias;
        string condition = bytes % length.Unit == 0 && expected >= 0 ? $"{value} != {expected}" : "true";
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
                    WriteMember(member);
                    break;
                case ConditionalStep conditional:
                    WriteConditional(conditional);
                    break;
                case EnterStep { Group: var group } when Encloses(group):
                    Enter(group);
                    break;
                case EnterStep { Group: { Field.InHeader: false, Size.FixedSize: not null } group }:
                    CheckFixed(group, _locals.Of(group.Field.Name));
                    break;
                case LeaveStep { Group: var group } when Encloses(group):
                    code.If($"!reader.TryLeave({_ends[group]})", $"return reader.In(\"{NameOf(group)}\");");
                    break;
            }
        }
    }

    private bool Encloses(GroupSpec group) =>
        !group.IsDirect && group.Size.FixedSize is null && !(group.Field.InHeader && group.Field.Name == EnclosingField);

    private string NameOf(GroupSpec group) => record.Members[group.First].Name;

    private void Enter(GroupSpec group)
    {
        string name = NameOf(group);
        string length = Length(group.Field, name);
        string end = _locals.New(name, "End");
        _ends[group] = end;
        code.If($"!reader.TryEnter({length}, out int {end})", $"return reader.In(\"{name}\");");
    }

    /// <summary>Declares a local with the number of bytes that a field gives, unless it is that number itself.</summary>
    private string Length(DerivedFieldRef field, string member)
    {
        string value = field.InHeader ? $"header.{SymbolReading.Escape(field.Name)}" : _locals.Of(field.Name);
        (int bias, int unit, int self) = field.Derived switch
        {
            LengthOfSpec length => (length.Bias, length.Unit, length.SelfBytes),
            CountOfSpec count => (count.Bias, 1, 0),
            _ => (0, 1, 0),
        };
        return Length(value, field.Primitive, bias, unit, self, field.Name, member);
    }

    private string Length(string value, PrimitiveKind primitive, int bias, int unit, int self, string field, string member)
    {
        if (bias == 0 && unit == 1 && self == 0 && primitive.Size() <= 2 && !primitive.IsSigned())
        {
            return value;
        }

        string local = _locals.New(member, "Bytes");
        string arguments = bias == 0 && unit == 1 && self == 0 ? string.Empty : $"bias: {bias}, unit: {unit}, self: {self}, ";
        code.If($"!{Known.Checks}.TryLength(ref reader, \"{field}\", {value}, {arguments}out int {local})", "return false;");
        return local;
    }

    private void WriteRun(RunStep run)
    {
        string span = _locals.New($"run{run.Number}");
        _runs[run.Number.ToString()] = span;
        code.If(
            $"!reader.TryTake({run.Size}, out {Known.ReadOnlySpan} {span})",
            $"return reader.Truncated(Run{run.Number}Members, Run{run.Number}Ends);");
        foreach (RunItem item in run.Items)
        {
            WriteItem(run, item, span);
        }
    }

    private void WriteItem(RunStep run, RunItem item, string span)
    {
        string at = $"reader.Position - {run.Size - item.Offset}";
        switch (item)
        {
            case ScalarItem scalar:
                WriteScalar(scalar, span, at);
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
                    $"return {Known.Checks}.NotZero(ref reader, {at}, \"{item.Member}\");");
                break;
        }
    }

    private void WriteScalar(ScalarItem item, string span, string at)
    {
        if (item.Form.Primitive == PrimitiveKind.Boolean && item.Form.EnumType is null)
        {
            code.If($"{span}[{item.Offset}] > 1", $"return {Known.Checks}.NotBoolean(ref reader, {at}, \"{item.Member}\", {span}[{item.Offset}]);");
        }

        Declare(item.Spec, Scalars.Read(item.Form, span, item.Offset));
        CheckConstant(item.Spec, at);
    }

    private void Declare(MemberSpec member, string value)
    {
        _known.Add(member.Name);
        if (member.Condition is null)
        {
            code.Line($"{member.TypeName} {_locals.Of(member.Name)} = {value};");
        }
        else
        {
            code.Line($"{_locals.Of(member.Name)} = {value};");
        }
    }

    private void CheckConstant(MemberSpec member, string at)
    {
        if (member.Derived is not ConstantSpec constant)
        {
            return;
        }

        string local = _locals.Of(member.Name);
        string client = constant.Values[0].Expression;
        string server = constant.Values[constant.Values.Count - 1].Expression;
        string condition = constant.IsPerSide
            ? $"({local} != {client} || reader.From == {Known.Side}.Server) && ({local} != {server} || reader.From == {Known.Side}.Client)"
            : $"{local} != {client}";
        string expected = constant.IsPerSide ? $"({member.TypeName})(reader.From == {Known.Side}.Server ? {server} : {client})" : client;
        code.If(condition, $"return {Known.Checks}.WrongConstant<{member.TypeName}>(ref reader, {at}, \"{member.Name}\", {local}, {expected});");
    }

    private void WriteBits(BitsItem item, string span, string at)
    {
        string container = _locals.New("bits");
        bool isLong = item.Size > 4;
        code.Line($"{Scalars.ContainerType(item)} {container} = {Scalars.LoadContainer(item, span)};");
        foreach (BitPart part in item.Parts)
        {
            if (part.Spec is { Form: BitsForm form } member)
            {
                Declare(member, Scalars.ReadBits(form, part, container, isLong));
                CheckConstant(member, at);
            }
            else if (part.Refuse)
            {
                string shifted = part.Shift == 0 ? container : $"({container} >> {part.Shift})";
                code.If($"({shifted} & {Scalars.Mask(part.Bits, isLong)}) != 0", $"return {Known.Checks}.NotZero(ref reader, {at}, \"{part.Near}\");");
            }
        }
    }

    private void WriteMagic(MagicItem item, string span, string at)
    {
        EquatableArray<SideBytes> values = item.Filler.Values;
        string condition;
        if (item.Size == 1)
        {
            condition = values.Count == 1
                ? $"{span}[{item.Offset}] != {Hex(values[0].Bytes)}"
                : $"!{Known.Checks}.IsMagic({span}[{item.Offset}], reader.From, {Hex(values[0].Bytes)}, {Hex(values[1].Bytes)})";
        }
        else
        {
            string actual = Scalars.Slice(span, item.Offset, item.Size);
            condition = values.Count == 1
                ? $"!global::System.MemoryExtensions.SequenceEqual({actual}, {WriteBodyEmitter.Constant(values[0].Bytes)})"
                : $"!{Known.Checks}.IsMagic({actual}, reader.From, [{Hex(values[0].Bytes)}], [{Hex(values[1].Bytes)}])";
        }

        string expected = string.Join(" or ", values.Select(value => string.Concat(value.Bytes.Select(part => part.ToString("X2")))));
        code.If(condition, $"return {Known.Checks}.WrongMagic(ref reader, {at}, \"{item.Member}\", \"{expected}\");");
    }

    internal static string Hex(EquatableArray<byte> bytes) => string.Join(", ", bytes.Select(value => $"0x{value:X2}"));

    private void WriteConditional(ConditionalStep step)
    {
        MemberSpec member = step.Member;
        string condition = member.Condition!.IsWireMember
            ? _locals.Of(member.Condition.Name)
            : $"{Construction(isProbe: true)}.{SymbolReading.Escape(member.Condition.Name)}";
        code.Line($"{member.TypeName}? {_locals.Of(member.Name)} = null;");
        code.Line($"if ({condition})");
        code.Open();
        Write(step.Steps);
        code.Close();
        code.Line();
        _known.Add(member.Name);
    }

    private void WriteMember(MemberStep step)
    {
        MemberSpec member = step.Member;
        string name = member.Name;
        string local = member.Condition is null ? _locals.Of(name) : _locals.New(name, "Read");
        string failed = $"return reader.In(\"{name}\");";
        switch (member.Form)
        {
            case VarIntForm varInt:
                WriteVarInt(member, varInt, local);
                return;

            case StructForm record:
                code.If($"!{record.TypeName}.TryRead(ref reader, out {record.TypeName} {local})", failed);
                break;

            case CodecForm codec:
                string argument = codec.Argument is null ? string.Empty : _locals.Of(codec.Argument) + ", ";
                code.If($"!{codec.CodecType}.TryRead(ref reader, {argument}out {codec.TypeName} {local})", failed);
                break;

            case TextForm text:
                new ReadVariable(this, step, local).Write(text);
                break;

            case BytesForm bytes:
                new ReadVariable(this, step, local).Write(bytes);
                break;

            case ListForm list:
                new ReadVariable(this, step, local).Write(list);
                break;
        }

        Finish(member, local);
    }

    private void Finish(MemberSpec member, string local)
    {
        _known.Add(member.Name);
        if (member.Condition is not null)
        {
            code.Line($"{_locals.Of(member.Name)} = {local};");
        }
    }

    private void WriteVarInt(MemberSpec member, VarIntForm form, string local)
    {
        string raw = _locals.New(member.Name, "Raw");
        bool needsOffset = VarIntCode.Overflow(form, raw) is not null || member.Derived is ConstantSpec;
        string offset = needsOffset ? _locals.New(member.Name, "At") : string.Empty;
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
        Finish(member, local);
        CheckConstant(member, offset);
    }

    /// <summary>The record made of what was read; as a probe, of what was read so far, to ask one of its properties.</summary>
    private string Construction(bool isProbe)
    {
        MemberSpec[] positional = [.. record.Members.Where(member => member.IsPositional)];
        MemberSpec[] others = [.. record.Members.Where(member => !member.IsPositional && member.Derived is null)];
        List<string> assignments =
        [
            .. others.Where(member => !isProbe || _known.Contains(member.Name) || !member.IsValueType)
                .Select(member => $"{SymbolReading.Escape(member.Name)} = {Value(member)}"),
        ];
        if (!isProbe)
        {
            assignments.AddRange(BackedMembers(record).Select(member => $"{BackingName(member)} = {_locals.Of(member.Name)}"));
        }
        else
        {
            assignments.AddRange(BackedMembers(record).Where(member => _known.Contains(member.Name)).Select(member => $"{BackingName(member)} = {_locals.Of(member.Name)}"));
        }

        string arguments = string.Join(", ", positional.Select(Value));
        string initializer = assignments.Count == 0 ? string.Empty : $" {{ {string.Join(", ", assignments)} }}";
        return $"new {record.Type.FullName}({arguments}){initializer}";
    }

    private string Value(MemberSpec member) => _known.Contains(member.Name) ? _locals.Of(member.Name) : "default!";

    /// <summary>Computed members whose value on the wire is kept: a header's, and constants that depend on the side.</summary>
    public static IEnumerable<MemberSpec> BackedMembers(RecordSpec record) =>
        record.Members.Where(member => member.Derived is ConstantSpec { IsPerSide: true } || (record.IsHeader && member.Derived is not null and not ConstantSpec));

    public static string BackingName(MemberSpec member) => member.Name + "OnWire";

    /// <summary>Reads members whose end something else says.</summary>
    private sealed class ReadVariable(ReadBodyEmitter body, MemberStep step, string local)
    {
        private readonly SourceWriter _code = body.Code;
        private readonly string _name = step.Member.Name;

        private string Failed => $"return reader.In(\"{_name}\");";

        public void Write(TextForm text)
        {
            string type = text.IsString ? "string" : "global::ProtoSockets.Utf8Text";
            string encoding = text.IsString ? SizeCode.Encoding(text) + ", " : string.Empty;
            string condition = text.Length switch
            {
                FixedLength @fixed => $"!{Known.Text}.TryReadFixed(ref reader, {@fixed.Bytes}, {@fixed.Pad}, {encoding}out {type} {local})",
                Terminated => $"!{Known.Text}.TryReadTerminated(ref reader, {text.MaxBytes?.ToString() ?? "int.MaxValue"}, {encoding}out {type} {local})",
                _ => $"!{Known.Text}.TryRead(ref reader, {Measure(text.Length, text.MaxBytes, isCount: false)}, {encoding}out {type} {local})",
            };
            _code.If(condition, Failed);
        }

        public void Write(BytesForm bytes)
        {
            if (bytes.Length is Terminated)
            {
                string borrowed = bytes.IsArray ? body._locals.New(_name, "Bytes") : local;
                _code.If($"!{Known.Bytes}.TryReadTerminated(ref reader, {bytes.MaxBytes?.ToString() ?? "int.MaxValue"}, out {Known.Memory} {borrowed})", Failed);
                if (bytes.IsArray)
                {
                    _code.Line($"byte[] {local} = {borrowed}.ToArray();");
                }

                return;
            }

            string length = bytes.Length is FixedLength @fixed ? @fixed.Bytes.ToString() : Measure(bytes.Length, bytes.MaxBytes, isCount: false);
            if (bytes.IsArray)
            {
                string span = body._locals.New(_name, "Span");
                _code.If($"!reader.TryTake({length}, out {Known.ReadOnlySpan} {span})", Failed);
                _code.Line($"byte[] {local} = {span}.ToArray();");
            }
            else
            {
                _code.If($"!reader.TryBorrow({length}, out {Known.Memory} {local})", Failed);
            }
        }

        public void Write(ListForm list)
        {
            string type = list.IsArray ? $"{list.ElementType}[]" : $"{Known.WireList}<{list.ElementType}>";
            string reading = list.IsArray ? Known.Arrays : type;
            string element = ElementCode.Of(step.Member, list);
            bool isCounted = list.Length is CountPrefix or GivenCount;
            string maxCount = list.MaxCount?.ToString() ?? "int.MaxValue";
            if (isCounted)
            {
                string count = Measure(list.Length, list.MaxCount, isCount: true);
                string start = list.MaxBytes is null ? string.Empty : body._locals.New(_name, "Start");
                if (list.MaxBytes is not null)
                {
                    _code.Line($"int {start} = reader.Position;");
                }

                _code.If($"!{reading}.TryRead(ref reader, {count}, {element}, out {type} {local})", Failed);
                if (list.MaxBytes is { } limit)
                {
                    _code.If($"reader.Position - {start} > {limit}", $"return {Known.Checks}.TooLong(ref reader, \"{_name}\", reader.Position - {start}, {limit});");
                }

                return;
            }

            if (list.Length is Rest { Tail: 0 } && list.MaxBytes is null)
            {
                _code.If($"!{reading}.TryReadRemaining(ref reader, {maxCount}, {element}, out {type} {local})", Failed);
                return;
            }

            string length = Measure(list.Length, list.MaxBytes, isCount: false);
            string end = body._locals.New(_name, "End");
            _code.If(
                $"!reader.TryEnter({length}, out int {end}) || !{reading}.TryReadRemaining(ref reader, {maxCount}, {element}, out {type} {local}) || !reader.TryLeave({end})",
                Failed);
        }

        /// <summary>Finds the length or count, checks it against the limit, and returns the expression of it.</summary>
        private string Measure(LengthSource source, int? limit, bool isCount)
        {
            string tooLarge = isCount ? "TooMany" : "TooLong";
            string length;
            switch (source)
            {
                case LengthPrefix { Prefix: VarIntPrefix prefix }:
                    return MeasureVarInt(prefix.Format, limit, tooLarge);

                case CountPrefix { Prefix: VarIntPrefix prefix }:
                    return MeasureVarInt(prefix.Format, limit, tooLarge);

                case LengthPrefix or CountPrefix:
                    PrefixItem item = step.Prefix!;
                    string value = body._locals.New(_name, source is CountPrefix ? "Count" : "Length");
                    _code.Line($"{item.Prefix.Primitive.Keyword()} {value} = {Scalars.ReadPrefix(item.Prefix, body._runs[item.Run.ToString()], item.Offset)};");
                    length = body.Length(value, item.Prefix.Primitive, item.Prefix.Offset, 1, 0, _name, _name);
                    break;

                case GivenLength given:
                    length = body.Length(given.Field, _name);
                    break;

                case GivenCount given:
                    length = body.Length(given.Field, _name);
                    break;

                case Rest { Tail: 0 }:
                    length = "reader.Remaining";
                    break;

                default:
                    length = body._locals.New(_name, "Length");
                    _code.Line($"int {length} = reader.Remaining - {((Rest)source).Tail};");
                    break;
            }

            if (limit is { } most)
            {
                _code.If($"{length} > {most}", $"return {Known.Checks}.{tooLarge}(ref reader, \"{_name}\", {length}, {most});");
            }

            return length;
        }

        private string MeasureVarInt(VarIntFormat format, int? limit, string tooLarge)
        {
            string raw = body._locals.New(_name, tooLarge == "TooMany" ? "Count" : "Length");
            bool isSigned = format == VarIntFormat.ZigZag;
            _code.If(
                $"!{VarIntCode.Class(format)}.TryRead(ref reader, {VarIntCode.PrefixBytes(format)}, false, out {(isSigned ? "long" : "ulong")} {raw})",
                Failed);
            string most = limit?.ToString() ?? "int.MaxValue";
            _code.If(isSigned ? $"{raw} < 0 || {raw} > {most}" : $"{raw} > {most}", $"return {Known.Checks}.{tooLarge}(ref reader, \"{_name}\", {raw}, {most});");
            return $"(int){raw}";
        }
    }

    private SourceWriter Code => code;
}
