using ProtoSockets.Generators.Emit.Records.Forms;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>Emits the statements that hold members to the length that encloses them, and the header to what the message has.</summary>
/// <param name="record">The record.</param>
/// <param name="scope">The method.</param>
/// <param name="enclosing">The length of the header that says where the body ends, so that a group over all of it needs no limit of its own.</param>
internal sealed class ReadGroups(RecordSpec record, ReadScope scope, string? enclosing)
{
    private readonly SourceWriter _code = scope.Code;
    private readonly Dictionary<GroupSpec, string> _ends = [];

    /// <summary>What the header counts must agree with what the message has.</summary>
    public void CheckHeader()
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
                _code.If(value, $"return {Known.ValueChecks}.WrongFlag(ref reader, \"{count.Field.Name}\", true, \"{absent.Member}\");");
                continue;
            }

            int expected = ((CountOfSpec)count.Field.Derived).Bias;
            _code.If($"{value} != {expected}", $"return {Known.Checks}.WrongLength(ref reader, \"{count.Field.Name}\", {value}, {expected});");
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

    public void Enter(GroupSpec group)
    {
        if (Encloses(group))
        {
            string name = NameOf(group);
            bool canBeAbsent = group.Field.Derived is LengthOfSpec { Absent: not null } && record.Members[group.First].Condition is { Absent: not null };
            string length = canBeAbsent ? scope.LengthUnlessAbsent(group.Field, name) : scope.Length(group.Field, name);
            string end = scope.Locals.New(name, "End");
            _ends[group] = end;
            _code.If($"!reader.TryEnter({length}, out int {end})", $"return reader.In(\"{name}\");");
        }
        else if (!group.IsDirect && record.IsStreamed(group))
        {
            // A length that ends with the member that streams encloses nothing that is in memory: only its end is checked.
            if (!IsEnclosing(group))
            {
                StreamedCode.Limit(scope, group.Field);
            }
        }
        else if (group is { Field.InHeader: false, Size.FixedSize: not null })
        {
            CheckFixed(group, scope.Locals.Of(group.Field.Name));
        }
    }

    public void Leave(GroupSpec group)
    {
        if (!Encloses(group))
        {
            return;
        }

        if (group.Field.Derived is LengthOfSpec { SkipsRest: true })
        {
            _code.Line("reader.SkipRest();");
        }

        _code.If($"!reader.TryLeave({_ends[group]})", $"return reader.In(\"{NameOf(group)}\");");
    }

    private void CheckFixed(GroupSpec group, string value)
    {
        string condition = IsWrong(group, value, out long expected);
        _code.If(condition, $"return {Known.Checks}.WrongLength(ref reader, \"{group.Field.Name}\", {value}, {expected});");
    }

    private bool Encloses(GroupSpec group) => !group.IsDirect && group.Size.FixedSize is null && !record.IsStreamed(group) && !IsEnclosing(group);

    private bool IsEnclosing(GroupSpec group) => group.Field.InHeader && group.Field.Name == enclosing;

    private string NameOf(GroupSpec group) => record.Members[group.First].Name;
}
