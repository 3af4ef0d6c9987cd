using ProtoSockets.Generators.Emit.Records;
using ProtoSockets.Generators.Emit.Records.Forms;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Views;

/// <content>What passes over the steps of a record.</content>
internal sealed partial class ViewEmitter
{
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
}
