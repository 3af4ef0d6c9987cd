using ProtoSockets.Generators.Emit.Dumps;
using ProtoSockets.Generators.Emit.Records.Forms;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>Emits the statements that read a record's members into locals, step by step, and the value that is made of them.</summary>
internal sealed class ReadBodyEmitter
{
    private readonly RecordSpec _record;
    private readonly SourceWriter _code;
    private readonly ReadScope _scope;
    private readonly ReadRuns _runs;
    private readonly ReadConditions _conditions;
    private readonly AlignCode _align;

    /// <param name="record">The record.</param>
    /// <param name="scope">The method that the statements are for.</param>
    public ReadBodyEmitter(RecordSpec record, ReadScope scope)
    {
        _record = record;
        _code = scope.Code;
        _scope = scope;
        _runs = new ReadRuns(record, scope);
        _conditions = new ReadConditions(scope, Write);
        _align = new AlignCode(record, _code, "reader", scope.Locals);
    }

    /// <summary>The length of the header that says where the body ends, so that a group over all of it needs no limit of its own.</summary>
    public string? EnclosingField { get; init; }

    /// <summary>Whether the record is read as an entry of a directory.</summary>
    public bool IsEntry { get; init; }

    /// <summary>Verifies what is known once the body is read, and before there is a value.</summary>
    public Action? Verify { get; init; }

    private ReadGroups Groups => field ??= new ReadGroups(_record, _scope, EnclosingField);

    private ReadPlaces Places => field ??= new ReadPlaces(_record, _scope, IsEntry);

    /// <summary>Writes the statements; the last of them sets <c>value</c>.</summary>
    public void Write(string target)
    {
        Groups.CheckHeader();
        _scope.Places.Begin();
        foreach (MemberSpec member in _record.Members.Where(member => member.InHeader is not null && _scope.Walk?.Reads(member) != false))
        {
            _code.Line($"{member.TypeName} {_scope.Locals.Of(member.Name)} = {(member.IsTag ? "tag" : "header." + SymbolReading.Escape(member.InHeader!))};");
        }

        Places.Start();
        _scope.Order.Begin();
        _align.Begin();
        string directory = _record.Members.Any(member => member.Form is ListForm { Data: not null }) ? _scope.Locals.New("outerReach") : string.Empty;
        if (directory.Length > 0)
        {
            _code.Line($"int {directory} = {Known.Directories}.Begin(ref reader);");
        }

        Write(Layout.Of(_record, _scope.IsTraced));
        Places.End();
        if (directory.Length > 0)
        {
            _code.Line($"{Known.Directories}.End(ref reader, {directory});");
        }

        _scope.Order.End();
        foreach (MemberSpec member in ChecksumCode.Verified(_record))
        {
            ChecksumCode.Verify(member, _scope.Locals.Of(member.Name), _scope.Places, _code);
        }

        Verify?.Invoke();
        HeaderFlagCode.Verify(_record, member => _scope.Locals.Of(member.Name), _code);
        if (_scope.Walk is not null && !CheckCode.LooksAtAll(_record))
        {
            return;
        }

        _code.Line($"{target} = {_scope.Construction.Value()};");
        CheckCode.ReadRecord(_record, member => _scope.Locals.Of(member.Name), _scope.Places, target, _code);
    }

    private void Write(IReadOnlyList<Step> steps)
    {
        foreach (Step step in steps)
        {
            switch (step)
            {
                case RunStep run:
                    _runs.Write(run);
                    break;
                case MemberStep member:
                    _scope.Order.Reach(member.Member);
                    _scope.Order.Within(member.Member, () => WriteMember(member));
                    if (_record.Line is { IsTagged: true } tagged && member.Member == _record.Members[0])
                    {
                        LineCode.ReadVerb(tagged, _scope);
                    }

                    break;
                case ConditionalStep conditional:
                    _scope.Order.Reach(conditional.Member);
                    Places.BeforeFirst(conditional.Member);
                    _conditions.Write(conditional);
                    break;
                case AlignStep { IsPlaced: false } align:
                    WriteAlign(align);
                    break;
                case LineStep { Line: var line }:
                    LineCode.Enter(line, _scope);
                    break;
                case EndLineStep:
                    LineCode.Leave(_scope);
                    break;
                case PlaceStep place:
                    Places.BeforeFirst(place.Member);
                    Places.Enter(place);
                    break;
                case EndPlaceStep { Member: var placed }:
                    Places.Leave(placed);
                    break;
                case EnterStep { Group: var group }:
                    Groups.Enter(group);
                    break;
                case LeaveStep { Group: var group }:
                    Groups.Leave(group);
                    break;
            }
        }
    }

    private void WriteAlign(AlignStep align)
    {
        string padding = _scope.IsTraced ? _scope.Locals.New("padding") : string.Empty;
        if (_scope.IsTraced)
        {
            _code.Line($"int {padding} = reader.Position;");
        }

        _align.Pass(align);
        if (_scope.IsTraced)
        {
            DumpCode.WritePadding(_code, padding);
        }
    }

    /// <summary>Writes the statements that read a member of its own.</summary>
    private void WriteMember(MemberStep step)
    {
        MemberSpec member = step.Member;
        string name = member.Name;
        string local = !member.IsOptional ? _scope.Locals.Of(name) : _scope.Locals.New(name, "Read");
        if (!member.IsOptional)
        {
            _scope.Places.MarkStart(member);
        }

        if (_scope.Walk?.Pass(step, _scope) == true)
        {
            LineCode.AfterRead(member, _scope);
            _scope.Construction.Know(member);
            if (!member.IsOptional)
            {
                _scope.Places.MarkEnd(member);
            }

            return;
        }

        if (_scope.IsTraced && DumpCode.HasEntry(member))
        {
            DumpCode.WriteBegin(_code, name);
        }

        if (member.Form is VarIntForm varInt)
        {
            WriteVarInt(member, varInt, local);
            return;
        }

        string offset = member is { Form: AsciiForm, Derived: ConstantSpec } ? _scope.Locals.New(name, "At") : string.Empty;
        if (offset.Length > 0)
        {
            _code.Line($"int {offset} = reader.Position;");
        }

        FormCode.Of(member).Read(_scope, step.Prefix, local);
        Check(member, local);
        LineCode.AfterRead(member, _scope);
        Finish(member, local);
        if (offset.Length > 0)
        {
            _runs.CheckConstant(member, offset);
        }
    }

    private void WriteVarInt(MemberSpec member, VarIntForm form, string local)
    {
        string raw = _scope.Locals.New(member.Name, "Raw");
        bool needsOffset = VarIntCode.Overflow(form, raw) is not null || member.Derived is ConstantSpec or UnionTagSpec;
        string offset = needsOffset ? _scope.Locals.New(member.Name, "At") : string.Empty;
        if (needsOffset)
        {
            _code.Line($"int {offset} = reader.Position;");
        }

        _code.If($"!{VarIntCode.TryRead(form, raw)}", $"return reader.In(\"{member.Name}\");");
        if (VarIntCode.Overflow(form, raw) is { } overflow)
        {
            _code.If(overflow, $"return {Known.Checks}.DoesNotFit(ref reader, {offset}, \"{member.Name}\", {raw}, \"{form.Primitive.Keyword().Replace("global::System.", string.Empty)}\");");
        }

        _code.Line($"{form.TypeName} {local} = {VarIntCode.Convert(form, raw)};");
        Check(member, local);
        Finish(member, local);
        _runs.CheckConstant(member, offset);
    }

    private void Check(MemberSpec member, string local)
    {
        if (member.Checks.Count > 0)
        {
            CheckCode.Read(member, local, isNullable: false, _scope.Places.StartOf(member.Name), _code);
        }
    }

    private void Finish(MemberSpec member, string local)
    {
        if (_scope.IsTraced && DumpCode.HasEntry(member))
        {
            DumpCode.WriteEnd(_code, local);
        }

        _scope.Construction.Know(member);
        _scope.Walk?.Keep(member, local, _code);
        if (member.IsOptional)
        {
            _code.Line($"{_scope.Locals.Of(member.Name)} = {local};");
        }
        else
        {
            _scope.Places.MarkEnd(member);
        }
    }
}
