using ProtoSockets.Generators.Emit.Records.Forms;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>Emits the statements that go where offsets say while a record is read, and leave the reader behind the last member in the end.</summary>
/// <param name="record">The record.</param>
/// <param name="scope">The method.</param>
/// <param name="isEntry">Whether the record is read as an entry of a directory: it ends where its members without an offset do.</param>
internal sealed class ReadPlaces(RecordSpec record, ReadScope scope, bool isEntry)
{
    private readonly bool _mayOverlap = record.Members.Any(member => member.Position is { MayOverlap: true });
    private readonly Dictionary<string, string> _places = new(StringComparer.Ordinal);
    private string _start = "0";
    private string? _behind;
    private string _end = string.Empty;
    private string _head = string.Empty;

    public void Start()
    {
        if (WritePlaces.NeedsStart(record))
        {
            _start = scope.Locals.New("recordStart");
            scope.Code.Line($"int {_start} = reader.Position;");
        }
    }

    /// <summary>Goes to a member, or checks that it is here.</summary>
    public void Enter(PlaceStep step)
    {
        foreach (MemberSpec field in step.Offsets)
        {
            OffsetOfSpec offset = (OffsetOfSpec)field.Derived!;
            string start = offset.From == OffsetBase.Record ? _start : "0";
            string local = scope.Locals.Of(field.Name);
            if (step.Member.Position?.Offset != field.Name)
            {
                scope.Code.If($"!{Known.Places}.IsHere(ref reader, \"{field.Name}\", {local}, {start}, {offset.Bias}, {offset.Unit})", "return false;");
                continue;
            }

            string condition = $"!{Known.Places}.TryMove(ref reader, {local}, {start}, {offset.Bias}, {offset.Unit}, {(step.Member.Position.IsAnywhere ? "0" : isEntry && step.Member.Position.MayOverlap ? _head : _behind)})";
            scope.Code.If(IsEmpty(step.Member) is { } empty ? $"!({empty}) && {condition}" : condition, $"return reader.In(\"{step.Member.Name}\");");
            if (step.Member.Position.MayOverlap)
            {
                string place = scope.Locals.New(step.Member.Name, "Place");
                _places[step.Member.Name] = place;
                scope.Code.Line($"{Known.PlaceMark} {place} = {Known.Places}.Mark(ref reader);");
            }
        }
    }

    /// <summary>Declares, in front of the first member that has no place of its own, where those that have end.</summary>
    public void BeforeFirst(MemberSpec member)
    {
        if (_behind is not null || member.Position is null)
        {
            return;
        }

        _behind = scope.Locals.New("behind");
        if (isEntry)
        {
            _head = scope.Locals.New("headEnd");
            scope.Code.Line($"int {_head} = reader.Position;");
            scope.Code.Line($"int {_behind} = {Known.Directories}.Behind(ref reader);");
            return;
        }

        scope.Code.Line($"int {_behind} = reader.Position;");
        if (_mayOverlap)
        {
            _end = scope.Locals.New("recordEnd");
            scope.Code.Line($"int {_end} = reader.Position;");
        }
    }

    /// <summary>Takes note of where a member ends.</summary>
    public void Leave(MemberSpec member)
    {
        if (member.Position!.MayOverlap)
        {
            scope.Code.If($"!{Known.Places}.TryCount(ref reader, {_places[member.Name]})", $"return reader.In(\"{member.Name}\");");
        }
        else
        {
            scope.Code.Line($"{_behind} = reader.Position;");
        }

        if (isEntry)
        {
            scope.Code.Line($"{Known.Directories}.Reach(ref reader);");
        }
        else if (_mayOverlap)
        {
            scope.Code.Line($"{_end} = global::System.Math.Max({_end}, reader.Position);");
        }
    }

    public void End()
    {
        if (isEntry)
        {
            scope.Code.Line($"reader.MoveTo({_head});");
        }
        else if (_mayOverlap)
        {
            scope.Code.Line($"reader.MoveTo({_end});");
        }
    }

    /// <summary>The condition that a member has no bytes; null when only the bytes tell.</summary>
    private string? IsEmpty(MemberSpec member) => EmptyPlaces.Counter(member) is { } field ? $"{scope.Locals.Of(field.Name)} == 0" : null;
}
