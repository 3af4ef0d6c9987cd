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
    private const string Interface = $"global::ProtoSockets.IWireEditor<{Editor}, {OptionalNames.View}>";
    private const string Malformed = "/// <exception cref=\"global::ProtoSockets.WireFormatException\">The value does not fit, or is none of those that the member may have.</exception>";

    /// <summary>The file; null when there is nothing to set, or the name is taken.</summary>
    public static string? Emit(RecordSpec record, HeaderSpec? header) => record.Size.FixedSize > 0 || HasEditable(record) ? Emit(record, header, null) : null;

    /// <summary>The file of a case of a union; null when there is nothing to set, or the name is taken.</summary>
    public static string? EmitCase(RecordSpec record) => HasEditable(record) ? Emit(record, null, null) : null;

    /// <summary>The file of a union; null when the name is taken.</summary>
    public static string? Emit(UnionSpec union) => Emit(union.Head, null, union);

    /// <summary>Whether the name is free.</summary>
    public static bool IsFree(RecordSpec record) => ViewEmitter.HasView(record) && !record.Taken.Contains(Editor);

    /// <summary>Whether the member can be set in place, or what is in it. One that says whether another is there, or which one it is, would change what follows.</summary>
    public static bool IsEditable(RecordSpec record, MemberSpec member) => IsSetInPlace(record, member) || (member.InHeader is null && IsEditorOf(member.Form) && !IsPeeked(record, member));

    /// <summary>Whether the member itself is set: a number, text or bytes of fixed size.</summary>
    public static bool IsSetInPlace(RecordSpec record, MemberSpec member) =>
        member is { InHeader: null, Derived: null, ProtocolVersions: null }
        && member.Form is PlainForm or OddWidthForm or BitsForm or ConvertedForm or TextForm { Length: FixedLength } or BytesForm { Length: FixedLength }
        && !IsPeeked(record, member)
        && !record.Members.Any(other => (other.Condition is { IsWireMember: true } condition && condition.Name == member.Name)
            || (other.Tagged is { Source: { Place: TagPlace.Member } tag } && tag.Name == member.Name)
            || (other.Order ?? other.SwitchesOrder)?.Name == member.Name
            || (other.Form is CodecForm codec && codec.Arguments.Any(argument => argument.Name == member.Name)));

    /// <summary>Whether it is a record or a union that has an editor of its own.</summary>
    private static bool IsEditorOf(WireForm form) => form is StructForm { HasView: true, HasEditor: true } or TaggedForm { HasView: true, HasEditor: true };

    /// <summary>Whether a union looks at the member to tell the case that has it.</summary>
    private static bool IsPeeked(RecordSpec record, MemberSpec member) =>
        record.PeekedBytes > 0 && record.Members.TakeWhile(other => other != member).Sum(other => other.Size.Minimum) < record.PeekedBytes;

    private static bool HasEditable(RecordSpec record) => record.Members.Any(member => IsEditable(record, member));

    private static string? Emit(RecordSpec record, HeaderSpec? header, UnionSpec? union) =>
        IsFree(record) ? SourceFile.Inside(record.Type, code => Emit(record, header, union, code)) : null;

    private static void Emit(RecordSpec record, HeaderSpec? header, UnionSpec? union, SourceWriter code)
    {
        code.Lines($$"""
            /// <summary>
            /// Sets members of fixed size in the bytes where they lie. Nothing else changes: lengths stay true, and checksums are not computed anew.
            /// </summary>
            """);
        if (union is not null)
        {
            // The message that a union is adds how one is made of a frame, in a part of its own.
            code.Line("[global::System.Runtime.InteropServices.StructLayout(global::System.Runtime.InteropServices.LayoutKind.Auto)]");
        }

        code.Open($"public ref {(union is null ? string.Empty : "partial ")}struct {Editor} : {Interface}");
        code.Lines($$"""
            private readonly {{Known.Span}} _bytes;
            private readonly View _view;

            private Editor({{Known.Span}} bytes, View view)
            {
                _bytes = bytes;
                _view = view;
            }

            """);
        EmitTryCreate(header is not null, RecordEmitter.TagType(record), code);
        code.Lines($$"""

            static {{Editor}} {{Interface}}.Create({{Known.Span}} bytes, View view) => new(bytes, view);

            /// <summary>The bytes as a view: it sees what is set.</summary>
            public readonly View View => _view;
            """);
        foreach (CaseSpec @case in union is null ? [] : union.Cases.Where(HasEditor))
        {
            EmitCase(@case, code);
        }

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

    /// <summary>Writes the method that makes an editor of bytes.</summary>
    /// <param name="isFrame">Whether the bytes are a message behind a header.</param>
    /// <param name="tagType">The type of the tag that it is told; null for none.</param>
    /// <param name="code">Takes the method.</param>
    public static void EmitTryCreate(bool isFrame, string? tagType, SourceWriter code)
    {
        code.Lines($$"""
            /// <summary>Makes an editor of bytes that a view can be made of.</summary>
            /// <param name="bytes">The bytes{{(isFrame ? ": a whole frame, header included" : string.Empty)}}.</param>{{(tagType is null ? string.Empty : "\n/// <param name=\"tag\">The tag, which the bytes do not have.</param>")}}
            /// <param name="editor">The editor.</param>
            /// <param name="error">What is wrong, and whether more bytes could help; null when there is an editor.</param>
            /// <returns>Whether there is one.</returns>
            public static bool TryCreate({{Known.Span}} bytes, {{(tagType is null ? string.Empty : tagType + " tag, ")}}out {{Editor}} editor, out {{Known.Error}}? error)
            {
                bool isCreated = View.TryCreate(({{Known.ReadOnlySpan}})bytes, {{(tagType is null ? string.Empty : "tag, ")}}out View view, out error);
                editor = isCreated ? new {{Editor}}(bytes, view) : default;
                return isCreated;
            }
            """);
    }

    /// <summary>Whether members of a case can be set.</summary>
    private static bool HasEditor(CaseSpec @case) => @case.HasView && (@case.Record is { } record ? IsFree(record) && HasEditable(record) : @case.HasEditor);

    private static void EmitCase(CaseSpec @case, SourceWriter code) => code.Lines($$"""

        /// <summary>Gets the editor of the case if it is {{LayoutTable.Escape(@case.Name)}}.</summary>
        /// <param name="editor">The case's editor.</param>
        /// <returns>Whether it is.</returns>
        public readonly bool TryGet(out {{@case.TypeName}}.{{Editor}} editor)
        {
            bool isThat = _view.TryGet(out {{@case.TypeName}}.View view);
            editor = isThat ? {{Edit(@case.TypeName)}}(_bytes, view) : default;
            return isThat;
        }
        """);

    private static string Edit(string type) => $"{Known.Views}.Edit<{type}.{Editor}, {type}.View>";

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

            case StructForm or TaggedForm:
                string edited = member.Form is TaggedForm tagged ? tagged.TypeName : ((StructForm)member.Form).TypeName;
                code.Line($"/// <summary><c>{LayoutTable.Escape(member.Name)}</c>, to set its members.</summary>");
                if (member.IsOptional)
                {
                    code.Line("/// <exception cref=\"global::System.InvalidOperationException\">It is not in the bytes.</exception>");
                }

                code.Line("/// <exception cref=\"global::ProtoSockets.WireFormatException\">Its bytes are malformed.</exception>");
                code.Line($"{access} readonly {edited}.{Editor} {name} => {Edit(edited)}(_bytes, _view.{name});");
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

                WriteSet(code, record, member, value, $"_view.OrderOf({index})");
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

    private static void WriteSet(SourceWriter code, RecordSpec record, MemberSpec member, string value, string isLittle)
    {
        if (member.Form is TextForm { Length: FixedLength @fixed } text)
        {
            string encoding = text.IsString ? ", " + TextCode.EncodingOf(text, isLittle) : string.Empty;
            code.Line($"{Known.Writer} writer = new(_bytes.Slice(start, {@fixed.Bytes}));");
            code.Line($"{Known.Text}.WriteFixed(ref writer, {value}, {@fixed.Bytes}, {@fixed.Pad}{encoding});");
            return;
        }

        RunItem item = Layout.Runs(Layout.Of(record)).SelectMany(run => run.Items).First(item => ViewFields.MembersOf(item).Contains(member));
        code.Line($"{Known.Span} run = _bytes.Slice({(item.Offset == 0 ? "start" : $"start + {item.Offset}")}, {item.Size});");
        switch (item)
        {
            case ScalarItem scalar:
                code.Line(Scalars.Write(scalar.Form, "run", 0, value, isLittle));
                break;

            case ConvertedItem converted:
                ConvertedCode.Write(converted with { Offset = 0 }, "run", value, code, isLittle);
                break;

            case BitsItem bits:
                WriteBits(code, member, bits with { Offset = 0 }, bits.Parts.First(part => part.Spec == member), value, isLittle);
                break;
        }
    }

    private static void WriteBits(SourceWriter code, MemberSpec member, BitsItem item, BitPart part, string value, string isLittle)
    {
        BitsForm form = (BitsForm)member.Form;
        bool isLong = item.Size > 4;
        if (Scalars.BitsOverflow(form, value) is { } overflow)
        {
            code.If(overflow, $"{Known.Checks}.ThrowDoesNotFit(\"{member.Name}\", {value}, {part.Bits});");
        }

        code.Line($"{Scalars.ContainerType(item)} bits = {Scalars.LoadContainer(item, "run", isLittle)};");
        string mask = part.Shift == 0 ? Scalars.Mask(part.Bits, isLong) : $"({Scalars.Mask(part.Bits, isLong)} << {part.Shift})";
        code.Line(Scalars.StoreContainer(item, "run", $"(bits & ~{mask}) | {Scalars.PlaceBits(form, part, value, isLong)}", isLittle));
    }
}
