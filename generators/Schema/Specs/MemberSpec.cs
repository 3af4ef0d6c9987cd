namespace ProtoSockets.Schema;

/// <summary>One member of a record, in wire order.</summary>
internal sealed record MemberSpec
{
    /// <summary>The property's name.</summary>
    public required string Name { get; init; }

    /// <summary>The member's type as C# code names it; for a member with a condition, without the question mark.</summary>
    public required string TypeName { get; init; }

    /// <summary>Whether <see cref="TypeName"/> is a struct.</summary>
    public required bool IsValueType { get; init; }

    /// <summary>Whether it is a parameter of the primary constructor; else a property with <c>init</c> or <c>set</c>.</summary>
    public required bool IsPositional { get; init; }

    /// <summary>How it looks on the wire.</summary>
    public required WireForm Form { get; init; }

    /// <summary>The bytes that the form takes, prefix included; what stands in front of it (<see cref="Fillers"/>) not included.</summary>
    public required SizeSpec Size { get; init; }

    /// <summary>What stands in front of it and belongs to no value.</summary>
    public EquatableArray<FillerSpec> Fillers { get; init; }

    /// <summary>The bool member that says whether it is there; null when it always is.</summary>
    public ConditionSpec? Condition { get; init; }

    /// <summary>How the union looks whose tag is somewhere else, if it is one or a list of them.</summary>
    public TaggedForm? Tagged => Form as TaggedForm ?? (Form as ListForm)?.Element as TaggedForm;

    /// <summary>The versions that have it; null for all.</summary>
    public VersionSpec? Versions { get; init; }

    /// <summary>Whether it is not always there.</summary>
    public bool IsOptional => Condition is not null || Versions is not null;

    /// <summary>Whether the property is of type <c>T?</c>.</summary>
    public required bool IsNullable { get; init; }

    /// <summary>For a member that says which version is spoken: those that are.</summary>
    public VersionRange? ProtocolVersions { get; init; }

    /// <summary>What chooses the byte order of this member alone; null when it has that of its record.</summary>
    public OrderSpec? Order { get; init; }

    /// <summary>What chooses the byte order from this member on.</summary>
    public OrderSpec? SwitchesOrder { get; init; }

    /// <summary>Set for a member that stands where an offset says.</summary>
    public PlaceSpec? Position { get; init; }

    /// <summary>Set for a get-only partial property, which is computed.</summary>
    public DerivedSpec? Derived { get; init; }

    /// <summary>What its value has to be.</summary>
    public EquatableArray<CheckSpec> Checks { get; init; }

    /// <summary>The accessibility and modifiers that the implementing part of a partial property repeats.</summary>
    public string PartialModifiers { get; init; } = string.Empty;

    /// <summary>For a member that travels in the header: the header member's name.</summary>
    public string? InHeader { get; init; }

    /// <summary>Whether it is a tag that <c>TryRead</c> is told: <see cref="InHeader"/> is set too, since it is not in the record's own bytes.</summary>
    public bool IsTag { get; init; }

    /// <summary>The section that a header's lengths know it by: its own name, unless <c>[Section]</c> gives another.</summary>
    public required string Section { get; init; }

    /// <summary>Whether it is less visible than the record.</summary>
    public bool IsHidden { get; init; }

    /// <summary>Whether a value may point into the receive buffer.</summary>
    public bool Borrows { get; init; }

    /// <summary>Whether it is a token of the line that the record begins with.</summary>
    public bool IsToken { get; init; }

    /// <summary>What has to stand behind a member whose length another one gives; not counted.</summary>
    public EquatableArray<byte> Suffix { get; init; }
}

/// <summary>The condition of a member.</summary>
/// <param name="Name">The bool member.</param>
/// <param name="IsWireMember">Whether it is on the wire itself; else a property over earlier members.</param>
internal sealed record ConditionSpec(string Name, bool IsWireMember)
{
    /// <summary>Whether it is there when bytes are left; then there is no bool member.</summary>
    public bool IsOptional { get; init; }

    public static ConditionSpec Optional { get; } = new(string.Empty, IsWireMember: false) { IsOptional = true };

    /// <summary>For an optional token: what the members behind it need. It is there when the line has more.</summary>
    public TokensBehind? TokensBehind { get; init; }

    /// <summary>For a member whose length or count, <see cref="Name"/>, can say that it is not there: the value that says so.</summary>
    public long? Absent { get; init; }

    /// <summary>Whether <see cref="Name"/> is a flag in the header, which is computed.</summary>
    public bool IsInHeader { get; init; }

    /// <summary>Whether the member itself decides, on write, whether it is there.</summary>
    public bool FollowsValue => TokensBehind is not null || Absent is not null || IsInHeader;
}

/// <summary>What a computed member is computed from.</summary>
internal abstract record DerivedSpec;

/// <summary>The bytes of other members.</summary>
internal sealed record LengthOfSpec(EquatableArray<string> Members, bool IncludesSelf, int Bias, int Unit, int OwnBytes) : DerivedSpec
{
    /// <summary>Whether bytes that are left over in the length are passed over.</summary>
    public bool SkipsRest { get; init; }

    /// <summary>What to take off the value (times the unit) to get what it counts.</summary>
    public int SelfBytes => IncludesSelf ? OwnBytes : 0;

    /// <summary>The value that says that the member is not there, or null.</summary>
    public long? Absent { get; init; }
}

/// <summary>The number of elements of a list.</summary>
internal sealed record CountOfSpec(string Member, int Bias) : DerivedSpec
{
    /// <summary>The value that says that the list is not there, or null.</summary>
    public long? Absent { get; init; }
}

/// <summary>A value that never changes.</summary>
/// <param name="Values">One value, or one for each side.</param>
internal sealed record ConstantSpec(EquatableArray<SideConstant> Values) : DerivedSpec
{
    public bool IsPerSide => Values.Count > 1 || Values[0].From != Side.Both;
}

/// <summary>A constant, and who sends it.</summary>
/// <param name="From">Who sends it.</param>
/// <param name="Expression">The value as C# code.</param>
internal sealed record SideConstant(Side From, string Expression);

/// <summary>Only the length of the frame, in a header (a member may be that and a <see cref="LengthOfSpec"/>).</summary>
internal sealed record FrameLengthOnlySpec : DerivedSpec;

/// <summary>Bytes or bits that belong to no value.</summary>
internal abstract record FillerSpec;

/// <summary>Bytes that are always the same.</summary>
internal sealed record MagicFiller(EquatableArray<SideBytes> Values) : FillerSpec
{
    public int Bytes => Values[0].Bytes.Count;
}

/// <summary>Constant bytes, and who sends them.</summary>
internal sealed record SideBytes(Side From, EquatableArray<byte> Bytes);

/// <summary>Bytes that are written as zeros.</summary>
internal sealed record ReservedFiller(int Bytes, bool Refuse) : FillerSpec;

/// <summary>Bits of a run that are written as zeros.</summary>
internal sealed record ReservedBitsFiller(int Bits, bool Refuse) : FillerSpec;

/// <summary>Bytes that mean nothing.</summary>
internal sealed record PaddingFiller(int Bytes, byte Value) : FillerSpec;
