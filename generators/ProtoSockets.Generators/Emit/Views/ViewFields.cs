using ProtoSockets.Generators.Emit.Records;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Views;

/// <summary>Where a view finds a member: expressions of the view's fields.</summary>
internal sealed record ViewPart
{
    /// <summary>Where its content starts, from the start of the message; for a member of a run, where the run does.</summary>
    public string Start { get; init; } = string.Empty;

    /// <summary>Where its content ends.</summary>
    public string End { get; init; } = string.Empty;

    /// <summary>For a list, how many elements it has.</summary>
    public string Count { get; init; } = string.Empty;

    /// <summary>The field that says whether numbers in it have their least significant byte first; empty where that is known, or what encloses the record says it.</summary>
    public string Order { get; init; } = string.Empty;

    /// <summary>For a union whose tag is somewhere else, or a list of them, the field that holds the tag; the list of tags where each has its own.</summary>
    public string Tag { get; init; } = string.Empty;

    /// <summary>Whether it is there; null when it always is.</summary>
    public string? Has { get; init; }

    /// <summary>The field that holds the value, for one that can't be passed over without reading it.</summary>
    public string? Kept { get; init; }

    /// <summary>What it is in its run, or null.</summary>
    public RunItem? Item { get; init; }

    /// <summary>The run that it is in, or null.</summary>
    public RunStep? Run { get; init; }

    /// <summary>Which bits, or null.</summary>
    public BitPart? Bits { get; init; }
}

/// <summary>The fields of a view, and where its members are.</summary>
internal sealed class ViewFields(RecordSpec record)
{
    private readonly HashSet<string> _used = new(record.Members.Select(member => member.Name), StringComparer.Ordinal);
    private readonly Dictionary<string, ViewPart> _parts = new(StringComparer.Ordinal);

    /// <summary>The fields: types and names.</summary>
    public List<(string Type, string Name)> All { get; } = [];

    /// <summary>The expression of a place some bytes behind another, or in front of it.</summary>
    public static string Plus(string place, int bytes)
    {
        int plus = place.LastIndexOf(" + ", StringComparison.Ordinal);
        if (plus >= 0 && int.TryParse(place.Substring(plus + 3), out int before))
        {
            return Plus(place.Substring(0, plus), before + bytes);
        }

        return bytes == 0 ? place : bytes < 0 ? $"{place} - {-bytes}" : $"{place} + {bytes}";
    }

    /// <summary>The members of a run.</summary>
    public static IEnumerable<MemberSpec> MembersOf(RunStep run) => run.Items.SelectMany(MembersOf);

    /// <summary>The members that something in a run is the value of.</summary>
    public static IEnumerable<MemberSpec> MembersOf(RunItem item) => item switch
    {
        ScalarItem scalar => [scalar.Spec],
        ConvertedItem converted => [converted.Spec],
        BitsItem bits => bits.Parts.Select(part => part.Spec).OfType<MemberSpec>(),
        _ => [],
    };

    /// <summary>Adds a field, and returns its name.</summary>
    public string Add(string type, string member, string suffix)
    {
        string name = "_" + Locals.Camel(member) + suffix;
        while (!_used.Add(name))
        {
            name += "_";
        }

        All.Add((type, name));
        return name;
    }

    /// <summary>The field of the byte order that the record has chosen so far; empty before it does.</summary>
    public string Chosen { get; set; } = string.Empty;

    public ViewPart Of(string member) => _parts[member];

    /// <summary>Says where a member is; whether it is there was said before.</summary>
    public void Set(string member, ViewPart part) => _parts[member] = part with { Has = part.Has ?? (_parts.TryGetValue(member, out ViewPart? known) ? known.Has : null) };

    /// <summary>Says where the members of a run are.</summary>
    public void Set(RunStep run, string start)
    {
        foreach (RunItem item in run.Items)
        {
            foreach (MemberSpec member in MembersOf(item))
            {
                Set(member.Name, new ViewPart { Start = start, Run = run, Item = item, Bits = (item as BitsItem)?.Parts.First(part => part.Spec == member) });
            }
        }
    }

    /// <summary>Says in which byte order something in a run is.</summary>
    public void SetOrder(RunItem item, string order)
    {
        foreach (MemberSpec member in MembersOf(item))
        {
            _parts[member.Name] = _parts[member.Name] with { Order = order };
        }
    }
}
