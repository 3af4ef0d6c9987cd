using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>Emits what flags in the header say of members of a message.</summary>
internal static class HeaderFlagCode
{
    /// <summary>The expression of a flag as a number: 1 when the member is there.</summary>
    public static string Value(RecordSpec record, GroupSpec flag) =>
        flag.IsAbsent ? "0"
        : record.Members[flag.First] is { IsNullable: true } member ? $"({Locals.Property(member.Name)} is null ? 0 : 1)"
        : "1";

    /// <summary>Emits the check of flags whose member is there for another reason.</summary>
    public static void Verify(RecordSpec record, Func<MemberSpec, string> local, SourceWriter code)
    {
        foreach (GroupSpec flag in record.HeaderCounts.Where(flag => !flag.IsAbsent && flag.Field.Derived is FlagOfSpec))
        {
            MemberSpec member = record.Members[flag.First];
            string value = $"header.{SymbolReading.Escape(flag.Field.Name)}";
            if (member.Condition is not { IsInHeader: true })
            {
                string wrong = member.IsNullable ? $"{value} != ({local(member)} is not null)" : $"!{value}";
                code.If(wrong, $"return {Known.ValueChecks}.WrongFlag(ref reader, \"{flag.Field.Name}\", {value}, \"{member.Name}\");");
            }
        }
    }
}
