using ProtoSockets.Generators.Emit.Records;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Views;

/// <summary>
/// Emits <c>Editor</c>: sets members of fixed size in the bytes where they lie. Members that are computed have no setter: what they say of the others stays true, because nothing changes its size.
/// </summary>
internal static class EditorEmitter
{
    /// <summary>The file; null when there is nothing to set, or the name is taken.</summary>
    public static string? Emit(RecordSpec record, HeaderSpec? header)
    {
        ViewLayout layout = new(record, header?.FrameLength?.Member);
        return ViewEmitter.HasView(record) && !record.Taken.Contains(OptionalNames.Editor) && record.Members.Any(member => IsEditable(record, member, layout))
            ? SourceFile.Inside(record.Type, code => Emit(record, header, layout, code))
            : null;
    }

    /// <summary>Whether the member can be set in place: one that says whether another is there would change what follows.</summary>
    public static bool IsEditable(RecordSpec record, MemberSpec member, ViewLayout layout) =>
        !record.Members.Any(other => other.Condition is { IsWireMember: true } condition && condition.Name == member.Name)
        && member is { InHeader: null, Derived: null, IsOptional: false, ProtocolVersions: null }
        && layout.PlaceOf(member.Name) is { IsConditional: false } place
        && (ViewLayout.IsDirect(place, member) || member.Form is BytesForm { Length: FixedLength });

    private static void Emit(RecordSpec record, HeaderSpec? header, ViewLayout layout, SourceWriter code)
    {
        code.Lines($$"""
            /// <summary>
            /// Sets members of fixed size in the bytes where they lie. Nothing else changes: lengths stay true, and checksums are not computed anew.
            /// </summary>
            """);
        code.Open("public ref struct Editor");
        code.Lines($$"""
            private readonly {{Known.Span}} _bytes;
            private View _view;

            private Editor({{Known.Span}} bytes, View view)
            {
                _bytes = bytes;
                _view = view;
            }

            /// <summary>Makes an editor of bytes. Only what has a fixed place is checked to be there.</summary>
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
        foreach (MemberSpec member in record.Members.Where(member => IsEditable(record, member, layout)))
        {
            code.Line();
            ViewPlace place = layout.PlaceOf(member.Name);
            string access = member.IsHidden ? "internal" : "public";
            string at = place.Step == 0 && header is null ? "0" : $"_view.StartOf({place.Step})";
            if (member.Form is BytesForm { Length: FixedLength @fixed })
            {
                code.Line($"/// <summary>The bytes of <c>{LayoutTable.Escape(member.Name)}</c>, to write into.</summary>");
                code.Line($"/// <exception cref=\"global::ProtoSockets.WireFormatException\">The bytes in front of it are malformed.</exception>");
                code.Line($"{access} {Known.Span} {ViewEmitter.PropertyOf(member)} => _bytes.Slice({at}, {@fixed.Bytes});");
                continue;
            }

            code.Line($"/// <summary><c>{LayoutTable.Escape(member.Name)}</c>.</summary>");
            code.Line($"/// <exception cref=\"global::ProtoSockets.WireFormatException\">The bytes in front of it are malformed, or the value does not fit.</exception>");
            code.Open($"{access} {member.TypeName} {ViewEmitter.PropertyOf(member)}");
            code.Line($"get => _view.{ViewEmitter.PropertyOf(member)};");
            code.Open("set");
            WriteSet(code, member, place, at);
            code.Close();
            code.Close();
        }

        code.Close();
    }

    private static void WriteSet(SourceWriter code, MemberSpec member, ViewPlace place, string at)
    {
        if (place.Item is ScalarItem scalar)
        {
            code.Line($"{Known.Span} run = _bytes.Slice({at}, {place.Run!.Size});");
            code.Line(Scalars.Write(scalar.Form, "run", scalar.Offset, "value"));
            return;
        }

        BitsItem item = (BitsItem)place.Item!;
        BitsForm form = (BitsForm)member.Form;
        BitPart part = place.Part!;
        bool isLong = item.Size > 4;
        if (Scalars.BitsOverflow(form, "value") is { } overflow)
        {
            code.If(overflow, $"{Known.Checks}.ThrowDoesNotFit(\"{member.Name}\", value, {part.Bits});");
        }

        code.Line($"{Known.Span} run = _bytes.Slice({at}, {place.Run!.Size});");
        code.Line($"{Scalars.ContainerType(item)} bits = {Scalars.LoadContainer(item, "run")};");
        string mask = part.Shift == 0 ? Scalars.Mask(part.Bits, isLong) : $"({Scalars.Mask(part.Bits, isLong)} << {part.Shift})";
        code.Line(Scalars.StoreContainer(item, "run", $"(bits & ~{mask}) | {Scalars.PlaceBits(form, part, "value", isLong)}"));
    }
}
