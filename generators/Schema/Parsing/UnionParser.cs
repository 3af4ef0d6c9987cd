using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ProtoSockets.Schema;

/// <summary>Reads a union: its head, its tag, and its cases.</summary>
internal sealed class UnionParser(SchemaParser schema, INamedTypeSymbol type, ProblemList problems)
{
    /// <summary>Names that generated code gives to members of a union, besides those of all records.</summary>
    internal static readonly string[] GeneratedNames =
        ["Kind", "CaseKind", "TryGet", "Match", "Switch", "Content", "Equals", "GetHashCode", "TryReadContent", "WriteContent", "GetContentSize", "KindOf", "Unset"];

    internal static readonly string[] CaseAttributes = ["Case", "CaseRange", "UnknownCase"];

    private readonly List<CaseDraft> _cases = [];

    /// <summary>Whether the type is marked as a case, wherever it is.</summary>
    public static bool IsCase(ITypeSymbol type) => type.GetAttributes().Any(IsOfCase);

    /// <summary>Whether a type is declared as a case inside of its union.</summary>
    public static bool IsCaseOfUnion(INamedTypeSymbol type) => type.ContainingType is { } union && SchemaTypes.IsWireUnion(union) && IsCase(type);

    /// <summary>The types of a union's cases, as they are declared.</summary>
    public static IEnumerable<ITypeSymbol> CaseTypes(INamedTypeSymbol union) => union.GetTypeMembers().Where(nested => !nested.IsGenerated() && IsCase(nested))
        .Concat(union.GetAttributes().Where(attribute => attribute.OwnName() == "Case" && !IsOfCase(attribute)).Select(attribute => attribute.TypeArgument()).OfType<ITypeSymbol>());

    private static bool IsOfCase(AttributeData attribute) =>
        attribute.OwnName() is { } name && CaseAttributes.Contains(name) && attribute.AttributeClass is { TypeArguments.IsEmpty: true };

    /// <summary>Whether an attribute about cases stands where it means something.</summary>
    public static bool IsOfUnion(INamedTypeSymbol type, AttributeData attribute) => attribute.AttributeClass is { TypeArguments.IsEmpty: true }
        ? type.ContainingType is { } union && SchemaTypes.IsWireUnion(union)
        : SchemaTypes.IsWireUnion(type);

    /// <summary>Whether a case has a member that holds its tag.</summary>
    public static bool HasTagMember(ITypeSymbol type) => type.GetMembers().Any(member => member.GetAttributes().Has("Discriminator"))
        || (type is INamedTypeSymbol named && named.InstanceConstructors.Any(constructor => constructor.Parameters.Any(parameter => parameter.GetAttributes().Has("Discriminator"))));

    /// <summary>The union's tag as it is declared, if it is.</summary>
    public static IPropertySymbol? TagProperty(INamedTypeSymbol type) =>
        type.GetMembers().OfType<IPropertySymbol>().FirstOrDefault(property => property.GetAttributes().Has("Discriminator"));

    /// <summary>Whether the union's tag is not in its own bytes.</summary>
    public static bool IsTagOutside(INamedTypeSymbol type) => TagProperty(type) is { } property && property.GetAttributes().Has("NotOnWire");

    /// <summary>The records that a union is one of.</summary>
    public static IEnumerable<ITypeSymbol> CasesOf(INamedTypeSymbol union) => union.GetTypeMembers().Where(IsCase).Concat(union.GetAttributes()
        .Where(attribute => attribute.OwnName() == "Case" && !IsOfCase(attribute)).Select(attribute => attribute.TypeArgument()).OfType<INamedTypeSymbol>());

    /// <summary>What keeps a type from being a union; null when nothing does.</summary>
    public static string? ShapeProblem(INamedTypeSymbol type) =>
        type.TypeKind != TypeKind.Struct || type.IsRecord || type.IsRefLikeType || !type.IsReadOnly ? "is no readonly struct; declare it as 'readonly partial struct'"
        : type.Declarations().Any(declaration => declaration is StructDeclarationSyntax { ParameterList: not null }) ? "has a primary constructor; a union is made from its cases"
        : null;

    public UnionSpec? Parse(CancellationToken cancellation)
    {
        if (ShapeProblem(type) is { } wrong)
        {
            problems.Add(ProblemIds.UnsupportedShape, type.Place(), type.Name, wrong);
            return null;
        }

        IPropertySymbol? tagProperty = TagProperty(type);
        AttributeData? discriminator = tagProperty?.GetAttributes().Find("Discriminator");
        if (tagProperty is null || discriminator is null)
        {
            problems.Add(ProblemIds.NoDiscriminator, type.Place(), type.Name);
            return null;
        }

        if (GeneratedNames.Contains(tagProperty.Type.Name) && type.IsFromSource())
        {
            // Inside of the union the name means the generated member, and the tags of the cases would not compile.
            problems.Add(ProblemIds.ReservedName, tagProperty.Place(), tagProperty.Type.Name, type.Name);
        }

        bool isPeek = discriminator.NamedBool("Peek");
        CollectCases();
        foreach (CaseDraft @case in _cases)
        {
            cancellation.ThrowIfCancellationRequested();
            ParseRecord(@case, isPeek);
        }

        if (_cases.Count == 0 && !problems.HasErrors)
        {
            problems.Add(ProblemIds.UnsupportedShape, type.Place(), type.Name, "has no case; nest a record marked [Case(...)] in it");
        }

        CheckNames();
        if (problems.HasErrors)
        {
            return null;
        }

        RecordParser head = new(schema, type, ProtocolDefaults.Of(type.ContainingType), header: null, isHeader: false, problems)
        {
            Role = UnionRole.Union,
            Content = Content(tagProperty.Name),
        };
        RecordSpec? record = head.Parse(cancellation);
        MemberDraft[] tags = [.. head.Members.Where(member => member.Has("Discriminator"))];
        if (tags.Length > 1)
        {
            problems.Add(ProblemIds.DuplicateRole, tags[1].Place, tags[0].Name, tags[1].Name, "Discriminator");
        }

        if (tags.Length == 0)
        {
            problems.Fail();
        }

        if (record is null || problems.HasErrors)
        {
            return null;
        }

        foreach (CaseDraft @case in _cases)
        {
            ParseTags(@case, tags[0]);
        }

        CheckOverlap();
        if (problems.HasErrors)
        {
            return null;
        }

        UnionSpec union = new()
        {
            Head = record,
            Tag = record.Members.First(member => member.Name == tags[0].Name),
            IsTagOutside = tags[0].IsTag,
            HasRequired = type.GetMembers().Any(member => member is IPropertySymbol { IsRequired: true }),
            Cases = _cases.Select(@case => ToSpec(@case, PeekedBytes(tags[0]))).ToEquatable(),
        };
        if (PartsOf(union) is { } parts)
        {
            return union with { Head = record with { Parts = parts } };
        }

        // A case that contains the union has taken for granted that it says where it ends.
        return union with { Cases = union.Cases.Select(@case => @case with { Record = @case.Record is { } own ? own with { Parts = null } : null }).ToEquatable() };
    }

    /// <summary>What finds the end of a union that begins with a tag of one byte, where all cases say where they end and at least one is text.</summary>
    private static PartsSpec? PartsOf(UnionSpec union)
    {
        ScalarForm tag = union.Tag.Form is PeekForm peek ? peek.Inner : (ScalarForm)union.Tag.Form;
        bool isOneByte = tag is PlainForm && tag.Primitive.Size() == 1 && union.Head.Members.Count == 2 && !union.IsTagOutside
            && union.Head.Members.All(member => member.Fillers.Count == 0) && union.Head.Trailer.Count == 0
            && union.Head.Members[1].Form is CasesForm { Length: null };
        if (!isOneByte || union.Unknown is not null || union.Cases.All(@case => @case.Record?.Parts is null)
            || union.Cases.Any(@case => @case.Record?.Parts is null && @case.Size.FixedSize is null))
        {
            return null;
        }

        IEnumerable<ChoiceSpec> choices = union.Cases.Select(@case => new ChoiceSpec(
            @case.Tags.SelectMany(range => Enumerable.Range((int)range.First, (int)(range.Last - range.First + 1))).Select(value => unchecked((byte)value)).ToEquatable(),
            @case.Record?.Parts is null ? string.Empty : @case.TypeName,
            @case.Size.FixedSize));
        return new PartsSpec(new PartSpec[] { new ChoicePart(union.Tag.Form is PeekForm ? 0 : 1, choices.ToEquatable()) }.ToEquatable());
    }

    private void CollectCases()
    {
        foreach (AttributeData attribute in type.GetAttributes().Where(attribute => attribute.OwnName() == "Case" && !IsOfCase(attribute)))
        {
            if (attribute.TypeArgument() is not INamedTypeSymbol { TypeKind: not TypeKind.Error } elsewhere)
            {
                problems.Fail();
            }
            else if (_cases.Any(other => SymbolEqualityComparer.Default.Equals(other.Type, elsewhere)))
            {
                problems.Add(ProblemIds.CaseWithoutTag, attribute, type, elsewhere.Name, "has several tags, and a record that is declared elsewhere has no member for the one that it has");
            }
            else
            {
                _cases.Add(new CaseDraft(elsewhere, isNested: false, [attribute], type));
            }
        }

        foreach (INamedTypeSymbol nested in type.GetTypeMembers().Where(nested => !nested.IsGenerated() && IsCase(nested)))
        {
            _cases.Add(new CaseDraft(nested, isNested: true, [.. nested.GetAttributes().Where(IsOfCase)], nested));
        }
    }

    private void ParseRecord(CaseDraft @case, bool isPeek)
    {
        if (Rank(@case.Type) < Rank(type))
        {
            problems.Add(ProblemIds.OutOfReach, @case.Place, @case.Type.Name, $"less visible than '{type.Name}'", "the union is made from it");
        }

        if (!@case.IsNested)
        {
            MemberDraft stand = Draft(@case.Type.Name, @case.Type, []);
            StructFacts? facts = schema.StructOf(@case.Type, stand, problems);
            if (facts is null || facts.Tag is not null)
            {
                problems.Add(
                    ProblemIds.UnsupportedMemberType, @case.Place, type.Name, @case.Type.ShortName(), "a case that is declared elsewhere is a record marked [WireStruct]");
                return;
            }

            (@case.Size, @case.Borrows, @case.TakesRest, @case.Shape, @case.IsVersioned) = (facts.Size, facts.Borrows, facts.TakesRest, facts.Shape, facts.IsVersioned);
            return;
        }

        if (@case.Type.GetAttributes().Has("WireStruct"))
        {
            problems.Add(ProblemIds.ConflictingAttributes, @case.Type.Place(), @case.Type.Name, "WireStruct", "Case");
            return;
        }

        @case.Record = schema.ParseCase(@case.Type, isPeek, problems, out IReadOnlyList<MemberDraft> members);
        @case.TagMember = members.FirstOrDefault(member => member.Has("Discriminator"));
        if (@case.Record is { } record)
        {
            (@case.Size, @case.Borrows, @case.TakesRest, @case.Shape, @case.IsVersioned) = (record.Size, record.Borrows, record.TakesRest, record.Shape, record.IsVersioned);
        }
    }

    /// <summary>The member that stands for the content.</summary>
    private MemberDraft Content(string tag)
    {
        AttributeData[] attributes = [.. type.GetAttributes().Where(attribute => attribute.OwnName() == "LengthPrefixed")];
        MemberDraft content = Draft(WireUnionContent, type, attributes);
        FormParser forms = new(schema, type, [content], problems);
        LengthSource? length = forms.ParseScope(type.Name, type, attributes.FirstOrDefault(), ProtocolDefaults.Of(type).Order, out bool skipsRest);
        int? most = _cases.All(@case => @case.Size.Maximum is not null) ? _cases.Max(@case => @case.Size.Maximum) : null;
        string shape = string.Join(" | ", _cases.Select(@case => string.Join(",", @case.Attributes.Select(Text)) + ": " + @case.Shape));
        content.Form = new CasesForm(type.FullName(), tag, length, skipsRest, shape) { IsVersioned = _cases.Any(@case => @case.IsVersioned) };
        content.Size = FormParser.Scoped(new SizeSpec(_cases.Min(@case => @case.Size.Minimum), most), length, skipsRest);
        content.Borrows = _cases.Any(@case => @case.Borrows);
        content.TakesRest = _cases.Any(@case => @case.TakesRest) && length is null;
        return content;
    }

    private const string WireUnionContent = "Content";

    private static string Text(AttributeData attribute) =>
        attribute.OwnName() == "UnknownCase" ? "*" : string.Join("..", attribute.ConstructorArguments.Select(argument => argument.Kind == TypedConstantKind.Array ? "?" : $"{argument.Value}"));

    private static MemberDraft Draft(string name, INamedTypeSymbol type, IReadOnlyList<AttributeData> attributes) => new()
    {
        Name = name,
        Symbol = type,
        Type = type,
        DeclaredType = type,
        IsPositional = false,
        Attributes = attributes,
        Section = name,
    };

    /// <summary>How far a type is visible: 2 everywhere, 1 in its assembly, 0 not even there.</summary>
    private static int Rank(INamedTypeSymbol type)
    {
        int rank = 2;
        for (INamedTypeSymbol? part = type; part is not null; part = part.ContainingType)
        {
            int own = part.DeclaredAccessibility switch
            {
                Accessibility.Public => 2,
                Accessibility.Internal or Accessibility.ProtectedOrInternal => 1,
                _ => 0,
            };
            rank = Math.Min(rank, own);
        }

        return rank;
    }

    private void CheckNames()
    {
        foreach (CaseDraft @case in _cases)
        {
            string name = @case.Type.Name;
            if (type.GetMembers("Is" + name).FirstOrDefault(member => !member.IsGenerated()) is { } taken && type.IsFromSource())
            {
                problems.Add(ProblemIds.ReservedName, taken.Place(), taken.Name, type.Name);
            }

            if (GeneratedNames.Contains(name))
            {
                problems.Add(ProblemIds.ReservedName, @case.Place, name, type.Name);
            }

            if (_cases.Any(other => other != @case && _cases.IndexOf(other) < _cases.IndexOf(@case) && other.Type.Name == name))
            {
                problems.Add(ProblemIds.ReservedName, @case.Place, name, type.Name);
            }

            foreach (IMethodSymbol method in type.GetMembers().OfType<IMethodSymbol>().Where(method => !method.IsGenerated() && !method.IsImplicitlyDeclared && type.IsFromSource()))
            {
                bool isConversion = method.MethodKind == MethodKind.Conversion || (method.MethodKind == MethodKind.Constructor && method.Parameters.Length == 1);
                if ((isConversion && (Same(method.Parameters.FirstOrDefault()?.Type, @case.Type) || (method.MethodKind == MethodKind.Conversion && Same(method.ReturnType, @case.Type))))
                    || (method.MethodKind == MethodKind.UserDefinedOperator && method.Name is "op_Equality" or "op_Inequality"))
                {
                    problems.Add(ProblemIds.ReservedName, method.Place(), method.Name, type.Name);
                    return;
                }
            }
        }

        foreach (ISymbol member in type.GetMembers().Where(member => !member.IsImplicitlyDeclared && !member.IsGenerated() && member.Name.StartsWith("_union", StringComparison.Ordinal) && type.IsFromSource()))
        {
            problems.Add(ProblemIds.ReservedName, member.Place(), member.Name, type.Name);
        }

        CaseDraft[] unknown = [.. _cases.Where(@case => @case.IsUnknown)];
        if (unknown.Length > 1)
        {
            problems.Add(ProblemIds.DuplicateRole, unknown[1].Place, unknown[0].Type.Name, unknown[1].Type.Name, "UnknownCase");
        }

        static bool Same(ITypeSymbol? left, ITypeSymbol right) => SymbolEqualityComparer.Default.Equals(left, right);
    }

    private void ParseTags(CaseDraft @case, MemberDraft tag)
    {
        ScalarForm form = tag.Form is PeekForm peek ? peek.Inner : (ScalarForm)tag.Form!;
        foreach (AttributeData attribute in @case.Attributes)
        {
            if (attribute.IsBroken())
            {
                problems.Fail();
                continue;
            }

            if (attribute.OwnName() == "UnknownCase")
            {
                if (@case.Attributes.Length > 1)
                {
                    problems.Add(ProblemIds.ConflictingAttributes, attribute, @case.Holder, @case.Type.Name, "Case", "UnknownCase");
                }

                continue;
            }

            object? first = attribute.Argument(0);
            object? last = attribute.OwnName() == "CaseRange" ? attribute.Argument(1) : first;
            long? low = Value(first, form);
            long? high = Value(last, form);
            if (low is not { } from || high is not { } to)
            {
                problems.Add(ProblemIds.TagDoesNotFit, attribute, @case.Holder, (low is null ? first : last)?.ToString() ?? "null", @case.Type.Name, $"is no value of the tag '{tag.Name}'");
            }
            else if (from > to)
            {
                problems.Add(ProblemIds.TagDoesNotFit, attribute, @case.Holder, first!.ToString(), @case.Type.Name, $"is above the end of its range, {last}");
            }
            else
            {
                @case.Tags.Add((new TagRange(from, to, Literal(from, form), Literal(to, form)), attribute));
            }
        }

        bool isOne = !@case.IsUnknown && @case.Tags.Count == 1 && @case.Tags[0].Range.First == @case.Tags[0].Range.Last;
        if (@case.TagMember is { } member)
        {
            if (!SymbolEqualityComparer.Default.Equals(member.DeclaredType, tag.DeclaredType))
            {
                problems.Add(ProblemIds.CaseWithoutTag, member.Place, @case.Type.Name, $"has its tag in '{member.Name}', which is no {tag.DeclaredType.ShortName()}");
            }
        }
        else if (!isOne && @case.Tags.Count + (@case.IsUnknown ? 1 : 0) > 0)
        {
            problems.Add(
                ProblemIds.CaseWithoutTag, @case.Place, @case.Type.Name, $"has several tags, and no member marked [Discriminator] of type '{tag.DeclaredType.ShortName()}' for the one that it has");
        }
    }

    private static long? Value(object? constant, ScalarForm form) => constant is bool truth
        ? form.Primitive == PrimitiveKind.Boolean ? truth ? 1 : 0 : null
        : form.Primitive != PrimitiveKind.Boolean && AttributeReading.ToLong(constant) is { } value && Integers.Fits(value, form) ? value : null;

    private static string Literal(long value, ScalarForm form) =>
        form.Primitive == PrimitiveKind.Boolean ? value != 0 ? "true" : "false" : Integers.Literal(value, form);

    private void CheckOverlap()
    {
        List<(CaseDraft Case, TagRange Range, AttributeData Attribute)> all = [.. _cases.SelectMany(@case => @case.Tags.Select(tag => (@case, tag.Range, tag.Attribute)))];
        for (int i = 0; i < all.Count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (all[i].Range.First <= all[j].Range.Last && all[j].Range.First <= all[i].Range.Last)
                {
                    long tag = Math.Max(all[i].Range.First, all[j].Range.First);
                    problems.Add(ProblemIds.DuplicateTag, all[i].Attribute, all[i].Case.Holder, tag.ToString(), all[j].Case.Type.Name, all[i].Case.Type.Name);
                    break;
                }
            }
        }
    }

    /// <summary>How many bytes the tag takes that are left for the case.</summary>
    private static int PeekedBytes(MemberDraft tag) => tag.Form is not PeekForm { Inner: var inner } ? 0 : inner is OddWidthForm odd ? odd.Bytes : inner.Primitive.Size();

    private static CaseSpec ToSpec(CaseDraft draft, int peekedBytes) => new()
    {
        Name = draft.Type.Name,
        TypeName = draft.Type.FullName(),
        IsValueType = draft.Type.IsValueType,
        Storage = StorageOf(draft),
        Tags = draft.Tags.Select(tag => tag.Range).ToEquatable(),
        IsUnknown = draft.IsUnknown,
        TagMember = draft.TagMember?.Name,
        IsTold = draft.TagMember?.IsTag ?? false,
        Record = draft.Record is { } record ? record with { PeekedBytes = peekedBytes } : null,
        Size = draft.Size,
        Borrows = draft.Borrows,
        IsVersioned = draft.IsVersioned,
        HasView = OptionalNames.HasView(draft.Type),
        HasEditor = draft.Record is null && peekedBytes == 0 && OptionalNames.HasEditor(draft.Type, draft.Size),
    };

    private static CaseStorage StorageOf(CaseDraft draft)
    {
        if (!draft.Type.IsValueType)
        {
            return new CaseStorage(CaseStorageKind.Reference, string.Empty);
        }

        if (GeneratedFields.IsUnmanaged(draft.Type))
        {
            return new CaseStorage(CaseStorageKind.Unmanaged, string.Empty);
        }

        // Fields that the generator adds, a layout that the user chose, and fields of other assemblies are not seen here: such a case shares with none.
        bool isKnown = draft.Record is { HasStructLayout: false } record && !GeneratedFields.Has(draft.Type) && !record.Members.Any(member => member.Derived is ConstantSpec { IsPerSide: true });
        string shape = !isKnown ? draft.Type.FullName() : string.Join(
            ",", draft.Type.GetMembers().OfType<IFieldSymbol>().Where(field => !field.IsStatic && !field.IsConst).Select(field => field.Type.FullName()));
        return new CaseStorage(CaseStorageKind.Managed, shape);
    }

    private sealed class CaseDraft(INamedTypeSymbol type, bool isNested, AttributeData[] attributes, INamedTypeSymbol holder)
    {
        public INamedTypeSymbol Type => type;

        /// <summary>Whether it is declared in the union.</summary>
        public bool IsNested => isNested;

        public AttributeData[] Attributes => attributes;

        /// <summary>The type that has the attributes.</summary>
        public INamedTypeSymbol Holder => holder;

        public Location? Place => isNested ? type.Place() : attributes[0].Place(holder);

        public bool IsUnknown => attributes.Has("UnknownCase");

        public RecordSpec? Record { get; set; }

        public MemberDraft? TagMember { get; set; }

        public List<(TagRange Range, AttributeData Attribute)> Tags { get; } = [];

        public SizeSpec Size { get; set; }

        public bool Borrows { get; set; }

        public bool TakesRest { get; set; }

        public bool IsVersioned { get; set; }

        public string Shape { get; set; } = string.Empty;
    }
}
