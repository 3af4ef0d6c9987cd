using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>
/// Declares locals with the offsets, from the start of the message, at which members start and end, of those members that something is computed over or checked.
/// </summary>
/// <param name="record">The record.</param>
/// <param name="locals">The names of the method's locals.</param>
/// <param name="code">Takes the code.</param>
/// <param name="cursor"><c>reader</c> or <c>writer</c>.</param>
internal sealed class Places(RecordSpec record, Locals locals, SourceWriter code, string cursor)
{
    private readonly HashSet<string> _wantedStarts = new(
        ChecksumCode.InOrder(record).SelectMany(member => new[] { member.Name, ((ChecksumSpec)member.Derived!).From }).OfType<string>()
            .Concat(record.Members.Where(member => cursor == "reader" && NamesPlace(member)).Select(member => member.Name)),
        StringComparer.Ordinal);

    private readonly HashSet<string> _wantedEnds = new(ChecksumCode.InOrder(record).Select(member => ((ChecksumSpec)member.Derived!).To).OfType<string>(), StringComparer.Ordinal);

    private readonly Dictionary<string, string> _starts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _ends = new(StringComparer.Ordinal);
    private string _recordStart = string.Empty;

    /// <summary>Whether a wrong value is found when its place is no longer known: in a run it is.</summary>
    private static bool NamesPlace(MemberSpec member) =>
        member.Checks.Any(check => check.OfRecord) || (member.Checks.Count > 0 && member.Form is not (PlainForm or OddWidthForm or BitsForm or ConvertedForm));

    /// <summary>Where the reader or writer is.</summary>
    public string Cursor => cursor;

    /// <summary>Where the record starts.</summary>
    public string RecordStart => _recordStart;

    public string StartOf(string member) => _starts[member];

    public string EndOf(string member) => _ends[member];

    /// <summary>Marks the record's start.</summary>
    public void Begin()
    {
        if (ChecksumCode.InOrder(record).Any(member => member.Derived is ChecksumSpec { Range: ChecksumRange.Record, From: null }))
        {
            _recordStart = locals.New("recordStart");
            code.Line($"int {_recordStart} = {cursor}.Position;");
        }
    }

    /// <summary>Marks the members of a run that was taken. One with a condition is marked around that.</summary>
    public void Mark(RunStep run)
    {
        foreach (RunItem item in run.Items)
        {
            IEnumerable<MemberSpec> members = item switch
            {
                ScalarItem scalar => [scalar.Spec],
                ConvertedItem converted => [converted.Spec],
                PrefixItem prefix => [prefix.Spec],
                BitsItem bits => bits.Parts.Select(part => part.Spec).OfType<MemberSpec>(),
                _ => [],
            };
            foreach (MemberSpec member in members.Where(member => !member.IsOptional))
            {
                Mark(_wantedStarts, _starts, member.Name, "Start", run.Size - item.Offset);
                if (item is not PrefixItem)
                {
                    Mark(_wantedEnds, _ends, member.Name, "End", run.Size - item.Offset - item.Size);
                }
            }
        }
    }

    /// <summary>Marks where a member starts, unless its prefix did.</summary>
    public void MarkStart(MemberSpec member) => Mark(_wantedStarts, _starts, member.Name, "Start", 0);

    /// <summary>Marks where a member ends.</summary>
    public void MarkEnd(MemberSpec member) => Mark(_wantedEnds, _ends, member.Name, "End", 0);

    private void Mark(HashSet<string> wanted, Dictionary<string, string> marked, string member, string suffix, int back)
    {
        if (wanted.Contains(member) && !marked.ContainsKey(member))
        {
            string local = locals.New(member, suffix);
            marked.Add(member, local);
            code.Line($"int {local} = {cursor}.Position{(back == 0 ? string.Empty : $" - {back}")};");
        }
    }
}
