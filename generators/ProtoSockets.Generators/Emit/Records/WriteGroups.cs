using ProtoSockets.Generators.Emit.Records.Forms;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>Emits the statements that find out how long what a length encloses is: behind it, or in front where the length's own size depends on that.</summary>
internal sealed class WriteGroups(RecordSpec record, WriteScope scope, WriteRuns runs)
{
    private readonly SourceWriter _code = scope.Code;
    private readonly Dictionary<GroupSpec, string> _starts = [];

    /// <summary>The locals that hold lengths that were written before what they count, by the member's name.</summary>
    private readonly Dictionary<string, string> _announced = new(StringComparer.Ordinal);

    /// <summary>For lengths that were left room for: the local, and the label in front of it, by the member's name.</summary>
    private readonly Dictionary<string, (string Length, string Label)> _reserved = new(StringComparer.Ordinal);

    public void Enter(GroupSpec group)
    {
        if (group.Size.FixedSize is null)
        {
            _starts[group] = scope.Locals.New(record.Members[group.First].Name, "Start");
            _code.Line($"int {_starts[group]} = {scope.Position};");
        }
    }

    public void Leave(GroupSpec group)
    {
        if (group.Size.FixedSize is not null)
        {
            return;
        }

        bool isStreamed = record.IsStreamed(group);
        string bytes = scope.Locals.New(record.Members[group.First].Name, "Bytes");
        MemberSpec last = record.Members[group.Last];
        string suffix = last.Suffix.Count == 0 ? string.Empty : $" - {last.Suffix.Count}";
        string written = $"{scope.Position} - {_starts[group]}{suffix}{(isStreamed ? " + writer.Behind" : string.Empty)}";
        _code.Line($"{(isStreamed ? "long" : "int")} {bytes} = {(suffix.Length > 0 && last.Condition is not null ? $"{Locals.Property(last.Name)} is null ? 0 : {written}" : written)};");
        MemberSpec? field = group.Field.InHeader ? null : record.Members.First(member => member.Name == group.Field.Name);
        if (field is not null && _reserved.TryGetValue(field.Name, out (string Length, string Label) reserved))
        {
            Settle(group, field, bytes, reserved.Length, reserved.Label);
            return;
        }

        if (field is not null && Integers.IsVariable(field.Form))
        {
            _code.If($"{bytes} != {_announced[field.Name]}", $"{Known.Checks}.ThrowInexact(\"{field.Name}\", {bytes}, {_announced[field.Name]});");
            return;
        }

        scope.Values.Know(group, bytes);
        runs.Settle();
    }

    /// <summary>
    /// Emits the place that is gone back to where a length of variable size turns out to need another room: in front of it, or in front of the condition that it is there under, as nothing can be gone back into.
    /// </summary>
    public void Prepare(MemberSpec member)
    {
        GroupSpec? group = record.Groups.FirstOrDefault(candidate => !candidate.Field.InHeader && candidate.Field.Name == member.Name);
        if (member.Derived is not LengthOfSpec length || group is not { Size.FixedSize: null } || scope.IsDirect || _reserved.ContainsKey(member.Name) || scope.Values.Find(member) is not null
            || !(member.Form is VarIntForm || (member.Form is AsciiForm && !IsExact(group))))
        {
            return;
        }

        string announced = Announce(member, group);
        string expected = length is { SelfBytes: 0, Unit: 1, Bias: 0 } ? announced : $"(({announced} + {length.SelfBytes}L) / {length.Unit}) + ({length.Bias})";
        string name = scope.Locals.New(member.Name, "Length");
        string label = scope.Locals.New(member.Name, "Again");
        expected = WriteValues.OrAbsent(length.Absent, record.Members[group.First], "long", expected);
        _code.Line($"{Known.Length} {name} = new(ref writer, {Arguments(member.Form, expected)});");
        _code.Line();
        _code.Line($"{label}:");
        scope.Order.Again();
        _reserved[member.Name] = (name, label);
    }

    /// <summary>Emits the room for a length that was prepared, in front of what it counts. It is filled in behind that.</summary>
    public bool TryReserve(MemberStep step)
    {
        if (!_reserved.TryGetValue(step.Member.Name, out (string Length, string Label) reserved))
        {
            return false;
        }

        _code.Line($"{reserved.Length}.Begin(ref writer);");
        if (step.Member.Form is AsciiForm { Length: not FixedLength } digits)
        {
            scope.Limit(step.Member, $"{reserved.Length}.Width", WriteScope.Least(digits.MaxBytes, step.Prefix), "ThrowTooLong");
            scope.WritePrefix(step.Prefix, $"{reserved.Length}.Width");
        }

        return true;
    }

    private static string Arguments(WireForm form, string expected) => form switch
    {
        VarIntForm integer => $"{VarIntCode.Name(integer.Format)}, {expected}{(integer.Primitive.IsSigned() ? ", isSigned: true" : string.Empty)}{(integer.Canonical ? ", isShortest: true" : string.Empty)}",
        AsciiForm { Length: FixedLength @fixed, Radix: var radix } => $"{radix}, {expected}, width: {@fixed.Bytes}, pad: {@fixed.Pad}",
        _ => $"{((AsciiForm)form).Radix}, {expected}, width: 0, pad: 0",
    };

    /// <summary>Whether what a length counts says how large it is wherever it stands: nothing in it is aligned, or written by a codec. Digits in front of it are then written at once.</summary>
    private bool IsExact(GroupSpec group) => record.Members.Skip(group.First).Take(group.Last - group.First + 1).All(member => member.Form is ScalarForm or TextForm or BytesForm or ListForm { Element: ScalarForm or TextForm })
        && record.Members.Skip(group.First + 1).Take(group.Last - group.First).All(member => !member.Fillers.Any(filler => filler is AlignFiller));

    private void Settle(GroupSpec group, MemberSpec field, string bytes, string length, string label)
    {
        if (field.Versions is { } versions)
        {
            _code.Line($"if ({versions.Condition("writer.Version")})");
            _code.Open();
        }

        string value = scope.Locals.New(field.Name, "Value");
        _code.Line($"{field.TypeName} {value} = {scope.Values.Length(group, field, bytes)};");
        if (field.Form is VarIntForm form)
        {
            VarIntCode.CheckWidth(field, form, value, _code);
        }

        _code.If($"!{length}.TryFit(ref writer, \"{field.Name}\", (long){value})", $"goto {label};");
        if (field.Versions is not null)
        {
            _code.Close();
            _code.Line();
        }
    }

    /// <summary>The value of a number whose size depends on it: a length is known before what it counts is written.</summary>
    public string Variable(MemberSpec member, string value)
    {
        if (member.Derived is not LengthOfSpec)
        {
            return scope.Values.Of(member, value);
        }

        GroupSpec group = record.Groups.First(candidate => !candidate.Field.InHeader && candidate.Field.Name == member.Name);
        return scope.Values.Length(group, member, Announce(member, group));
    }

    /// <summary>Emits the local that holds what a length is expected to be.</summary>
    private string Announce(MemberSpec member, GroupSpec group)
    {
        string bytes = scope.Locals.New(member.Name, "Announced");
        _announced[member.Name] = bytes;
        foreach (MemberSpec counted in record.Members.Skip(group.First).Take(group.Last - group.First + 1).Where(counted => counted.IsNullable))
        {
            // The sum has a local for its value.
            _ = scope.Locals.New("present" + counted.Name);
        }

        string sum = string.Join(" + ", SizeCode.Terms(record, group.First, group.Last, isWhole: false, version: scope.IsDirect ? null : "writer.Version"));
        bool isStreamed = record.IsStreamed(group);
        string streamed = isStreamed ? Locals.Property(record.Streamed!.Name) : string.Empty;
        _code.Line(isStreamed ? $"long {bytes} = {sum} - {StreamedCode.Streams}.GetSize({streamed}) + {streamed}.Length;" : $"int {bytes} = {sum};");
        return bytes;
    }
}
