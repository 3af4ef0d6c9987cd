using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records.Forms;

/// <summary>Text: a <c>string</c>, or a <c>Utf8Text</c> that borrows.</summary>
internal sealed class TextCode(MemberSpec member, TextForm form) : VariableCode(member, form.Length)
{
    private const string Encodings = Known.Runtime + ".TextEncoding.";

    /// <summary>The encoding, where its byte order makes no difference or is known.</summary>
    private string Encoding => Encodings + (form.Encoding == TextEncoding.Utf16AtRunTime ? TextEncoding.Utf16BigEndian : form.Encoding);

    protected override int TerminatorBytes => form.Encoding.IsUtf16() ? 2 : 1;

    public override void Read(ReadScope scope, PrefixItem? prefix, string local)
    {
        string type = form.IsString ? "string" : "global::ProtoSockets.Utf8Text";
        string encoding = form.IsString ? EncodingOf(form, "reader.IsLittleEndian") + ", " : string.Empty;
        string condition = form.Length switch
        {
            FixedLength @fixed => $"!{Known.Text}.TryReadFixed(ref reader, {@fixed.Bytes}, {@fixed.Pad}, {encoding}out {type} {local})",
            Terminated => $"!{Known.Text}.TryReadTerminated(ref reader, {form.MaxBytes?.ToString() ?? "int.MaxValue"}, {encoding}out {type} {local})",
            _ => $"!{Known.Text}.TryRead(ref reader, {Measure(scope, prefix, form.MaxBytes, isCount: false)}, {encoding}out {type} {local})",
        };
        scope.Code.If(condition, Failed);
    }

    public override void Write(WriteScope scope, PrefixItem? prefix, string value)
    {
        SourceWriter code = scope.Code;
        string encoding = form.IsString ? ", " + EncodingOf(form, "writer.IsLittleEndian") : string.Empty;
        switch (form.Length)
        {
            case FixedLength @fixed:
                code.Line($"{Known.Text}.WriteFixed(ref writer, {value}, {@fixed.Bytes}, {@fixed.Pad}{encoding});");
                return;

            case Terminated:
                scope.Limit(Member, Content(value), form.MaxBytes, "ThrowTooLong");
                code.Line($"{Known.Text}.WriteTerminated(ref writer, {value}{encoding});");
                return;

            case LengthPrefix { Prefix: VarIntPrefix varInt }:
                string announced = scope.Locals.New(Name, "Length");
                code.Line($"int {announced} = {Content(value)};");
                scope.Limit(Member, announced, form.MaxBytes, "ThrowTooLong");
                scope.WritePrefix(varInt, announced);
                code.Line($"{Known.Text}.Write(ref writer, {value}{encoding});");
                return;
        }

        if (form.MaxBytes is null && prefix is null)
        {
            code.Line($"{Known.Text}.Write(ref writer, {value}{encoding});");
            return;
        }

        string length = scope.Locals.New(Name, "Length");
        code.Line($"int {length} = {Known.Text}.Write(ref writer, {value}{encoding});");
        scope.Limit(Member, length, WriteScope.Least(form.MaxBytes, prefix), "ThrowTooLong");
        scope.WritePrefix(prefix, length);
    }

    /// <summary>The expression of a text's encoding.</summary>
    /// <param name="form">The text's form.</param>
    /// <param name="isLittle">The expression of a byte order that is chosen at run time.</param>
    public static string EncodingOf(TextForm form, string isLittle) => form.Encoding == TextEncoding.Utf16AtRunTime
        ? $"{isLittle} ? {Encodings}{TextEncoding.Utf16LittleEndian} : {Encodings}{TextEncoding.Utf16BigEndian}"
        : Encodings + form.Encoding;

    public override string Content(string value) => form.IsString ? $"{Known.Text}.GetSize({value}, {Encoding})" : $"{value}.ByteCount";

    public override string Describe() => Describe($"text in {(form.Encoding == TextEncoding.Utf16AtRunTime ? "Utf16" : form.Encoding)}", form.MaxBytes is { } most ? $", at most {most} bytes" : string.Empty);
}
