using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>Emits a union: the closed struct, and how its content is read and written.</summary>
internal static class UnionEmitter
{
    private const string Explicit = "[global::System.Runtime.InteropServices.StructLayout(global::System.Runtime.InteropServices.LayoutKind.Explicit)]";

    /// <summary>Writes the union itself; its cases are records of their own.</summary>
    public static string Emit(UnionSpec union) => SourceFile.Beside(union.Type, code => Emit(union, code));

    private static void Emit(UnionSpec union, SourceWriter code)
    {
        string type = union.Type.FullName;
        RecordSpec head = union.Head;
        LayoutTable.Write(head, null, code);
        if (!head.HasStructLayout)
        {
            code.Line("[global::System.Runtime.InteropServices.StructLayout(global::System.Runtime.InteropServices.LayoutKind.Auto)]");
        }

        string serializable = union.IsTagOutside ? $"{Known.Tagged}<{type}, {union.TagType}>" : $"global::ProtoSockets.IWireSerializable<{type}>";
        code.Line($"{union.Type.Declaration} : {serializable}, {Known.Union}, global::System.IEquatable<{type}>{(head.Parts is null ? string.Empty : ", " + ShapeCode.Interface)}");
        code.Open();
        RunFields.Emit(head, code);
        UnionStorage storage = new(union);
        storage.EmitFields(code);
        EmitKinds(union, code);
        UnionAccess.Emit(union, storage, code);
        EmitTag(union, storage, code);
        RecordEmitter.EmitSizes(head, code);
        RecordEmitter.EmitTryRead(head, null, code);
        EmitChoice(union, code, () =>
        {
            EmitTryReadContent(union, code, isTraced: false);
            EmitKindOf(union, code);
        });
        RecordEmitter.EmitWrite(head, null, code);
        EmitWriteContent(union, storage, code);
        EmitContentSize(union, storage, code);
        RecordEmitter.EmitConveniences(head, null, code);
        RecordParts.EmitDerived(head, code);
        UnionValue.Emit(union, storage, code);
        ElementCode.WriteClasses(head, code);
        ShapeCode.Emit(head, code);
        storage.EmitTypes(code, Explicit);
        EmitCaseType(union, code);
        if (union.IsTagOutside)
        {
            RecordEmitter.EmitTag(type, union.Tag, code);
        }

        code.Close();
    }

    private static void EmitKinds(UnionSpec union, SourceWriter code)
    {
        code.Line($"/// <summary>The cases of {LayoutTable.Escape(union.Type.Name)}.</summary>");
        code.Open("public enum CaseKind : byte");
        code.Line("/// <summary>None: the default of the struct, which can't be written.</summary>");
        code.Line("Unset,");
        foreach (CaseSpec @case in union.Cases)
        {
            code.Line();
            code.Line($"/// <summary>{Describe(union, @case)}</summary>");
            code.Line($"{SymbolReading.Escape(@case.Name)},");
        }

        code.Close();
        code.Line();
        code.Line("/// <summary>Which case it is.</summary>");
        code.Line("public CaseKind Kind => _unionKind;");
        code.Line();
    }

    private static string Describe(UnionSpec union, CaseSpec @case) => @case.IsUnknown ? "Any other tag." : "Tag " + string.Join(", ", @case.Tags.Select(tag =>
        LayoutTable.Escape(tag.First == tag.Last ? Plain(tag.First) : $"{Plain(tag.First)} to {Plain(tag.Last)}"))) + ".";

    private static string Plain(long tag) => tag.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static void EmitTag(UnionSpec union, UnionStorage storage, SourceWriter code)
    {
        MemberSpec tag = union.Tag;
        code.Open($"{tag.PartialModifiers} {tag.TypeName} {SymbolReading.Escape(tag.Name)} => _unionKind switch");
        foreach (CaseSpec @case in union.Cases)
        {
            string value = @case.TagMember is { } member ? $"{storage.Value(@case)}.{SymbolReading.Escape(member)}" : @case.Tags[0].Expression;
            code.Line($"CaseKind.{SymbolReading.Escape(@case.Name)} => {value},");
        }

        code.Line("_ => default,");
        code.Close(";");
        code.Line();
    }

    private static void EmitCaseType(UnionSpec union, SourceWriter code)
    {
        code.Line();
        code.Open($"global::System.Type? {Known.Union}.CaseType => _unionKind switch");
        foreach (CaseSpec @case in union.Cases)
        {
            code.Line($"CaseKind.{SymbolReading.Escape(@case.Name)} => typeof({@case.TypeName}),");
        }

        code.Line("_ => null,");
        code.Close(";");
    }

    /// <summary>Writes the method that reads the case that a tag says.</summary>
    /// <param name="union">The union.</param>
    /// <param name="code">Takes the code.</param>
    /// <param name="isTraced">Whether what is read is noted in a dump.</param>
    public static void EmitTryReadContent(UnionSpec union, SourceWriter code, bool isTraced)
    {
        bool isApart = !isTraced && union.Cases.Count > MaxCasesTogether;
        code.Open($"private static bool {(isTraced ? "TryDescribeContent" : "TryReadContent")}(ref {Known.Reader} reader, {(isTraced ? $"{Known.Dump} dump, " : string.Empty)}{union.TagType} tag, int tagOffset, out {union.Type.FullName} value)");
        if (!isApart)
        {
            code.Line("value = default;");
        }

        code.Line("switch (tag)");
        code.Open();
        foreach (CaseSpec @case in union.Cases.OrderBy(@case => @case.IsUnknown))
        {
            EmitLabels(@case, code);
            if (isApart)
            {
                code.Line($"    return {Reading(@case)}(ref reader, {Told(@case)}out value);");
                continue;
            }

            code.Open();
            EmitTryReadCase(union, @case, code, isTraced);
            code.Close();
            code.Line();
        }

        if (union.Unknown is null)
        {
            code.Line("default:");
            if (isApart)
            {
                code.Line("    value = default;");
            }

            code.Line($"    return {Known.Unions}.NoCase(ref reader, tagOffset, \"{union.Tag.Name}\", tag);");
        }

        code.Close();
        code.Close();
        code.Line();
        if (isApart)
        {
            EmitCasesApart(union, code);
        }
    }

    /// <summary>
    /// How many cases are read in one method. What a method has room for on its stack is cleared on every call if it has references, also what other cases need: beyond a few, a call is cheaper.
    /// </summary>
    private const int MaxCasesTogether = 6;

    private static string Told(CaseSpec @case) => @case.IsTold ? "tag, " : string.Empty;

    /// <summary>The name of the method that reads a case; no member of a union may begin so.</summary>
    private static string Reading(CaseSpec @case) => "_unionRead" + @case.Name;

    private static void EmitCasesApart(UnionSpec union, SourceWriter code)
    {
        foreach (CaseSpec @case in union.Cases)
        {
            code.Line(Direct.NotInlined);
            code.Open($"private static bool {Reading(@case)}(ref {Known.Reader} reader, {(@case.IsTold ? union.TagType + " tag, " : string.Empty)}out {union.Type.FullName} value)");
            code.Line("value = default;");
            EmitTryReadCase(union, @case, code, isTraced: false);
            code.Close();
            code.Line();
        }
    }

    private static void EmitTryReadCase(UnionSpec union, CaseSpec @case, SourceWriter code, bool isTraced)
    {
        string arguments = $"{Told(@case)}out {@case.TypeName} content)";
        code.If(
            isTraced ? $"!{Known.Dump}.TryRead(ref reader, dump, {arguments}" : $"!{@case.TypeName}.TryRead(ref reader, {arguments}",
            $"return reader.In(\"{@case.Name}\");");
        code.Line($"value = {UnionAccess.Make(union, @case, "content")};");
        code.Line("return true;");
    }

    /// <summary>Writes the labels of a case in a switch over tags.</summary>
    public static void EmitLabels(CaseSpec @case, SourceWriter code)
    {
        foreach (TagRange range in @case.Tags)
        {
            code.Line($"case {Pattern(range)}:");
        }

        if (@case.IsUnknown)
        {
            code.Line("default:");
        }
    }

    private static string Pattern(TagRange range) => range.First == range.Last ? range.Expression : $">= {range.Expression} and <= {range.LastExpression}";

    /// <summary>Emits code that chooses a case by its tag. The compiler finds that its default is never reached where the cases have all tags.</summary>
    public static void EmitChoice(UnionSpec union, SourceWriter code, Action emit)
    {
        bool takesAll = TakesAllTags(union);
        if (takesAll)
        {
            code.Line("#pragma warning disable CS0162 // The cases have all tags that there are.");
        }

        emit();
        if (takesAll)
        {
            code.Line("#pragma warning restore CS0162");
            code.Line();
        }
    }

    private static bool TakesAllTags(UnionSpec union)
    {
        PrimitiveKind primitive = ((ScalarForm)union.Tag.Form).Primitive;
        decimal all = primitive == PrimitiveKind.Boolean ? 2 : primitive.Size() >= 8 ? decimal.MaxValue : 1L << (8 * primitive.Size());
        return union.Cases.SelectMany(@case => @case.Tags).Sum(range => (decimal)range.Last - range.First + 1) >= all;
    }

    /// <summary>Whether a value can hold a tag that is another case's.</summary>
    private static bool HasCheckedTags(UnionSpec union) => union.Tag.Form is PeekForm || union.Cases.Any(@case => @case.TagMember is not null);

    private static void EmitKindOf(UnionSpec union, SourceWriter code)
    {
        if (!HasCheckedTags(union))
        {
            return;
        }

        code.Line($"private static CaseKind KindOf({union.TagType} tag)");
        code.Open();
        code.Line("switch (tag)");
        code.Open();
        foreach (CaseSpec @case in union.Cases.Where(@case => !@case.IsUnknown))
        {
            EmitLabels(@case, code);
            code.Line($"    return CaseKind.{SymbolReading.Escape(@case.Name)};");
        }

        code.Line("default:");
        code.Line($"    return CaseKind.{(union.Unknown is { } unknown ? SymbolReading.Escape(unknown.Name) : "Unset")};");
        code.Close();
        code.Close();
        code.Line();
    }

    private static void EmitWriteContent(UnionSpec union, UnionStorage storage, SourceWriter code)
    {
        code.Open($"private void WriteContent(ref {Known.Writer} writer)");
        PeekForm? peek = union.Tag.Form as PeekForm;
        if (peek is not null)
        {
            code.Line("int start = writer.Position;");
        }

        code.Line("switch (_unionKind)");
        code.Open();
        foreach (CaseSpec @case in union.Cases)
        {
            string value = storage.Value(@case);
            code.Line($"case CaseKind.{SymbolReading.Escape(@case.Name)}:");
            if (@case.TagMember is { } member && peek is null)
            {
                string tag = $"{value}.{SymbolReading.Escape(member)}";
                code.Open($"    if (KindOf({tag}) != CaseKind.{SymbolReading.Escape(@case.Name)})");
                code.Line($"    {Known.Unions}.ThrowTagOfOther(\"{@case.Name}\", \"{member}\", {tag});");
                code.Close();
                code.Line();
            }

            code.Line($"    {value}.Write(ref writer);");
            code.Line("    break;");
        }

        code.Line("default:");
        code.Line($"    {Known.Unions}.ThrowUnset(\"{union.Type.Name}\");");
        code.Line("    break;");
        code.Close();
        if (peek is not null)
        {
            int bytes = Forms.PeekCode.Bytes(peek);
            string read = Scalars.Read(peek.Inner, $"writer.At(start, {bytes})", 0, "writer.IsLittleEndian");
            code.Line();
            code.If(
                $"writer.Position - start < {bytes} || KindOf({read}) != _unionKind",
                $"{Known.Unions}.ThrowReadAsOther(\"{union.Type.Name}\", _unionKind.ToString());");
        }

        code.Close();
        code.Line();
    }

    private static void EmitContentSize(UnionSpec union, UnionStorage storage, SourceWriter code)
    {
        EmitContentSize(union, storage, code, inVersion: false);
        if (union.Cases.Any(@case => @case.IsVersioned))
        {
            EmitContentSize(union, storage, code, inVersion: true);
        }
    }

    private static void EmitContentSize(UnionSpec union, UnionStorage storage, SourceWriter code, bool inVersion)
    {
        code.Open($"private int GetContentSize({(inVersion ? "ushort version" : string.Empty)}) => _unionKind switch");
        foreach (CaseSpec @case in union.Cases)
        {
            code.Line($"CaseKind.{SymbolReading.Escape(@case.Name)} => {storage.Value(@case)}.GetSize({(inVersion && @case.IsVersioned ? "version" : string.Empty)}),");
        }

        code.Line($"_ => {Known.Unions}.Unset<int>(\"{union.Type.Name}\"),");
        code.Close(";");
        code.Line();
    }
}
