using ProtoSockets.Generators.Emit.Records;
using ProtoSockets.Generators.Emit.Records.Forms;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Views;

/// <summary>
/// Emits <c>Editor</c>: sets members of fixed size in the bytes where they lie. Members that are computed have no setter: what they say of the others stays true, because nothing changes its size.
/// </summary>
internal static class EditorEmitter
{
    private const string Editor = OptionalNames.Editor;
    private const string Malformed = "/// <exception cref=\"global::ProtoSockets.WireFormatException\">The value does not fit, or is none of those that the member may have.</exception>";

    /// <summary>The file; null when there is nothing to set, or the name is taken.</summary>
    public static string? Emit(RecordSpec record, HeaderSpec? header) =>
        ViewEmitter.HasView(record) && !record.Taken.Contains(Editor) && (record.Size.FixedSize > 0 || record.Members.Any(member => IsEditable(record, member)))
            ? SourceFile.Inside(record.Type, code => Emit(record, header, code))
            : null;

    /// <summary>Whether the member can be set in place. One that says whether another is there, or which one it is, would change what follows.</summary>
    public static bool IsEditable(RecordSpec record, MemberSpec member) =>
        member is { InHeader: null, Derived: null, ProtocolVersions: null }
        && !OrderCode.IsAtRunTime(member.Form)
        && member.Form switch
        {
            TextForm { Encoding: TextEncoding.Utf16AtRunTime } => false,
            PlainForm or OddWidthForm or BitsForm or ConvertedForm or TextForm { Length: FixedLength } or BytesForm { Length: FixedLength } => true,
            StructForm { HasEditor: true, HasOpenOrder: false, Length: null, Size.FixedSize: > 0 } => true,
            _ => false,
        }
        && !record.Members.Any(other => (other.Condition is { IsWireMember: true } condition && condition.Name == member.Name)
            || (other.Tagged is { Source: { Place: TagPlace.Member } tag } && tag.Name == member.Name)
            || (other.Order ?? other.SwitchesOrder)?.Name == member.Name
            || (other.Form is CodecForm codec && codec.Arguments.Any(argument => argument.Name == member.Name)));

    private static void Emit(RecordSpec record, HeaderSpec? header, SourceWriter code)
    {
        code.Lines($$"""
            /// <summary>
            /// Sets members of fixed size in the bytes where they lie. Nothing else changes: lengths stay true, and checksums are not computed anew.
            /// </summary>
            """);
        code.Open("public ref struct Editor");
        code.Lines($$"""
            private readonly {{Known.Span}} _bytes;
            private readonly View _view;

            private Editor({{Known.Span}} bytes, View view)
            {
                _bytes = bytes;
                _view = view;
            }

            /// <summary>Makes an editor of bytes that a view can be made of.</summary>
            /// <param name="bytes">The bytes{{(header is null ? string.Empty : ": a whole frame, header included")}}.</param>
            /// <param name="editor">The editor.</param>
            /// <param name="error">What is wrong, and whether more bytes could help; null when there is an editor.</param>
            /// <returns>Whether there is one.</returns>
            public static bool TryCreate({{Known.Span}} bytes, out Editor editor, out {{Known.Error}}? error)
            {
                bool isCreated = View.TryCreate(({{Known.ReadOnlySpan}})bytes, out View view, out error);
                editor = isCreated ? new Editor(bytes, view) : default;
                return isCreated;
            }

            /// <summary>The bytes as a view: it sees what is set.</summary>
            public readonly View View => _view;
            """);
        for (int index = 0; index < record.Members.Count; index++)
        {
            if (IsEditable(record, record.Members[index]))
            {
                code.Line();
                Emit(record, index, code);
            }
        }

        code.Close();
    }

    private static void Emit(RecordSpec record, int index, SourceWriter code)
    {
        MemberSpec member = record.Members[index];
        string name = ViewEmitter.PropertyOf(member);
        string access = member.IsHidden ? "internal" : "public";
        string at = $"_view.StartOf({index})";
        switch (member.Form)
        {
            case BytesForm { Length: FixedLength @fixed }:
                code.Line($"/// <summary>The bytes of <c>{LayoutTable.Escape(member.Name)}</c>, to write into{(member.IsOptional ? "; empty where it is not there" : string.Empty)}.</summary>");
                code.Line(member.IsOptional
                    ? $"{access} readonly {Known.Span} {name} => {at} is >= 0 and int start ? _bytes.Slice(start, {@fixed.Bytes}) : default;"
                    : $"{access} readonly {Known.Span} {name} => _bytes.Slice({at}, {@fixed.Bytes});");
                break;

            case StructForm form:
                code.Line($"/// <summary><c>{LayoutTable.Escape(member.Name)}</c>, to set its members.</summary>");
                if (member.IsOptional)
                {
                    code.Line("/// <exception cref=\"global::System.InvalidOperationException\">It is not in the bytes.</exception>");
                }

                code.Open($"{access} readonly {form.TypeName}.{Editor} {name}");
                code.Open("get");
                code.Line($"int start = {at};");
                Absent(member, "start < 0", code);
                code.If($"!{form.TypeName}.{Editor}.TryCreate(_bytes.Slice(start, {form.Size.Minimum}), out {form.TypeName}.{Editor} editor, out {Known.Error}? error)", "throw new global::ProtoSockets.WireFormatException(error!);");
                code.Line("return editor;");
                code.Close();
                code.Close();
                break;

            default:
                string type = ViewForms.NullableType(member);
                code.Line($"/// <summary><c>{LayoutTable.Escape(member.Name)}</c>.</summary>");
                if (member.IsOptional)
                {
                    code.Line("/// <exception cref=\"global::System.InvalidOperationException\">It is not in the bytes, or is set to null.</exception>");
                }

                code.Line(Malformed);
                code.Open($"{access} {type} {name}");
                code.Line($"readonly get => {Get(member, name)};");
                code.Open("set");
                code.Line($"int start = {at};");
                Absent(member, member.IsNullable ? "start < 0 || value is null" : "start < 0", code);
                string value = member.IsNullable && member.IsValueType ? "value.Value" : "value";
                foreach (CheckSpec check in member.Checks.Where(check => !check.OfRecord))
                {
                    code.If(check.For(value), $"{Known.ValueChecks}.Throw(\"{member.Name}\", {value}, {check.RuleLiteral});");
                }

                WriteSet(code, record, member, value);
                code.Close();
                code.Close();
                break;
        }
    }

    /// <summary>The expression of the value now: the view's, as the record's type.</summary>
    private static string Get(MemberSpec member, string name) => member.Form is not TextForm text ? $"_view.{name}"
        : text.IsString ? $"_view.{name}.ToString()"
        : $"new global::ProtoSockets.Utf8Text(_view.{name}.ToString())";

    private static void Absent(MemberSpec member, string condition, SourceWriter code)
    {
        if (member.IsOptional)
        {
            code.If(condition, $"{Known.Views}.ThrowAbsent(\"{member.Name}\");");
        }
    }

    private static void WriteSet(SourceWriter code, RecordSpec record, MemberSpec member, string value)
    {
        if (member.Form is TextForm { Length: FixedLength @fixed } text)
        {
            string encoding = text.IsString ? $", {Known.Runtime}.TextEncoding.{text.Encoding}" : string.Empty;
            code.Line($"{Known.Writer} writer = new(_bytes.Slice(start, {@fixed.Bytes}));");
            code.Line($"{Known.Text}.WriteFixed(ref writer, {value}, {@fixed.Bytes}, {@fixed.Pad}{encoding});");
            return;
        }

        RunItem item = Layout.Runs(Layout.Of(record)).SelectMany(run => run.Items).First(item => ViewFields.MembersOf(item).Contains(member));
        code.Line($"{Known.Span} run = _bytes.Slice({(item.Offset == 0 ? "start" : $"start + {item.Offset}")}, {item.Size});");
        switch (item)
        {
            case ScalarItem scalar:
                code.Line(Scalars.Write(scalar.Form, "run", 0, value));
                break;

            case ConvertedItem converted:
                ConvertedCode.Write(converted with { Offset = 0 }, "run", value, code);
                break;

            case BitsItem bits:
                WriteBits(code, member, bits with { Offset = 0 }, bits.Parts.First(part => part.Spec == member), value);
                break;
        }
    }

    private static void WriteBits(SourceWriter code, MemberSpec member, BitsItem item, BitPart part, string value)
    {
        BitsForm form = (BitsForm)member.Form;
        bool isLong = item.Size > 4;
        if (Scalars.BitsOverflow(form, value) is { } overflow)
        {
            code.If(overflow, $"{Known.Checks}.ThrowDoesNotFit(\"{member.Name}\", {value}, {part.Bits});");
        }

        code.Line($"{Scalars.ContainerType(item)} bits = {Scalars.LoadContainer(item, "run")};");
        string mask = part.Shift == 0 ? Scalars.Mask(part.Bits, isLong) : $"({Scalars.Mask(part.Bits, isLong)} << {part.Shift})";
        code.Line(Scalars.StoreContainer(item, "run", $"(bits & ~{mask}) | {Scalars.PlaceBits(form, part, value, isLong)}"));
    }
}
