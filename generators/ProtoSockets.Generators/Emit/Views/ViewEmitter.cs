using ProtoSockets.Generators.Emit.Records;
using ProtoSockets.Generators.Emit.Records.Forms;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Views;

/// <summary>
/// Emits <c>View</c>: a ref struct over the bytes of a record that reads members when they are asked for. What lies at a constant offset is read there; behind a member of variable
/// size the view's reader goes on as far as it must, and remembers where each step began.
/// </summary>
internal sealed class ViewEmitter
{
    private const string View = OptionalNames.View;
    private const string Interface = "global::ProtoSockets.IWireView<" + View + ">";
    private const string MessageInterface = "global::ProtoSockets.IMessageView<" + View + ">";

    /// <summary>Names that all views and all structs have.</summary>
    private static readonly string[] OwnNames =
        ["TryCreate", "StartOf", "Validate", "ToRecord", "Equals", "GetHashCode", "ToString", "GetType", "MemberwiseClone", "ReferenceEquals", "Finalize", View];

    private readonly RecordSpec _record;
    private readonly MessageSpec? _message;
    private readonly HeaderSpec? _header;
    private readonly bool _usesEnvelope;
    private readonly ViewLayout _layout;
    private readonly SourceWriter _code;
    private readonly HashSet<string> _names;
    private readonly List<string> _asRecord = [];
    private readonly string _type;

    private ViewEmitter(RecordSpec record, MessageSpec? message, HeaderSpec? header, bool usesEnvelope, SourceWriter code)
    {
        _record = record;
        _message = message;
        _header = header;
        _usesEnvelope = usesEnvelope;
        _code = code;
        _type = record.Type.FullName;
        _layout = new ViewLayout(record, header?.FrameLength?.Member);
        _names = new HashSet<string>(record.Members.Select(member => member.Name), StringComparer.Ordinal);
    }

    /// <summary>The file of a record that stands for itself; null when the name is taken.</summary>
    public static string? Emit(RecordSpec record) => Emit(record, null, null, usesEnvelope: false);

    /// <summary>The file of a message; null when the name is taken.</summary>
    public static string? Emit(MessageSpec message, HeaderSpec? header, bool usesEnvelope) => Emit(message.Record, message, header, usesEnvelope);

    /// <summary>Whether the name is free, and views know all of the record's steps: one that they don't know of is better read as a record than wrongly.</summary>
    public static bool HasView(RecordSpec record) => !record.Taken.Contains(View) && ViewLayout.Knows(record);

    /// <summary>The name of a member's property in a view.</summary>
    public static string PropertyOf(MemberSpec member) => OwnNames.Contains(member.Name) ? member.Name + "Value" : SymbolReading.Escape(member.Name);

    private static string? Emit(RecordSpec record, MessageSpec? message, HeaderSpec? header, bool usesEnvelope) => HasView(record)
        ? SourceFile.Inside(record.Type, code => new ViewEmitter(record, message, header, usesEnvelope, code).Emit())
        : null;

    private static bool IsLight(RecordSpec record) =>
        new ViewLayout(record, null) is { IsFixed: true } layout
        && record.Members.All(member => member.InHeader is null && ViewLayout.IsDirect(layout.PlaceOf(member.Name), member));

    private bool IsLightView => _header is null && IsLight(_record);

    private bool IsMessage => _message is not null;

    private string HeaderType => HasView(_header!.Record) ? $"{_header.Record.Type.FullName}.{View}" : _header.Record.Type.FullName;

    private string From => $"{Known.Side}.{_message?.From ?? Side.Both}";

    private void Emit()
    {
        _code.Lines($$"""
            /// <summary>
            /// The record over its bytes: a member is read when it is asked for. Made by <c>TryCreate</c>, which checks what has a fixed place; what follows is checked when it is
            /// reached, and <see cref="Validate"/> checks all. Valid as long as the bytes are.
            /// </summary>
            """);
        _code.Open($"public {(IsLightView ? "readonly " : string.Empty)}ref struct {View} : {(IsMessage ? MessageInterface : Interface)}");
        EmitFields();
        EmitCreate();
        if (_header is not null && !_names.Contains("Header"))
        {
            _code.Line("/// <summary>The header in front of the message.</summary>");
            _code.Line($"{(_header.Record.Type.Accessibility == "public" ? "public" : "internal")} readonly {HeaderType} Header => _header;");
            _code.Line();
        }

        foreach (MemberSpec member in _record.Members)
        {
            EmitProperty(member);
        }

        EmitRecord();
        if (!IsLightView)
        {
            if (!_layout.IsFixed)
            {
                EmitPass();
            }

            for (int index = 0; index < _layout.Steps.Count; index++)
            {
                EmitStepParts(index);
            }

            EmitStarts();
            for (int index = 0; index < _asRecord.Count; index++)
            {
                EmitAsRecord(_record.Members.First(member => member.Name == _asRecord[index]));
            }
        }

        _code.Close();
    }

    private void EmitFields()
    {
        if (IsLightView)
        {
            _code.Line($"private readonly {Known.ReadOnlySpan} _head;");
            _code.Line($"private readonly {Known.Side} _from;");
            _code.Line();
            _code.Open($"private {View}({Known.ReadOnlySpan} head, {Known.Side} from)");
            _code.Line("_head = head;");
            _code.Line("_from = from;");
            _code.Close();
            _code.Line();
            return;
        }

        _code.Line($"private {Known.Reader} _reader;");
        _code.Line("private readonly int _start;");
        _code.Line("private readonly int _limit;");
        if (!_layout.IsFixed)
        {
            _code.Line("private int _step;");
        }

        if (_layout.Head is not null)
        {
            _code.Line($"private readonly {Known.ReadOnlySpan} _head;");
        }

        if (_header is not null)
        {
            _code.Line($"private readonly {HeaderType} _header;");
        }

        for (int index = 0; index <= (_layout.IsFixed ? 0 : _layout.Steps.Count); index++)
        {
            _code.Line($"private int _at{index};");
            if (index < _layout.Steps.Count && _layout.Steps[index] is ConditionalStep conditional)
            {
                _code.Line($"private bool _has{index};");
                if (HasInside(conditional))
                {
                    _code.Line($"private int _inside{index};");
                }
            }
            else if (index < _layout.Steps.Count && _layout.Steps[index] is EnterStep)
            {
                _code.Line($"private int _outer{index};");
            }
        }

        _code.Line();
        string head = _layout.Head is null ? string.Empty : $", {Known.ReadOnlySpan} head";
        string header = _header is null ? string.Empty : $", {HeaderType} header";
        _code.Open($"private {View}({Known.Reader} reader, int start, int limit, int body{head}{header})");
        _code.Line("_reader = reader;");
        _code.Line("_start = start;");
        _code.Line("_limit = limit;");
        _code.Line("_at0 = body;");
        if (_header is not null)
        {
            _code.Line("_header = header;");
        }

        if (_layout.Head is not null)
        {
            _code.Line("_head = head;");
            if (!_layout.IsFixed)
            {
                _code.Line("_step = 1;");
                _code.Line("_at1 = reader.Position;");
            }
        }

        _code.Close();
        _code.Line();
    }

    private static bool HasInside(ConditionalStep step) => step.Steps.OfType<RunStep>().Any() && step.Steps.OfType<MemberStep>().Any();

    private void EmitCreate()
    {
        foreach ((string source, string note) in new[]
        {
            (Known.Memory, "The bytes; members of a record that is made of the view point into them."),
            (Known.ReadOnlySpan, "The bytes; a record that is made of the view gets a copy of what it keeps."),
        })
        {
            _code.Lines($$"""
                /// <summary>Makes a view of bytes. Only what has a fixed place is checked to be there.</summary>
                /// <param name="source">{{note}}{{(_header is null ? string.Empty : " They are a whole frame, header included.")}}</param>
                /// <param name="view">The view.</param>
                /// <param name="error">What is wrong, and whether more bytes could help; null when there is a view.</param>
                /// <returns>Whether there is one.</returns>
                public static bool TryCreate({{source}} source, out {{View}} view, out {{Known.Error}}? error)
                {
                    {{Known.Reader}} reader = new(source, isComplete: false, {{From}});
                    bool isCreated = Create(ref reader, out view);
                    error = reader.Error;
                    return isCreated;
                }

                """);
        }

        _code.Line($"static bool {Interface}.TryCreate(scoped ref {Known.Reader} reader, out {View} view) => Create(ref reader, out view);");
        _code.Line();
        EmitSkip();
        if (IsMessage)
        {
            string envelope = _usesEnvelope ? $"{Known.Views}.TryReadEnvelope(ref frame) && " : string.Empty;
            _code.Line($"static bool {MessageInterface}.TryCreateFrame(scoped ref {Known.Reader} frame, out {View} view)");
            _code.Open();
            _code.Line("view = default;");
            _code.Line($"return {envelope}Create(ref frame, out view);");
            _code.Close();
            _code.Line();
        }

        _code.Line($"private static bool Create(scoped ref {Known.Reader} reader, out {View} view)");
        _code.Open();
        _code.Line("view = default;");
        if (!IsLightView)
        {
            _code.Line("int start = reader.Position;");
            _code.Line($"int limit = {Known.Views}.Limit(in reader);");
        }

        string body = "start";
        if (_header is not null)
        {
            EmitCreateHeader();
            body = "body";
        }

        if (_layout.Head is { } head)
        {
            _code.If(
                $"!reader.TryTake({head.Size}, out {Known.ReadOnlySpan} head)",
                $"return reader.Truncated(Run{head.Number}Members, Run{head.Number}Ends);");
            EmitVersion(head, "head");
        }

        if (IsLightView)
        {
            _code.Line($"view = new {View}({(_layout.Head is null ? "default" : "head")}, reader.From);");
        }
        else
        {
            _code.Line($"view = new {View}(reader, start, limit, {body}{(_layout.Head is null ? string.Empty : ", head")}{(_header is null ? string.Empty : ", header")});");
        }

        _code.Line("return true;");
        _code.Close();
        _code.Line();
    }

    private void EmitCreateHeader()
    {
        string name = _header!.Record.Type.Name;
        string failed = $"return reader.In(\"{name}\");";
        if (!HasView(_header.Record))
        {
            _code.If($"!{HeaderType}.TryRead(ref reader, out {HeaderType} header)", failed);
        }
        else if (IsLight(_header.Record))
        {
            _code.If($"!{Known.Views}.TryCreate(ref reader, out {HeaderType} header)", failed);
        }
        else
        {
            _code.Line($"{Known.Reader} front = reader;");
            _code.If($"!{Known.Views}.TrySkip<{HeaderType}>(ref reader)", failed);
            _code.Line($"_ = {Known.Views}.TryCreate(ref front, out {HeaderType} header);");
        }

        _code.Line("int body = reader.Position;");
        if (_header.FrameLength is { } length)
        {
            int self = _header.Bytes - length.Add;
            string arguments = self == 0 ? string.Empty : $"bias: 0, unit: 1, self: {self}, ";
            _code.If(
                $"!{Known.Checks}.TryLength(ref reader, \"{name}.{length.Member}\", header.{SymbolReading.Escape(length.Member)}, {arguments}out int bodyBytes)",
                "return false;");
            _code.If("!reader.TryEnter(bodyBytes, out _)", "return false;");
        }
    }

    private void EmitSkip()
    {
        _code.Line($"static bool {Interface}.TrySkip(scoped ref {Known.Reader} reader)");
        _code.Open();
        if (_header is null && _layout.IsFixed)
        {
            if (_layout.Head is { } head)
            {
                _code.If($"!reader.TryTake({head.Size}, out _)", $"return reader.Truncated(Run{head.Number}Members, Run{head.Number}Ends);");
            }

            _code.Line("return true;");
        }
        else if (_layout.IsFixed)
        {
            _code.Line("return Create(ref reader, out _);");
        }
        else
        {
            if (_record.IsRecursive)
            {
                _code.If("!reader.TryDescend()", "return false;");
            }

            _code.If($"!Create(ref reader, out {View} view)", "return false;");
            _code.Line($"bool isPassed = view.TryPass({_layout.Steps.Count});");
            _code.Line("reader = view._reader;");
            if (_record.IsRecursive)
            {
                _code.Line("reader.Ascend();");
            }

            _code.Line("return isPassed;");
        }

        _code.Close();
        _code.Line();
    }

    private void EmitProperty(MemberSpec member)
    {
        string name = PropertyOf(member);
        string access = member.IsHidden ? "internal" : "public";
        if (member.InHeader is { } inHeader)
        {
            Document(member, "from the header");
            _code.Line($"{access} readonly {member.TypeName} {name} => {HeaderValue(inHeader)};");
            _code.Line();
            return;
        }

        ViewPlace place = _layout.PlaceOf(member.Name);
        if (place.IsConditional && TypeOf(member, place) != member.TypeName + "?")
        {
            EmitHas(member, place, access);
        }

        if (ViewLayout.IsDirect(place, member))
        {
            EmitDirect(member, place, $"{access} {{0}}{NullableType(member)} {name}");
            return;
        }

        EmitTaken(member, place, $"{access} {TypeOf(member, place)} {name}");
    }

    private void Document(MemberSpec member, string? note = null)
    {
        string condition = member.Condition is null ? string.Empty
            : member.Condition.IsOptional ? ", when bytes are left"
            : $", when {member.Condition.Name} says that it is there";
        condition += member.Versions is null ? string.Empty : $", {member.Versions}";
        _code.Line($"/// <summary><c>{LayoutTable.Escape(member.Name)}</c>{(note is null ? string.Empty : ", " + note)}{LayoutTable.Escape(condition)}.</summary>");
    }

    private void EmitHas(MemberSpec member, ViewPlace place, string access)
    {
        string has = "Has" + member.Name;
        if (_names.Contains(has))
        {
            if (member.Condition?.Name == has)
            {
                return;
            }

            has = member.Name + "IsPresent";
        }

        if (!_names.Add(has))
        {
            return;
        }

        _code.Line($"/// <summary>Whether <c>{LayoutTable.Escape(member.Name)}</c> is there.</summary>");
        _code.Open($"{access} bool {has}");
        _code.Open("get");
        _code.Line($"Pass({place.Step + 1});");
        _code.Line($"return _has{place.Step};");
        _code.Close();
        _code.Close();
        _code.Line();
    }

    /// <summary>A number at a constant offset of a run.</summary>
    private void EmitDirect(MemberSpec member, ViewPlace place, string head)
    {
        Document(member);
        bool isHead = place.Step == 0 && !place.IsConditional && _layout.Head is not null;
        bool isReadOnly = isHead && !IsLightView;
        if (isHead && place.Item is ScalarItem scalar)
        {
            _code.Line($"{head.Replace("{0}", isReadOnly ? "readonly " : string.Empty)} => {Scalars.Read(scalar.Form, "_head", scalar.Offset)};");
            _code.Line();
            return;
        }

        _code.Open(head.Replace("{0}", isReadOnly ? "readonly " : string.Empty));
        _code.Open("get");
        string span = "_head";
        if (!isHead)
        {
            span = "run";
            _code.Line($"Pass({place.Step + 1});");
            if (place.IsConditional)
            {
                _code.If($"!_has{place.Step}", $"return {AbsentValue(member)};");
            }

            _code.Line($"{Known.ReadOnlySpan} run = {Slice(place.Step, place.Run!)};");
        }

        if (place.Item is ScalarItem number)
        {
            _code.Line($"return {Scalars.Read(number.Form, span, number.Offset)};");
        }
        else
        {
            BitsItem bits = (BitsItem)place.Item!;
            _code.Line($"{Scalars.ContainerType(bits)} bits = {Scalars.LoadContainer(bits, span)};");
            _code.Line($"return {Scalars.ReadBits((BitsForm)member.Form, place.Part!, "bits", bits.Size > 4)};");
        }

        _code.Close();
        _code.Close();
        _code.Line();
    }

    private static string Slice(int step, RunStep run) => $"_reader.Message.Slice(_at{step}, {run.Size})";

    private static string NullableType(MemberSpec member) => member.IsNullable ? member.TypeName + "?" : member.TypeName;

    /// <summary>What the record has in place of a member that is not there.</summary>
    private static string AbsentValue(MemberSpec member) => member.IsNullable ? "null" : ReadBodyEmitter.Absent(member);

    private static MemberSpec Bare(MemberSpec member) => member with { Condition = null, Versions = null };

    private static string? NestedView(MemberSpec member) => member.Form is StructForm { HasView: true } record ? $"{record.TypeName}.{View}" : null;

    private static string? FormView(MemberSpec member) => member.Form is VarIntForm ? null : FormCode.Of(member).ViewType;

    /// <summary>The type of a member's property.</summary>
    private static string TypeOf(MemberSpec member, ViewPlace place) => place.Member is null
        ? NullableType(member)
        : NestedView(member) ?? FormView(member) ?? NullableType(member);

    /// <summary>A member that is found by a reader: one of its own, or a number of a form that needs more than its bytes.</summary>
    private void EmitTaken(MemberSpec member, ViewPlace place, string head)
    {
        Document(member);
        _code.Open(head);
        _code.Open("get");
        _code.Line($"Pass({place.Step + 1});");
        string? nested = place.Member is null ? null : NestedView(member);
        if (place.IsConditional)
        {
            _code.If(
                $"!_has{place.Step}",
                nested is not null ? $"{Known.Views}.ThrowAbsent(\"{member.Name}\");"
                : place.Member is not null && FormView(member) is not null ? "return default;"
                : $"return {AbsentValue(member)};");
        }

        _code.Line($"{Known.Reader} reader = {ReaderAt(place)};");
        _code.If(
            nested is not null ? $"!{Known.Views}.TryCreate(ref reader, out {nested} value)" : $"!{Take(member)}(ref reader, out {TakenType(member, place)} value)",
            $"{Known.Views}.Throw(ref reader);");
        _code.Line("return value;");
        _code.Close();
        _code.Close();
        _code.Line();
    }

    /// <summary>A reader at the start of a member that was passed over.</summary>
    private string ReaderAt(ViewPlace place)
    {
        bool isInside = place.IsConditional && place.Member is not null && HasInside((ConditionalStep)_layout.Steps[place.Step]);

        // What takes the rest leaves room for what is behind it, here too.
        LengthSource? length = place.Member?.Member.Form switch { TextForm text => text.Length, BytesForm bytes => bytes.Length, ListForm list => list.Length, _ => null };
        string tail = length is Rest { Tail: > 0 and int behind } ? $" + {behind}" : string.Empty;
        return $"{Known.Views}.At(in _reader, {(isInside ? "_inside" : "_at")}{place.Step}, _at{place.Step + 1}{tail})";
    }

    private static string TakenType(MemberSpec member, ViewPlace place) => (place.Member is null ? null : FormView(member)) ?? member.TypeName;

    private string Take(MemberSpec member) => Free("Take" + member.Name);

    private string Free(string name)
    {
        while (_names.Contains(name))
        {
            name += "_";
        }

        return name;
    }

    private void EmitRecord()
    {
        string reader = IsLightView ? $"new {Known.Reader}(_head, isComplete: true, _from)" : $"{Known.Views}.Restart(in _reader, _start, _limit)";
        string kind = _header is null ? string.Empty : "Message";
        _code.Lines($$"""
            /// <summary>Checks all of the bytes as reading the record does.</summary>
            /// <param name="error">What is wrong, or null.</param>
            /// <returns>Whether nothing is.</returns>
            public readonly bool Validate(out {{Known.Error}}? error)
            {
                error = {{Known.Views}}.Validate{{kind}}<{{_type}}>({{reader}});
                return error is null;
            }

            /// <summary>Reads the record.</summary>
            /// <returns>The record.</returns>
            /// <exception cref="global::ProtoSockets.WireFormatException">The bytes are malformed.</exception>
            public readonly {{_type}} ToRecord() => {{Known.Views}}.To{{(_header is null ? "Record" : kind)}}<{{_type}}>({{reader}});

            """.Replace(IsLightView ? "public readonly" : "\0", "public"));
    }

    private void EmitPass()
    {
        _code.Lines("""
            private void Pass(int step)
            {
                if (_step < step && !TryPass(step))
                {
                    global::ProtoSockets.Runtime.WireViews.Throw(ref _reader);
                }
            }

            """);
        _code.Line("private bool TryPass(int step)");
        _code.Open();
        _code.If("_reader.Error is not null", "return false;");
        _code.Line($"ref {Known.Reader} reader = ref _reader;");
        _code.Line("for (; _step < step; _step++)");
        _code.Open();
        _code.Line("switch (_step)");
        _code.Open();
        for (int index = _layout.Head is null ? 0 : 1; index < _layout.Steps.Count; index++)
        {
            _code.Line($"case {index}:");
            _code.Open();
            EmitPassStep(index);
            _code.Line($"_at{index + 1} = reader.Position;");
            _code.Line("break;");
            _code.Close();
            _code.Line();
        }

        _code.Close();
        _code.Close();
        _code.Line();
        _code.Line("return true;");
        _code.Close();
        _code.Line();
    }

    /// <summary>Where steps start whose members can be set.</summary>
    private void EmitStarts()
    {
        int[] steps =
        [
            .. _record.Members.Where(member => EditorEmitter.IsEditable(_record, member, _layout)).Select(member => _layout.PlaceOf(member.Name).Step)
                .Where(step => step > 0 || _header is not null).Distinct(),
        ];
        if (steps.Length == 0)
        {
            return;
        }

        _code.Open("internal int StartOf(int step)");
        if (!_layout.IsFixed)
        {
            _code.Line("Pass(step + 1);");
        }

        _code.Line("return step switch");
        _code.Open();
        foreach (int step in steps)
        {
            _code.Line($"{step} => _at{step},");
        }

        _code.Line("_ => 0,");
        _code.Close(";");
        _code.Close();
        _code.Line();
    }

    private void EmitPassStep(int index)
    {
        switch (_layout.Steps[index])
        {
            case RunStep run:
                EmitPassRun(run);
                break;

            case MemberStep member:
                EmitPassMember(member);
                break;

            case ConditionalStep conditional:
                MemberSpec optional = conditional.Member;
                Isolated(optional, body =>
                {
                    string? condition = optional.Condition is null ? null
                        : optional.Condition.IsOptional ? "reader.Remaining > 0"
                        : optional.Condition.IsWireMember ? body.Scope.Locals.Of(optional.Condition.Name)
                        : body.Probe(optional.Condition.Name, _record.Members.TakeWhile(other => other.Name != optional.Name).Select(other => other.Name));
                    string? version = optional.Versions?.Condition("reader.Version");
                    condition = version is null || condition is null ? version ?? condition : $"{version} && {condition}";
                    body.Scope.Code.Line($"_has{index} = {condition};");
                });
                _code.Open($"if (_has{index})");
                foreach (Step step in conditional.Steps)
                {
                    if (step is RunStep run)
                    {
                        EmitPassRun(run);
                    }
                    else if (step is MemberStep own)
                    {
                        if (HasInside(conditional))
                        {
                            _code.Line($"_inside{index} = reader.Position;");
                        }

                        EmitPassMember(own);
                    }
                }

                _code.Close();
                _code.Line();
                break;

            case EnterStep { Group: var group }:
                string name = _record.Members[group.First].Name;
                Isolated(_record.Members[group.First], body =>
                {
                    string length = body.Scope.Length(group.Field, name);
                    body.Scope.Code.If($"!reader.TryEnter({length}, out _outer{index})", $"return reader.In(\"{name}\");");
                });
                break;

            case LeaveStep { Group: var group }:
                int entered = _layout.Steps.ToList().FindIndex(step => step is EnterStep enter && ReferenceEquals(enter.Group, group));
                if (group.Field.Derived is LengthOfSpec { SkipsRest: true })
                {
                    _code.Line("reader.SkipRest();");
                }

                _code.If($"!reader.TryLeave(_outer{entered})", $"return reader.In(\"{_record.Members[group.First].Name}\");");
                break;
        }
    }

    private void EmitPassRun(RunStep run)
    {
        bool isSpoken = run.Items.Any(item => item is ScalarItem { Spec.ProtocolVersions: not null });
        string bytes = isSpoken ? $"{Known.ReadOnlySpan} run{run.Number}" : "_";
        _code.If($"!reader.TryTake({run.Size}, out {bytes})", $"return reader.Truncated(Run{run.Number}Members, Run{run.Number}Ends);");
        EmitVersion(run, $"run{run.Number}");
    }

    /// <summary>A member that says which version the rest is of.</summary>
    private void EmitVersion(RunStep run, string span)
    {
        foreach (ScalarItem item in run.Items.OfType<ScalarItem>())
        {
            if (item.Spec.ProtocolVersions is { } spoken)
            {
                _code.Line($"reader.Version = {Known.Checks}.ToVersion((int)({Scalars.Read(item.Form, span, item.Offset)}), {spoken.Min}, {spoken.Max});");
            }
        }
    }

    private void EmitPassMember(MemberStep step)
    {
        MemberSpec member = step.Member;
        if (NestedView(member) is { } nested)
        {
            _code.If($"!{Known.Views}.TrySkip<{nested}>(ref reader)", $"return reader.In(\"{member.Name}\");");
        }
        else if (member.Form is not VarIntForm && FormCode.Of(member) is { CanSkip: true } form)
        {
            Isolated(member, body => form.Skip(body.Scope, step.Prefix));
        }
        else
        {
            _code.If($"!{Take(member)}(ref reader, out _)", "return false;");
        }
    }

    /// <summary>The methods that read the members of a step which lie at no constant offset.</summary>
    private void EmitStepParts(int index)
    {
        foreach (MemberSpec member in _record.Members.Where(member => member.InHeader is null))
        {
            ViewPlace place = _layout.PlaceOf(member.Name);
            if (place.Step != index || ViewLayout.IsDirect(place, member) || (place.Member is not null && NestedView(member) is not null))
            {
                continue;
            }

            MemberSpec bare = Bare(member);
            _code.Open($"private bool {Take(member)}(scoped ref {Known.Reader} reader, out {TakenType(member, place)} value)");
            _code.Line("value = default!;");
            Isolated(member, body => Read(body, bare, place, isView: true));
            _code.Line("return true;");
            _code.Close();
            _code.Line();
        }
    }

    /// <summary>Writes the statements that read a member by itself and set <c>value</c>.</summary>
    private static void Read(ReadBodyEmitter body, MemberSpec bare, ViewPlace place, bool isView)
    {
        string local = body.Scope.Locals.Of(bare.Name);
        if (place.Member is null)
        {
            string span = body.Scope.Locals.New("run");
            body.Scope.Code.If($"!reader.TryTake({place.Run!.Size}, out {Known.ReadOnlySpan} {span})", $"return reader.In(\"{bare.Name}\");");
            body.WriteItem(place.Run, WithoutCondition(place.Item!), span);
        }
        else if (isView && FormView(bare) is not null)
        {
            FormCode.Of(bare).ReadView(body.Scope, place.Member.Prefix, local);
        }
        else
        {
            body.WriteMember(place.Member with { Member = bare });
        }

        body.Scope.Code.Line($"value = {local};");
    }

    private static RunItem WithoutCondition(RunItem item) => item switch
    {
        ScalarItem scalar => scalar with { Spec = Bare(scalar.Spec) },
        ConvertedItem converted => converted with { Spec = Bare(converted.Spec) },
        BitsItem bits => bits with { Parts = [.. bits.Parts.Select(part => part.Spec is null ? part : part with { Spec = Bare(part.Spec) })] },
        _ => item,
    };

    /// <summary>A member as the record has it, for conditions and codecs that ask for it.</summary>
    private void EmitAsRecord(MemberSpec member)
    {
        ViewPlace place = _layout.PlaceOf(member.Name);
        _code.Open($"private {NullableType(member)} {Free("Record" + member.Name)}()");
        _code.Line($"Pass({place.Step + 1});");
        if (place.IsConditional)
        {
            _code.If($"!_has{place.Step}", $"return {AbsentValue(member)};");
        }

        _code.Line($"{Known.Reader} reader = {ReaderAt(place)};");
        _code.If($"!{Free("TryRecord" + member.Name)}(ref reader, out {member.TypeName} value)", $"{Known.Views}.Throw(ref reader);");
        _code.Line("return value;");
        _code.Close();
        _code.Line();
        _code.Open($"private bool {Free("TryRecord" + member.Name)}(ref {Known.Reader} reader, out {member.TypeName} value)");
        _code.Line("value = default!;");
        Isolated(member, body => Read(body, Bare(member), place, isView: false));
        _code.Line("return true;");
        _code.Close();
        _code.Line();
    }

    /// <summary>
    /// Writes statements of <c>TryRead</c> by themselves: what they refer to of other members and of runs is fetched in front of them. Which that is their text says, so that forms need no
    /// second description for views.
    /// </summary>
    private void Isolated(MemberSpec member, Action<ReadBodyEmitter> write)
    {
        SourceWriter scratch = new();
        ReadBodyEmitter body = new(_record, scratch);
        body.Scope.Property = property => body.Probe(property, _record.Members.TakeWhile(other => other.Name != member.Name).Select(other => other.Name));
        foreach (RunStep run in Layout.Runs(_layout.Steps))
        {
            body.Scope.Runs[run.Number] = $"bytesOfRun{run.Number}";
        }

        write(body);
        string text = scratch.ToString();
        if (_header is not null && Mentions(text, "header"))
        {
            _code.Line($"{HeaderType} header = _header;");
        }

        foreach (RunStep run in Layout.Runs(_layout.Steps).Where(run => Mentions(text, $"bytesOfRun{run.Number}")))
        {
            int step = _layout.StepOf(run.Number);
            string bytes = step < 0 ? Slice(_layout.PlaceOf(member.Name).Step, run) : step == 0 ? "_head" : Slice(step, run);
            _code.Line($"{Known.ReadOnlySpan} bytesOfRun{run.Number} = {bytes};");
        }

        foreach (MemberSpec other in _record.Members.Where(other => other.Name != member.Name))
        {
            string local = body.Scope.Locals.Of(other.Name);
            if (Mentions(text, local))
            {
                _code.Line($"{NullableType(other)} {local} = {ValueOf(other)};");
            }
        }

        foreach (string line in text.TrimEnd('\n').Split('\n'))
        {
            _code.Line(line);
        }
    }

    /// <summary>Whether code has an identifier that stands for itself: not a member of something, not in the middle of a word, not in quotes.</summary>
    private static bool Mentions(string text, string name)
    {
        for (int found = text.IndexOf(name, StringComparison.Ordinal); found >= 0; found = text.IndexOf(name, found + 1, StringComparison.Ordinal))
        {
            bool isStart = found == 0 || !(IsOfWord(text[found - 1]) || text[found - 1] is '.' or '@' or '"');
            int end = found + name.Length;
            if (isStart && (end == text.Length || !(IsOfWord(text[end]) || text[end] == '"')))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOfWord(char character) => char.IsLetterOrDigit(character) || character == '_';

    /// <summary>The expression of a member as the record has it.</summary>
    private string ValueOf(MemberSpec member)
    {
        if (member.InHeader is { } inHeader)
        {
            return HeaderValue(inHeader);
        }

        ViewPlace place = _layout.PlaceOf(member.Name);
        if (TypeOf(member, place) == NullableType(member))
        {
            return $"this.{PropertyOf(member)}";
        }

        if (!_asRecord.Contains(member.Name))
        {
            _asRecord.Add(member.Name);
        }

        return $"{Free("Record" + member.Name)}()";
    }

    /// <summary>The expression of a header's member as the record has it.</summary>
    private string HeaderValue(string name)
    {
        MemberSpec member = _header!.Record.Members.First(candidate => candidate.Name == name);
        if (!HasView(_header.Record))
        {
            return $"_header.{SymbolReading.Escape(name)}";
        }

        ViewLayout layout = new(_header.Record, null);
        return TypeOf(member, layout.PlaceOf(name)) == member.TypeName ? $"_header.{PropertyOf(member)}" : $"_header.ToRecord().{SymbolReading.Escape(name)}";
    }
}
