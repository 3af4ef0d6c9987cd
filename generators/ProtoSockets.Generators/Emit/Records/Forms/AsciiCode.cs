using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records.Forms;

/// <summary>An integer as ASCII digits.</summary>
internal sealed class AsciiCode(MemberSpec member, AsciiForm form) : VariableCode(member, form.Length)
{
    private const string Class = Known.Runtime + ".AsciiNumber";

    private string Keyword => form.Primitive.Keyword();

    public override void Read(ReadScope scope, PrefixItem? prefix, string local)
    {
        string raw = form.EnumType is null ? local : scope.Locals.New(Name, "Raw");
        string condition = form.Length is FixedLength @fixed
            ? $"!{Class}.TryReadFixed(ref reader, {@fixed.Bytes}, {@fixed.Pad}, {form.Radix}, out {Keyword} {raw})"
            : $"!{Class}.TryRead(ref reader, {Measure(scope, prefix, form.MaxBytes ?? AsciiNumbers.MaxBytes, isCount: false)}, {form.Radix}, out {Keyword} {raw})";
        scope.Code.If(condition, Failed);
        if (form.EnumType is not null)
        {
            scope.Code.Line($"{form.EnumType} {local} = ({form.EnumType}){raw};");
        }
    }

    public override void Write(WriteScope scope, PrefixItem? prefix, string value)
    {
        if (form.Length is FixedLength @fixed)
        {
            scope.Code.Line($"{Class}.WriteFixed(ref writer, {Number(value)}, {@fixed.Bytes}, {@fixed.Pad}, {form.Radix});");
            return;
        }

        if (form.MaxBytes is null && prefix is null)
        {
            scope.Code.Line($"_ = {Class}.Write(ref writer, {Number(value)}, {form.Radix});");
            return;
        }

        string length = scope.Locals.New(Name, "Length");
        scope.Code.Line($"int {length} = {Class}.Write(ref writer, {Number(value)}, {form.Radix});");
        scope.Limit(Member, length, WriteScope.Least(form.MaxBytes, prefix), "ThrowTooLong");
        scope.WritePrefix(prefix, length);
    }

    public override string Content(string value) => $"{Class}.GetSize({Number(value)}, {form.Radix})";

    public override string Describe() => Describe(form.Radix == 16 ? "hexadecimal digits" : "decimal digits", form.MaxBytes is { } most ? $", at most {most} bytes" : string.Empty);

    /// <summary>The value as the number that it is; what is computed already is one.</summary>
    private string Number(string value) => form.EnumType is null ? value : $"({Keyword}){value}";
}
