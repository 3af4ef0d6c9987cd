namespace ProtoSockets.Schema;

/// <summary>A record and its wire form.</summary>
internal sealed record RecordSpec
{
    public required TypeSpec Type { get; init; }

    /// <summary>Whether it is a protocol's header.</summary>
    public required bool IsHeader { get; init; }

    /// <summary>Whether the user chose the struct's layout in memory.</summary>
    public required bool HasStructLayout { get; init; }

    /// <summary>The members in wire order; those that travel in the header are among them.</summary>
    public required EquatableArray<MemberSpec> Members { get; init; }

    /// <summary>What stands at the record's end and belongs to no value.</summary>
    public required EquatableArray<FillerSpec> Trailer { get; init; }

    /// <summary>Neighbouring members that one length encloses.</summary>
    public required EquatableArray<GroupSpec> Groups { get; init; }

    /// <summary>For a message, the lists that the header counts; a group without members for a count that must be zero.</summary>
    public required EquatableArray<GroupSpec> HeaderCounts { get; init; }

    /// <summary>The line that the record begins with, or null.</summary>
    public LineSpec? Line { get; init; }

    /// <summary>The parts by which the record's end is found; null when it does not say where it ends, or nobody needs it.</summary>
    public PartsSpec? Parts { get; init; }

    /// <summary>The member that streams, or null.</summary>
    public MemberSpec? Streamed => Members.FirstOrDefault(member => member.Form is BytesForm { IsStreamed: true });

    /// <summary>Whether a length counts the member that streams.</summary>
    public bool IsStreamed(GroupSpec group) => !group.IsAbsent && Members[group.Last].Form is BytesForm { IsStreamed: true };

    public required BitNumbering BitNumbering { get; init; }

    /// <summary>The size of the record; of a message in a protocol with a header: of the body alone.</summary>
    public required SizeSpec Size { get; init; }

    /// <summary>Whether a value may point into the receive buffer.</summary>
    public required bool Borrows { get; init; }

    /// <summary>The bytes in front of the members that stand where offsets say, when those are runs of fixed size: then it can be an entry of a directory. Else null.</summary>
    public int? HeadBytes { get; init; }

    /// <summary>For a case, how many of its first bytes the union looks at to tell it from others.</summary>
    public int PeekedBytes { get; init; }

    /// <summary>Whether it takes all that is left of what encloses it.</summary>
    public required bool TakesRest { get; init; }

    /// <summary>Whether its bytes depend on the version.</summary>
    public bool IsVersioned => Members.Any(member => member.Versions is not null
        || member.Form is StructForm { IsVersioned: true } or CasesForm { IsVersioned: true } or ListForm { Element: StructForm { IsVersioned: true } });

    /// <summary>Whether a value can contain values of its own kind, so that readers count the levels.</summary>
    public required bool IsRecursive { get; init; }

    /// <summary>What equality compares and printing shows, when the compiler's own would not do; else empty.</summary>
    public required EquatableArray<StateSpec> State { get; init; }

    public required bool NeedsEquality { get; init; }

    public required bool NeedsHashCode { get; init; }

    public required bool NeedsPrinting { get; init; }

    /// <summary>Names of generated members and types (<see cref="OptionalNames"/>) that the user has given to something else: those are left out.</summary>
    public EquatableArray<string> Taken { get; init; }

    /// <summary>The wire form as canonical text: what peers have to agree on.</summary>
    public required string Shape { get; init; }
}

/// <summary>A piece of a record's state.</summary>
/// <param name="Name">The property or field.</param>
/// <param name="TypeName">Its type, with a question mark where it may be null.</param>
/// <param name="Comparison">How to compare it.</param>
/// <param name="IsCompared">Whether it has a field of its own, and so takes part in equality.</param>
/// <param name="IsPrinted">Whether it is public, and so shown by <c>ToString</c>.</param>
internal sealed record StateSpec(string Name, string TypeName, StateComparison Comparison, bool IsCompared, bool IsPrinted);

/// <summary>How to compare a piece of state by content.</summary>
internal enum StateComparison
{
    /// <summary>Its type's own equality does.</summary>
    Default,

    /// <summary>A <c>ReadOnlyMemory&lt;byte&gt;</c>.</summary>
    Memory,

    /// <summary>A <c>ReadOnlyMemory&lt;byte&gt;?</c>.</summary>
    NullableMemory,

    /// <summary>An array.</summary>
    Array,
}

/// <summary>Neighbouring members whose bytes a length member counts.</summary>
/// <param name="Field">The length member.</param>
/// <param name="First">The index of the first member; when none of the group's members is there, -1.</param>
/// <param name="Last">The index of the last member.</param>
/// <param name="Size">The bytes that the members can take.</param>
/// <param name="IsDirect">Whether the group is one member that is given its length, so that no limit has to be set around it.</param>
internal sealed record GroupSpec(DerivedFieldRef Field, int First, int Last, SizeSpec Size, bool IsDirect)
{
    public bool IsAbsent => First < 0;
}
