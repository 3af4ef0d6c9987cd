using Microsoft.CodeAnalysis;

namespace ProtoSockets.Schema;

/// <summary>Reads checksums: what computes them, and over what.</summary>
internal sealed class ChecksumParser(List<MemberDraft> members, bool isHeader, HeaderDraft? header, ProblemList problems)
{
    public void Parse(MemberDraft member)
    {
        if (!member.IsPartial || member.Find("Checksum") is not { } attribute || member.Form is null)
        {
            return;
        }

        if (attribute.TypeArgument() is not INamedTypeSymbol algorithm || algorithm.TypeKind == TypeKind.Error || attribute.IsBroken())
        {
            problems.Fail();
            return;
        }

        if (member.Find("InHeader") is { } place)
        {
            problems.Add(ProblemIds.ConflictingAttributes, place, member.Symbol, member.Name, "Checksum", "InHeader");
            return;
        }

        bool isBytes = member.Form is BytesForm { Length: FixedLength };
        bool isNumber = member.Form is PlainForm { EnumType: null } or OddWidthForm { EnumType: null } && ((ScalarForm)member.Form).Primitive.IsInteger();
        string? wrong = !isBytes && !isNumber ? "a checksum is an integer of whole bytes, or bytes with [FixedBytes(n)]"
            : Implements(algorithm, isBytes ? null : member.Type) ? null
            : isBytes ? $"it does not implement IChecksum<{algorithm.Name}>"
            : $"it does not implement IChecksum<{algorithm.Name}, {member.Type.ShortName()}>";
        if (wrong is not null)
        {
            problems.Add(ProblemIds.ChecksumDoesNotFit, attribute, member.Symbol, member.Name, algorithm.ShortName(), wrong);
            return;
        }

        ChecksumRange range = AttributeReading.Enum<ChecksumRange>(attribute.Named("Over"));
        string? from = attribute.Named("From") as string;
        string? to = attribute.Named("To") as string;
        if (RangeProblem(range, from, to) is { } problem)
        {
            problems.Add(ProblemIds.NoChecksumRange, attribute, member.Symbol, member.Name, problem);
            return;
        }

        if (isHeader && range == ChecksumRange.Header)
        {
            range = ChecksumRange.Record;
        }

        member.Derived = new ChecksumSpec(algorithm.FullName(), isBytes, range, from, to, attribute.NamedBool("SelfAsZero"));
    }

    /// <summary>Checks that the checksums of the record can be computed one after the other.</summary>
    public void CheckOrder()
    {
        ChecksumOrder.Of([.. members.Select(member => (member.Name, member.Derived as ChecksumSpec))], out (int First, int Second)? stuck);
        if (stuck is { } pair)
        {
            problems.Add(ProblemIds.ChecksumsOverEachOther, members[pair.Second].Place, members[pair.First].Name, members[pair.Second].Name);
        }

        if (header?.Members.FirstOrDefault(member => member.Derived is ChecksumSpec { IsOverFrame: true }) is { } whole
            && members.Find(member => member.Derived is ChecksumSpec { Range: not ChecksumRange.Record }) is { } own)
        {
            problems.Add(ProblemIds.ChecksumsOverEachOther, own.Place, whole.Name, own.Name);
        }
    }

    private string? RangeProblem(ChecksumRange range, string? from, string? to)
    {
        if (range != ChecksumRange.Record && !isHeader && header is null)
        {
            return $"the {Name(range)}, and only messages of a protocol with a [Header] have one";
        }

        if (range != ChecksumRange.Record && (from is not null || to is not null))
        {
            return $"the {Name(range)} as a whole, and From and To name members";
        }

        int first = from is null ? 0 : IndexOf(from);
        int last = to is null ? members.Count - 1 : IndexOf(to);
        return first < 0 ? $"'{from}', which is no member of the record's own bytes"
            : last < 0 ? $"'{to}', which is no member of the record's own bytes"
            : last < first ? $"'{from}' to '{to}', which comes first"
            : null;
    }

    private static string Name(ChecksumRange range) => range == ChecksumRange.Header ? "header" : "frame";

    private int IndexOf(string name) => members.FindIndex(member => member.Name == name && member.IsInBody);

    private static bool Implements(INamedTypeSymbol algorithm, ITypeSymbol? value) => algorithm.AllInterfaces.Any(candidate =>
        candidate.Name == "IChecksum"
        && candidate.IsIn("ProtoSockets")
        && candidate.TypeArguments.Length == (value is null ? 1 : 2)
        && SymbolEqualityComparer.Default.Equals(candidate.TypeArguments[0], algorithm)
        && (value is null || SymbolEqualityComparer.Default.Equals(candidate.TypeArguments[1], value)));
}
