using ProtoSockets.Generators.Emit.Records;
using ProtoSockets.Generators.Emit.Records.Forms;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Views;

/// <summary>
/// Emits how a view of a plain record finds its members: over the span, with a local position and no reader. Where bytes are not right it only says so; reading the record says what is wrong.
/// </summary>
/// <remarks>
/// Plain are records of numbers, also of variable length, of texts, bytes and lists whose length stands in front of them or in an earlier number, and of records of fixed size; also where a flag says that one is
/// not there, and where a length encloses several: those whose members are few instructions away from one another, so that a reader that knows versions and errors would be most of the work.
/// </remarks>
internal sealed partial class SpanWalk
{
    /// <summary>
    /// In front of what makes a view: in the method that asks for members, the view's fields are in registers, and those of members that nobody asks for are never set. As a call it stores them all,
    /// and costs half as much again.
    /// </summary>
    public const string Inlined = "[global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]";

    private readonly RecordSpec _record;
    private readonly ViewFields _fields;
    private readonly SourceWriter _code;
    private readonly Locals _locals;

    /// <summary>The locals of numbers that are lengths, and of flags.</summary>
    private readonly Dictionary<string, string> _given;
    private readonly string _position;

    /// <summary>The expressions of where what encloses the next member ends, the innermost last.</summary>
    private readonly Stack<string> _limits = new(["message.Length"]);

    /// <summary>What is to be done once the fixed bytes are known to be there: numbers to take, and what is wrong.</summary>
    private readonly List<string> _taken = [];
    private readonly List<string> _wrong = [];

    /// <summary>The span of the fixed bytes, and their size so far.</summary>
    private string _run;
    private int _size;

    /// <summary>Where in them the last run starts.</summary>
    private int _runAt;

    /// <summary>Whether the position may be behind the end of the message: what follows is checked together with the member of variable size in front of it.</summary>
    private bool _isAhead;

    /// <summary>The field that says where they start.</summary>
    private string _anchor = "_start";

    private SpanWalk(RecordSpec record, ViewFields fields, SourceWriter code)
    {
        _record = record;
        _fields = fields;
        _code = code;
        _locals = new Locals(record);
        _position = _locals.New("position");
        _run = _locals.New("run");
        _given = Flat(Layout.Of(record)).SelectMany(GivenTo).Distinct().ToDictionary(name => name, name => _locals.New(name, "Given"), StringComparer.Ordinal);
    }

    /// <summary>Emits the method that finds all members: <c>TryPlace</c>.</summary>
    public static void Emit(RecordSpec record, MessageSpec? message, HeaderSpec? header, ViewFields fields, SourceWriter code) =>
        new SpanWalk(record, fields, code).Emit(message, header);

    private void Emit(MessageSpec? message, HeaderSpec? header)
    {
        _code.Line("/// <summary>Finds the members of a record that starts at an offset of the message and ends with it at the latest. Where it fails, the view is not to be used.</summary>");
        _code.Line("[global::System.ComponentModel.EditorBrowsable(global::System.ComponentModel.EditorBrowsableState.Never)]");
        _code.Line(Inlined);
        _code.Open($"internal static bool TryPlace({Known.ReadOnlySpan} message, int start, {Known.Side} from, {(_record.IsVersioned ? "ushort version, " : string.Empty)}out {OptionalNames.View} view)");
        _code.Line("global::System.Runtime.CompilerServices.Unsafe.SkipInit(out view);");
        if (header is not null)
        {
            EmitHeader(message!, header);
        }

        _code.Line($"int {_position} = start;");
        Add(Layout.Of(_record));
        EndFixed();
        if (header is not null)
        {
            Refuse($"{Sum(_position, _size)} != message.Length");
        }

        _code.Line("view._message = message;");
        _code.Line("view._memory = default;");
        _code.Line("view._start = start;");
        _code.Line($"view._end = {Sum(_position, _size)};");
        _code.Line("view._from = from;");
        if (_record.IsVersioned)
        {
            _code.Line("view._version = version;");
        }

        Verify(header);
        _code.Line("return true;");
        _code.Close();
        _code.Line();
    }

    private void Add(IEnumerable<Step> steps)
    {
        foreach (Step step in steps)
        {
            switch (step)
            {
                case RunStep run:
                    Add(run);
                    break;
                case MemberStep { Member: { Form: VarIntForm form } member }:
                    Add(member, form);
                    break;
                case MemberStep member:
                    Add(member);
                    break;
                case ConditionalStep conditional:
                    Add(conditional);
                    break;
                case EnterStep { Group: { Field.InHeader: false, Size.FixedSize: not null } group }:
                    _wrong.Add(ReadGroups.IsWrong(group, _given[group.Field.Name], out _));
                    break;
                case EnterStep { Group: var group } when Encloses(group):
                    Enter(group);
                    break;
                case LeaveStep { Group: var group } when Encloses(group):
                    Leave(group);
                    break;
            }
        }
    }

    private void EmitHeader(MessageSpec message, HeaderSpec header)
    {
        string type = header.Record.Type.FullName;
        Refuse($"!{type}.{OptionalNames.View}.TryPlace(message, start, from, out {type}.{OptionalNames.View} header)");
        if (message.Id is { } id && header.MessageId is { } member)
        {
            Refuse($"header.{SymbolReading.Escape(member.Name)} != {id.Expression}");
        }

        foreach (HeaderValueSpec value in message.HeaderValues)
        {
            Refuse($"header.{SymbolReading.Escape(value.Member)} != {value.Expression}");
        }

        if (header.FrameLength is { } length)
        {
            Refuse($"(long)header.{SymbolReading.Escape(length.Member)} - {header.Bytes - length.Add} != message.Length - start - {header.Bytes}");
        }

        foreach (GroupSpec group in _record.Groups.Where(group => group.Field.InHeader && group.Size.FixedSize is not null))
        {
            Refuse(ReadGroups.IsWrong(group, $"header.{SymbolReading.Escape(group.Field.Name)}", out _));
        }

        foreach (GroupSpec count in _record.HeaderCounts.Where(count => count.IsAbsent))
        {
            string value = $"header.{SymbolReading.Escape(count.Field.Name)}";
            Refuse(count.Field.Derived is CountOfSpec elements ? $"{value} != {elements.Bias}" : value);
        }

        foreach (GroupSpec flag in _record.HeaderCounts.Where(flag => !flag.IsAbsent && flag.Field.Derived is FlagOfSpec))
        {
            Refuse($"!header.{SymbolReading.Escape(flag.Field.Name)}");
        }

        _code.Line("view._header = header;");
        _size = header.Bytes;
    }

    private void Refuse(string condition) => _code.If(condition, "return false;");

    private static string Sum(string left, int right) => right == 0 ? left : $"{left} + {right}";

    private void Add(RunStep run)
    {
        _runAt = _size;
        _fields.Set(run, Sum(_anchor, _size));
        foreach (RunItem item in run.Items)
        {
            switch (item)
            {
                case MagicItem magic:
                    _wrong.Add(ConstantCode.IsWrong(magic with { Offset = _runAt + magic.Offset }, _run, "from"));
                    break;
                case ReservedItem { Refuse: true }:
                    _wrong.Add($"global::System.MemoryExtensions.ContainsAnyExcept({Scalars.Slice(_run, _runAt + item.Offset, item.Size)}, (byte)0)");
                    break;
                case BitsItem bits:
                    Add(bits with { Offset = _runAt + bits.Offset });
                    break;
                case ScalarItem scalar:
                    if (scalar.Form is { Primitive: PrimitiveKind.Boolean, EnumType: null } && _given.ContainsKey(scalar.Spec.Name))
                    {
                        _wrong.Add($"{_run}[{_runAt + scalar.Offset}] > 1");
                    }

                    Add(scalar.Spec, Scalars.Read(scalar.Form, _run, _runAt + scalar.Offset));
                    break;
            }
        }

        _size += run.Size;
    }

    private void Add(BitsItem item)
    {
        string container = $"({Scalars.ContainerType(item)}){Scalars.LoadContainer(item, _run)}";
        foreach (BitPart part in item.Parts)
        {
            if (part.Spec is { Form: BitsForm form } member)
            {
                Add(member, Scalars.ReadBits(form, part, $"({container})", item.Size > 4));
            }
            else if (part.Refuse)
            {
                ulong mask = (part.Bits >= 64 ? ulong.MaxValue : (1UL << part.Bits) - 1) << part.Shift;
                _wrong.Add($"({container} & 0x{mask:X}U) != 0");
            }
        }
    }

    /// <summary>A number: it is taken when it is a length, and checked when it is always the same.</summary>
    private void Add(MemberSpec member, string value)
    {
        if (_given.TryGetValue(member.Name, out string? local))
        {
            _taken.Add($"{member.TypeName} {local} = {value};");
        }

        if (member.Derived is ConstantSpec constant)
        {
            _wrong.Add(ConstantCode.IsWrong(constant, $"({value})", "from"));
        }
    }

    /// <summary>Checks that all fixed bytes since the last member of variable size are there, once, and what is always the same in them.</summary>
    private void EndFixed()
    {
        if (_size > 0 || _isAhead)
        {
            Refuse($"(uint){Sum(_position, _size)} > (uint){_limits.Peek()}");
        }

        _isAhead = false;
        if (_taken.Count + _wrong.Count > 0)
        {
            if (_size > 0)
            {
                _code.Line($"{Known.ReadOnlySpan} {_run} = message.Slice({_position}, {_size});");
            }

            _taken.ForEach(_code.Line);
            _wrong.ForEach(Refuse);
        }
    }

    /// <summary>Goes behind the fixed bytes.</summary>
    private void Advance()
    {
        if (_size > 0)
        {
            _code.Line($"{_position} += {_size};");
        }

        _taken.Clear();
        _wrong.Clear();
        _run = _locals.New("run");
        _size = 0;
    }

    /// <summary>Goes behind the fixed bytes, where nothing says yet how many follow: what comes next starts there.</summary>
    private void Settle(string name)
    {
        EndFixed();
        bool hasMoved = _size > 0;
        Advance();
        if (hasMoved)
        {
            Mark(name);
        }
    }

    /// <summary>Keeps where the next member starts.</summary>
    private void Mark(string name)
    {
        _anchor = _fields.Add("int", name, "At");
        _code.Line($"view.{_anchor} = {_position};");
    }

    private string Exceeds(string amount) => $"(ulong){amount} > (ulong)({_limits.Peek()} - {_position})";

    /// <summary>An integer of variable length: its end is found by reading it, so that the view keeps it.</summary>
    private void Add(MemberSpec member, VarIntForm form)
    {
        string name = member.Name;
        EndFixed();
        Advance();
        string kept = _fields.Add(member.TypeName, name, "Kept");
        (string raw, string size) = ReadVarInt(name, form.MaxBytes, form.Canonical);
        Refuse(VarIntCode.Overflow(form, raw) is { } overflow ? $"{size} == 0 || {overflow}" : $"{size} == 0");
        _code.Line($"view.{kept} = {VarIntCode.Convert(form, raw)};");
        if (_given.TryGetValue(name, out string? local))
        {
            _code.Line($"{member.TypeName} {local} = view.{kept};");
        }

        if (member.Derived is ConstantSpec constant)
        {
            Refuse(ConstantCode.IsWrong(constant, $"view.{kept}", "from"));
        }

        _fields.Set(name, new ViewPart { Kept = kept });
        _code.Line($"{_position} += {size};");
        Mark(name);
    }

    /// <summary>Emits what reads an integer of variable length at the position.</summary>
    /// <returns>The locals of its value, and of its size: 0 for none.</returns>
    private (string Raw, string Size) ReadVarInt(string name, int maxBytes, bool isCanonical)
    {
        string raw = _locals.New(name, "Raw");
        string size = _locals.New(name, "RawSize");
        _code.Line($"int {size} = {Known.Direct}.ReadLeb128(message[{_position}..{_limits.Peek()}], {maxBytes}, {(isCanonical ? "true" : "false")}, out ulong {raw});");
        return (raw, size);
    }

    /// <summary>Emits what takes a length of variable size in front of a member.</summary>
    /// <returns>The expression of its value, which fits a position.</returns>
    private string TakeVarInt(string name, VarIntFormat format)
    {
        EndFixed();
        Advance();
        (string raw, string size) = ReadVarInt(name, VarIntCode.PrefixBytes(format), isCanonical: false);
        Refuse($"{size} == 0 || {raw} > int.MaxValue");
        _code.Line($"{_position} += {size};");
        Mark(name);
        return $"(long){raw}";
    }

    private void Add(ConditionalStep step)
    {
        MemberSpec member = step.Member;
        Settle(member.Name);
        string? given = member.Condition is { } condition ? _given[condition.Name] : null;
        string? version = member.Versions?.Condition("version");
        string flag = given is null || version is null ? given ?? version! : $"{version} && {given}";
        string has = _fields.Add("bool", "has" + member.Name, string.Empty);
        _code.Line($"view.{has} = {flag};");
        _fields.Set(member.Name, new ViewPart { Has = has });
        _code.Line($"if ({(version is null ? flag : $"view.{has}")})");
        _code.Open();
        Add(step.Steps);
        EndFixed();
        Advance();
        _code.Close();
        _code.Line();
        Mark(member.Name);
    }

    private void Enter(GroupSpec group)
    {
        string name = _record.Members[group.First].Name;
        Settle(name);
        string bytes = _locals.New(name, "Enclosed");
        string end = _locals.New(name, "Limit");
        _code.Line($"long {bytes} = {Amount(group.Field).Value};");
        Refuse(Exceeds(bytes));
        _code.Line($"int {end} = {_position} + (int){bytes};");
        _limits.Push(end);
    }

    private void Leave(GroupSpec group)
    {
        string name = _record.Members[group.First].Name;
        Settle(name);
        string end = _limits.Pop();
        if (group.Field.Derived is LengthOfSpec { SkipsRest: true })
        {
            _code.Line($"{_position} = {end};");
            Mark(name);
        }
        else
        {
            Refuse($"{_position} != {end}");
        }
    }

    private void Add(MemberStep step)
    {
        MemberSpec member = step.Member;
        switch (member.Form)
        {
            case TextForm { Length: FixedLength @fixed }:
                AddFixed(member, @fixed.Bytes);
                break;
            case BytesForm { Length: FixedLength @fixed }:
                AddFixed(member, @fixed.Bytes);
                break;
            case StructForm { Size: var size }:
                AddFixed(member, size.Minimum);
                break;
            case TextForm text:
                AddVariable(step, text.Length, text.MaxBytes, null);
                break;
            case BytesForm bytes:
                AddVariable(step, bytes.Length, bytes.MaxBytes, null);
                break;
            case ListForm list:
                AddVariable(step, list.Length, list.MaxBytes, list);
                break;
        }
    }

    private void AddFixed(MemberSpec member, int bytes)
    {
        _fields.Set(member.Name, new ViewPart { Start = Sum(_anchor, _size), End = Sum(_anchor, _size + bytes) });
        _size += bytes;
    }

    private void AddVariable(MemberStep step, LengthSource length, int? maxBytes, ListForm? list)
    {
        string name = step.Member.Name;
        string amount = _locals.New(name, "Bytes");
        VarIntFormat? variable = length switch
        {
            LengthPrefix { Prefix: VarIntPrefix prefix } => prefix.Format,
            CountPrefix { Prefix: VarIntPrefix prefix } => prefix.Format,
            _ => null,
        };
        (string value, bool isLong) = variable is { } format ? (TakeVarInt(name, format), true) : Amount(step, length);
        bool isInFront = variable is null && length is LengthPrefix or CountPrefix;
        if (isInFront && _taken.Count + _wrong.Count > 0)
        {
            // The prefix is the last of the fixed bytes.
            _taken.Add($"{(isLong ? "long" : "int")} {amount} = {value};");
            value = string.Empty;
        }

        EndFixed();
        string start = Sum(_anchor, _size);
        if (isInFront && value.Length > 0)
        {
            // Nothing else of them is looked at.
            PrefixItem prefix = step.Prefix!;
            string at = Sum(_position, _runAt + prefix.Offset);
            string read = prefix.Size == 1 && !prefix.Prefix.Primitive.IsSigned() ? $"message[{at}]" : Scalars.ReadPrefix(prefix.Prefix, $"message.Slice({at}, {prefix.Size})", 0);
            _code.Line($"{(isLong ? "long" : "int")} {amount} = {Amount(read, prefix.Prefix.Primitive, prefix.Prefix.Offset, 1, 0).Value};");
            value = string.Empty;
        }

        Advance();
        if (value.Length > 0)
        {
            _code.Line($"{(isLong ? "long" : "int")} {amount} = {value};");
        }

        string count = string.Empty;
        if (list is not null)
        {
            int size = list.ElementSize.FixedSize!.Value;
            bool isCounted = length is CountPrefix or GivenCount;
            if (list.MaxCount is { } most)
            {
                Refuse(isCounted || size == 1 ? $"{amount} > {most}" : $"{amount} > {(long)most * size}");
            }

            if (isCounted && size > 1)
            {
                string bytes = _locals.New(name, "Size");
                _code.Line($"long {bytes} = (long){amount} * {size};");
                (amount, isLong) = (bytes, true);
            }
            else if (size > 1)
            {
                Refuse($"{amount} % {size} != 0");
            }
        }

        if (maxBytes is { } limit)
        {
            Refuse($"{amount} > {limit}");
        }

        if (isLong)
        {
            Refuse(Exceeds(amount));
        }
        else if (length is Rest { Tail: > 0 })
        {
            Refuse($"{amount} < 0");
        }
        else if (length is not Rest)
        {
            // At most 65,535: the position can't become one that looks right again.
            _isAhead = true;
        }

        _code.Line($"{_position} += {(isLong ? "(int)" : string.Empty)}{amount};");
        string end = _fields.Add("int", name, "End");
        _code.Line($"view.{end} = {_position};");
        if (list is not null)
        {
            count = list.ElementSize.FixedSize == 1 ? $"{end} - ({start})" : $"({end} - ({start})) / {list.ElementSize.FixedSize}";
        }

        _fields.Set(name, new ViewPart { Start = start, End = end, Count = count });
        _anchor = end;
    }

    /// <summary>The number of bytes or elements, and whether it is a <c>long</c>.</summary>
    private (string Value, bool IsLong) Amount(MemberStep step, LengthSource length)
    {
        switch (length)
        {
            case LengthPrefix { Prefix: FixedPrefix } or CountPrefix { Prefix: FixedPrefix }:
                FixedPrefix prefix = step.Prefix!.Prefix;
                return Amount(Scalars.ReadPrefix(prefix, _run, _runAt + step.Prefix.Offset), prefix.Primitive, prefix.Offset, 1, 0);
            case GivenLength given:
                return Amount(given.Field);
            case GivenCount given:
                return Amount(given.Field);
            default:
                int tail = ((Rest)length).Tail;
                return ($"{_limits.Peek()} - {_position}{(tail == 0 ? string.Empty : $" - {tail}")}", false);
        }
    }

    private (string Value, bool IsLong) Amount(DerivedFieldRef field)
    {
        string value = field.InHeader ? $"header.{SymbolReading.Escape(field.Name)}" : _given[field.Name];
        return field.Derived switch
        {
            LengthOfSpec length => Amount(value, field.Primitive, length.Bias, length.Unit, length.SelfBytes),
            CountOfSpec count => Amount(value, field.Primitive, count.Bias, 1, 0),
            _ => Amount(value, field.Primitive, 0, 1, 0),
        };
    }

    private static (string Value, bool IsLong) Amount(string value, PrimitiveKind primitive, int bias, int unit, int self) =>
        bias == 0 && unit == 1 && self == 0
            ? primitive.Size() <= 2 && !primitive.IsSigned() ? (value, false) : ($"(long)({value})", true)
            : ($"((((long)({value})) - ({bias})) * {unit}) - {self}", true);
}
