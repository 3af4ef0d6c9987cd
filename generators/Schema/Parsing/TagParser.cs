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
                problems.Add(ProblemIds.TagUnknown, union.Place, union.Name, "nothing", "add [DiscriminatedBy(nameof(...))], or a member marked [TagOf(nameof(...))]");
                return null;
            }

            return new TagSource(computed.Name, TagPlace.Member, IsComputed: true);
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
