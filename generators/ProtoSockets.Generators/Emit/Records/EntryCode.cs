using ProtoSockets.Generators.Emit.Records.Forms;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>Emits what a record has besides when it can be an entry of a directory: its head and what it points to are written, and read, apart.</summary>
internal static class EntryCode
{
    public static string Interface(RecordSpec record) => $"{Known.Entry}<{record.Type.FullName}>";

    public static void Emit(RecordSpec record, SourceWriter code)
    {
        if (record.HeadBytes is not { } bytes)
        {
            return;
        }

        string self = Interface(record);
        code.Line($"static int {self}.HeadSize => {bytes};");
        code.Line();
        code.Line($"static bool {self}.TryReadEntry(ref {Known.Reader} reader, out {record.Type.FullName} value)");
        RecordEmitter.EmitReadBody(record, code, isTraced: false, isEntry: true);
        code.Line();
        code.Line($"void {self}.WriteHead(ref {Known.Writer} writer)");
        code.Open();
        new WriteBodyEmitter(record, new WriteScope(record, code)) { Part = RecordPart.Head }.Write();
        code.Close();
        code.Line();
        code.Line($"void {self}.WriteData(ref {Known.Writer} writer, int headerStart)");
        code.Open();
        new WriteBodyEmitter(record, new WriteScope(record, code)) { Part = RecordPart.Data }.Write();
        code.Close();
        code.Line();
    }

    /// <summary>The same reading, for a dump.</summary>
    public static void EmitTraced(RecordSpec record, SourceWriter code)
    {
        if (record.HeadBytes is null)
        {
            return;
        }

        code.Line();
        code.Line($"static bool {Interface(record)}.TryDescribeEntry(ref {Known.Reader} reader, {Known.Dump} dump, out {record.Type.FullName} value)");
        RecordEmitter.EmitReadBody(record, code, isTraced: true, isEntry: true);
    }
}
