using ProtoSockets.Generators.Emit.Records.Forms;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>Emits the statements that keep where members stand, for the offsets that say so.</summary>
internal sealed class WriteOffsets(WriteScope scope, WriteRuns runs)
{
    /// <summary>For a member with a condition: the local that its place is kept in, -1 while it is not there.</summary>
    private readonly Dictionary<string, string> _conditional = new(StringComparer.Ordinal);

    /// <summary>The local that holds where the record starts, if offsets count from there.</summary>
    private string _start = string.Empty;

    /// <summary>Declares where the record starts, if it has to be known.</summary>
    public void Begin(RecordSpec record, RecordPart part)
    {
        if (part == RecordPart.Data)
        {
            _start = "headerStart";
        }
        else if (part == RecordPart.Whole && WritePlaces.NeedsStart(record))
        {
            _start = scope.Locals.New("recordStart");
            scope.Code.Line($"int {_start} = writer.Position;");
        }
    }

    /// <summary>Keeps the place of a member.</summary>
    public void Write(PlaceStep step)
    {
        if (_conditional.TryGetValue(step.Member.Name, out string? local))
        {
            scope.Code.Line($"{local} = {EmptyPlaces.Place(step.Member, "writer.Position")};");
            return;
        }

        local = scope.Locals.New(step.Member.Name, "Place");
        scope.Code.Line($"int {local} = {EmptyPlaces.Place(step.Member, "writer.Position")};");
        Know(step, local);
    }

    /// <summary>Writes a member with a condition: whether it has a place is known behind it.</summary>
    public void Around(ConditionalStep step, Action write)
    {
        if (step.Steps.OfType<PlaceStep>().FirstOrDefault() is not { } place)
        {
            write();
            return;
        }

        string start = scope.Locals.New(step.Member.Name, "Place");
        _conditional.Add(step.Member.Name, start);
        scope.Code.Line($"int {start} = -1;");
        write();
        Know(place, start);
    }

    private void Know(PlaceStep step, string local)
    {
        foreach (MemberSpec field in step.Offsets)
        {
            OffsetOfSpec offset = (OffsetOfSpec)field.Derived!;
            string amount = offset.From == OffsetBase.Message ? local : $"({local} - {_start})";
            string value = WriteValues.ToWire(field, amount, 0, offset.Unit, offset.Bias);
            scope.Values.Know(field, !step.Member.IsOptional ? value : $"({local} < 0 ? ({((ScalarForm)field.Form).Primitive.Keyword()})0 : {value})");
        }

        runs.Settle();
    }
}
