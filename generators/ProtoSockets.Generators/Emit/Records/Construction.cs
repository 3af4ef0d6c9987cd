using ProtoSockets.Generators.Emit.Records.Forms;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>The expression that makes a record of what was read. While it is read, a record made of some members only is asked for its conditions and choices.</summary>
internal sealed class Construction(RecordSpec record, Locals locals)
{
    private readonly HashSet<string> _known = new(record.Members.Where(member => member.InHeader is not null).Select(member => member.Name), StringComparer.Ordinal);

    /// <summary>The expressions of members that are read where the value is made; the others have a local.</summary>
    private readonly Dictionary<string, string> _inPlace = new(StringComparer.Ordinal);

    /// <summary>Takes note that a member has been read into its local.</summary>
    public void Know(MemberSpec member) => _known.Add(member.Name);

    /// <summary>Takes note that members have been read.</summary>
    public void Know(IEnumerable<string> members) => _known.UnionWith(members);

    /// <summary>Takes note that a member is an expression.</summary>
    public void Know(MemberSpec member, string expression) => _inPlace[member.Name] = expression;

    /// <summary>The expression of a property of the record, made of what was read so far.</summary>
    public string Probe(string property) => $"{Value(isProbe: true)}.{SymbolReading.Escape(property)}";

    /// <summary>The expression of the record.</summary>
    public string Value() => Value(isProbe: false);

    /// <summary>Writes the statement that makes the record, a line for each member.</summary>
    public void WriteLines(SourceWriter code)
    {
        MemberSpec[] positional = [.. record.Members.Where(member => member.IsPositional)];
        MemberSpec[] others = [.. record.Members.Where(member => !member.IsPositional)];
        code.Line($"value = new {record.Type.FullName}{(positional.Length == 0 ? string.Empty : "(")}");
        for (int index = 0; index < positional.Length; index++)
        {
            string end = index < positional.Length - 1 ? "," : others.Length == 0 ? ");" : ")";
            code.Line($"    {Of(positional[index])}{end}");
        }

        if (others.Length > 0)
        {
            code.Open();
            foreach (MemberSpec member in others)
            {
                code.Line($"{SymbolReading.Escape(member.Name)} = {Of(member)},");
            }

            code.Close(";");
        }
    }

    private string Value(bool isProbe)
    {
        if (!isProbe && record.Members.FirstOrDefault(static member => member.Form is CasesForm) is { } content)
        {
            return WithHead(content);
        }

        MemberSpec[] positional = [.. record.Members.Where(member => member.IsPositional)];
        IEnumerable<MemberSpec> others = record.Members.Where(member => !member.IsPositional && member.Derived is null && member.Form is not CasesForm);
        IEnumerable<MemberSpec> backed = Backing.Members(record);
        if (isProbe)
        {
            others = others.Where(member => _known.Contains(member.Name) || !member.IsValueType);
            backed = backed.Where(member => _known.Contains(member.Name));
        }

        string[] assignments = [.. others.Select(member => $"{SymbolReading.Escape(member.Name)} = {Of(member)}"), .. backed.Select(Kept)];
        string arguments = string.Join(", ", positional.Select(Of));
        string initializer = assignments.Length == 0 ? string.Empty : $" {{ {string.Join(", ", assignments)} }}";
        return $"new {record.Type.FullName}({arguments}){initializer}";
    }

    /// <summary>The union of a case, with the members of the head.</summary>
    private string WithHead(MemberSpec content)
    {
        string[] assignments =
        [
            .. record.Members.Where(member => member != content && member.Derived is null).Select(member => $"{SymbolReading.Escape(member.Name)} = {Of(member)}"),
            .. Backing.Members(record).Select(member => $"{Backing.Name(member)} = {locals.Of(member.Name)}"),
        ];
        string value = locals.Of(content.Name);
        return assignments.Length == 0 ? value : $"{value} with {{ {string.Join(", ", assignments)} }}";
    }

    private string Of(MemberSpec member) => _inPlace.TryGetValue(member.Name, out string? expression) ? expression : _known.Contains(member.Name) ? locals.Of(member.Name) : "default!";

    private string Kept(MemberSpec member)
    {
        string local = locals.Of(member.Name);
        return $"{Backing.Name(member)} = {(member.Derived is ChecksumSpec ? $"new({local})" : local)}";
    }
}
