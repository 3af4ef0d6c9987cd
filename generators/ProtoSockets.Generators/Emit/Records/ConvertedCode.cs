using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>Emits the conversions of numbers that stand for something else.</summary>
internal static class ConvertedCode
{
    /// <summary>Emits the statements that read a value into a local, which is declared already if the member has a condition.</summary>
    public static void Read(ConvertedItem item, Locals locals, string span, string at, SourceWriter code)
    {
        ConvertedForm form = item.Form;
        string local = locals.Of(item.Spec.Name);
        string bytes = Scalars.Slice(span, item.Offset, item.Size);
        bool isDeclared = item.Spec.IsOptional;
        if (!form.CanFail)
        {
            code.Line($"{(isDeclared ? string.Empty : form.TypeName + " ")}{local} = {form.Reading}({bytes}{form.ArgumentsFor("reader.IsLittleEndian")});");
            return;
        }

        string read = isDeclared ? locals.New(item.Spec.Name, "Read") : local;
        code.If($"!{form.Reading}(ref reader, {at}, {bytes}{form.ArgumentsFor("reader.IsLittleEndian")}, out {form.TypeName} {read})", $"return reader.In(\"{item.Spec.Name}\");");
        if (isDeclared)
        {
            code.Line($"{local} = {read};");
        }
    }

    /// <summary>Emits the statement that writes a value.</summary>
    public static void Write(ConvertedItem item, string span, string value, SourceWriter code, string isLittle = "writer.IsLittleEndian") =>
        code.Line($"{item.Form.Writing}({Scalars.Slice(span, item.Offset, item.Size)}, {value}{item.Form.ArgumentsFor(isLittle)}, \"{item.Spec.Name}\");");
}
