using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ProtoSockets.Schema;

/// <summary>Reads one record: its members, their forms, what encloses them, and how large it is.</summary>
internal sealed class RecordParser(
    SchemaParser schema, INamedTypeSymbol type, ProtocolDefaults outer, HeaderDraft? header, bool isHeader, ProblemList problems)
{
    private readonly ProtocolDefaults _defaults = outer.With(type);
    private List<MemberDraft> _members = [];

    /// <summary>What the record is part of, if it is not one of its own.</summary>
    public UnionRole Role { get; init; }

    /// <summary>Whether it is the reply to a request.</summary>
    public bool IsReply { get; init; }

    /// <summary>For a union: its content, the last of its members.</summary>
    public MemberDraft? Content { get; init; }

    /// <summary>The members in wire order, once parsed.</summary>
    public IReadOnlyList<MemberDraft> Members => _members;

    public RecordSpec? Parse(CancellationToken cancellation)
    {
        if (!CheckShape())
        {
            return null;
        }

        _members = new MemberCollector(type, problems, Role == UnionRole.Union).Collect();
        if (Content is not null)
        {
            _members.Add(Content);
        }

        LineParser line = new(type, _members, problems);
        line.Parse(VerbParser.VerbsOf(type), VerbParser.IgnoresCase(type.ContainingType));
        FormParser forms = new(schema, type, _members, problems);
        FillerParser fillers = new(problems);
        DerivedParser derived = new(_members, isHeader, problems);
        ChecksumParser checksums = new(_members, isHeader, header, problems);
        CheckParser checks = new(type, problems);
        FlagParser flags = new(_members, isHeader, problems);
        VersionParser versions = new(type, _members, problems);
        ConditionParser conditions = new(type, _members, header, problems);
        OrderParser orders = new(type, _members, outer.OrderWith(type), header?.ChoosesOrder == true, problems);
        orders.ParseRecord();
        foreach (MemberDraft member in _members)
        {
            cancellation.ThrowIfCancellationRequested();
            if (member == Content)
            {
                continue;
            }

            AttributeChecker.Check(member.Symbol, member.Name, member.Attributes, problems);
            CheckRoles(member);
            versions.Parse(member);
            conditions.Parse(member);
            fillers.Parse(member.Symbol, member.Name, member.Attributes, member.Fillers);
            if (member.IsToken)
            {
                line.ParseToken(member);
            }
            else if (IsTold(member))
            {
                forms.Parse(member, orders.Of(member));
                member.IsTag = true;
                member.InHeader = member.Name;
                member.Size = SizeSpec.Fixed(0);
            }
            else if (member.IsInBody)
            {
                ByteOrder order = orders.Of(member);
                forms.Parse(member, order);
                orders.CheckForm(member, order);
            }
            else
            {
                TakeFromHeader(member);
            }

            derived.Parse(member);
            checksums.Parse(member);
            flags.Parse(member);
            checks.Parse(member);
        }

        new TagParser(type, _members, header, Role, problems) { IsReply = IsReply }.Parse();
        AttributeChecker.Check(type, type.Name, type.GetAttributes(), problems);
        List<FillerSpec> trailer = [];
        fillers.Parse(type, type.Name, [.. type.GetAttributes()], trailer);
        new PlaceParser(type, _members, isHeader, problems).Parse(trailer);
        if (problems.HasErrors || _members.Any(member => member.Form is null))
        {
            problems.Fail();
            return null;
        }

        OptionalTokens.Complete(_members, line.Line);
        checksums.CheckOrder();
        versions.CheckForms();
        GroupParser groups = new(type, _members, header, problems);
        if (!isHeader)
        {
            // What a header counts is in the messages behind it.
            groups.Parse();
        }

        StreamParser.Check(type, !isHeader && Role == UnionRole.None && SchemaParser.IsMessageOrHeader(type), _members, trailer, groups.Groups, problems);
        if (problems.HasErrors)
        {
            return null;
        }

        SizeParser sizes = new(type, _members, trailer, line.Line, problems);
        sizes.Parse();
        AlignChecker.Check(_members, groups.Groups, problems);
        DirectoryParser.Check(_members, groups.Groups, isHeader, problems);
        new RestChecker(_members, trailer, groups.Groups, problems).Check(out bool takesRest);
        new EndParser(_members, trailer, groups.Groups, problems).CheckOptional();
        StateParser state = new(type, keepsAll: Role == UnionRole.Union);
        MemberSpec[] members = [.. _members.Select(ToSpec)];
        RecordSpec record = new()
        {
            Type = type.ToSpec(),
            IsHeader = isHeader,
            HasStructLayout = type.GetAttributes().Any(attribute => attribute.AttributeClass is { Name: "StructLayoutAttribute" } layout
                && layout.IsIn("System.Runtime.InteropServices")),
            Members = members.ToEquatable(),
            Trailer = trailer.ToEquatable(),
            Groups = groups.Groups.Select(group => group with { Size = SizeOf(group, sizes) }).ToEquatable(),
            HeaderCounts = groups.HeaderCounts.ToEquatable(),
            BitNumbering = _defaults.Numbering,
            // What stands where offsets say may overlap, or lie apart: only what is written has a fixed size.
            Size = _members.Any(member => member.Position is not null) ? new SizeSpec(sizes.Before(_members.FindIndex(member => member.Position is not null)).Minimum, sizes.Total.Maximum) : sizes.Total,
            Borrows = _members.Any(member => member.Borrows),
            HeadBytes = isHeader ? null : DirectoryParser.HeadOf(type, _members, line.Line, sizes),
            TakesRest = takesRest,
            IsRecursive = schema.IsRecursive(type),
            State = state.State.ToEquatable(),
            NeedsEquality = state.NeedsEquality,
            NeedsHashCode = state.NeedsHashCode,
            NeedsPrinting = state.NeedsPrinting,
            Taken = OptionalNames.Taken(type).ToEquatable(),
            Line = line.Line,
            Shape = Shapes.Of(line.Line) + Shapes.Of(members.Where(member => member.InHeader is null), trailer, _defaults.Numbering),
        };

        // Only text protocols find the end of a message by its parts; other records are spared the code.
        bool isText = line.Line is not null || members.Any(member => member.Form is AsciiForm or StructForm { SaysItsEnd: true } or ListForm { Element: StructForm { SaysItsEnd: true } }
            || LengthOf(member.Form) is TerminatedBy);
        return isText && !isHeader && PartsParser.Of(record, out _) is { } parts ? record with { Parts = parts } : record;
    }

    private static LengthSource? LengthOf(WireForm form) => form switch
    {
        TextForm text => text.Length,
        BytesForm bytes => bytes.Length,
        ListForm list => list.Length,
        _ => null,
    };

    /// <summary>What is passed over has any size.</summary>
    private static SizeSpec SizeOf(GroupSpec group, SizeParser sizes)
    {
        SizeSpec size = sizes.Between(group.First, group.Last);
        return group is { IsAbsent: false, Field.Derived: LengthOfSpec { SkipsRest: true } } ? new SizeSpec(size.Minimum, null) : size;
    }

    /// <summary>Whether the member is a tag that is not in the record's own bytes.</summary>
    private bool IsTold(MemberDraft member) => member.Has("Discriminator")
        && ((Role == UnionRole.Case && !IsPeekedAt) || (Role == UnionRole.Union && member.Has("NotOnWire")));

    /// <summary>For a case: whether the union leaves the tag in its bytes.</summary>
    public bool IsPeekedAt { get; init; }

    private static MemberSpec ToSpec(MemberDraft member) => new()
    {
        Name = member.Name,
        TypeName = member.Type.FullName(),
        IsValueType = member.Type.IsValueType,
        IsPositional = member.IsPositional,
        Form = member.Form!,
        Size = !member.IsOptional ? member.Size : new SizeSpec(0, member.Size.Maximum),
        Fillers = member.Fillers.ToEquatable(),
        Condition = member.Condition,
        Versions = member.Versions,
        IsNullable = member.IsNullable,
        ProtocolVersions = member.ProtocolVersions,
        Order = member.Order,
        SwitchesOrder = member.SwitchesOrder,
        Position = member.Position,
        Derived = member.Derived,
        Checks = member.Checks.ToEquatable(),
        PartialModifiers = member.PartialModifiers,
        InHeader = member.InHeader,
        IsTag = member.IsTag,
        Section = member.Section,
        IsHidden = member.Symbol is IPropertySymbol { DeclaredAccessibility: not Accessibility.Public },
        Borrows = member.Borrows,
        IsToken = member.IsToken,
        Suffix = member.Suffix,
    };

    private bool CheckShape()
    {
        if (type.Name.Length == 0)
        {
            // The name is still to be typed.
            problems.Fail();
            return false;
        }

        string? wrong = Role == UnionRole.Union ? UnionParser.ShapeProblem(type)
            : !type.IsRecord && (type.IsFromSource() || !type.IsValueType) ? "is no record; declare it as 'partial record' or 'partial record struct'"
            : !type.IsInSight() ? "keeps members to its own project"
            : type.Arity > 0 ? "is generic; a wire record has one wire form"
            : type.IsAbstract ? "is abstract; a wire record can be constructed"
            : type.IsFileLocal ? "is local to its file, so that nothing can be added to it"
            : type is { IsValueType: false, BaseType.SpecialType: not SpecialType.System_Object } ? "derives from another record; wire members have one place"
            : isHeader && !type.IsValueType ? "is a class; a header is a record struct, so that it takes no allocation"
            : null;
        wrong ??= type.Arity > 0 ? "is generic; a union has one wire form" : type.IsFileLocal ? "is local to its file, so that nothing can be added to it" : null;
        for (INamedTypeSymbol? container = type.ContainingType; container is not null && wrong is null; container = container.ContainingType)
        {
            wrong = container.Arity > 0 ? $"is nested in '{container.Name}', which is generic"
                : container.IsFileLocal ? $"is nested in '{container.Name}', which is local to its file"
                : null;
        }

        if (wrong is not null)
        {
            problems.Add(ProblemIds.UnsupportedShape, type.Place(), type.Name, wrong);
            return false;
        }

        if (Role != UnionRole.Case)
        {
            LoadChecker.Check(type, problems);
        }

        if (type.GetAttributes().Find("Codec") is { } codec)
        {
            string role = type.GetAttributes().Select(attribute => attribute.OwnName()).FirstOrDefault(name => name is "WireStruct" or "WireUnion" || SchemaParser.Roles.Contains(name)) ?? "WireStruct";
            problems.Add(ProblemIds.ConflictingAttributes, codec, type, type.Name, role, "Codec");
        }

        if (MemberCollector.GeneratedNames.Contains(type.Name) && type.IsFromSource())
        {
            problems.Add(ProblemIds.ReservedName, type.Place(), type.Name, type.Name);
        }

        for (INamedTypeSymbol? part = type; part is not null && part.IsFromSource(); part = part.ContainingType)
        {
            if (!part.IsPartial())
            {
                problems.Add(ProblemIds.NotPartial, part.Place(), part.Name);
                return false;
            }
        }

        return true;
    }

    /// <summary>Reports attributes that mean something only in headers, or only in messages of a protocol with a header.</summary>
    private void CheckRoles(MemberDraft member)
    {
        foreach (string role in new[] { "FrameLength", "MessageId", "CorrelationId" })
        {
            if (!isHeader && member.Find(role) is { } attribute && !(role == "CorrelationId" && (header is not null || (member.IsToken && SchemaParser.IsMessageOrHeader(type)))))
            {
                ProblemKind kind = role == "CorrelationId" ? ProblemIds.CorrelationIdDoesNotFit : ProblemIds.WrongMember;
                if (role == "CorrelationId")
                {
                    problems.Add(kind, attribute, member.Symbol, member.Name, "is no member of a [Header], of a message behind one, or of the line of a message with a verb");
                }
                else
                {
                    problems.Add(kind, attribute, member.Symbol, role, member.Name, "it belongs on a member of the protocol's [Header]");
                }
            }
        }

        foreach (string place in new[] { "InHeader", "Section" })
        {
            if (header is null && member.Find(place) is { } attribute)
            {
                problems.Add(ProblemIds.WrongMember, attribute, member.Symbol, place, member.Name, "it belongs in a message of a protocol with a [Header]");
            }
        }
    }

    /// <summary>A member that travels in the header looks as it does there.</summary>
    private void TakeFromHeader(MemberDraft member)
    {
        AttributeData attribute = member.Find("InHeader")!;
        string name = attribute.Text(0) ?? member.Name;
        MemberDraft? there = header?.Members.FirstOrDefault(candidate => candidate.Name == name);
        string? wrong = there is null ? "and the header has no such member on the wire"
            : there.Derived is not null || there.Has("MessageId") || there.Has("CorrelationId") ? "which is filled in without it"
            : !SymbolEqualityComparer.Default.Equals(there.Type, member.Type) ? $"which is of type '{there.Type.ShortName()}'"
            : _members.TakeWhile(other => other != member).Any(other => other.InHeader == name) ? "and so does another member"
            : null;
        if (header is not null && wrong is not null)
        {
            problems.Add(ProblemIds.UnknownHeaderMember, attribute, member.Symbol, member.Name, name, wrong);
        }

        if (member.Fillers.Count > 0 || member.Has("When") || member.Has("Section"))
        {
            problems.Add(ProblemIds.WrongMember, attribute, member.Symbol, "InHeader", member.Name, "its place in the body is given, too");
        }

        member.InHeader = name;
        member.Form = there?.Form;
        member.Borrows = there?.Borrows ?? false;
        member.Size = SizeSpec.Fixed(0);
    }
}

/// <summary>What messages need of the header while both are parsed.</summary>
internal sealed record HeaderDraft(IReadOnlyList<MemberDraft> Members)
{
    /// <summary>Whether a member of it chooses the byte order of what follows, messages that leave theirs open included.</summary>
    public bool ChoosesOrder => Members.Any(member => member.SwitchesOrder is not null);
}
