using Microsoft.CodeAnalysis;

namespace ProtoSockets.Schema;

/// <summary>What a record is part of.</summary>
internal enum UnionRole
{
    /// <summary>Of no union.</summary>
    None,

    /// <summary>It is the head of one.</summary>
    Union,

    /// <summary>It is a case of one.</summary>
    Case,
}

/// <summary>Ties unions to their tags, once all members of a record are known.</summary>
internal sealed class TagParser(INamedTypeSymbol type, List<MemberDraft> members, HeaderDraft? header, UnionRole role, ProblemList problems)
{
    /// <summary>Whether the record is the reply to a request, which may have the tag.</summary>
    public bool IsReply { get; init; }

    public void Parse()
    {
        foreach (MemberDraft member in members)
        {
            if (member.Find("Discriminator") is { } discriminator)
            {
                CheckDiscriminator(member, discriminator);
            }

            if (member.Find("TagOf") is { } tagOf)
            {
                ParseTagOf(member, tagOf);
            }
        }

        foreach (MemberDraft member in members)
        {
            if (member.Form is TaggedForm form)
            {
                member.Form = form with { Source = SourceOf(member) };
            }
            else if (member.Form is ListForm { Element: TaggedForm element } list)
            {
                TagSource? source = HasTagForEach(member, members) ? FromList(member, list) : SourceOf(member);
                LengthSource length = source is { Place: TagPlace.Each } ? new PerTag(source.Name) : list.Length;
                member.Form = list with { Element = element with { Source = source }, Length = length };
            }
        }
    }

    private void CheckDiscriminator(MemberDraft member, AttributeData attribute)
    {
        if (role == UnionRole.None)
        {
            problems.Add(ProblemIds.WrongMember, attribute, member.Symbol, "Discriminator", member.Name, "it belongs in a [WireUnion], or in a case of one");
        }
        else if (role == UnionRole.Union && member.Derived is null)
        {
            member.Derived = new UnionTagSpec();
            bool isTag = member.Form is ScalarForm form && (form.Primitive == PrimitiveKind.Boolean || form.Primitive.IsSmallInteger());
            if (!isTag && member.Form is not null)
            {
                problems.Add(ProblemIds.WrongMember, attribute, member.Symbol, "Discriminator", member.Name, "a tag is an integer of up to 8 bytes, an enum or a bool");
            }
            else if (attribute.NamedBool("Peek"))
            {
                Peek(member, attribute);
            }
        }
    }

    /// <summary>What is looked at has a fixed size, and the case begins there.</summary>
    private void Peek(MemberDraft member, AttributeData attribute)
    {
        string? wrong = member.IsTag ? "[NotOnWire] says that the tag is somewhere else"
            : member.Form is not (PlainForm or OddWidthForm) ? "a tag that is left for the case is a whole number of bytes"
            : members.SkipWhile(other => other != member).Skip(1).Any(other => other.IsInBody && other.Form is not CasesForm) ? "a tag that is left for the case is the last member of the head"
            : member.Fillers.Count > 0 ? "what stands in front of a tag that is left for the case is in front of another member"
            : members.Any(other => other.Form is CasesForm { Length: not null }) ? "a tag that is left for the case stands behind the length of the content"
            : null;
        if (wrong is not null)
        {
            problems.Add(ProblemIds.WrongMember, attribute, member.Symbol, "Discriminator(Peek = true)", member.Name, wrong);
            return;
        }

        member.Form = new PeekForm((ScalarForm)member.Form!);
        member.Size = SizeSpec.Fixed(0);
    }

    private void ParseTagOf(MemberDraft member, AttributeData attribute)
    {
        string name = attribute.Text(0) ?? string.Empty;
        int index = members.FindIndex(candidate => candidate.Name == name);
        string? wrong = index < 0 ? $"'{type.Name}' has no member '{name}' on the wire"
            : members[index].Form is null ? null
            : members[index].Form is ListForm { Element: TaggedForm } ? $"'{name}' is a list, and an empty one has no tag; set it, and name it with [DiscriminatedBy]"
            : members[index].Form is not TaggedForm ? $"'{name}' is no union whose tag is somewhere else"
            : index <= members.IndexOf(member) && member.IsInBody ? $"'{name}' does not follow it"
            : members[index].Condition is not null ? $"'{name}' is not always there"
            : !SymbolEqualityComparer.Default.Equals(members[index].Tag?.Type, member.Type) ? $"the tag of '{name}' is of type '{members[index].Tag?.Type.ShortName()}'"
            : members.Any(other => other != member && members.IndexOf(other) < members.IndexOf(member) && other.Find("TagOf")?.Text(0) == name) ? $"'{name}' has a tag already"
            : null;
        if (wrong is not null)
        {
            problems.Add(ProblemIds.WrongMember, attribute, member.Symbol, "TagOf", member.Name, wrong);
        }
        else if (index >= 0 && members[index].Form is TaggedForm form)
        {
            member.Derived = new TagOfSpec(name, form.TagProperty);
        }
        else
        {
            problems.Fail();
        }
    }

    private TagSource? SourceOf(MemberDraft union)
    {
        MemberDraft? computed = members.Find(candidate => candidate.Find("TagOf")?.Text(0) == union.Name);
        if (union.Find("DiscriminatedBy") is not { } attribute)
        {
            if (computed is null)
            {
                string wanted = union.Form is ListForm
                    ? "add [DiscriminatedBy(nameof(...))]: an earlier member that is the tag of all elements or, for an array, an earlier list of their tags"
                    : "add [DiscriminatedBy(nameof(...))], or a member marked [TagOf(nameof(...))]";
                problems.Add(ProblemIds.TagUnknown, union.Place, union.Name, "nothing", wanted);
                return null;
            }

            // A list's is refused where it is marked.
            return union.Form is ListForm ? null : new TagSource(computed.Name, TagPlace.Member, IsComputed: true);
        }

        string name = attribute.Text(0) ?? string.Empty;
        if (attribute.IsBroken())
        {
            problems.Fail();
            return null;
        }

        if (attribute.NamedBool("InRequest"))
        {
            // The requests are other records: ProtocolParser looks for the member there.
            return FromRequest(union, attribute, name, computed);
        }

        int own = members.IndexOf(union);
        int index = members.FindIndex(candidate => candidate.Name == name);
        MemberDraft? above = index >= 0 ? null : header?.Members.FirstOrDefault(candidate => candidate.Name == name);
        IPropertySymbol? property = index >= 0 || above is not null ? null
            : type.GetMembers(name).OfType<IPropertySymbol>().FirstOrDefault(candidate => candidate is { IsStatic: false, IsIndexer: false, GetMethod: not null });
        ITypeSymbol? found = index >= 0 ? members[index].DeclaredType : above?.DeclaredType ?? property?.Type;
        string? wrong = found is null ? $"and '{type.Name}' has no such member"
            : index >= own && members[index].IsInBody ? "which is not read yet"
            : index >= 0 && (members[index].Has("LengthOf") || members[index].Has("CountOf")) ? "which is computed from something else"
            : index >= 0 && computed is not null && members[index] != computed ? $"and '{computed.Name}' is its tag, too"
            : above?.Derived is not (null or ConstantSpec) ? "which is computed from something else"
            : property is not null && EarlierMembers.FirstUnread(type, members, property, own) is { } unread ? $"which depends on '{unread}', and that is not read yet"
            : union.Tag is { } tag && !SymbolEqualityComparer.Default.Equals(found, tag.Type) ? $"which is of type '{found.ShortName()}', and the tag is of type '{tag.Type.ShortName()}'"
            : null;
        if (wrong is not null)
        {
            problems.Add(ProblemIds.TagUnknown, attribute, union.Symbol, union.Name, $"'{name}'", wrong);
            return null;
        }

        return new TagSource(name, index >= 0 ? TagPlace.Member : above is not null ? TagPlace.Header : TagPlace.Property, index >= 0 && members[index] == computed);
    }

    /// <summary>Whether a list of unions names an earlier list, which then has the tag of each.</summary>
    public static bool HasTagForEach(MemberDraft union, IEnumerable<MemberDraft> members) =>
        union.Find("DiscriminatedBy") is { } attribute && !attribute.NamedBool("InRequest")
        && members.FirstOrDefault(member => member.Name == attribute.Text(0)) is { } tags && ListOf(tags.Type) is not null;

    /// <summary>The elements of a list, bytes included.</summary>
    private static ITypeSymbol? ListOf(ITypeSymbol type) => (type as IArrayTypeSymbol)?.ElementType ?? SchemaTypes.ListElement(type);

    /// <summary>The tags that another list has.</summary>
    private TagSource? FromList(MemberDraft union, ListForm list)
    {
        AttributeData attribute = union.Find("DiscriminatedBy")!;
        MemberDraft tags = members.First(member => member.Name == attribute.Text(0));
        ITypeSymbol? element = ListOf(tags.Type);
        string? wrong = !list.IsArray ? $"one for each element, and a WireList is read again from any of them; declare an array, '{SchemaTypes.ListElement(union.Type)?.ShortName()}[]'"
            : members.IndexOf(tags) >= members.IndexOf(union) ? "which is not read yet"
            : tags.IsOptional || !tags.IsInBody ? "which is not always there"
            : !SymbolEqualityComparer.Default.Equals(element, union.Tag?.Type) ? $"which has elements of type '{element?.ShortName()}', and the tag is of type '{union.Tag?.Type.ShortName()}'"
            : null;
        if (wrong is not null)
        {
            problems.Add(ProblemIds.TagUnknown, attribute, union.Symbol, union.Name, $"'{tags.Name}'", wrong);
            return null;
        }

        if (!union.IsOpen)
        {
            string length = union.Attributes.Select(each => each.OwnName()).First(name => name is "LengthPrefixed" or "CountPrefixed" or "Remaining" or "Terminated" or "Until" or "EndsWith")!;
            problems.Add(ProblemIds.ConflictingAttributes, union.Place, union.Name, "DiscriminatedBy", length);
        }

        // There are as many elements as tags.
        union.IsOpen = false;
        return new TagSource(tags.Name, TagPlace.Each, IsComputed: false);
    }

    private TagSource? FromRequest(MemberDraft union, AttributeData attribute, string name, MemberDraft? computed)
    {
        string? wrong = !IsReply ? $"and '{type.Name}' is no [Reply]"
            : computed is not null ? $"and '{computed.Name}' is its tag, too"
            : members.Any(other => other != union && other.Find("DiscriminatedBy") is { } otherAttribute && otherAttribute.NamedBool("InRequest") && otherAttribute.Text(0) != name)
                ? "and another member of the request tells another union; a call remembers one"
            : null;
        if (wrong is not null)
        {
            problems.Add(ProblemIds.TagUnknown, attribute, union.Symbol, union.Name, $"'{name}' of the request", wrong);
            return null;
        }

        return new TagSource(name, TagPlace.Request, IsComputed: false);
    }
}
