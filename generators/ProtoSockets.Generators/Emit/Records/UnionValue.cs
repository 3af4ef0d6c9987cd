using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>Emits what makes a union a value: equality by content, printing, and copies of what it borrows.</summary>
internal static class UnionValue
{
    public static void Emit(UnionSpec union, UnionStorage storage, SourceWriter code)
    {
        EmitToOwned(union, storage, code);
        EmitEquality(union, storage, code);
        EmitToString(union, storage, code);
    }

    private static IEnumerable<MemberSpec> Head(UnionSpec union) => union.Head.Members.Where(member => member.Derived is null && member.Form is not CasesForm);

    private static void EmitToOwned(UnionSpec union, UnionStorage storage, SourceWriter code)
    {
        string type = union.Type.FullName;
        code.Line("/// <summary>The same value with copies of what it borrows from a receive buffer.</summary>");
        code.Line("/// <returns>A value that may be kept.</returns>");
        MemberSpec[] borrowed = [.. Head(union).Where(member => member.Borrows)];
        CaseSpec[] cases = [.. union.Cases.Where(@case => @case.Borrows)];
        if (cases.Length == 0 && borrowed.Length == 0)
        {
            code.Line($"public {type} ToOwned() => this;");
            code.Line();
            return;
        }

        string[] assignments =
        [
            .. Head(union).Select(member => $"{SymbolReading.Escape(member.Name)} = {(member.Borrows ? RecordParts.Owned(member) : SymbolReading.Escape(member.Name))}"),
            .. Backing.Members(union.Head).Select(member => $"{Backing.Name(member)} = {Backing.Name(member)}"),
        ];
        string with = assignments.Length == 0 ? string.Empty : $" {{ {string.Join(", ", assignments)} }}";
        string otherwise = borrowed.Length == 0
            ? "this"
            : $"this with {{ {string.Join(", ", borrowed.Select(member => $"{SymbolReading.Escape(member.Name)} = {RecordParts.Owned(member)}"))} }}";
        code.Open($"public {type} ToOwned() => _unionKind switch");
        foreach (CaseSpec @case in cases)
        {
            code.Line($"CaseKind.{SymbolReading.Escape(@case.Name)} => {UnionAccess.Make(union, @case, storage.Value(@case) + ".ToOwned()")}{with},");
        }

        code.Line($"_ => {otherwise},");
        code.Close(";");
        code.Line();
    }

    private static void EmitEquality(UnionSpec union, UnionStorage storage, SourceWriter code)
    {
        string type = union.Type.FullName;
        StateSpec[] compared = [.. EqualityEmitter.Compared(union.Head)];
        code.Line("/// <summary>Whether two values are the same case with the same content.</summary>");
        code.Line("/// <param name=\"left\">One value.</param>");
        code.Line("/// <param name=\"right\">The other.</param>");
        code.Line($"public static bool operator ==({type} left, {type} right) => left.Equals(right);");
        code.Line();
        code.Line("/// <summary>Whether two values differ.</summary>");
        code.Line("/// <param name=\"left\">One value.</param>");
        code.Line("/// <param name=\"right\">The other.</param>");
        code.Line($"public static bool operator !=({type} left, {type} right) => !left.Equals(right);");
        code.Line();
        code.Line("/// <summary>Whether two values are the same case with the same content.</summary>");
        code.Line("/// <param name=\"other\">The other value.</param>");
        code.Line("/// <returns>Whether they are equal.</returns>");
        code.Open($"public bool Equals({type} other)");
        code.If("_unionKind != other._unionKind" + string.Concat(compared.Select(state => $" || !({EqualityEmitter.Comparison(state)})")), "return false;");
        code.Open("return _unionKind switch");
        foreach (CaseSpec @case in union.Cases)
        {
            code.Line($"CaseKind.{SymbolReading.Escape(@case.Name)} => {storage.Value(@case)}.Equals({storage.Value(@case, "other")}),");
        }

        code.Line("_ => true,");
        code.Close(";");
        code.Close();
        code.Line();
        code.Line("/// <inheritdoc/>");
        code.Line($"public override bool Equals([global::System.Diagnostics.CodeAnalysis.NotNullWhen(true)] object? obj) => obj is {type} other && Equals(other);");
        code.Line();
        code.Line("/// <inheritdoc/>");
        code.Open("public override int GetHashCode()");
        code.Line("global::System.HashCode hash = default;");
        code.Line("hash.Add((byte)_unionKind);");
        foreach (StateSpec state in compared)
        {
            code.Line(EqualityEmitter.Hash(state));
        }

        code.Line("switch (_unionKind)");
        code.Open();
        foreach (CaseSpec @case in union.Cases)
        {
            code.Line($"case CaseKind.{SymbolReading.Escape(@case.Name)}:");
            code.Line($"    hash.Add({storage.Value(@case)}.GetHashCode());");
            code.Line("    break;");
        }

        code.Close();
        code.Line();
        code.Line("return hash.ToHashCode();");
        code.Close();
        code.Line();
    }

    private static void EmitToString(UnionSpec union, UnionStorage storage, SourceWriter code)
    {
        if (!union.Head.NeedsPrinting)
        {
            return;
        }

        code.Line("/// <summary>The head's members and the case.</summary>");
        code.Line("/// <returns>A text for people.</returns>");
        code.Open("public override string ToString()");
        code.Open("string content = _unionKind switch");
        foreach (CaseSpec @case in union.Cases)
        {
            code.Line($"CaseKind.{SymbolReading.Escape(@case.Name)} => {storage.Value(@case)}.ToString(),");
        }

        code.Line("_ => \"Unset\",");
        code.Close(";");
        string[] head = [.. Head(union).Select(member => member.Name)];
        if (head.Length == 0)
        {
            code.Line("return content;");
        }
        else
        {
            StateSpec[] printed = [.. union.Head.State.Where(state => state.IsPrinted && head.Contains(state.Name))];
            code.Line($"global::System.Text.StringBuilder builder = new(\"{union.Type.Name} {{ \");");
            foreach (StateSpec state in printed)
            {
                EqualityEmitter.Print(state, string.Empty, code);
                code.Line("builder.Append(\", \");");
            }

            code.Line("return builder.Append(content).Append(\" }\").ToString();");
        }

        code.Close();
        code.Line();
    }
}
