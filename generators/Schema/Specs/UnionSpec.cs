namespace ProtoSockets.Schema;

/// <summary>A union: a head, and behind it the content of one of its cases.</summary>
internal sealed record UnionSpec
{
    /// <summary>The head as a record, whose last member is the content (<see cref="CasesForm"/>).</summary>
    public required RecordSpec Head { get; init; }

    /// <summary>The member that tells the cases apart.</summary>
    public required MemberSpec Tag { get; init; }

    /// <summary>Whether the tag is not in the union's own bytes.</summary>
    public required bool IsTagOutside { get; init; }

    /// <summary>The cases in the order of their declaration, those that are declared elsewhere first.</summary>
    public required EquatableArray<CaseSpec> Cases { get; init; }

    /// <summary>Whether members of its head are marked <c>required</c>: whoever makes one has to set them, so that no case becomes a union by itself.</summary>
    public required bool HasRequired { get; init; }

    public TypeSpec Type => Head.Type;

    /// <summary>The tag's type as C# code names it.</summary>
    public string TagType => ((ScalarForm)Tag.Form).TypeName;

    /// <summary>The case for all other tags, or null.</summary>
    public CaseSpec? Unknown => Cases.FirstOrDefault(@case => @case.IsUnknown);
}

/// <summary>A case of a union.</summary>
internal sealed record CaseSpec
{
    /// <summary>What it is called in the union's <c>CaseKind</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Its record's full name.</summary>
    public required string TypeName { get; init; }

    public required bool IsValueType { get; init; }

    /// <summary>The field that it shares with others of the union.</summary>
    public required CaseStorage Storage { get; init; }

    /// <summary>Its tags; none for the case that takes all others.</summary>
    public required EquatableArray<TagRange> Tags { get; init; }

    public required bool IsUnknown { get; init; }

    /// <summary>The member that holds the tag where it has several; else null.</summary>
    public required string? TagMember { get; init; }

    /// <summary>Whether its record is told the tag when it is read: the tag is not in its bytes.</summary>
    public required bool IsTold { get; init; }

    /// <summary>The record that is generated with the union; null for one that is declared elsewhere.</summary>
    public required RecordSpec? Record { get; init; }

    public required SizeSpec Size { get; init; }

    public required bool Borrows { get; init; }

    /// <summary>Whether its bytes depend on the version.</summary>
    public required bool IsVersioned { get; init; }

    /// <summary>Whether its record has a view.</summary>
    public required bool HasView { get; init; }

    /// <summary>For a record that is declared elsewhere: whether it has an editor.</summary>
    public bool HasEditor { get; init; }
}

/// <summary>Where a union keeps the value of a case.</summary>
/// <param name="Kind">What may overlap.</param>
/// <param name="Shape">Cases of the same kind and shape lie on top of one another.</param>
internal sealed record CaseStorage(CaseStorageKind Kind, string Shape);

internal enum CaseStorageKind
{
    /// <summary>Structs without references: they all overlap.</summary>
    Unmanaged,

    /// <summary>Structs with references: those whose members have the same types have the same layout, and overlap.</summary>
    Managed,

    /// <summary>Records that are classes share one field.</summary>
    Reference,
}

/// <summary>Tags from the first to the last.</summary>
/// <param name="First">The lowest.</param>
/// <param name="Last">The highest.</param>
/// <param name="Expression">The lowest as C# code of the tag's type.</param>
/// <param name="LastExpression">The highest.</param>
internal sealed record TagRange(long First, long Last, string Expression, string LastExpression);

/// <summary>The content of a union: one of its cases.</summary>
/// <param name="Union">The union's full name.</param>
/// <param name="Tag">The name of the member that says which one.</param>
/// <param name="Length">The length in front of it, or null.</param>
/// <param name="SkipsRest">Whether bytes that are left over in that length are passed over.</param>
/// <param name="Shape">The cases' canonical text.</param>
internal sealed record CasesForm(string Union, string Tag, LengthSource? Length, bool SkipsRest, string Shape) : WireForm
{
    /// <summary>Whether the bytes of a case depend on the version.</summary>
    public bool IsVersioned { get; init; }
}

/// <summary>A union whose tag is somewhere else.</summary>
/// <param name="TypeName">Its full name.</param>
/// <param name="TagType">The type of its tag, as C# code names it.</param>
/// <param name="TagProperty">The union's property for the tag.</param>
/// <param name="Source">Where the tag is; null until all members are parsed.</param>
/// <param name="Size">Its size, as far as it is known at compile time.</param>
/// <param name="Length">The length in front of it, or null.</param>
/// <param name="SkipsRest">Whether bytes that are left over in that length are passed over.</param>
/// <param name="Shape">Its canonical text.</param>
internal sealed record TaggedForm(string TypeName, string TagType, string TagProperty, TagSource? Source, SizeSpec Size, LengthSource? Length, bool SkipsRest, string Shape) : WireForm
{
    /// <summary>Whether a value may point into the receive buffer.</summary>
    public bool Borrows { get; init; }

    /// <summary>Whether the union has a view.</summary>
    public bool HasView { get; init; }

    /// <summary>Whether it has an editor.</summary>
    public bool HasEditor { get; init; }

    /// <summary>Whether its numbers are in the order of the record around it.</summary>
    public bool HasOpenOrder { get; init; }
}

/// <summary>Where the tag of a union is.</summary>
/// <param name="Name">The member.</param>
/// <param name="Place">Whose member it is.</param>
/// <param name="IsComputed">Whether it is computed from the union, so that both always agree.</param>
internal sealed record TagSource(string Name, TagPlace Place, bool IsComputed);

internal enum TagPlace
{
    /// <summary>An earlier member, or one that travels in the header.</summary>
    Member,

    /// <summary>An ordinary property over earlier members.</summary>
    Property,

    /// <summary>A member of the header.</summary>
    Header,

    /// <summary>A member of the request that is answered.</summary>
    Request,

    /// <summary>An earlier list of tags, one for each element.</summary>
    Each,
}

/// <summary>A tag that is looked at and left for the case.</summary>
/// <param name="Inner">How it looks.</param>
internal sealed record PeekForm(ScalarForm Inner) : ScalarForm(Inner.Primitive, Inner.EnumType);

/// <summary>The tag of the union itself, told by its case.</summary>
internal sealed record UnionTagSpec : DerivedSpec;

/// <summary>The tag of a member that is a union.</summary>
/// <param name="Member">The union.</param>
/// <param name="Property">The union's property for the tag.</param>
internal sealed record TagOfSpec(string Member, string Property) : DerivedSpec;
