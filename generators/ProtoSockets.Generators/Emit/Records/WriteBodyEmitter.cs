using ProtoSockets.Generators.Emit.Records.Forms;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>Emits the statements that write a record's members, step by step.</summary>
internal sealed class WriteBodyEmitter
{
    private readonly RecordSpec _record;
    private readonly SourceWriter _code;
    private readonly WriteScope _scope;
    private readonly WriteRuns _runs;
    private readonly WriteGroups _groups;
    private readonly WriteOffsets _offsets;
    private readonly WriteConditions _conditions;
    private readonly AlignCode _align;

    /// <param name="record">The record.</param>
    /// <param name="scope">The method that the statements are for.</param>
    public WriteBodyEmitter(RecordSpec record, WriteScope scope)
    {
        _record = record;
        _code = scope.Code;
        _scope = scope;
        _runs = new WriteRuns(scope);
        _groups = new WriteGroups(record, scope, _runs);
        _offsets = new WriteOffsets(scope, _runs);
        _conditions = new WriteConditions(record, scope, Write);
        _align = new AlignCode(record, _code, "writer", scope.Locals);
    }

    /// <summary>Whether a header is written in front once this is done, so that checksums have to wait for it: <see cref="WriteChecksums"/>.</summary>
    public bool IsBehindHeader { get; init; }

    /// <summary>What is written.</summary>
    public RecordPart Part { get; init; }

    /// <summary>For a header: the name of the parameter that holds a computed member's value.</summary>
    public Func<MemberSpec, string>? HeaderValue { get; init; }

    public void Write()
    {
        _scope.Begin();
        _scope.Values.Begin(HeaderValue, _scope.From);
        if (Part != RecordPart.Data)
        {
            CheckCode.Write(_record, _scope.Locals, _code);
        }

        _scope.Places.Begin();
        _offsets.Begin(_record, Part);
        _scope.Order.Begin();
        _align.Begin();
        IReadOnlyList<Step> steps = Layout.Of(_record);
        if (Part == RecordPart.Data)
        {
            _runs.ReturnTo(steps.TakeWhile(IsOfHead));
        }

        Write(Part switch
        {
            RecordPart.Head => steps.TakeWhile(IsOfHead),
            RecordPart.Data => steps.SkipWhile(IsOfHead),
            _ => steps,
        });
        foreach ((MemberSpec member, string entries) in _scope.Directories)
        {
            _scope.Order.As(member, () => _code.Line($"{Known.Directories}.WriteData(ref writer, {Name(member)}, {entries});"));
        }

        if (!IsBehindHeader)
        {
            WriteChecksums();
        }

        _scope.Order.End();
    }

    /// <summary>Computes the checksums, now that all else is in place.</summary>
    public void WriteChecksums()
    {
        foreach (MemberSpec member in ChecksumCode.InOrder(_record).Where(member => _scope.Values.Find(member) is null))
        {
            if (ChecksumCode.Write(member, _scope.Locals, _scope.Places, _code) is { } value)
            {
                _scope.Values.Know(member, value);
                _runs.Settle();
            }
        }
    }

    /// <summary>Whether a step is in front of all members that stand where offsets say: those begin with their place.</summary>
    private static bool IsOfHead(Step step) => step is RunStep or MemberStep;

    private void Write(IEnumerable<Step> steps)
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
                    _scope.Order.Within(member.Member, () => WriteMember(member, _scope.Present ?? Name(member.Member)));
                    break;
                case ConditionalStep conditional:
                    _scope.Order.Reach(conditional.Member);
                    _scope.Places.MarkStart(conditional.Member);
                    _groups.Prepare(conditional.Member);
                    _offsets.Around(conditional, () => _conditions.Write(conditional));
                    _scope.Places.MarkEnd(conditional.Member);
                    break;
                case AlignStep align:
                    _align.Pass(align, align.IsPlaced && _record.Members.First(member => member.Name == align.Near) is var placed ? EmptyPlaces.IsThere(placed, _scope.Present ?? Name(placed)) : null);
                    break;
                case LineStep { Line: var line }:
                    LineCode.Begin(line, _scope);
                    break;
                case EndLineStep:
                    LineCode.End(_record, _scope);
                    break;
                case PlaceStep place:
                    _offsets.Write(place);
                    break;
                case EnterStep { Group: var group }:
                    _groups.Enter(group);
                    break;
                case LeaveStep { Group: var group }:
                    _groups.Leave(group);
                    break;
            }
        }
    }

    private static string Name(MemberSpec member) => Locals.Property(member.Name);

    private void WriteMember(MemberStep step, string value)
    {
        MemberSpec member = step.Member;
        if (!member.IsOptional && !_scope.IsDirect)
        {
            _scope.Places.MarkStart(member);
        }

        if (_scope.IsDirect is false && Integers.IsVariable(member.Form) && member.Derived is LengthOfSpec)
        {
            LineCode.Write(member, _record, _scope, () => WriteLength(step, value));
        }
        else if (member.Form is VarIntForm integer)
        {
            WriteVarInt(member, integer, _groups.Variable(member, value));
        }
        else if (member.Derived is ChecksumSpec)
        {
            ChecksumCode.WritePlaceholder(member, _scope.Values.Find(member), _code);
        }
        else
        {
            string content = member.Form is AsciiForm ? _scope.Values.Of(member, value) : value;
            if (_scope.IsDirect)
            {
                DirectWriteCode.Member(_scope, step);
                return;
            }

            LineCode.Write(member, _record, _scope, () => FormCode.Of(member).Write(_scope, step.Prefix, content));
        }

        if (!member.IsOptional && !_scope.IsDirect)
        {
            _scope.Places.MarkEnd(member);
        }
    }

    /// <summary>Writes a length whose size depends on its value: behind what it counts, in room that is left for it, or at once where what it counts says how large it is.</summary>
    private void WriteLength(MemberStep step, string value)
    {
        MemberSpec member = step.Member;
        _groups.Prepare(member);
        if (_groups.TryReserve(step))
        {
            return;
        }

        string content = _groups.Variable(member, value);
        if (member.Form is VarIntForm integer)
        {
            WriteVarInt(member, integer, content);
        }
        else
        {
            FormCode.Of(member).Write(_scope, step.Prefix, content);
        }
    }

    private void WriteVarInt(MemberSpec member, VarIntForm form, string value)
    {
        if (member.Derived is null && VarIntCode.BeyondSign(form, value) is { } beyond)
        {
            _code.If(beyond.Wrong, $"{Known.ValueChecks}.Throw(\"{member.Name}\", {value}, \"{beyond.Rule}\");");
        }

        VarIntCode.CheckWidth(member, form, value, _code);
        if (_scope.IsDirect)
        {
            DirectWriteCode.VarInt(_code, _scope.Position, form.Format, $"({value})");
            return;
        }

        _code.Line(VarIntCode.Write(form, value));
    }
}
