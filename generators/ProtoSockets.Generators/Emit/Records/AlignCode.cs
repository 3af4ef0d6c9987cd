using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>Emits what fills the space in front of members that start at a multiple of some bytes.</summary>
/// <param name="record">The record.</param>
/// <param name="code">Takes the code.</param>
/// <param name="cursor"><c>reader</c> or <c>writer</c>.</param>
/// <param name="locals">The names of the method's locals.</param>
internal sealed class AlignCode(RecordSpec record, SourceWriter code, string cursor, Locals locals)
{
    private string _start = string.Empty;

    /// <summary>Declares where the record starts, if something is counted from there.</summary>
    public void Begin()
    {
        if (record.Members.SelectMany(member => member.Fillers).Concat(record.Trailer).Any(filler => filler is AlignFiller { From: OffsetBase.Record }))
        {
            _start = locals.New("alignStart");
            code.Line($"int {_start} = {cursor}.Position;");
        }
    }

    /// <summary>Passes over the padding, or writes it.</summary>
    /// <param name="step">The padding.</param>
    /// <param name="isThere">The condition under which it is written; null when it always is.</param>
    public void Pass(AlignStep step, string? isThere = null)
    {
        string start = step.Filler.From == OffsetBase.Message ? "0" : _start;
        if (cursor == "writer")
        {
            string pad = $"{Known.Aligns}.Pad(ref writer, {start}, {step.Filler.Boundary});";
            if (isThere is null)
            {
                code.Line(pad);
            }
            else
            {
                code.If(isThere, pad);
            }
        }
        else
        {
            string refuse = step.Filler.Refuse ? "true" : "false";
            code.If($"!{Known.Aligns}.TryPass(ref reader, {start}, {step.Filler.Boundary}, refuse: {refuse})", $"return reader.In(\"{step.Near}\");");
        }
    }
}
