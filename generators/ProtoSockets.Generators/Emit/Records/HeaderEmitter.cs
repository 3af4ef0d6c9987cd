using ProtoSockets.Generators.Emit.Records.Forms;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>Emits what a header has besides other records: its computed members are given by the message behind it.</summary>
internal static class HeaderEmitter
{
    public static string Emit(HeaderSpec header) => SourceFile.Beside(header.Record.Type, code => RecordEmitter.Emit(header.Record, code, null, () => EmitAround(header, code)));

    /// <summary>Writes the header as it was read, with the values that its computed members have on the wire.</summary>
    public static void EmitWrite(RecordSpec record, SourceWriter code)
    {
        MemberSpec[] computed = [.. record.Members.Where(RecordEmitter.IsComputed)];
        code.Line("/// <summary>Writes the header as it was read. In front of a message its computed members are computed anew.</summary>");
        code.Line("/// <param name=\"writer\">The writer.</param>");
        RunStep? run = RunOf(record);
        string target = run is null ? "ref writer" : $"writer.Take({run.Size}), writer.From";
        code.Line($"public void Write(ref {Known.Writer} writer) => WriteMembers({target}, {string.Join(", ", computed.Select(member => SymbolReading.Escape(member.Name)))});");
        code.Line();
        code.Line($"private void WriteMembers({Target(run)}, {string.Join(", ", computed.Select(member => $"{member.TypeName} {Parameter(member)}"))})");
        code.Open();
        if (run is null)
        {
            new WriteBodyEmitter(record, new WriteScope(record, code)) { HeaderValue = Parameter }.Write();
        }
        else
        {
            WriteRun(record, run, code);
        }

        code.Close();
        code.Line();
    }

    /// <summary>The header's only run, if nothing about it needs a writer but who sends it; else null.</summary>
    public static RunStep? RunOf(RecordSpec record) =>
        record.Groups.Count == 0
        && record.Members.Any(RecordEmitter.IsComputed)
        && record.Members.All(member => member is { Order: null, SwitchesOrder: null, ProtocolVersions: null, Derived: not ChecksumSpec } && !OrderCode.IsAtRunTime(member.Form))
        && Layout.Of(record) is { Count: 1 } steps
        && steps[0] is RunStep run
        && run.Items.All(item => item is ScalarItem or BitsItem or MagicItem or ReservedItem or PaddingItem)
            ? run
            : null;

    /// <summary>The parameters that say where the header goes.</summary>
    private static string Target(RunStep? run) => run is null ? $"ref {Known.Writer} writer" : $"{Known.Span} destination, {Known.Side} from";

    private static void WriteRun(RecordSpec record, RunStep run, SourceWriter code)
    {
        WriteScope scope = new(record, code) { From = "from" };
        scope.Values.Begin(Parameter, scope.From);
        CheckCode.Write(record, scope.Locals, code);
        string span = scope.Locals.New($"run{run.Number}");
        code.Line($"{Known.Span} {span} = destination.Slice(0, {run.Size});");
        WriteRuns runs = new(scope);
        foreach (RunItem item in run.Items)
        {
            runs.Write(item, span);
        }
    }

    /// <summary>The name of the parameter for a computed member; it can't be that of a member, since those do not end so.</summary>
    public static string Parameter(MemberSpec member) => "given" + member.Name;

    /// <summary>Whether the message gives it before the header is written; a checksum over both is filled in afterwards.</summary>
    public static bool IsGiven(MemberSpec member) => RecordEmitter.IsComputed(member) && member.Derived is not ChecksumSpec;

    private static void EmitAround(HeaderSpec header, SourceWriter code)
    {
        RecordSpec record = header.Record;
        MemberSpec[] computed = [.. record.Members.Where(RecordEmitter.IsComputed)];
        MemberSpec[] given = [.. computed.Where(IsGiven)];
        DirectMessageEmitter.EmitHeader(header, code);
        string parameters = string.Concat(given.Select(member => $", {(IsLong(header, member) ? "long" : "int")} {Parameter(member)}"));
        code.Line("/// <summary>Writes the header in front of a message.</summary>");
        RunStep? run = RunOf(record);
        if (run is null)
        {
            code.Line("/// <param name=\"writer\">A writer over the header's bytes.</param>");
        }
        else
        {
            code.Line("/// <param name=\"destination\">The header's bytes.</param>");
            code.Line("/// <param name=\"from\">Who sends the message.</param>");
        }

        foreach (MemberSpec member in given)
        {
            code.Line($"/// <param name=\"{Parameter(member)}\">{(member.Derived is FlagOfSpec ? $"Whether {LayoutTable.Escape(member.Name)} is set: 1 or 0" : $"What {LayoutTable.Escape(member.Name)} counts")}.</param>");
        }

        code.Line($"internal void WriteInFront({Target(run)}{parameters})");
        code.Open();
        if (computed.Length == 0)
        {
            code.Line("Write(ref writer);");
        }
        else
        {
            code.Line($"WriteMembers({(run is null ? "ref writer" : "destination, from")}, {string.Join(", ", computed.Select(member => IsGiven(member) ? ToWire(header, member) : "default!"))});");
        }

        code.Close();
    }

    private static string ToWire(HeaderSpec header, MemberSpec member)
    {
        if (member.Derived is FlagOfSpec)
        {
            return $"{Parameter(member)} != 0";
        }

        (int self, int unit, int bias) = member.Derived switch
        {
            LengthOfSpec length => (length.SelfBytes, length.Unit, length.Bias),
            CountOfSpec count => (0, 1, count.Bias),
            _ => (0, 1, -header.FrameLength!.Add),
        };
        return WriteValues.ToWire(member, Parameter(member), self, unit, bias, IsLong(header, member));
    }

    /// <summary>Whether a member counts what can be larger than a buffer.</summary>
    private static bool IsLong(HeaderSpec header, MemberSpec member) => header.HasStreams && (member.Derived is LengthOfSpec or FrameLengthOnlySpec);
}
