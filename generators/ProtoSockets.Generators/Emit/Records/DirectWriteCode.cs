using ProtoSockets.Generators.Emit.Records.Forms;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>Emits the statements that write a member of variable size straight into a span; see <see cref="Direct"/>.</summary>
internal static class DirectWriteCode
{
    /// <summary>Writes the method.</summary>
    public static void Emit(RecordSpec record, SourceWriter code)
    {
        code.Line("/// <summary>Writes the value without a writer.</summary>");
        code.Line(Direct.Inlining(record));
        code.Line($"private int WriteDirect({Known.Span} destination)");
        code.Open();
        WriteScope scope = new(record, code) { IsDirect = true };
        new WriteBodyEmitter(record, scope).Write();
        code.Line($"return {scope.Position};");
        code.Close();
        code.Line();
    }

    /// <summary>Takes the next bytes for a run.</summary>
    public static void Take(SourceWriter code, string position, string span, int size)
    {
        code.Line($"{Known.Span} {span} = destination.Slice({position}, {size});");
        code.Line($"{position} += {size};");
    }

    public static void VarInt(SourceWriter code, string position, VarIntFormat format, string value) =>
        code.Line($"{position} += {Known.Direct}.Write{(format == VarIntFormat.Mqtt ? "Mqtt" : "Leb128")}(destination[{position}..], (ulong){value});");

    public static void Member(WriteScope scope, MemberStep step)
    {
        SourceWriter code = scope.Code;
        string position = scope.Position;
        MemberSpec member = step.Member;
        string value = Locals.Property(member.Name);
        switch (member.Form)
        {
            case TextForm form:
                string length = scope.Locals.New(member.Name, "Length");
                if (form.Length is LengthPrefix { Prefix: VarIntPrefix ofText })
                {
                    string announced = scope.Locals.New(member.Name, "Announced");
                    code.Line($"int {announced} = {value}.ByteCount;");
                    scope.Limit(member, announced, form.MaxBytes, "ThrowTooLong");
                    VarInt(code, position, ofText.Format, announced);
                    code.Line($"{position} += {Known.Direct}.Write(destination[{position}..], {value});");
                    return;
                }

                code.Line($"int {length} = {Known.Direct}.Write(destination[{position}..], {value});");
                scope.Limit(member, length, WriteScope.Least(form.MaxBytes, step.Prefix), "ThrowTooLong");
                scope.WritePrefix(step.Prefix, length);
                code.Line($"{position} += {length};");
                return;

            case BytesForm form:
                string bytes = form.IsArray ? $"((global::System.ReadOnlySpan<byte>){value})" : $"{value}.Span";
                scope.Limit(member, $"{value}.Length", WriteScope.Least(form.MaxBytes, step.Prefix), "ThrowTooLong");
                if (form.Length is LengthPrefix { Prefix: VarIntPrefix ofBytes })
                {
                    VarInt(code, position, ofBytes.Format, $"{value}.Length");
                }
                else if (form.Length is CountPrefix { Prefix: VarIntPrefix ofCount })
                {
                    VarInt(code, position, ofCount.Format, $"{value}.Length");
                }

                scope.WritePrefix(step.Prefix, $"{value}.Length");
                code.Line($"{position} += {Known.Direct}.Write(destination[{position}..], {bytes});");
                return;

            case ListForm form:
                scope.Limit(member, $"{value}.Count", form.Length is CountPrefix ? WriteScope.Least(form.MaxCount, step.Prefix) : form.MaxCount, "ThrowTooMany");
                if (form.Length is CountPrefix { Prefix: VarIntPrefix ofList })
                {
                    VarInt(code, position, ofList.Format, $"{value}.Count");
                }

                scope.WritePrefix(step.Prefix, $"{value}.Count");
                code.Line($"{position} += {value}.Write(destination[{position}..], {ElementCode.Of(member, form, null)});");
                return;
        }
    }
}
