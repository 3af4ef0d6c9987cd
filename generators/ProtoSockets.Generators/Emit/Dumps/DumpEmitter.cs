using ProtoSockets.Generators.Emit.Records;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Dumps;

/// <summary>Emits what shows a record's bytes to people: <c>Describe</c>, <c>ToString("x")</c>, and the reader that notes what it reads.</summary>
internal static class DumpEmitter
{
    private const string Summary = "Shows the members that bytes hold: offset, bytes, name and value of each; of malformed bytes all up to the fault, and the fault.";

    /// <summary>The file of a record that stands for itself.</summary>
    public static string Emit(RecordSpec record) => SourceFile.Beside(record.Type, code => Emit(record, code, Side.Both, null, () => EmitTraced(record, code)));

    /// <summary>The file of a message.</summary>
    public static string Emit(MessageSpec message, HeaderSpec? header, bool usesEnvelope) => SourceFile.Beside(message.Record.Type, code => Emit(
        message.Record,
        code,
        message.From,
        header,
        () => EmitMessage(message, header, usesEnvelope, code)));

    private static void Emit(RecordSpec record, SourceWriter code, Side from, HeaderSpec? header, Action members)
    {
        string type = record.Type.FullName;
        bool hasFormat = !record.Taken.Contains(OptionalNames.Format);
        code.Line(hasFormat ? $"{record.Type.Declaration} : global::System.IFormattable" : record.Type.Declaration);
        code.Open();
        string frame = header is null ? string.Empty : "Frame";
        string? tag = RecordEmitter.TagType(record);
        string ofTag = tag is null ? string.Empty : ", " + tag;
        if (!record.Taken.Contains(OptionalNames.Describe))
        {
            foreach ((string source, string bytes) in new[] { (Known.ReadOnlySpan, "bytes"), (Known.Memory, "bytes.Span") })
            {
                code.Lines($$"""
                    /// <summary>{{Summary}}</summary>
                    /// <param name="bytes">The bytes of a value{{(header is null ? string.Empty : ", header included")}}.</param>{{(tag is null ? string.Empty : "\n/// <param name=\"tag\">Its tag.</param>")}}
                    /// <returns>Lines of text.</returns>
                    public static string Describe({{source}} bytes{{(tag is null ? string.Empty : $", {tag} tag")}}) => {{Known.Dump}}.Describe{{frame}}<{{type}}{{ofTag}}>({{bytes}}, {{(tag is null ? $"{Known.Side}.{from}" : "tag")}});

                    """);
            }
        }

        if (hasFormat)
        {
            code.Lines($$"""
                /// <summary>Shows the value.</summary>
                /// <param name="format"><c>x</c> shows the bytes that it has on the wire with offset, name and value of each member; nothing (or <c>G</c>) what <see cref="object.ToString"/> shows.</param>
                /// <param name="formatProvider">Has no effect.</param>
                /// <returns>The text.</returns>
                /// <exception cref="global::System.FormatException">The format is another.</exception>
                public string ToString(string? format, global::System.IFormatProvider? formatProvider) =>
                    {{Known.Dump}}.IsAsked(format) ? {{Known.Dump}}.Describe{{frame}}Of{{(tag is null ? $"(this, {Known.Side}.{from})" : $"<{type}, {tag}>(this)")}} : ToString()!;

                """);
        }

        members();
        code.Close();
    }

    /// <summary>The file of a union, or of a case of several tags: a value of which somebody else knows the tag.</summary>
    public static string EmitUnion(UnionSpec union) => SourceFile.Beside(union.Type, code => Emit(union.Head, code, Side.Both, null, () =>
    {
        EmitTraced(union.Head, code);
        code.Line();
        UnionEmitter.EmitChoice(union, code, () => UnionEmitter.EmitTryReadContent(union, code, isTraced: true));
    }));

    private static void EmitMessage(MessageSpec message, HeaderSpec? header, bool usesEnvelope, SourceWriter code)
    {
        string type = message.FullName;
        string head = $"static bool {Known.Runtime}.IProtocolMessage<{type}>.TryDescribeFrame(ref {Known.Reader} frame, {Known.Dump} dump, out {type} message)";
        if (header is not null)
        {
            code.Line($"{head} =>");
            code.Line("    TryDescribeWhole(ref frame, dump, out _, out message);");
            code.Line();
            code.Line($"private static bool TryDescribeWhole(ref {Known.Reader} reader, {Known.Dump} dump, out {header.Record.Type.FullName} header, out {type} value)");
            HeaderMessageEmitter.EmitReadWhole(message, header, code, isTraced: true);
            return;
        }

        EmitTraced(message.Record, code);
        code.Line();
        code.Line($"{head} =>");
        code.Line($"    {Known.Dump}.{(usesEnvelope ? $"TryReadEnvelope(ref frame, dump, {(message.Id is { } id ? $"{id.Value}" : "null")}" : "TryReadBody(ref frame, dump")}, out message);");
    }

    private static void EmitTraced(RecordSpec record, SourceWriter code)
    {
        string type = record.Type.FullName;
        string head = RecordEmitter.TagType(record) is { } tag
            ? $"{Known.Tagged}<{type}, {tag}>.TryDescribe(ref {Known.Reader} reader, {Known.Dump} dump, {tag} tag, "
            : $"global::ProtoSockets.IWireSerializable<{type}>.TryDescribe(ref {Known.Reader} reader, {Known.Dump} dump, ";
        code.Line($"static bool {head}out {type} value)");
        RecordEmitter.EmitReadBody(record, code, isTraced: true);
        EntryCode.EmitTraced(record, code);
    }
}
