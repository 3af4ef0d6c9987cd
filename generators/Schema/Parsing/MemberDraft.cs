using Microsoft.CodeAnalysis;

namespace ProtoSockets.Schema;

/// <summary>A member while it is parsed: its symbols, and what is found out about it.</summary>
internal sealed class MemberDraft
{
    public required string Name { get; init; }

    public required ISymbol Symbol { get; init; }

    /// <summary>The declared type; of a member with a condition, what is inside <c>T?</c>.</summary>
    public required ITypeSymbol Type { get; set; }

    /// <summary>The declared type as it is written.</summary>
    public required ITypeSymbol DeclaredType { get; init; }

    public required bool IsPositional { get; init; }

    public required IReadOnlyList<AttributeData> Attributes { get; init; }

    /// <summary>Set for a get-only partial property.</summary>
    public bool IsPartial { get; init; }

    public string PartialModifiers { get; init; } = string.Empty;

    public WireForm? Form { get; set; }

    public SizeSpec Size { get; set; }

    public DerivedSpec? Derived { get; set; }

    public List<CheckSpec> Checks { get; } = [];

    public ConditionSpec? Condition { get; set; }

    /// <summary>The versions that have it; null for all.</summary>
    public VersionSpec? Versions { get; set; }

    /// <summary>For a member that says which version is spoken: those that are.</summary>
    public VersionRange? ProtocolVersions { get; set; }

    /// <summary>Whether the declared type is <c>T?</c>.</summary>
    public bool IsNullable { get; set; }

    /// <summary>Whether it is not always there.</summary>
    public bool IsOptional => Condition is not null || Versions is not null;

    public string? InHeader { get; set; }

    public string Section { get; set; } = string.Empty;

    /// <summary>What chooses the byte order of this member alone.</summary>
    public OrderSpec? Order { get; set; }

    /// <summary>What chooses the byte order from this member on.</summary>
    public OrderSpec? SwitchesOrder { get; set; }

    /// <summary>Set for a member that stands where an offset says.</summary>
    public PlaceSpec? Position { get; set; }

    public List<FillerSpec> Fillers { get; } = [];

    public bool Borrows { get; set; }

    /// <summary>For a union: what its tag is, if that is somewhere else.</summary>
    public TagFacts? Tag { get; set; }

    /// <summary>Whether it is a tag that <c>TryRead</c> is told.</summary>
    public bool IsTag { get; set; }

    /// <summary>Whether the form takes all that is left.</summary>
    public bool TakesRest { get; set; }

    /// <summary>Whether the form varies in size and no attribute says where it ends: a length member elsewhere may, else it has a prefix.</summary>
    public bool IsOpen { get; set; }

    /// <summary>Whether it is a token of the line that the record begins with.</summary>
    public bool IsToken { get; set; }

    /// <summary>What has to stand behind it, although another member gives its length.</summary>
    public EquatableArray<byte> Suffix { get; set; }

    /// <summary>Whether the member stands in the record's own bytes, not in the header.</summary>
    public bool IsInBody => !IsTag && !Has("InHeader");

    public Location? Place => Symbol.Place();

    public AttributeData? Find(string name) => Attributes.Find(name);

    public bool Has(string name) => Attributes.Has(name);
}
