using ProtoSockets.Generators.Emit.Records.Forms;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>How the elements of a list are read and written.</summary>
internal static class ElementCode
{
    /// <summary>The expression of the element's object. One whose codec is told something is a new one for each list.</summary>
    /// <param name="member">The list.</param>
    /// <param name="list">Its form.</param>
    /// <param name="scope">The method that reads; null in the record's own methods.</param>
    /// <param name="isLittle">The expression of a byte order that is chosen at run time, where it is not the reader's or the writer's.</param>
    public static string Of(MemberSpec member, ListForm list, ReadScope? scope, string? isLittle = null) => list.Length is Token ? LineCode.FieldOf(member) : list.Element switch
    {
        PlainForm { Order: ByteOrder.AtRunTime } plain when plain.Primitive.Size() > 1 && plain.Primitive != PrimitiveKind.Guid =>
            $"({isLittle ?? (scope is null ? "writer.IsLittleEndian" : "reader.IsLittleEndian")} ? {Of(plain with { Order = ByteOrder.LittleEndian }, list.IsClosed)} : {Of(plain with { Order = ByteOrder.BigEndian }, list.IsClosed)})",
        PlainForm plain => Of(plain, list.IsClosed),
        StructForm record when list.Data is not null => $"{Known.Directories}.Entry<{record.TypeName}>()",
        StructForm record => $"{Known.Elements}.Struct<{record.TypeName}>()",
        TaggedForm union when scope is not null && union.Source is { Place: not TagPlace.Each } => Tagged(member, union, TaggedCode.Tag(union, scope)),
        TaggedForm union => $"{Known.Elements}.Tagged<{union.TypeName}, {union.TagType}>()",
        CodecForm { Arguments.Count: > 0 } codec => $"new {ClassName(member)}({CodecCode.Argument(codec, scope).TrimEnd(',', ' ')})",
        _ => $"{ClassName(member)}.Instance",
    };

    /// <summary>The element's object for unions that all have one tag.</summary>
    public static string Tagged(MemberSpec member, TaggedForm union, string tag) =>
        $"{Known.Elements}.Tagged<{union.TypeName}, {union.TagType}>({tag}, \"{member.Name}\", \"{union.Source!.Name}\")";

    private static string Of(PlainForm form, bool isClosed) => form switch
    {
        { EnumType: { } enumType } => $"{Known.Elements}.{(isClosed ? "Closed" : string.Empty)}Enum{(form.Order == ByteOrder.AtRunTime ? ByteOrder.BigEndian : form.Order)}<{enumType}>()",
        { Primitive: PrimitiveKind.Byte or PrimitiveKind.SByte or PrimitiveKind.Boolean } => $"{Known.Elements}.{form.Primitive}",
        { Primitive: PrimitiveKind.Guid } => $"{Known.Elements}.GuidBigEndian",
        _ => $"{Known.Elements}.{form.Primitive}{form.Order}",
    };

    /// <summary>Writes the classes of elements that a codec reads: the runtime has none for those.</summary>
    public static void WriteClasses(RecordSpec record, SourceWriter code)
    {
        foreach (MemberSpec member in record.Members)
        {
            if (member is { InHeader: null, Form: ListForm { Element: CodecForm codec } })
            {
                code.Line();
                bool isTold = codec.ArgumentType is not null;
                string argument = isTold ? "argument, " : string.Empty;
                code.Lines($$"""
                    private sealed class {{ClassName(member)}}{{(isTold ? $"({codec.ArgumentType} argument)" : string.Empty)}} : {{Known.Element}}<{{codec.TypeName}}>
                    {
                    """);
                if (!isTold)
                {
                    code.Lines($$"""
                            public static readonly {{ClassName(member)}} Instance = new();

                        """);
                }

                code.Lines($$"""
                        public override bool TryRead(ref {{Known.Reader}} reader, out {{codec.TypeName}} value) => {{codec.CodecType}}.TryRead(ref reader, {{argument}}out value);

                        public override void Write(ref {{Known.Writer}} writer, {{codec.TypeName}} value) => {{codec.CodecType}}.Write(ref writer, {{argument}}value);

                        public override int GetSize({{codec.TypeName}} value) => {{codec.CodecType}}.GetSize({{argument}}value);
                    }
                    """);
            }
        }
    }

    private static string ClassName(MemberSpec member) => member.Name + "Element";
}
