using ProtoSockets.Generators.Emit.Records;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Views;

/// <summary>Where a member lies among the steps of its record.</summary>
/// <param name="Step">The index of the step.</param>
/// <param name="Run">The run that it is in; for a member of its own, the run inside of its condition, if there is one.</param>
/// <param name="Item">What it is in the run, or null.</param>
/// <param name="Part">Which bits, or null.</param>
/// <param name="Member">For a member of its own, its step.</param>
/// <param name="IsConditional">Whether it has a condition.</param>
internal sealed record ViewPlace(int Step, RunStep? Run, RunItem? Item, BitPart? Part, MemberStep? Member, bool IsConditional);

/// <summary>The steps of a record as a view passes over them, and where its members lie.</summary>
internal sealed class ViewLayout
{
    private readonly Dictionary<string, ViewPlace> _places = new(StringComparer.Ordinal);

    public ViewLayout(RecordSpec record, string? enclosingField)
    {
        Steps =
        [
            .. Layout.Of(record).Where(step => step switch
            {
                EnterStep enter => Encloses(enter.Group, enclosingField),
                LeaveStep leave => Encloses(leave.Group, enclosingField),
                _ => true,
            }),
        ];
        for (int index = 0; index < Steps.Count; index++)
        {
            switch (Steps[index])
            {
                case RunStep run:
                    Add(run, index, isConditional: false);
                    break;

                case MemberStep member:
                    _places[member.Member.Name] = new ViewPlace(index, null, null, null, member, IsConditional: false);
                    break;

                case ConditionalStep conditional:
                    RunStep? inner = conditional.Steps.OfType<RunStep>().FirstOrDefault();
                    foreach (RunStep run in conditional.Steps.OfType<RunStep>())
                    {
                        Add(run, index, isConditional: true);
                    }

                    if (conditional.Steps.OfType<MemberStep>().FirstOrDefault() is { } own)
                    {
                        _places[own.Member.Name] = new ViewPlace(index, inner, null, null, own, IsConditional: true);
                    }

                    break;
            }
        }
    }

    public IReadOnlyList<Step> Steps { get; }

    /// <summary>The run at the record's start: it is checked when the view is made.</summary>
    public RunStep? Head => Steps.Count > 0 ? Steps[0] as RunStep : null;

    /// <summary>Whether there is nothing but the head.</summary>
    public bool IsFixed => Steps.Count == 0 || (Steps.Count == 1 && Head is not null);

    /// <summary>Whether all steps of a record are of kinds that views pass over, and all members lie in one of them.</summary>
    public static bool Knows(RecordSpec record)
    {
        ViewLayout layout = new(record, null);
        return layout.Steps.All(step => step is RunStep or MemberStep or EnterStep or LeaveStep
                || (step is ConditionalStep conditional && conditional.Steps.All(inner => inner is RunStep or MemberStep) && conditional.Steps.OfType<RunStep>().Count() <= 1))
            && record.Members.All(member => member.InHeader is not null || layout._places.ContainsKey(member.Name));
    }

    public ViewPlace PlaceOf(string member) => _places[member];

    /// <summary>The step of a run by its number.</summary>
    public int StepOf(int run)
    {
        for (int index = 0; index < Steps.Count; index++)
        {
            if (Steps[index] is RunStep plain && plain.Number == run)
            {
                return index;
            }
        }

        return -1;
    }

    /// <summary>Whether a member is a number that is the value itself, at a known offset of a run: the fast and frequent case.</summary>
    public static bool IsDirect(ViewPlace place, MemberSpec member) =>
        (place.Item is ScalarItem scalar && scalar.Form is PlainForm or OddWidthForm && ((ScalarItem)place.Item).Form.TypeName == member.TypeName)
        || (place is { Item: BitsItem, Part: not null } && member.Form is BitsForm bits && bits.TypeName == member.TypeName);

    private void Add(RunStep run, int index, bool isConditional)
    {
        foreach (RunItem item in run.Items)
        {
            switch (item)
            {
                case BitsItem bits:
                    foreach (BitPart part in bits.Parts.Where(part => part.Spec is not null))
                    {
                        _places[part.Spec!.Name] = new ViewPlace(index, run, item, part, null, isConditional);
                    }

                    break;

                case PrefixItem or MagicItem or ReservedItem or PaddingItem:
                    break;

                default:
                    _places[item.Member] = new ViewPlace(index, run, item, null, null, isConditional);
                    break;
            }
        }
    }

    private static bool Encloses(GroupSpec group, string? enclosingField) =>
        !group.IsDirect && group.Size.FixedSize is null && !(group.Field.InHeader && group.Field.Name == enclosingField);
}
