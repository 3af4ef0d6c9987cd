using ProtoSockets.Generators.Emit.Records.Forms;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>Members that all records get, whatever they stand behind.</summary>
internal static class RecordParts
{
    /// <summary>Writes a method that returns a sum.</summary>
    public static void EmitSum(string head, IReadOnlyList<string> terms, SourceWriter code)
    {
        if (terms.Count == 1)
        {
            code.Line($"{head} => {terms[0]};");
            return;
        }

        code.Line($"{head} =>");
        for (int index = 0; index < terms.Count; index++)
        {
            code.Line($"    {(index == 0 ? string.Empty : "+ ")}{terms[index]}{(index == terms.Count - 1 ? ";" : string.Empty)}");
        }
    }

    /// <summary>
    /// Leaves the layout in memory to the runtime where fields are added: in two parts of a struct they have no order, which the compiler warns of (CS0282).
    /// </summary>
    public static void EmitStructLayout(RecordSpec record, SourceWriter code)
    {
        if (record.Type.IsValueType && !record.HasStructLayout && Backing.Members(record).Any())
        {
            code.Line("[global::System.Runtime.InteropServices.StructLayout(global::System.Runtime.InteropServices.LayoutKind.Auto)]");
        }
    }

    /// <summary>Implements the computed properties.</summary>
    public static void EmitDerived(RecordSpec record, SourceWriter code)
    {
        foreach (MemberSpec member in record.Members.Where(member => member.Derived is not null and not UnionTagSpec))
        {
            string declaration = $"{member.PartialModifiers} {member.TypeName} {SymbolReading.Escape(member.Name)}";
            if (member.Derived is ChecksumSpec)
            {
                ChecksumCode.EmitProperty(member, declaration, code);
            }
            else if (Backing.Members(record).Contains(member))
            {
                code.Line($"{declaration} => {Backing.Name(member)};");
                code.Line();
                code.Line("[global::ProtoSockets.NotOnWire]");
                code.Line($"private {member.TypeName} {Backing.Name(member)} {{ get; init; }}");
            }
            else
            {
                code.Line($"{declaration} => {Value(record, member)};");
            }

            code.Line();
        }
    }

    private static string Value(RecordSpec record, MemberSpec member)
    {
        switch (member.Derived)
        {
            case FlagOfSpec flag:
                return $"{SymbolReading.Escape(flag.Member)} is not null";

            case ConstantSpec constant:
                return constant.Values[0].Expression;

            case TagOfSpec tag:
                return $"{SymbolReading.Escape(tag.Member)}.{SymbolReading.Escape(tag.Property)}";

            case CountOfSpec count:
                MemberSpec list = record.Members.First(other => other.Name == count.Member);
                string amount = !list.IsNullable
                    ? SizeCode.CountOrNone(list, SymbolReading.Escape(list.Name))
                    : $"({SymbolReading.Escape(list.Name)} is {{ }} counted ? {SizeCode.Count(list, "counted")} : 0)";
                return WriteValues.OrAbsent(count.Absent, list, member, $"unchecked(({member.TypeName})({amount}{Plus(count.Bias)}))");

            case LengthOfSpec length:
                GroupSpec group = record.Groups.First(candidate => !candidate.Field.InHeader && candidate.Field.Name == member.Name);
                string sum = string.Join(" + ", SizeCode.Terms(record, group.First, group.Last, isWhole: false, length.SelfBytes, mayLack: true));
                string bytes = length.Unit == 1
                    ? $"unchecked(({member.TypeName})({sum}{Plus(length.Bias)}))"
                    : $"unchecked(({member.TypeName})((({sum}) / {length.Unit}){Plus(length.Bias)}))";
                return WriteValues.OrAbsent(length.Absent, record.Members[group.First], member, bytes);

            case OffsetOfSpec offset:
                return WritePlaces.Value(record, member, offset);

            default:
                return "default";
        }
    }

    private static string Plus(int bias) => bias == 0 ? string.Empty : bias < 0 ? $" - {-(long)bias}" : $" + {bias}";

    /// <summary>Writes the method that copies what a value borrows.</summary>
    public static void EmitToOwned(RecordSpec record, SourceWriter code, string name)
    {
        string type = record.Type.FullName;
        MemberSpec[] borrowed = [.. record.Members.Where(member => member.Borrows)];
        code.Line("/// <summary>The same value with copies of what it borrows from a receive buffer.</summary>");
        code.Line("/// <returns>A value that may be kept.</returns>");
        if (borrowed.Length == 0)
        {
            code.Line($"public {type} {name}() => this;");
        }
        else
        {
            code.Line($"public {type} {name}() => this with {{ {string.Join(", ", borrowed.Select(member => member.Derived is ChecksumSpec ? ChecksumCode.Owned(member) : $"{SymbolReading.Escape(member.Name)} = {Owned(member)}"))} }};");
        }

        code.Line();
    }

    public static string Owned(MemberSpec member)
    {
        string name = SymbolReading.Escape(member.Name);
        if (!member.IsNullable)
        {
            return FormCode.Of(member).Owned(name);
        }

        string local = "kept" + member.Name;
        return $"{name} is {{ }} {local} ? {FormCode.Of(member).Owned(local)} : default({member.TypeName}?)";
    }
}
