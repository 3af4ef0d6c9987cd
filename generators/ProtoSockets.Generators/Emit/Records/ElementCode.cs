using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>How the elements of a list are read and written.</summary>
internal static class ElementCode
{
    /// <summary>The expression of the element's object.</summary>
    public static string Of(MemberSpec member, ListForm list) => list.Length is Token ? LineCode.ElementField(member) : list.Element switch
    {
        PlainForm { EnumType: { } enumType } plain => $"{Known.Elements}.Enum{plain.Order}<{enumType}>()",
        PlainForm { Primitive: PrimitiveKind.Byte or PrimitiveKind.SByte or PrimitiveKind.Boolean } plain => $"{Known.Elements}.{plain.Primitive}",
        PlainForm { Primitive: PrimitiveKind.Guid } => $"{Known.Elements}.GuidBigEndian",
        PlainForm plain => $"{Known.Elements}.{plain.Primitive}{plain.Order}",
        StructForm record => $"{Known.Elements}.Struct<{record.TypeName}>()",
        _ => $"{ClassName(member)}.Instance",
    };

    /// <summary>Writes the classes of elements that a codec reads: the runtime has none for those.</summary>
    public static void WriteClasses(RecordSpec record, SourceWriter code)
    {
        foreach (MemberSpec member in record.Members)
        {
            if (member is { InHeader: null, Form: ListForm { Element: CodecForm codec } })
            {
                code.Line();
                code.Lines($$"""
                    private sealed class {{ClassName(member)}} : {{Known.Element}}<{{codec.TypeName}}>
                    {
                        public static readonly {{ClassName(member)}} Instance = new();

                        public override bool TryRead(ref {{Known.Reader}} reader, out {{codec.TypeName}} value) => {{codec.CodecType}}.TryRead(ref reader, out value);

                        public override void Write(ref {{Known.Writer}} writer, {{codec.TypeName}} value) => {{codec.CodecType}}.Write(ref writer, value);

                        public override int GetSize({{codec.TypeName}} value) => {{codec.CodecType}}.GetSize(value);
                    }
                    """);
            }
        }
    }

    private static string ClassName(MemberSpec member) => member.Name + "Element";
}
