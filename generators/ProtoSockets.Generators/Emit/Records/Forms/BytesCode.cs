using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records.Forms;

/// <summary>Bytes: a <c>byte[]</c>, or a <c>ReadOnlyMemory&lt;byte&gt;</c> that borrows.</summary>
internal sealed class BytesCode(MemberSpec member, BytesForm form) : VariableCode(member, form.Length)
{
    public override void Read(ReadScope scope, PrefixItem? prefix, string local)
    {
        SourceWriter code = scope.Code;
        if (form.Length is Terminated)
        {
            string borrowed = form.IsArray ? scope.Locals.New(Name, "Bytes") : local;
            code.If($"!{Known.Bytes}.TryReadTerminated(ref reader, {form.MaxBytes?.ToString() ?? "int.MaxValue"}, out {Known.Memory} {borrowed})", Failed);
            if (form.IsArray)
            {
                code.Line($"byte[] {local} = {borrowed}.ToArray();");
            }

            return;
        }

        string length = form.Length is FixedLength @fixed ? @fixed.Bytes.ToString() : Measure(scope, prefix, form.MaxBytes, isCount: false);
        if (form.IsArray)
        {
            string span = scope.Locals.New(Name, "Span");
            code.If($"!reader.TryTake({length}, out {Known.ReadOnlySpan} {span})", Failed);
            code.Line($"byte[] {local} = {span}.ToArray();");
        }
        else
        {
            code.If($"!reader.TryBorrow({length}, out {Known.Memory} {local})", Failed);
        }
    }

    public override void Write(WriteScope scope, PrefixItem? prefix, string value)
    {
        SourceWriter code = scope.Code;
        string content = form.IsArray ? value : $"{value}.Span";
        string length = $"{value}.Length";
        switch (form.Length)
        {
            case FixedLength @fixed:
                code.If($"{length} != {@fixed.Bytes}", $"{Known.Checks}.ThrowWrongSize(\"{Name}\", {length}, {@fixed.Bytes});");
                code.Line($"writer.Write({content});");
                return;

            case Terminated:
                scope.Limit(Member, length, form.MaxBytes, "ThrowTooLong");
                code.Line($"{Known.Bytes}.WriteTerminated(ref writer, {(form.IsArray ? $"({Known.ReadOnlySpan}){value}" : content)});");
                return;
        }

        scope.Limit(Member, length, WriteScope.Least(form.MaxBytes, prefix), "ThrowTooLong");
        if ((form.Length as LengthPrefix)?.Prefix is VarIntPrefix ofLength)
        {
            scope.WritePrefix(ofLength, length);
        }
        else if ((form.Length as CountPrefix)?.Prefix is VarIntPrefix ofCount)
        {
            scope.WritePrefix(ofCount, length);
        }

        scope.WritePrefix(prefix, length);
        code.Line($"writer.Write({content});");
    }

    public override string Content(string value) => form.IsArray ? $"{Known.Nulls}.Length({value}, \"{Name}\")" : $"{value}.Length";

    public override string Owned(string value) => $"({Known.Memory}){value}.ToArray()";

    public override string Describe() => Describe("bytes", form.MaxBytes is { } most ? $", at most {most}" : string.Empty);
}
