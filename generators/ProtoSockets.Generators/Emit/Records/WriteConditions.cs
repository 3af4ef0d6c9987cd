using ProtoSockets.Generators.Emit.Records.Forms;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>Emits the statements that write members which are there or not, and refuse what a reader would not find.</summary>
/// <param name="record">The record.</param>
/// <param name="scope">The method.</param>
/// <param name="writeSteps">Writes what is written of a member that is there.</param>
internal sealed class WriteConditions(RecordSpec record, WriteScope scope, Action<IReadOnlyList<Step>> writeSteps)
{
    private readonly SourceWriter _code = scope.Code;

    public void Write(ConditionalStep step)
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

        _code.Line($"if ({member.Versions.Condition("writer.Version")})");
        _code.Open();
        CheckCode.Write(member, scope.Locals, _code);
        if (member.IsNullable)
        {
            WriteWhenThere(step);
        }
        else
        {
            writeSteps(step.Steps);
        }

        _code.Close();
        _code.Line();
    }

    private void WriteWhenThere(ConditionalStep step)
    {
        MemberSpec member = step.Member;
        string value = Locals.Property(member.Name);
        string reason = member.Condition?.Name ?? member.Versions!.ToString();
        string local = scope.Locals.New("present" + member.Name);
        if (member.Condition is { FollowsValue: true })
        {
            OptionalTokenCode.Mark(member, member.Condition.TokensBehind, scope);
            _code.Line($"if ({value} is {{ }} {local})");
            _code.Open();
            WritePresent(step, local);
            _code.Close();
            _code.Line();
            return;
        }

        if (member.Condition is not null)
        {
            _code.Line($"if ({Locals.Property(member.Condition.Name)})");
            _code.Open();
        }

        _code.Line($"if ({value} is not {{ }} {local})");
        _code.Open();
        _code.Line($"{Known.Checks}.ThrowMissing(\"{member.Name}\", \"{reason}\");");
        _code.Line("return;");
        _code.Close();
        _code.Line();
        WritePresent(step, local);
        if (member.Condition is null)
        {
            return;
        }

        _code.Close();
        _code.Line($"else if ({value} is not null)");
        _code.Open();
        _code.Line($"{Known.Checks}.ThrowUnexpected(\"{member.Name}\", \"{reason}\");");
        _code.Close();
        _code.Line();
    }

    private void WriteTrailing(ConditionalStep step)
    {
        MemberSpec member = step.Member;
        string local = scope.Locals.New("present" + member.Name);
        _code.Line($"if ({Locals.Property(member.Name)} is {{ }} {local})");
        _code.Open();
        if (record.Members.TakeWhile(other => other != member).LastOrDefault(other => other.Condition is { IsOptional: true }) is { } before)
        {
            _code.If($"{Locals.Property(before.Name)} is null", $"{Known.Ends}.ThrowBehindAbsent(\"{member.Name}\", \"{before.Name}\");");
        }

        WritePresent(step, local);
        _code.Close();
        _code.Line();
    }

    private void WritePresent(ConditionalStep step, string local)
    {
        scope.Present = local;
        writeSteps(step.Steps);
        scope.Present = null;
    }
}
