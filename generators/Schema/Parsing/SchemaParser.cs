using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace ProtoSockets.Schema;

/// <summary>What is known of a record that is a member of another one.</summary>
internal sealed record StructFacts(SizeSpec Size, bool Borrows, bool TakesRest, string Shape, bool IsVersioned = false)
{
    /// <summary>For a union whose tag is somewhere else: the tag.</summary>
    public TagFacts? Tag { get; init; }

    /// <summary>The bytes of an entry of a directory: <see cref="RecordSpec.HeadBytes"/>.</summary>
    public int? HeadBytes { get; init; }

    /// <summary>Whether its end is found without reading it.</summary>
    public bool SaysItsEnd { get; init; }
}

/// <summary>The tag of a union that is not in the union's own bytes.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Property">The union's property.</param>
internal sealed record TagFacts(ITypeSymbol Type, string Property);

/// <summary>
/// Reads definitions from symbols. It is total: whatever it is given yields a spec, or problems, and never an exception. One instance serves one analysis;
/// it remembers the records it has read.
/// </summary>
internal sealed class SchemaParser(CancellationToken cancellation)
{
    private readonly Dictionary<INamedTypeSymbol, StructFacts?> _structs = new(SymbolEqualityComparer.Default);

    /// <summary>The records in the order in which they were read.</summary>
    private readonly List<INamedTypeSymbol> _order = [];

    /// <summary>The records that are being read, from the outside in, and whether the one before always contains each.</summary>
    private readonly List<(INamedTypeSymbol Type, bool IsAlwaysThere)> _open = [];
    private readonly HashSet<INamedTypeSymbol> _recursive = new(SymbolEqualityComparer.Default);

    /// <summary>A record whose values would have no end, seen from inside of it.</summary>
    private INamedTypeSymbol? _endless;

    /// <summary>Whether values of the record can contain values of its own kind, as far as it was read.</summary>
    internal bool IsRecursive(INamedTypeSymbol type) => _recursive.Contains(type);

    /// <summary>Reads a record marked <c>[WireStruct]</c>.</summary>
    /// <param name="type">The record.</param>
    /// <param name="problems">Takes what is wrong with it.</param>
    /// <returns>The record; null when no code can be generated for it.</returns>
    public RecordSpec? ParseWireStruct(INamedTypeSymbol type, ProblemList problems) => ParseWireStruct(type, isAlwaysThere: false, problems);

    private RecordSpec? ParseWireStruct(INamedTypeSymbol type, bool isAlwaysThere, ProblemList problems)
    {
        if (IsMessageOrHeader(type))
        {
            string role = type.GetAttributes().Select(attribute => attribute.OwnName()).First(name => name is not null && Roles.Contains(name))!;
            problems.Add(ProblemIds.ConflictingAttributes, type.Place(), type.Name, "WireStruct", role);
            return null;
        }

        _open.Add((type, isAlwaysThere));
        RecordParser parser = new(this, type, ProtocolDefaults.Of(type.ContainingType), header: null, isHeader: false, problems);
        RecordSpec? record = parser.Parse(cancellation);
        _open.RemoveAt(_open.Count - 1);
        return problems.HasErrors ? null : record;
    }

    /// <summary>Reads a struct marked <c>[WireUnion]</c> with its cases.</summary>
    /// <param name="type">The struct.</param>
    /// <param name="problems">Takes what is wrong with it.</param>
    /// <returns>The union; null when no code can be generated for it.</returns>
    public UnionSpec? ParseUnion(INamedTypeSymbol type, ProblemList problems) => ParseUnion(type, isAlwaysThere: false, problems);

    private UnionSpec? ParseUnion(INamedTypeSymbol type, bool isAlwaysThere, ProblemList problems)
    {
        _open.Add((type, isAlwaysThere));
        UnionSpec? union = new UnionParser(this, type, problems).Parse(cancellation);
        _open.RemoveAt(_open.Count - 1);
        return problems.HasErrors ? null : union;
    }

    /// <summary>Reads the record of a case. It need not be the one that a value has, so that a union may contain itself.</summary>
    internal RecordSpec? ParseCase(INamedTypeSymbol type, bool isPeekedAt, ProblemList problems, out IReadOnlyList<MemberDraft> members)
    {
        _open.Add((type, false));
        RecordParser parser = new(this, type, ProtocolDefaults.Of(type.ContainingType), header: null, isHeader: false, problems) { Role = UnionRole.Case, IsPeekedAt = isPeekedAt };
        RecordSpec? record = parser.Parse(cancellation);
        members = parser.Members;
        _open.RemoveAt(_open.Count - 1);
        return record;
    }

    /// <summary>Reads a class marked <c>[Protocol]</c> with all its messages.</summary>
    /// <param name="type">The class.</param>
    /// <param name="problems">Takes what is wrong with it.</param>
    /// <returns>The protocol with the messages that are right; null when no code can be generated for it.</returns>
    public ProtocolSpec? ParseProtocol(INamedTypeSymbol type, ProblemList problems) => new ProtocolParser(this, type, problems).Parse(cancellation);

    /// <summary>Reports all that is wrong with a type, whatever it is: the analyzer's way in.</summary>
    /// <param name="type">Any type.</param>
    /// <param name="problems">Takes what is wrong with it, and with what it stands on.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static void Check(INamedTypeSymbol type, ProblemList problems, CancellationToken cancellation)
    {
        ImmutableArray<AttributeData> attributes = type.GetAttributes();
        if (attributes.Has("Protocol"))
        {
            new SchemaParser(cancellation).ParseProtocol(type, problems);
        }

        if (attributes.Has("WireStruct"))
        {
            new SchemaParser(cancellation).ParseWireStruct(type, problems);
        }

        if (attributes.Has("WireUnion"))
        {
            new SchemaParser(cancellation).ParseUnion(type, problems);
        }

        CheckPlace(type, problems);
        AttributeChecker.CheckEffect(
            type, attributes.Has("Protocol"), attributes.Has("WireStruct") || attributes.Has("WireUnion") || UnionParser.IsCaseOfUnion(type) || IsMessageOrHeader(type), problems);
        CheckContainer(type, problems);
    }

    /// <summary>Reports a type that is not partial although code has to be added to types in it. Those types fail, and leave it to this one to say so.</summary>
    private static void CheckContainer(INamedTypeSymbol type, ProblemList problems)
    {
        if (!type.IsPartial() && type.IsFromSource() && !NeedsCode(type) && type.GetTypeMembers().Any(ContainsCode))
        {
            problems.Add(ProblemIds.NotPartial, type.Place(), type.Name);
        }
    }

    private static bool NeedsCode(INamedTypeSymbol type) => type.GetAttributes() is var attributes && (attributes.Has("Protocol") || attributes.Has("WireStruct") || attributes.Has("WireUnion"));

    private static bool ContainsCode(INamedTypeSymbol type) => NeedsCode(type) || type.GetTypeMembers().Any(ContainsCode);

    /// <summary>Reports a message or header that is in no protocol.</summary>
    /// <param name="type">The record.</param>
    /// <param name="problems">Takes what is wrong with it.</param>
    public static void CheckPlace(INamedTypeSymbol type, ProblemList problems)
    {
        if (IsMessageOrHeader(type) && (type.ContainingType is null || !type.ContainingType.GetAttributes().Has("Protocol")))
        {
            problems.Add(ProblemIds.NestedWrongly, type.Place(), type.Name);
        }
    }

    /// <summary>What gives a record a place in a protocol.</summary>
    internal static readonly string[] Roles = ["Header", "Message", "Request", "Reply", "ErrorReply", "Item"];

    internal static bool IsMessageOrHeader(INamedTypeSymbol type) =>
        type.GetAttributes().Any(attribute => attribute.OwnName() is { } name && Roles.Contains(name));

    /// <summary>Reads a record that is a member of another one. What is wrong with it is reported where it is declared.</summary>
    internal StructFacts? StructOf(INamedTypeSymbol type, MemberDraft member, ProblemList problems)
    {
        cancellation.ThrowIfCancellationRequested();
        if (IsMessageOrHeader(type))
        {
            return null;
        }

        if (!SchemaTypes.HasWireForm(type))
        {
            return ImplementsSerializable(type) ? new StructFacts(SizeSpec.Unknown, Borrows: true, TakesRest: false, type.ToDisplayString()) : null;
        }

        bool isAlwaysThere = SymbolEqualityComparer.Default.Equals(type, member.Type) && !member.Has("When");
        int outer = _open.FindIndex(record => SymbolEqualityComparer.Default.Equals(record.Type, type));
        if (outer >= 0)
        {
            // Readers count the levels of a value that can contain values of its own kind. A member that is always there would never end.
            if (isAlwaysThere && _open.Skip(outer + 1).All(record => record.IsAlwaysThere))
            {
                _endless = type;
                ReportEndless(member, problems);
                return null;
            }

            _recursive.Add(type);
            return new StructFacts(SizeSpec.Unknown, Borrows: true, TakesRest: false, $"again {_open.Count - outer}") { Tag = SchemaTypes.IsWireUnion(type) ? TagOf(type) : null, SaysItsEnd = true };
        }

        if (!_structs.TryGetValue(type, out StructFacts? facts))
        {
            ProblemList own = new();
            int known = _order.Count;
            facts = SchemaTypes.IsWireUnion(type) ? FactsOf(type, ParseUnion(type, isAlwaysThere, own)) : FactsOf(ParseWireStruct(type, isAlwaysThere, own));
            if (facts is not { SaysItsEnd: true } && _recursive.Contains(type))
            {
                // What was read inside of it took for granted that it says where it ends.
                foreach (INamedTypeSymbol inner in _order.Skip(known))
                {
                    _structs.Remove(inner);
                }

                _order.RemoveRange(known, _order.Count - known);
            }

            _structs[type] = facts;
            _order.Add(type);
        }

        if (facts is null)
        {
            ReportEndless(member, problems);
            if (!type.IsFromSource())
            {
                problems.Add(ProblemIds.UnsupportedMemberType, member.Place, member.Name, type.ShortName(), $"'{type.ContainingAssembly?.Name}' defines it wrongly");
            }

            problems.Fail();
        }

        return facts;
    }

    private static StructFacts? FactsOf(RecordSpec? record) => record is null ? null : new StructFacts(record.Size, record.Borrows, record.TakesRest, record.Shape, record.IsVersioned) { SaysItsEnd = record.Parts is not null, HeadBytes = record.HeadBytes };

    private static StructFacts? FactsOf(INamedTypeSymbol type, UnionSpec? union) =>
        union is null ? null : FactsOf(union.Head)! with
        {
            Tag = union.IsTagOutside ? TagOf(type) : null,
        };

    /// <summary>The tag of a union as it is declared, when it is not in the union's own bytes.</summary>
    private static TagFacts? TagOf(INamedTypeSymbol type) =>
        UnionParser.TagProperty(type) is { } property && UnionParser.IsTagOutside(type) ? new TagFacts(property.Type, property.Name) : null;

    /// <summary>Reports a record without an end at the member by which it contains itself, and not at those further inside, which have their own turn.</summary>
    private void ReportEndless(MemberDraft member, ProblemList problems)
    {
        if (_endless is not null && _open.Count > 0 && SymbolEqualityComparer.Default.Equals(_endless, _open[_open.Count - 1].Type))
        {
            problems.Add(ProblemIds.Recursive, member.Place, _endless.Name, member.Name);
            _endless = null;
        }
        else
        {
            problems.Fail();
        }
    }

    /// <summary>Whether the user wrote the wire form of the type by hand.</summary>
    private static bool ImplementsSerializable(INamedTypeSymbol type)
    {
        INamedTypeSymbol? implemented = type.AllInterfaces.FirstOrDefault(candidate =>
            candidate.Name == "IWireSerializable"
            && candidate.IsIn("ProtoSockets")
            && candidate.TypeArguments.Length == 1
            && SymbolEqualityComparer.Default.Equals(candidate.TypeArguments[0], type));
        return implemented is not null
            && !implemented.IsGenerated()
            && implemented.GetMembers().OfType<IMethodSymbol>().Where(method => method.MethodKind == MethodKind.Ordinary).All(wanted =>
                type.FindImplementationForInterfaceMember(wanted) is IMethodSymbol { DeclaredAccessibility: Accessibility.Public } method
                && method.Name == wanted.Name);
    }
}
