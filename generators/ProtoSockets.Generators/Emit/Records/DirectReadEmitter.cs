using ProtoSockets.Generators.Emit.Records.Forms;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>Emits the method that reads a record straight from its bytes; see <see cref="Direct"/>. Whatever is wrong makes it return false, and no more.</summary>
internal sealed class DirectReadEmitter
{
    private readonly RecordSpec _record;
    private readonly SourceWriter _code;
    private readonly ReadScope _scope;
    private readonly ReadRuns _runs;
    private readonly string _position;

    /// <summary>The expressions of where what encloses the next member ends, the innermost last.</summary>
    private readonly Stack<string> _ends = new(["bytes.Length"]);

    /// <summary>
    /// The conditions that texts are UTF-8. They are asked last, as part of what is returned: that takes a call, and what is read in front of it would have to be kept across the call.
    /// </summary>
    private readonly List<string> _texts = [];

    /// <summary>The end that a member reached which takes all that is left: there it is not asked for again.</summary>
    private string? _reached;

    private DirectReadEmitter(RecordSpec record, SourceWriter code)
    {
        _record = record;
        _code = code;
        _scope = new ReadScope(record, code) { IsDirect = true };
        _runs = new ReadRuns(record, _scope);
        _position = _scope.Locals.New("position");
    }

    /// <summary>The parameter that the record is read from.</summary>
    public static string Source(RecordSpec record) => record.Borrows ? $"{Known.Memory} source" : $"{Known.ReadOnlySpan} bytes";

    public static void Emit(RecordSpec record, SourceWriter code)
    {
        code.Line("/// <summary>Reads a value without a reader. False where something is wrong: then reading it with one says what.</summary>");
        code.Line(Direct.Inlining(record));
        code.Line($"private static bool TryReadDirect({Source(record)}, out {record.Type.FullName} value, out int consumed)");
        code.Open();
        new DirectReadEmitter(record, code).Write();
        code.Close();
        code.Line();
    }

    /// <summary>Writes the body of a method that reads a header; see <see cref="Direct.IsForHeader"/>.</summary>
    public static void WriteHeader(RecordSpec header, SourceWriter code)
    {
        DirectReadEmitter emitter = new(header, code);
        RunStep run = (RunStep)Layout.Of(header)[0];
        string span = emitter._scope.Locals.New($"run{run.Number}");
        code.Line("global::System.Runtime.CompilerServices.Unsafe.SkipInit(out value);");
        emitter.Fail($"bytes.Length < {run.Size}");
        code.Line($"{Known.ReadOnlySpan} {span} = bytes.Slice(0, {run.Size});");
        foreach (RunItem item in run.Items)
        {
            emitter._runs.Write(run, item, span);
        }

        code.Line($"value = {emitter._scope.Construction.Value()};");
        code.Line("return true;");
    }

    /// <summary>Writes the body of a method that reads a message, whose bytes are <c>bytes</c>, and <c>source</c> as memory.</summary>
    /// <param name="message">The message.</param>
    /// <param name="start">How many bytes are in front of it.</param>
    /// <param name="checks">Conditions under which it is another message.</param>
    /// <param name="code">Takes the statements.</param>
    public static void WriteMessage(RecordSpec message, int start, IReadOnlyList<string> checks, SourceWriter code)
    {
        DirectReadEmitter emitter = new(message, code);
        code.Line("global::System.Runtime.CompilerServices.Unsafe.SkipInit(out value);");
        foreach (string check in checks)
        {
            emitter.Fail(check);
        }

        emitter.WriteMembers(start);
        if (emitter._reached != "bytes.Length")
        {
            emitter.Fail($"{emitter._position} != bytes.Length");
        }

        emitter.WriteValue();
    }

    private void Write()
    {
        // Whoever is told false sets both: clearing a large value that is set anyway is a cost that can be measured.
        _code.Line("global::System.Runtime.CompilerServices.Unsafe.SkipInit(out value);");
        _code.Line("global::System.Runtime.CompilerServices.Unsafe.SkipInit(out consumed);");
        if (_record.Borrows)
        {
            _code.Line($"{Known.ReadOnlySpan} bytes = source.Span;");
        }

        WriteMembers(0);
        _code.Line($"consumed = {_position};");
        WriteValue();
    }

    private void WriteMembers(int start)
    {
        _code.Line($"int {_position} = {start};");
        foreach (Step step in Layout.Of(_record))
        {
            switch (step)
            {
                case RunStep run:
                    WriteRun(run);
                    break;
                case MemberStep member:
                    WriteMember(member);
                    break;
                case EnterStep { Group: var group }:
                    Enter(group);
                    break;
                case LeaveStep { Group: var group } when Encloses(group):
                    Leave(group);
                    break;
            }
        }
    }

    private void WriteValue()
    {
        _code.Line($"value = {_scope.Construction.Value()};");
        _code.Line($"return {(_texts.Count == 0 ? "true" : string.Join(" && ", _texts))};");
    }

    private void WriteRun(RunStep run)
    {
        string span = _scope.Locals.New($"run{run.Number}");
        _scope.Runs[run.Number] = span;
        Fail(run.Size == 1 ? $"{_position} >= {_ends.Peek()}" : $"{_ends.Peek()} - {_position} < {run.Size}");
        _code.Line($"{Known.ReadOnlySpan} {span} = bytes.Slice({_position}, {run.Size});");
        foreach (RunItem item in run.Items)
        {
            _runs.Write(run, item, span);
        }

        _code.Line($"{_position} += {run.Size};");
    }

    private static bool Encloses(GroupSpec group) => !group.IsDirect && group.Size.FixedSize is null;

    private void Enter(GroupSpec group)
    {
        string length = _scope.Locals.Of(group.Field.Name);
        if (group.Size.FixedSize is { } size)
        {
            Fail($"{length} != {size}");
        }
        else if (Encloses(group))
        {
            string end = _scope.Locals.New(_record.Members[group.First].Name, "End");
            Fail(Exceeds(length, group.Field.Primitive.Size()));
            _code.Line($"int {end} = {_position} + {(group.Field.Primitive.Size() > 2 ? "(int)" : string.Empty)}{length};");
            _ends.Push(end);
        }
    }

    private void Leave(GroupSpec group)
    {
        string end = _ends.Pop();
        if (group.Field.Derived is LengthOfSpec { SkipsRest: true })
        {
            _code.Line($"{_position} = {end};");
        }
        else if (end != _reached)
        {
            Fail($"{_position} != {end}");
        }
    }

    private void WriteMember(MemberStep step)
    {
        MemberSpec member = step.Member;
        string local = _scope.Locals.Of(member.Name);
        switch (member.Form)
        {
            case VarIntForm form:
                string raw = _scope.Locals.New(member.Name, "Raw");
                ReadVarInt(form.MaxBytes, form.Canonical, raw, _scope.Locals.New(member.Name, "Size"));
                if (form.MaxBytes * 7 > form.Primitive.Size() * 8 && VarIntCode.Overflow(form, raw) is { } overflow)
                {
                    Fail(overflow);
                }

                _code.Line($"{form.TypeName} {local} = {VarIntCode.Convert(form, raw)};");
                _runs.CheckConstant(member, string.Empty);
                break;

            case TextForm form:
                string text = Amount(member, form.Length, step.Prefix, form.MaxBytes);
                string borrowed = Borrow(member, text, out string start);
                _texts.Add($"global::System.Text.Unicode.Utf8.IsValid(bytes.Slice({start}, {text}))");
                _scope.Construction.Know(member, $"new global::ProtoSockets.Utf8Text({borrowed})");
                return;

            case BytesForm form:
                string length = Amount(member, form.Length, step.Prefix, form.MaxBytes);
                if (!form.IsArray)
                {
                    _scope.Construction.Know(member, Borrow(member, length, out _));
                    return;
                }

                _code.Line($"byte[] {local} = bytes.Slice({_position}, {length}).ToArray();");
                _code.Line($"{_position} += {length};");
                break;

            case ListForm form:
                string count = Amount(member, form.Length, step.Prefix, form.MaxCount, isCount: true);
                string element = ElementCode.Of(member, form, null);
                string type = $"{Known.WireList}<{form.ElementType}>";
                string bytes = _scope.Locals.New(member.Name, "Size");
                Fail($"!{type}.TryBorrow(source[{_position}..{End}], {count}, {element}, out {type} {local}, out int {bytes})");
                _code.Line($"{_position} += {bytes};");
                break;
        }

        _scope.Construction.Know(member);
    }

    /// <summary>The expression that borrows bytes. It stands where the value is made: as a local, the memory would be stored, and the local cleared in front of everything else.</summary>
    private string Borrow(MemberSpec member, string length, out string start)
    {
        start = _scope.Locals.New(member.Name, "Start");
        _code.Line($"int {start} = {_position};");
        _code.Line($"{_position} += {length};");
        return $"source.Slice({start}, {length})";
    }

    /// <summary>The expression of a number of bytes that are there, or of a number of elements.</summary>
    private string Amount(MemberSpec member, LengthSource source, PrefixItem? prefix, int? limit, bool isCount = false)
    {
        string amount = _scope.Locals.New(member.Name, isCount ? "Count" : "Length");
        int size = 4;
        string value;
        switch (source)
        {
            case GivenLength given:
                value = _scope.Locals.Of(given.Field.Name);
                size = given.Field.Primitive.Size();
                break;

            case GivenCount given:
                value = _scope.Locals.Of(given.Field.Name);
                size = given.Field.Primitive.Size();
                break;

            case Rest rest:
                _reached = rest.Tail == 0 ? _ends.Peek() : _reached;
                _code.Line($"int {amount} = {_ends.Peek()} - {_position}{(rest.Tail == 0 ? string.Empty : $" - {rest.Tail}")};");
                if (rest.Tail > 0 || limit is not null)
                {
                    Fail($"{amount} {(limit is not { } most ? "< 0" : rest.Tail > 0 ? $"is < 0 or > {most}" : $"> {most}")}");
                }

                return amount;

            case LengthPrefix { Prefix: VarIntPrefix format }:
                value = _scope.Locals.New(member.Name, "Raw");
                size = 8;
                ReadVarInt(VarIntCode.PrefixBytes(format.Format), canonical: false, value, _scope.Locals.New(member.Name, "Size"));
                break;

            case CountPrefix { Prefix: VarIntPrefix format }:
                value = _scope.Locals.New(member.Name, "Raw");
                size = 8;
                ReadVarInt(VarIntCode.PrefixBytes(format.Format), canonical: false, value, _scope.Locals.New(member.Name, "Size"));
                break;

            default:
                size = prefix!.Prefix.Primitive.Size();
                value = Scalars.ReadPrefix(prefix.Prefix, _scope.Runs[prefix.Run], prefix.Offset);
                if (size > 2)
                {
                    string raw = _scope.Locals.New(member.Name, "Raw");
                    _code.Line($"{prefix.Prefix.Primitive.Keyword()} {raw} = {value};");
                    value = raw;
                }

                break;
        }

        if (size > 2)
        {
            // What does not fit an int is far more than there is.
            Fail(isCount ? $"{value} > {limit ?? int.MaxValue}" : limit is { } most ? $"{value} > {most} || {Exceeds(value, size)}" : Exceeds(value, size));
            _code.Line($"int {amount} = (int){value};");
            return amount;
        }

        _code.Line($"int {amount} = {value};");
        string[] wrong = [.. new[] { limit is { } limited ? $"{amount} > {limited}" : null, isCount ? null : Exceeds(amount, size) }.OfType<string>()];
        if (wrong.Length > 0)
        {
            Fail(string.Join(" || ", wrong));
        }

        return amount;
    }

    private string Exceeds(string amount, int size) => size switch
    {
        <= 2 => $"{amount} > {_ends.Peek()} - {_position}",
        4 => $"{amount} > (uint)({_ends.Peek()} - {_position})",
        _ => $"{amount} > (ulong)({_ends.Peek()} - {_position})",
    };

    private void ReadVarInt(int maxBytes, bool canonical, string raw, string size)
    {
        _code.Line($"int {size} = {Known.Direct}.ReadLeb128(bytes[{_position}..{End}], {maxBytes}, {(canonical ? "true" : "false")}, out ulong {raw});");
        Fail($"{size} == 0");
        _code.Line($"{_position} += {size};");
    }

    /// <summary>The end of a range: nothing where it is that of the bytes.</summary>
    private string End => _ends.Count == 1 ? string.Empty : _ends.Peek();

    private void Fail(string condition) => _code.If(condition, "return false;");
}
