using Microsoft.CodeAnalysis;

namespace ProtoSockets.Schema;

/// <summary>What is known of a record that is a member of another one.</summary>
internal sealed record StructFacts(SizeSpec Size, bool Borrows, bool TakesRest, string Shape);

/// <summary>
/// Reads definitions from symbols. It is total: whatever it is given yields a spec, or problems, and never an exception. One instance serves one analysis;
/// it remembers the records it has read.
/// </summary>
internal sealed class SchemaParser(CancellationToken cancellation)
{
    private readonly Dictionary<INamedTypeSymbol, StructFacts?> _structs = new(SymbolEqualityComparer.Default);
    private readonly List<INamedTypeSymbol> _open = [];
    private readonly HashSet<INamedTypeSymbol> _recursive = new(SymbolEqualityComparer.Default);

    /// <summary>Whether values of the record can contain values of its own kind, as far as it was read.</summary>
    internal bool IsRecursive(INamedTypeSymbol type) => _recursive.Contains(type);

    /// <summary>Reads a record marked <c>[WireStruct]</c>.</summary>
    /// <param name="type">The record.</param>
    /// <param name="problems">Takes what is wrong with it.</param>
    /// <returns>The record; null when no code can be generated for it.</returns>
    public RecordSpec? ParseWireStruct(INamedTypeSymbol type, ProblemList problems)
    {
        if (IsMessageOrHeader(type))
        {
            string role = type.GetAttributes().Select(attribute => attribute.OwnName()).First(name => name is not null && Roles.Contains(name))!;
            problems.Add(ProblemIds.ConflictingAttributes, type.Place(), type.Name, "WireStruct", role);
            return null;
        }

        _open.Add(type);
        RecordParser parser = new(this, type, ProtocolDefaults.Of(type.ContainingType), header: null, isHeader: false, problems);
        RecordSpec? record = parser.Parse(cancellation);
        _open.RemoveAt(_open.Count - 1);
        return problems.HasErrors ? null : record;
    }

    /// <summary>Reads a class marked <c>[Protocol]</c> with all its messages.</summary>
    /// <param name="type">The class.</param>
    /// <param name="problems">Takes what is wrong with it.</param>
    /// <returns>The protocol with the messages that are right; null when no code can be generated for it.</returns>
    public ProtocolSpec? ParseProtocol(INamedTypeSymbol type, ProblemList problems) => new ProtocolParser(this, type, problems).Parse(cancellation);

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
    internal static readonly string[] Roles = ["Header", "Message", "Request", "Reply", "ErrorReply"];

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

        if (!SchemaTypes.IsWireStruct(type))
        {
            return ImplementsSerializable(type) ? new StructFacts(SizeSpec.Unknown, Borrows: true, TakesRest: false, type.ToDisplayString()) : null;
        }

        if (_open.Contains(type, SymbolEqualityComparer.Default))
        {
            // Readers count the levels of a value that can contain values of its own kind. A member that is always there would never end.
            if (SymbolEqualityComparer.Default.Equals(type, _open[_open.Count - 1])
                && SymbolEqualityComparer.Default.Equals(type, member.Type)
                && !member.Has("When"))
            {
                problems.Add(ProblemIds.Recursive, member.Place, type.Name, member.Name);
                return null;
            }

            _recursive.Add(type);
            return new StructFacts(SizeSpec.Unknown, Borrows: true, TakesRest: false, "again " + type.Name);
        }

        if (!_structs.TryGetValue(type, out StructFacts? facts))
        {
            ProblemList own = new();
            RecordSpec? record = ParseWireStruct(type, own);
            facts = record is null ? null : new StructFacts(record.Size, record.Borrows, record.TakesRest, record.Shape);
            _structs[type] = facts;
        }

        if (facts is null)
        {
            problems.Fail();
        }

        return facts;
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
