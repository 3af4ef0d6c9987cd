using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records.Forms;

/// <summary>Lists that say where they end with an element, or with bytes in the place of one.</summary>
internal static class ListEndCode
{
    public static void Read(ReadScope scope, ListForm form, string element, string name, string local)
    {
        string type = form.IsArray ? $"{form.ElementType}[]" : $"{Known.WireList}<{form.ElementType}>";
        string start = form.MaxBytes is null ? string.Empty : scope.Locals.New(name, "Start");
        if (form.MaxBytes is not null)
        {
            scope.Code.Line($"int {start} = reader.Position;");
        }

        string end = form.Length is UntilLast ? "Until" : "To";
        scope.Code.If(
            $"!{Known.Ends}.TryRead{end}(ref reader, {form.MaxCount?.ToString() ?? "int.MaxValue"}, {element}, {End(form)}, out {type} {local})",
            $"return reader.In(\"{name}\");");
        if (form.MaxBytes is { } limit)
        {
            scope.Code.If($"reader.Position - {start} > {limit}", $"return {Known.Checks}.TooLong(ref reader, \"{name}\", reader.Position - {start}, {limit});");
        }
    }

    public static void Write(WriteScope scope, MemberSpec member, ListForm form, string element, string value)
    {
        scope.Limit(member, SizeCode.Count(member, value), form.MaxCount, "ThrowTooMany");
        string start = form.MaxBytes is null ? string.Empty : scope.Locals.New(member.Name, "Start");
        if (form.MaxBytes is not null)
        {
            scope.Code.Line($"int {start} = writer.Position;");
        }

        scope.Code.Line(form.Length is UntilLast last
            ? $"{Known.Ends}.WriteUntil(ref writer, {value}, {element}, {End(form)}, \"{member.Name}\", \"{last.Member}\");"
            : $"{Known.Ends}.WriteTo(ref writer, {value}, {element}, {End(form)}, \"{member.Name}\");");
        if (form.MaxBytes is { } limit)
        {
            scope.Code.If($"writer.Position - {start} > {limit}", $"{Known.Checks}.ThrowTooLong(\"{member.Name}\", writer.Position - {start}, {limit});");
        }
    }

    private static string End(ListForm form) => form.Length switch
    {
        UntilLast last => $"static each => each.{SymbolReading.Escape(last.Member)}",
        UntilBytes end => ConstantCode.Literal(end.Bytes),
        _ => throw new InvalidOperationException(),
    };
}
