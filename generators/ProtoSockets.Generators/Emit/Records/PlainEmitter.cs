using ProtoSockets.Generators.Emit.Records.Forms;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>
/// Emits the short way for records that any bytes of their size are a value of: numbers and bits without a check, in one run. They need no reader, which is most of
/// what it costs to read a few numbers.
/// </summary>
internal static class PlainEmitter
{
    /// <summary>The record's only run; null when there is more to the record than that.</summary>
    public static RunStep? RunOf(RecordSpec record) =>
        record is { IsHeader: false, Groups.Count: 0, HeaderCounts.Count: 0, IsRecursive: false }
        && record.Members.All(IsPlain)
        && Layout.Of(record) is { Count: 1 } steps
        && steps[0] is RunStep run
        && run.Items.All(item => item is ScalarItem or BitsItem)
            ? run
            : null;

    /// <summary>Whether the member accepts every value that its bytes can have, and is all that they say.</summary>
    private static bool IsPlain(MemberSpec member) =>
        member is { Derived: null, Order: null, SwitchesOrder: null, Condition: null, Versions: null, Position: null, InHeader: null, Fillers.Count: 0, Checks.Count: 0 }
        && !OrderCode.IsAtRunTime(member.Form)
        && member.Form is PlainForm { Primitive: not PrimitiveKind.Boolean } or OddWidthForm or BitsForm;

    /// <summary>Writes the methods.</summary>
    public static void Emit(RecordSpec record, RunStep run, SourceWriter code)
    {
        string type = record.Type.FullName;
        string self = $"global::ProtoSockets.IWireSerializable<{type}>";
        code.Lines($$"""
            static bool {{self}}.IsPlain => true;

            static void {{self}}.ReadPlain({{Known.ReadOnlySpan}} bytes, out {{type}} value) => ReadPlain(bytes, out value);

            static void {{self}}.WritePlain(in {{type}} value, {{Known.Span}} bytes) => value.WritePlain(bytes);

            private static void ReadPlain({{Known.ReadOnlySpan}} bytes, out {{type}} value)
            """);
        code.Open();
        ReadScope reading = new(record, code);
        ReadRuns members = new(record, reading) { IsInPlace = true };
        string source = reading.Locals.New($"run{run.Number}");
        code.Line($"{Known.ReadOnlySpan} {source} = bytes.Slice(0, {run.Size});");
        foreach (RunItem item in run.Items)
        {
            // As many locals as the record has members would not fit the processor's registers.
            members.Write(run, item, source);
        }

        reading.Construction.WriteLines(code);
        code.Close();
        code.Line();
        code.Line($"private void WritePlain({Known.Span} bytes)");
        code.Open();
        WriteScope writing = new(record, code);
        WriteRuns values = new(writing);
        string target = writing.Locals.New($"run{run.Number}");
        code.Line($"{Known.Span} {target} = bytes.Slice(0, {run.Size});");
        foreach (RunItem item in run.Items)
        {
            values.Write(item, target);
        }

        code.Close();
        code.Line();
    }
}
