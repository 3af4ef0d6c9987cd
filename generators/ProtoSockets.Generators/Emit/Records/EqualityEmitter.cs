using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>Emits equality by content and readable printing for records whose members the compiler would compare by identity.</summary>
internal static class EqualityEmitter
{
    public static void Emit(RecordSpec record, SourceWriter code)
    {
        if (record.NeedsEquality)
        {
            EmitEquals(record, code);
        }

        if (record.NeedsHashCode)
        {
            EmitHashCode(record, code);
        }

        if (record.NeedsPrinting)
        {
            EmitPrinting(record, code);
        }
    }

    /// <summary>What takes part in equality.</summary>
    public static IEnumerable<StateSpec> Compared(RecordSpec record) =>
        record.State.Where(state => state.IsCompared).Concat(Backing.Members(record)
            .Where(member => member.Derived is not ChecksumSpec)
            .Select(member => new StateSpec(Backing.Name(member), member.TypeName, StateComparison.Default, IsCompared: true, IsPrinted: false)));

    private static void EmitEquals(RecordSpec record, SourceWriter code)
    {
        string modifier = record.Type.IsValueType || record.Type.IsSealed ? string.Empty : "virtual ";
        string type = record.Type.FullName + (record.Type.IsValueType ? string.Empty : "?");
        code.Line("/// <summary>Compares by content: arrays and memory by their elements.</summary>");
        code.Line("/// <param name=\"other\">The value to compare with.</param>");
        code.Line("/// <returns>Whether both have the same content.</returns>");
        code.Line($"public {modifier}bool Equals({type} other) =>");
        List<string> terms = record.Type.IsValueType ? []
            : record.Type.IsSealed ? ["other is not null"]
            : ["other is not null", "EqualityContract == other.EqualityContract"];
        terms.AddRange(Compared(record).Select(Comparison));
        for (int index = 0; index < terms.Count; index++)
        {
            code.Line($"    {(index == 0 ? string.Empty : "&& ")}{terms[index]}{(index == terms.Count - 1 ? ";" : string.Empty)}");
        }

        code.Line();
    }

    /// <summary>The expression of whether a piece of state is the same in <c>other</c>.</summary>
    public static string Comparison(StateSpec state)
    {
        string name = SymbolReading.Escape(state.Name);
        return state.Comparison switch
        {
            StateComparison.Memory or StateComparison.Array => $"{Known.Bytes}.ContentEquals({name}, other.{name})",
            StateComparison.NullableMemory =>
                $"{name}.HasValue == other.{name}.HasValue && {Known.Bytes}.ContentEquals({name}.GetValueOrDefault(), other.{name}.GetValueOrDefault())",
            _ => $"global::System.Collections.Generic.EqualityComparer<{state.TypeName}>.Default.Equals({name}, other.{name})",
        };
    }

    private static void EmitHashCode(RecordSpec record, SourceWriter code)
    {
        code.Line("/// <inheritdoc/>");
        code.Line("public override int GetHashCode()");
        code.Open();
        code.Line("global::System.HashCode hash = default;");
        foreach (StateSpec state in Compared(record))
        {
            code.Line(Hash(state));
        }

        code.Line("return hash.ToHashCode();");
        code.Close();
        code.Line();
    }

    /// <summary>The statement that adds a piece of state to a hash.</summary>
    public static string Hash(StateSpec state)
    {
        string name = SymbolReading.Escape(state.Name);
        return state.Comparison switch
        {
            StateComparison.Memory or StateComparison.Array => $"hash.Add({Known.Bytes}.ContentHash({name}));",
            StateComparison.NullableMemory => $"hash.Add({Known.Bytes}.ContentHash({name}.GetValueOrDefault()));",
            _ => $"hash.Add({name});",
        };
    }

    private static void EmitPrinting(RecordSpec record, SourceWriter code)
    {
        string modifier = record.Type.IsValueType || record.Type.IsSealed ? "private" : "protected virtual";
        code.Line("/// <summary>Prints the members, arrays and memory by their elements.</summary>");
        code.Line("/// <param name=\"builder\">Takes the text.</param>");
        code.Line("/// <returns>Whether there are any.</returns>");
        code.Line($"{modifier} bool PrintMembers(global::System.Text.StringBuilder builder)");
        code.Open();
        bool isFirst = true;
        foreach (StateSpec state in record.State.Where(state => state.IsPrinted))
        {
            Print(state, isFirst ? string.Empty : ", ", code);
            isFirst = false;
        }

        code.Line("return true;");
        code.Close();
        code.Line();
    }

    /// <summary>Writes the statements that print a piece of state.</summary>
    public static void Print(StateSpec state, string separator, SourceWriter code)
    {
        string name = SymbolReading.Escape(state.Name);
        string lead = $"{separator}{state.Name} = ";
        switch (state.Comparison)
        {
            case StateComparison.Memory or StateComparison.Array:
                code.Line($"builder.Append(\"{lead}\");");
                code.Line($"{Known.Bytes}.Print(builder, {name});");
                break;

            case StateComparison.NullableMemory:
                code.Line($"builder.Append(\"{lead}\");");
                code.Open($"if ({name} is {{ }} printed{state.Name})");
                code.Line($"{Known.Bytes}.Print(builder, printed{state.Name});");
                code.Close();
                code.Line();
                break;

            default:
                code.Line($"builder.Append(global::System.Globalization.CultureInfo.InvariantCulture, $\"{lead}{{{name}}}\");");
                break;
        }
    }
}
