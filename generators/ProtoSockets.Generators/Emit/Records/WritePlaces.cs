using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>What offsets are, before and while a record is written.</summary>
internal static class WritePlaces
{
    /// <summary>Whether offsets count from the start of the record.</summary>
    public static bool NeedsStart(RecordSpec record) => record.Members.Any(member => member.Derived is OffsetOfSpec { From: OffsetBase.Record });

    /// <summary>The expression of the property: the offset in a record that starts its message.</summary>
    public static string Value(RecordSpec record, MemberSpec member, OffsetOfSpec offset)
    {
        int index = 0;
        while (record.Members[index].Name != offset.Member)
        {
            index++;
        }

        MemberSpec target = record.Members[index];
        string sum = SizeCode.UpTo(record, index);
        string value = offset.Unit == 1 ? sum : $"(({sum}) / {offset.Unit})";
        string bias = offset.Bias switch { 0 => string.Empty, < 0 => $" - {-(long)offset.Bias}", _ => $" + {offset.Bias}" };
        string whole = $"unchecked(({member.TypeName})({value}{bias}))";
        return !target.IsNullable ? whole : $"({SymbolReading.Escape(target.Name)} is null ? ({member.TypeName})0 : {whole})";
    }
}
