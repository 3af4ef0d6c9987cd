using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>Emits the checks of values.</summary>
internal static class CheckCode
{
    /// <summary>Emits the checks of a value that was read.</summary>
    /// <param name="member">The member.</param>
    /// <param name="local">The local that holds the value, or what it is nullable in.</param>
    /// <param name="isNullable">Whether the local can hold null.</param>
    /// <param name="at">Where the value starts.</param>
    /// <param name="code">Takes the code.</param>
    public static void Read(MemberSpec member, string local, bool isNullable, string at, SourceWriter code)
    {
        string value = isNullable && member.IsValueType ? local + ".Value" : local;
        foreach (CheckSpec check in member.Checks.Where(check => !check.OfRecord))
        {
            code.If(check.For(value), $"return {Known.ValueChecks}.Refuse(ref reader, {at}, \"{member.Name}\", {value}, {check.RuleLiteral});");
        }
    }

    /// <summary>Whether there is a check that needs the whole record: of its value, or of a flag against what it speaks of.</summary>
    public static bool LooksAtAll(RecordSpec record) =>
        record.Members.Any(member => member.Checks.Any(check => check.OfRecord) || IsUncheckedFlag(record, member, out _));

    private static bool IsUncheckedFlag(RecordSpec record, MemberSpec member, out MemberSpec? present)
    {
        present = !record.IsHeader && member.Derived is FlagOfSpec flag ? record.Members.First(other => other.Name == flag.Member) : null;
        return present is not null && present.Condition?.Name != member.Name;
    }

    /// <summary>Emits the checks that look at the whole record, and of flags that nothing else was checked against.</summary>
    public static void ReadRecord(RecordSpec record, Func<MemberSpec, string> local, Places places, string target, SourceWriter code)
    {
        foreach (MemberSpec member in record.Members)
        {
            foreach (CheckSpec check in member.Checks.Where(check => check.OfRecord))
            {
                code.If(
                    check.For(target),
                    $"{target} = default!;",
                    $"return {Known.ValueChecks}.Refuse(ref reader, {places.StartOf(member.Name)}, \"{member.Name}\", {local(member)}, {check.RuleLiteral});");
            }

            if (IsUncheckedFlag(record, member, out MemberSpec? present))
            {
                code.If(
                    $"{local(member)} != ({local(present!)} is not null)",
                    $"{target} = default!;",
                    $"return {Known.ValueChecks}.WrongFlag(ref reader, \"{member.Name}\", {local(member)}, \"{present!.Name}\");");
            }
        }
    }

    /// <summary>Emits the checks of all values, before anything is written; of members that not all versions have, where they are written.</summary>
    public static void Write(RecordSpec record, Locals locals, SourceWriter code)
    {
        foreach (MemberSpec member in record.Members.Where(member => member.Versions is null))
        {
            Write(member, locals, code);
        }
    }

    /// <summary>Emits the checks of a value.</summary>
    public static void Write(MemberSpec member, Locals locals, SourceWriter code)
    {
        string property = Locals.Property(member.Name);
        if (member is { IsValueType: false, IsNullable: false, Derived: null, InHeader: null, Form: not (CodecForm or ConvertedForm) })
        {
            code.If($"{property} is null", $"{Known.Nulls}.Throw(\"{member.Name}\");");
        }

        foreach (CheckSpec check in member.Checks)
        {
            string value = !member.IsNullable || check.OfRecord ? property : locals.New("checked" + member.Name);
            string wrong = check.For(check.OfRecord ? "this" : value);
            string condition = !member.IsNullable ? wrong
                : check.OfRecord ? $"{property} is not null && {wrong}"
                : $"{property} is {{ }} {value} && ({wrong})";
            code.If(condition, $"{Known.ValueChecks}.Throw(\"{member.Name}\", {value}, {check.RuleLiteral});");
        }
    }
}
