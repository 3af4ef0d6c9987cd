using ProtoSockets.Generators.Emit.Records.Forms;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>Emits the wire code of a record that stands for itself: a wire struct, a header, the body of a message behind an envelope or framing.</summary>
internal static class RecordEmitter
{
    /// <summary>Writes a record marked <c>[WireStruct]</c>.</summary>
    public static string EmitWireStruct(RecordSpec record) => SourceFile.Beside(record.Type, code => Emit(record, code, null, null));

    /// <summary>Writes the record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="code">Takes the code.</param>
    /// <param name="interfaces">Further interfaces.</param>
    /// <param name="members">Writes further members.</param>
    public static void Emit(RecordSpec record, SourceWriter code, string? interfaces, Action? members)
    {
        string type = record.Type.FullName;
        LayoutTable.Write(record, null, code);
        RecordParts.EmitStructLayout(record, code);
        string?[] bases = [TagType(record) is { } tag ? $"{Known.Tagged}<{type}, {tag}>" : $"global::ProtoSockets.IWireSerializable<{type}>", interfaces, record.Parts is null ? null : ShapeCode.Interface, record.HeadBytes is null ? null : EntryCode.Interface(record)];
        string list = string.Join(", ", bases.Where(@base => @base is not null));
        code.Line(list.Length == 0 ? record.Type.Declaration : $"{record.Type.Declaration} : {list}");
        code.Open();
        RunFields.Emit(record, code);
        RunStep? plain = PlainEmitter.RunOf(record);
        bool isDirect = plain is null && Direct.IsFor(record);
        EmitSizes(record, code);
        EmitTryRead(record, plain, code, isDirect);
        EmitWrite(record, plain, code, isDirect);
        EmitConveniences(record, plain, code, isDirect);
        if (plain is not null)
        {
            PlainEmitter.Emit(record, plain, code);
        }
        else if (isDirect)
        {
            DirectReadEmitter.Emit(record, code);
            DirectWriteCode.Emit(record, code);
        }

        EntryCode.Emit(record, code);
        RecordParts.EmitDerived(record, code);
        RecordParts.EmitToOwned(record, code, "ToOwned");
        EqualityEmitter.Emit(record, code);
        ElementCode.WriteClasses(record, code);
        ShapeCode.Emit(record, code);
        members?.Invoke();
        if (record.Members.FirstOrDefault(member => member.IsTag) is { } told)
        {
            EmitTag(type, told, code);
        }

        code.Close();
    }

    /// <summary>Writes the tag of a value whose bytes do not have it.</summary>
    public static void EmitTag(string type, MemberSpec tag, SourceWriter code)
    {
        code.Line();
        code.Line($"{tag.TypeName} {Known.Tagged}<{type}, {tag.TypeName}>.WireTag => {SymbolReading.Escape(tag.Name)};");
    }

    /// <summary>The type of the tag that reading has to be told; null when it needs none.</summary>
    public static string? TagType(RecordSpec record) => record.Members.FirstOrDefault(member => member.IsTag)?.TypeName;

    public static void EmitSizes(RecordSpec record, SourceWriter code)
    {
        string type = record.Type.FullName;
        if (record.Size.Maximum is { } most)
        {
            code.Lines($$"""
                /// <summary>{{(record.Size.FixedSize is null ? "The most bytes that a value takes." : "The number of bytes that every value takes.")}}</summary>
                public const int MaxSize = {{most}};

                """);
        }

        bool isSerializable = TagType(record) is null;
        if (isSerializable)
        {
            code.Line($"static int? global::ProtoSockets.IWireSerializable<{type}>.MaxWireSize => {(record.Size.Maximum is null ? "null" : "MaxSize")};");
            code.Line();
        }

        if (isSerializable && record.Size.FixedSize is > 0)
        {
            code.Line($"static int? global::ProtoSockets.IWireSerializable<{type}>.FixedWireSize => MaxSize;");
            code.Line();
        }

        code.Line("/// <inheritdoc/>");
        if (record.Size.FixedSize is { })
        {
            code.Line("public int GetSize() => MaxSize;");
        }
        else
        {
            RecordParts.EmitSum("public int GetSize()", SizeCode.Terms(record, 0, record.Members.Count - 1, isWhole: true), code);
        }

        VersionCode.EmitSizes(record, code);

        code.Line();
    }

    public static void EmitTryRead(RecordSpec record, RunStep? plain, SourceWriter code, bool isDirect = false)
    {
        string? tag = TagType(record);
        code.Line("/// <inheritdoc/>");
        string parameters = $"(ref {Known.Reader} reader, {(tag is null ? string.Empty : tag + " tag, ")}out {record.Type.FullName} value)";
        code.Line($"public static bool TryRead{parameters}");
        if (isDirect)
        {
            code.Open();
            code.If(
                record.Borrows
                    ? $"reader.TryLend(out {Known.Memory} rest) && TryReadDirect(rest, out value, out int taken)"
                    : "TryReadDirect(reader.Rest, out value, out int taken)",
                "reader.Advance(taken);",
                "return true;");
            code.Line("return TryReadMembers(ref reader, out value);");
            code.Close();
            code.Line();
            code.Line($"private static bool TryReadMembers{parameters}");
        }

        EmitReadBody(record, code, isTraced: false, plain);
        code.Line();
    }

    /// <summary>Writes the body of a method that reads a record.</summary>
    public static void EmitReadBody(RecordSpec record, SourceWriter code, bool isTraced, RunStep? plain = null, bool isEntry = false)
    {
        code.Open();
        code.Line("value = default!;");
        if (record.IsRecursive)
        {
            code.If("!reader.TryDescend()", "return false;");
        }

        if (plain is not null)
        {
            code.If($"!reader.TryTake({plain.Size}, out {Known.ReadOnlySpan} run)", $"return reader.Truncated(Run{plain.Number}Members, Run{plain.Number}Ends);");
            code.Line("ReadPlain(run, out value);");
        }
        else
        {
            new ReadBodyEmitter(record, new ReadScope(record, code) { IsTraced = isTraced }) { IsEntry = isEntry }.Write("value");
        }

        if (record.IsRecursive)
        {
            code.Line("reader.Ascend();");
        }

        code.Line("return true;");
        code.Close();
    }

    public static void EmitWrite(RecordSpec record, RunStep? plain, SourceWriter code, bool isDirect = false)
    {
        if (record.IsHeader && record.Members.Any(IsComputed))
        {
            HeaderEmitter.EmitWrite(record, code);
            return;
        }

        code.Line("/// <inheritdoc/>");
        if (plain is not null)
        {
            code.Line($"public void Write(ref {Known.Writer} writer) => WritePlain(writer.Take({plain.Size}));");
            code.Line();
            return;
        }

        if (isDirect)
        {
            code.Line($"public void Write(ref {Known.Writer} writer) => writer.Advance(WriteDirect(writer.Rest));");
            code.Line();
            return;
        }

        code.Line($"public void Write(ref {Known.Writer} writer)");
        code.Open();
        new WriteBodyEmitter(record, new WriteScope(record, code)).Write();
        code.Close();
        code.Line();
    }

    /// <summary>Whether a header's member is filled in from the message behind it.</summary>
    public static bool IsComputed(MemberSpec member) => member.Derived is not (null or ConstantSpec or ChecksumSpec { IsOverFrame: false });

    public static void EmitConveniences(RecordSpec record, RunStep? plain, SourceWriter code, bool isDirect = false)
    {
        VersionCode.EmitConveniences(record, TagType(record), code);
        string type = record.Type.FullName;
        string parameter = TagType(record) is { } tag ? $"{tag} tag, " : string.Empty;
        string argument = parameter.Length == 0 ? string.Empty : "tag, ";
        string ofTag = parameter.Length == 0 ? string.Empty : "\n/// <param name=\"tag\">The tag.</param>";
        foreach ((string source, string note) in new[]
        {
            (Known.Memory, "The bytes; members that borrow point into them."),
            (Known.ReadOnlySpan, "The bytes; members that borrow get a copy of theirs."),
        })
        {
            string? direct = !isDirect ? null : source == Known.Memory || !record.Borrows ? $$"""
                    if (TryReadDirect(source{{(source == Known.Memory && !record.Borrows ? ".Span" : string.Empty)}}, out value, out consumed))
                    {
                        error = null;
                        return true;
                    }

                {{Direct.Otherwise(record)}}
                """ : $"    return {Known.Records}.TryRead(source, out value, out consumed, out error);";
            string body = direct ?? (plain is null
                ? $"""
                        {Known.Reader} reader = new(source);
                        bool isRead = TryRead(ref reader, {argument}out value);
                        consumed = isRead ? reader.Position : 0;
                        error = reader.Error;
                        return isRead;
                    """
                : $$"""
                        if (source.Length < MaxSize)
                        {
                            value = default!;
                            consumed = 0;
                            error = {{Known.Records}}.Truncated<{{type}}>(source);
                            return false;
                        }

                        ReadPlain(source{{(source == Known.Memory ? ".Span" : string.Empty)}}, out value);
                        consumed = MaxSize;
                        error = null;
                        return true;
                    """);
            code.Lines($$"""
                /// <summary>Reads a value from the start of bytes.</summary>
                /// <param name="source">{{note}}</param>{{ofTag}}
                /// <param name="value">The value.</param>
                /// <param name="consumed">How many bytes it took.</param>
                /// <param name="error">What is wrong, and whether more bytes could help; null when the value was read.</param>
                /// <returns>Whether there was a value.</returns>
                public static bool TryRead({{source}} source, {{parameter}}out {{type}} value, out int consumed, out {{Known.Error}}? error)
                {
                {{body}}
                }

                """);
        }

        string write = isDirect ? "    return WriteDirect(destination);" : plain is null
            ? $"""
                    {Known.Writer} writer = new(destination);
                    Write(ref writer);
                    return writer.Position;
                """
            : """
                    WritePlain(destination);
                    return MaxSize;
                """;
        code.Lines($$"""
            /// <summary>Reads a value that takes all of the bytes.</summary>
            /// <param name="source">The bytes; members that borrow point into them.</param>{{ofTag}}
            /// <returns>The value.</returns>
            /// <exception cref="global::ProtoSockets.WireFormatException">The bytes are something else, or more than the value.</exception>
            public static {{type}} Read({{Known.Memory}} source{{(parameter.Length == 0 ? string.Empty : $", {TagType(record)} tag")}})
            {
                {{Known.Reader}} reader = new(source, isComplete: true);
                {{Known.Checks}}.ThrowUnlessComplete(TryRead(ref reader, {{argument}}out {{type}} value), ref reader);
                return value;
            }

            /// <summary>Writes the value at the start of a buffer.</summary>
            /// <param name="destination">The buffer, of at least <see cref="{{(record.IsVersioned ? "GetSize()" : "GetSize")}}"/> bytes.</param>
            /// <returns>How many bytes were written.</returns>
            /// <exception cref="global::System.ArgumentOutOfRangeException">The buffer is too small.</exception>
            /// <exception cref="global::ProtoSockets.WireFormatException">A member holds what its wire form can't.</exception>
            public int Write({{Known.Span}} destination)
            {
            {{write}}
            }

            /// <summary>Writes the value into a new array.</summary>
            /// <returns>The bytes.</returns>
            /// <exception cref="global::ProtoSockets.WireFormatException">A member holds what its wire form can't.</exception>
            public byte[] ToBytes()
            {
                byte[] destination = new byte[GetSize()];
                return {{Known.Checks}}.Trim(destination, Write(destination));
            }

            """);
    }
}
